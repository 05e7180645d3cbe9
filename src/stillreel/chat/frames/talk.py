"""Talk: undo, redo, start over, go back, questions, thanks, and what belongs to other doors (export, credits).

Also the things nobody can do here: named, with the nearest thing that can be done. `?` ops are answers, not edits.
"""

from __future__ import annotations

from ..clauses import Clause, Steps

_TOPICS = (
    "n.music",
    "n.title",
    "n.text",
    "n.transition",
    "n.caption",
    "n.look",
    "n.motion",
    "n.cta",
    "n.subtitle",
    "n.beat",
    "n.order",
    "n.length",
    "aspect.",
    "n.canvas",
    "n.price",
    "n.background",
    "platform.",
)


_KINDRED = {"look.": "n.look", "motion.": "n.motion", "transition.": "n.transition", "music.": "n.music"}

_LEFT = frozenset({
    "change", "touch", "alter", "modify", "edit", "replace", "delete", "remove", "changing", "touching",
    "改", "动", "改动", "碰", "换", "删", "删除", "删掉", "改变", "更改", "修改",
})  # fmt: skip
"""What one is asked not to do when one is asked to leave a thing as it is."""


_THINGS = (
    *(
        "n.music",
        "n.title",
        "n.subtitle",
        "n.caption",
        "n.cta",
        "n.text",
        "n.transition",
        "n.look",
        "n.order",
    ),
    *("n.sound", "n.motion", "ref.rest"),
)
_AS_IS = {
    "as is",
    "as",
    "is",
    "same",
    "alone",
    "the same",
    "unchanged",
    "untouched",
    "way",
    "like",
    "that",
    "it",
}


def _kept(c: Clause) -> bool:
    """`keep the music`, `leave the captions as they are`, `the rest can stay`: nothing is to be done."""
    known = ("v.keep", "p.", "filler", "refkind.it", "a.same", "refkind.rest", *_THINGS)
    if any(t.weight and not t.has(*known) and t.text not in _AS_IS for t in c.tokens):
        return False
    if not c.has("refkind.rest", *_THINGS):
        return False
    c.used.update(range(len(c.tokens)))
    c.bonus += 0.6
    return True


def leave(c: Clause) -> Steps | None:
    """`don't change the music`, 不要动标题: nothing is done, and said."""
    kept = c.has("v.keep") and c.has(*_TOPICS) and not c.has("v.remove", "ref", "neg.", "n.orig")
    if kept and all(
        t.has("v.keep", "filler", "p.", "punct", "ref.all", *_TOPICS) or not t.weight for t in c.tokens
    ):
        c.used.update(range(len(c.tokens)))
        c.bonus += 0.5
        return [("?answer", {"about": "left"})]
    if c.tokens and c.has("v.keep") and _kept(c):
        return [("?answer", {"about": "left"})]
    nots = [i for i, t in enumerate(c.tokens) if t.key("neg") == "not"]
    verbs = [i for i, t in enumerate(c.tokens) if t.text in _LEFT]
    if not nots or not verbs or not nots[0] < verbs[0] <= nots[0] + 2:
        return None
    if any(t.weight and not t.has("filler", "p.") for t in c.tokens[: nots[0]]):
        return None  # Something is to be done first: that is a clause of its own.
    if sum(bool(t.weight) and not t.has("filler", "p.") for t in c.tokens[verbs[0] + 1 :]) > 2:
        return None  # So is what is to be done after it.
    c.used.update(range(len(c.tokens)))
    c.bonus += 1.0
    return [("?answer", {"about": "left"})]


def undo(c: Clause) -> Steps | None:
    """`undo`, `undo the last two`, 撤销两步."""
    if c.has("v.redo"):
        return None
    token = c.take("v.undo")
    if token is None or (token.text in {"还原刚才的", "返回"} and c.has("q.nth")):
        return None
    c.every("ref.it", "v.set", "v.goback")
    count = c.number()
    refs = c.every("ref")
    for ref in refs:
        kind, *rest = ref.value.items[0]
        if kind in ("last", "first") and rest:
            count = int(rest[0])
    factor = c.value("q.factor")
    if factor or c.every("deg.double"):
        count = int(factor or 2)
    everything = any(r.has("refkind.all") and not r.has("n.") for r in refs) or bool(c.every("n.everything"))
    if everything and count is None and not c.has("v.remove"):
        return [("?undo", {"n": 0})]
    topic = c.take(*_TOPICS, "look.", "motion.", "transition.", "music.")
    if topic is not None and count is None:
        about = next((t for t in (*_TOPICS, *_KINDRED) if topic.has(t)), "")
        return [("?undo", {"n": 1, "topic": _KINDRED.get(about, about)})]
    c.every("n.again filler v.change n.position a.")
    return [("?undo", {"n": max(1, min(count or 1, 100))})]


def redo(c: Clause) -> Steps | None:
    """`redo`, 重做."""
    if not c.every("v.redo"):
        return None
    c.every("v.undo", "ref", "n.again")
    return [("?redo", {"n": max(1, min(c.number() or 1, 100))})]


def restore(c: Clause) -> Steps | None:
    """恢复, `bring it back`: what was undone is done again, what was just done is undone."""
    if not c.every("v.restore") or c.has("n.sound", "n.clipsound", "look.", *_TOPICS):
        return None
    c.every("v.redo", "ref.it", "refkind.it", "p.then", "p.also", "n.again")
    return [("?restore", {})]


def reset(c: Clause) -> Steps | None:
    """`start over`, 重新开始."""
    if not c.every("v.reset"):
        return None
    if c.has("q.time text.quoted v.keep platform. aspect. template.", *_TOPICS) or any(
        t.has("ref") and (t.value.but or not t.has("refkind.all", "refkind.it")) for t in c.tokens
    ):
        return None
    c.every("ref n.everything v.remove n.video n.timeline")
    return [("?reset", {})]


def goto(c: Clause) -> Steps | None:
    """`go back to the version before the music`, `go back to version 2`, 回到加音乐之前."""
    if not c.every("v.goback"):
        return None
    if any(t.text in {"step", "steps", "changes", "edits"} for t in c.tokens) and (n := c.number()):
        c.every("plain")
        return [("?undo", {"n": max(1, min(n, 100))})]
    c.every("n.version p.to n.position ref.it v.add v.set v.undo v.have ref v.remove")
    topic = c.take(*_TOPICS)
    number = c.value("q.nth", "q.hash") or c.number()
    if topic is not None:
        before = bool(c.every("p.before")) or not c.every("p.after", "p.with")
        return [("?goto", {"topic": next((t for t in _TOPICS if topic.has(t)), ""), "before": before})]
    if c.every("n.start place.start n.orig place.first"):
        return [("?goto", {"n": 1})]
    if number:
        return [("?goto", {"n": int(number)})]
    c.every("p.before", "ref.previous")
    return [("?undo", {"n": 1})]


def route(c: Clause) -> Steps | None:
    """Export, credits, status, upload: other doors."""
    for key in ("export", "credits", "status", "upload"):
        if key == "upload" and c.has("n.upload n.new ref.added p.with"):
            continue
        if key == "export" and c.has("v.make", "v.turn", "q.time"):
            continue
        if c.every(f"v.{key}"):
            c.every(
                "n.video ref n.photo platform. lines. q.lines n.project n.timeline v.show ask. "
                "n.canvas n.resolution n.end place.end p. v.make v.turn v.keep n.new n.framerate "
                "v.set"
            )
            return [("?route", {"to": key})]
    return None


def thanks(c: Clause) -> Steps | None:
    """`thanks`, `looks great`, `hello`."""
    for key in ("thanks", "hello"):
        if c.every(f"v.{key}"):
            c.every("n.video ref deg.much n. p.at")
            c.bonus -= 0.2
            return [("?answer", {"about": key})]
    return None


def ask(c: Clause) -> Steps | None:
    """Questions about the video: answered from the draft."""
    if c.every("v.help"):
        return [("?answer", {"about": "help"})]
    if c.every("v.compare"):
        c.every("ref n.version ref.previous p. place. n. v.undo ask. place.last v.")
        return [("?answer", {"about": "compare"})]
    either = [i for i, t in enumerate(c.tokens) if t.text == "还是" and 0 < i < len(c.tokens) - 1]
    if either and c.tokens[either[0] - 1].has("aspect.") and c.tokens[either[0] + 1].has("aspect."):
        c.every("aspect.", "p.then")
        c.bonus += 1.0
        return [("?answer", {"about": "canvas"})]  # 是横屏还是竖屏
    if not c.has("ask."):
        return None
    if c.every("ask.howlong"):
        if c.has("n.transition"):
            c.every("n.")
            return [("?answer", {"about": "transitions"})]
        c.every("n.length n.video ref.it n.each n.total n. p. v.hold")
        found = c.shots(it=False)
        if found and len(found) < len(c.scene.video):
            return [("?answer", {"about": "shot", "shots": found})]
        return [("?answer", {"about": "each" if c.has("n.each") else "length"})]
    if c.every("ask.howloud"):
        c.every("n.music", "n.sound", "n.volume")
        return [("?answer", {"about": "music"})]
    if c.has("ask.howmany") and c.has(
        "n.canvas n.resolution n.framerate n.volume n.tempo n.music n.length aspect."
    ):
        return _which(c)
    if c.every("ask.howmany"):
        c.every("ref n. ask. p.")
        about = (
            "texts"
            if c.has("n.text", "n.title", "n.caption")
            else "transitions"
            if c.has("n.transition")
            else "count"
        )
        return [("?answer", {"about": about})]
    return _which(c)


_CHOICES = (
    ("n.music", "music"),
    ("n.transition", "transition"),
    ("n.look", "look"),
    ("n.motion", "motion"),
    ("n.animation", "animation"),
    ("n.platform", "platform"),
    ("n.template", "template"),
    ("n.text", "style"),
    ("n.title", "style"),
    ("n.style", "style"),
)
"""What one may ask the choice of, and the shelf of the catalogue that answers."""


def _which(c: Clause) -> Steps | None:
    """What, which, is there: by the noun that is asked for."""
    if (
        c.has("v.add v.set v.remove v.make")
        and c.every("ask.is")
        and not c.has("ask.what ask.which ask.how n.timeline")
    ):
        return None
    asked = c.every("ask.")
    if c.has("ask.choices"):
        for noun, kind in _CHOICES:
            if c.every(noun):
                c.every("n. p. ref v. ask. a. deg. n.style")
                return [("?answer", {"about": "choices", "kind": kind})]
    command = any(t.has("ask.show") for t in asked) and not c.has(
        "n.timeline ask.contents n.order n.everything n.length ask.what ask.which"
    )
    for tags, about in (
        (("n.music", "n.sound", "n.tempo"), "music"),
        (("n.transition",), "transitions"),
        (("n.title", "n.text", "n.caption", "n.cta", "n.subtitle", "n.price"), "texts"),
        (("n.canvas", "n.resolution", "aspect.", "n.framerate"), "canvas"),
        (("n.look",), "looks"),
        (("n.motion",), "motion"),
        (("n.length",), "length"),
        (
            ("n.timeline", "ask.contents", "n.order", "n.video", "n.photo", "n.everything", "n.clip"),
            "timeline",
        ),
    ):
        if c.every(*tags):
            weak = all(t.has("ask.is", "ask.show") for t in asked)
            choice = any(t.text == "or" for t in c.tokens)
            if weak and about not in {"timeline", "music", "texts", "transitions"} and not choice:
                return None
            c.every("n. p. ref v.use v.set v.hold v.show v.apply neg.")
            return [("?answer", {"about": about})]
    if command or all(t.has("ask.is") for t in asked):
        return (
            [("?answer", {"about": "timeline"})]
            if command and len(asked) == 1 and len(c.tokens) <= 3
            else None
        )
    if any(t.has("ask.what", "ask.which", "ask.show") for t in asked) and c.every("ref.it", "ref"):
        return [("?answer", {"about": "timeline"})]
    return None


def impossible(c: Clause) -> Steps | None:
    """What no edit can do: named, with the nearest thing that can be done."""
    found = c.every("thing.")
    if not found and c.has("n.face") and not c.has("text.quoted n.title n.text v.crop v.focus v.keep"):
        key = "faceswap" if c.has("v.swap", "v.replace") else "erase" if c.has("v.remove") else ""
        if key:
            c.every("v. n.face ref p. n.photo")
            return [("?refuse", {"about": key})]
    if not found:
        return None
    key = max(found, key=lambda t: len(t.text)).key("thing") or ""
    words = {t.text for t in found}
    if key == "cutout" and c.has("text.quoted"):
        return None
    if key == "three_d" and (
        c.has("motion.parallax", "transition.cube")
        or (max(map(len, words)) < 6 and not c.has("v.make v.turn v.set v.add v.apply"))
    ):
        return None
    if key == "sticker" and words <= {"watermark", "水印", "arrow", "箭头"} and c.has("text.quoted"):
        return None
    if key == "loopvideo" and c.has("v.make", "v.turn"):
        return None  # 做一个循环视频 is a video first.
    if key == "rotate" and c.has("n.transition", "transition.cube", "n.order"):
        return None
    if key == "celebrity" and words <= {"queen", "drake"} and not c.has("n.music"):
        return None
    if key == "voiceover" and c.has("v.duck", "v.lower", "n.clip"):
        return None
    if key == "translate" and c.has("text.quoted") and not words & {"translate", "翻译"}:
        return None
    if key == "publish" and c.has("n.canvas", "aspect."):
        return None
    c.every(
        "v. n. ref p. look. a. ask. motion. music. colour. plain deg. platform. file. mood. "
        "transition. place. animation. position."
    )
    c.bonus += 2.5
    return [("?refuse", {"about": key})]


FRAMES = (leave, undo, redo, restore, reset, goto, route, thanks, ask, impossible)
