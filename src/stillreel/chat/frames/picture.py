"""The look of each picture: camera move, fit, focus, colour look, speed of clips."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..clauses import Clause, Steps
from ..degrees import direction, times, turned
from ..scene import Unresolved
from .cuts import effect_named, kindred

TEXTY = (
    "n.title",
    "n.text",
    "n.caption",
    "n.cta",
    "n.subtitle",
    "n.price",
    "text.quoted",
    "n.transition",
    "n.music",
    "n.sound",
)


def motion(c: Clause) -> Steps | None:
    """`slow zoom in on every photo`, `no movement on the logo`, `more movement`, 第二张慢慢放大."""
    if c.has(*TEXTY) or c.has("v.reorder", "p.between"):
        return None
    noun, named = c.has("n.motion"), c.has("motion.")
    if kindred(c):
        return None
    if not (noun or named or (c.has("v.animate") and c.has("ref"))):
        return None
    kind = c.name("motion")
    many = list(dict.fromkeys(k for t in c.tokens if (k := t.key("motion"))))
    if kind not in (None, "still") and _too_much(c):
        kind, noun = None, True
    if (turns := _turns(c, many)) is not None:
        return turns
    c.every(
        "n.motion v.add v.set v.apply v.make v.keep v.stop p. n.look v.animate n.video "
        "n.everything n.each v.turn n.camera v.move v.hold n.style ref.it n.logo v.show "
        "n.fullframe v.start n.animation v.zoom"
    )
    gone = _ended(c)
    if kind == "still" or gone or (c.has("neg.") and not c.has("a.fast", "a.strong", "a.big") and c.negative):
        kind = "still"
        c.every("neg. deg.more deg.total v.focus transition. animation.")
    elif {"push_in", "pull_out"} <= set(many) or (c.has("a.varied") and (noun or named)):
        kind = "mix"
        c.every("a.varied p.and p.then motion.")
    if (
        kind not in (None, "still")
        and c.has("deg.less", "deg.more")
        and all(t.has("n.motion") for t in c.tokens if t.has("motion."))
    ):
        kind = None
    if kind is None and c.every("a.varied", "v.shuffle"):
        kind = "mix"
    fields = _how_far(c, kind, noun)
    ease = c.name("ease")
    if ease:
        fields["ease"] = ease
    if kind is None and not fields:
        if (noun and c.has("v.add v.animate p.with v.apply")) or c.has("v.animate"):
            kind = "mix"
        else:
            return None
    if kind is not None:
        fields = {"kind": kind, **fields}
    c.every("transition. animation. a. mood.calm mood.energetic position.")
    fields["shots"] = c.who(numbers=_numbered(c))
    return [("motion", fields)]


def _numbered(c: Clause) -> bool:
    """Are bare numbers pictures here: `warm up 1-3`, `warm look on 1`, `zoom in on 2 and 4`?"""
    spoken = any(a.has("p.at", "p.for", "p.of") and b.has("q.num") for a, b in pairwise(c.tokens))
    return spoken or c.has("q.range", "q.list")


def _ended(c: Clause) -> bool:
    """`turn off the movement`, `stop the zooming`; `pull out` is no "take out"."""
    if any(not t.has("motion.") for t in c.every("v.remove")):
        return True
    return c.has("v.stop") and c.has("n.motion", "motion.")


def _too_much(c: Clause) -> bool:
    """`too much zoom` is no zoom that is asked for."""
    return c.has("deg.too") and all(t.text.startswith("zoom") for t in c.tokens if t.has("motion."))


def _turns(c: Clause, many: list[str]) -> Steps | None:
    """`alternate zoom in and zoom out`: two moves taking turns."""
    turns = any(
        t.text in {"alternate", "alternating", "alternately", "in turn", "take turns"} for t in c.tokens
    )
    if not turns or len(many) != 2 or c.has("ref.other") or len(c.scene.video) < 2:
        return None
    odd, even = c.ids(range(0, len(c.scene.video), 2)), c.ids(range(1, len(c.scene.video), 2))
    c.every("motion. n.motion a.varied p. v. n.photo ref n.each")
    return [("motion", {"kind": many[0], "shots": odd}), ("motion", {"kind": many[1], "shots": even})]


def _how_far(c: Clause, kind: str | None, noun: bool) -> dict[str, Any]:
    """Amount of a camera move, or a change of it: "slow", "more", "30%"."""
    fields: dict[str, Any] = {}
    sign = 0
    for up, down in (("fast", "slow"), ("strong", "weak"), ("big", "small"), ("loud", "quiet")):
        if c.has(f"a.{up}", f"a.{down}"):
            sign = direction(c, up, down)
            break
    if c.every("v.raise"):
        sign = 1
    if c.every("v.lower", "v.slowdown"):
        sign = -1
    if not sign and noun and kind is None:
        if c.every("deg.less") or any(t.text.isascii() for t in c.tokens if t.has("deg.too")):
            sign = -1
        elif c.every("deg.more", "mood.energetic"):
            sign = 1
    share = c.value("q.percent")
    if share is not None and kind != "still":
        fields["amount"] = min(1.0, float(share))
    elif sign and kind is None:
        fields["factor"] = times(c, sign, {"bit": 1.3, "": 1.6, "much": 2.2})
    elif sign and kind != "still":
        comparative = c.has("deg.") or turned(c) < 0
        fields["amount"] = 0.08 if sign < 0 else 0.2
        if comparative and c.has("deg.bit"):
            fields["amount"] = 0.1 if sign < 0 else 0.16
        c.every("deg.")
    return fields


def fit(c: Clause) -> Steps | None:
    """`don't crop`, `blurred background`, `fill the screen`, 不要裁剪, 背景模糊."""
    if c.has(*TEXTY) or (c.has("q.time") and not c.has("v.fill")):
        return None
    value: str | None = None
    blur = _blurs(c)
    if blur and c.has("n.background", "n.border", "v.fill"):
        value = "blur"
        if c.has("neg.", "v.remove") and not c.has("n.border") and not c.has("v.crop"):
            value = "contain" if c.negative or c.every("v.remove") else value
    elif c.every("v.cutoff"):
        value = "contain"  # 头被切掉了
    elif c.has("n.border"):
        gone = bool(c.every("v.remove", "neg.", "v.fill")) or not c.has("v.add v.keep v.apply p.with")
        value = "cover" if gone else "contain"
        if c.has("colour.") and c.has("v.add") and not gone:
            value = "contain"
    elif c.has("v.crop"):
        whole = c.has("p.instead") or _passive(c)
        value = (
            "contain" if whole or (c.has("neg.", "v.stop") and (c.negative or c.every("v.stop"))) else "cover"
        )
        if (
            value == "cover"
            and c.has("q.time", "q.num", "refkind.it")
            and not c.has("n.fullframe", "v.fill")
            and any(t.text in {"cut", "cut off"} for t in c.tokens)
        ):
            return None
    elif c.has("n.whole"):
        value = "contain"
    elif c.has("v.fill") and (
        c.has("n.fullframe n.canvas n.screen ref n.photo")
        or any(t.has("v.fill") and (t.text > "\u2e80" or len(t.text) > 6) for t in c.tokens)
    ):
        value = "contain" if c.has("neg.") and c.negative else "cover"
    elif c.has("v.fitv") and (
        c.has("n.fullframe n.canvas n.screen n.photo ref") and not c.has("n.music", "platform.", "n.length")
    ):
        value = "contain"
    if value is None:
        return None
    c.every(
        "v.crop v.fill v.fitv n.whole n.fullframe n.border n.background n.canvas n.screen "
        "v.set v.add v.apply v.make v.keep v.show v.remove transition. animation. look. p. v. "
        "n.photo n.each neg. colour.#000000 n.one n.face n.subject a. n.logo position. "
        "aspect. n.video"
    )
    c.bonus += 0.3
    return [("fit", {"fit": value, "shots": c.who()})]


def _blurs(c: Clause) -> bool:
    return any(
        t.has("transition.blur", "animation.blur_in") or t.text.startswith(("blur", "模糊", "虚化"))
        for t in c.tokens
    )


def _passive(c: Clause) -> bool:
    """`the heads are cut off`: what is complained of, not what is asked for."""
    words = [t.text for t in c.tokens]
    at = next((i for i, t in enumerate(c.tokens) if t.has("v.crop")), 0)
    said = {"is", "are", "gets", "get", "being", "was", "were", "is being", "getting", "got"}
    return any(w in said or w.endswith((" is", " are")) for w in words[max(0, at - 3) : at])


def focus(c: Clause) -> Steps | None:
    """`keep the face in view`, `focus on the top of the second photo`, 对准人脸."""
    part = any(
        t.has("position.") and ("part" in t.text or "half" in t.text or "of the" in t.text) for t in c.tokens
    )
    if c.has("v.show") and (part or any(t.text in {"more", "part"} for t in c.tokens)) and c.has("position."):
        c.every("v.show", "deg.more", "n.part")
        part = True
    if c.has(*TEXTY) or not (part or c.has("v.focus", "n.face", "n.subject")):
        return None
    face = c.has("n.face")
    if not part and not c.has("v.focus") and not (face and c.has("v.keep v.crop v.show v.remove")):
        return None
    where: str | None = None
    position = c.name("position")
    if face:
        where = "face"
        c.every("v.keep v.crop neg. v.remove v.show")
    elif c.has("n.subject"):
        where = "auto"
        c.every("v.keep", "v.crop", "neg.")
    elif position and position != "lower_third":
        where = position
    elif any(t.text.startswith(("cent", "居中")) for t in c.tokens if t.has("v.focus")):
        where = "center"
    if where is None:
        return None
    if where == "center" and not c.has("ref n.photo p.at n.subject") and c.scene.topic == "text":
        return None
    c.every(
        "v.focus n.face n.subject v.set v.make v.keep p. n.photo n.fullframe n.canvas "
        "n.screen position. v.apply n.part n.one n.place n.each v.move motion. animation. "
        "transition."
    )
    c.bonus += 0.2
    return [("focus", {"where": where, "shots": c.who()})]


def look(c: Clause) -> Steps | None:
    """`warmer`, `black and white from the third on`, `less sepia`, 第一张调成黑白."""
    if c.has(
        "n.title n.text n.caption n.cta n.subtitle n.price text.quoted n.transition n.music "
        "n.sound n.background n.beat p.between"
    ):
        return None
    if effect_named(c):
        return None
    if c.has("n.one") and not c.has("v.") and all(t.has("colour.") for t in c.tokens if t.has("look.")):
        return None  # `the blue one` says nothing yet.
    noun = any(t.has("n.look") and t.text not in {"look", "looks", "feel"} for t in c.tokens) or (
        c.has("v.remove", "n.each") and (c.has("look.", "n.look") or not c.tokens[0].text.isascii())
    )
    if (
        c.scene.topic == "text"
        and c.has("refkind.it")
        and all(t.has("colour.") for t in c.tokens if t.has("look."))
    ):
        return None  # `make it blue`, of words that were just spoken of.
    kind = c.name("look")
    tone = c.has("a.bright a.dark a.contrast a.saturation")
    if kind is None and not noun and not tone:
        return None
    if (
        kind is not None
        and not noun
        and all(t.has("mood.", "music.") for t in c.tokens if t.has("look."))
        and (not c.has("ref") or c.has("refkind.it"))
    ):
        c.bonus -= 0.6
    c.every(
        "n.look v.add v.set v.apply v.make v.turn v.keep n.everything p. n.video n.photo "
        "n.each n.style n.colour v.show n.one ref.it mood. v.replace colour. p.for p.also "
        "n.clip"
    )
    if kind is None and tone:
        kind = _toned(c)
    fields: dict[str, Any] = {"shots": c.who(numbers=_numbered(c))}
    if (
        (c.has("v.remove") and not (kind and c.has("v.set", "v.turn", "v.make")) and c.every("v.remove"))
        or kind == "none"
        or (c.has("neg.") and not c.has("deg.") and c.negative)
    ):
        c.every("neg.", "deg.", "n.orig")
        return [("look", {**fields, "kind": "none"})]
    if kind is None:
        return _present(c, fields)
    return [("look", {**fields, **_strength(c, kind)})]


def _toned(c: Clause) -> str:
    """The look nearest to "brighter", "darker", "more contrast"."""
    sign = direction(c, "bright", "dark")
    kind = "vivid" if c.every("a.contrast", "a.saturation") or sign > 0 else "noir" if sign < 0 else "vivid"
    if sign > 0 and not c.has("a.contrast", "a.saturation"):
        kind = "golden" if c.has("look.warm") else "vivid"
    return kind


def _present(c: Clause, fields: dict[str, Any]) -> Steps | None:
    """The looks there are, stronger or weaker."""
    weaker = (
        direction(c, "strong", "weak")
        if c.has("a.strong", "a.weak")
        else (-1 if c.has("deg.less v.lower deg.too a.quiet") else 1 if c.has("v.raise", "deg.more") else 0)
    )
    c.every("deg. v.lower v.raise a.quiet")
    share = c.value("q.percent")
    if share is not None:
        return [("look", {**fields, "amount": min(1.0, float(share))})]
    return [("look", {**fields, "delta": weaker * (0.15 if c.has("deg.bit") else 0.3)})] if weaker else None


def _strength(c: Clause, kind: str) -> dict[str, Any]:
    """How much of a look: "a bit warmer", "50% sepia", "less warm"."""
    share = c.value("q.percent")
    if share is not None and not c.has("p.by"):
        return {"kind": kind, "amount": min(1.0, float(share))}
    now = [s.look for s in c.scene.video if s.look and s.look.kind == kind]
    if c.has("deg.less") and c.has("n.look") and not now and all(s.look is None for s in c.scene.video):
        raise Unresolved("no_looks")
    less = c.has("deg.less deg.too v.lower neg. a.weak")
    if less and now:
        c.every("deg. v.lower neg. a.")
        return {"kind": kind, "delta": -0.2 if c.has("deg.bit") else -0.35}
    if less and kind in {"warm", "cool"}:
        c.every("deg.", "v.lower", "neg.")
        return {"kind": "cool" if kind == "warm" else "warm", "amount": 0.5}
    if now and len(now) == len(c.scene.video) and c.has("deg."):
        c.every("deg.")
        return {"kind": kind, "delta": 0.15 if c.has("deg.bit") else 0.3}
    if c.every("deg.bit", "a.weak", "a.quiet"):
        c.every("deg.")
        return {"kind": kind, "amount": 0.5}
    if c.every("deg.half"):
        return {"kind": kind, "amount": 0.5}
    c.every("deg. a.strong a.weak a.bright a.dark a.contrast a.saturation a.quiet a.smooth a.simple")
    return {"kind": kind}


def speed(c: Clause) -> Steps | None:
    """`slow motion on the clip`, `play the video at 2x`, 第二段放慢一半."""
    clips = c.scene.clips()
    if c.has(*TEXTY) or c.has("n.motion", "motion.", "q.time"):
        return None
    verbs = c.has("v.speedup", "v.slowdown", "n.pace") or c.has("a.fast", "a.slow")
    on_clips = c.has("refkind.clips", "n.clip") or _only_clips(c, clips)
    explicit = any(
        t.text in {"slow motion", "slow mo", "慢动作", "慢镜头", "慢放", "快放", "快进", "升格", "倍速"}
        for t in c.tokens
    ) or (c.has("q.factor") and (c.has("n.pace") or on_clips or any("倍速" in t.text for t in c.tokens)))
    if not ((verbs and on_clips) or explicit):
        return None
    c.every("n.pace n.clip v.set v.make p. v.apply n.video v.add v.hold v.show v.duplicate n.motion")
    sign = direction(c, "fast", "slow") if c.has("a.fast", "a.slow") else 0
    if c.every("v.slowdown"):
        sign = -1
    if c.every("v.speedup"):
        sign = 1
    share = c.value("q.percent")
    if share and c.has("n.pace") and not c.has("p.by"):
        factor = float(share)
    elif explicit and sign < 0 and not c.has("q.factor", "deg."):
        factor = 0.5
    else:
        factor = times(c, sign, {"bit": 1.25, "": 1.5, "much": 2.0})
    shots: Any = c.who() if c.has("ref") else "all"
    if shots == "all" and 0 < len(clips) < len(c.scene.video):
        shots = c.ids(clips)
    return [("speed", {"factor": min(10.0, max(0.1, factor)), "shots": shots})]


def _only_clips(c: Clause, clips: tuple[int, ...]) -> bool:
    if not clips or not c.has("ref"):
        return False
    found = c.shots()
    return bool(found) and set(found or ()) <= set(clips)


FRAMES = (motion, fit, focus, look, speed)
