"""Sound: music's style, tempo, start, fades and removal, volume, a clip's own sound, cuts on the beat."""

from __future__ import annotations

from typing import Any

from ...draft.direct.moods import MOODS
from ...draft.names import shelf
from ...errors import UnknownName
from ..clauses import Clause, Steps
from ..degrees import direction, times, turned
from ..scene import uploads
from .fades import timed, unfaded

LOUD = {"bit": 1.2, "": 1.5, "much": 2.0}
_OTHER = (
    "n.transition",
    "n.title",
    "n.text",
    "n.caption",
    "n.subtitle",
    "n.cta",
    "n.price",
    "n.motion",
    "text.quoted",
    "n.look",
    "n.background",
)


def _song(c: Clause) -> str | None:
    """An uploaded song that is spoken of: by file name, or as "my song"."""
    songs = [a for a in c.scene.shelf if a.kind == "audio"]
    for i, token in enumerate(c.tokens):
        if token.has("file.name", "file.") or (token.has("ref") and token.value.items[0][0] == "file"):
            word = token.value.items[0][1] if token.has("ref") else (token.value or token.key("file"))
            found = uploads(c.scene, str(word), "audio")
            if found:
                c.used.add(i)
                return found[0].id
    if c.every("n.upload") and songs:
        return songs[-1].id
    return None


def beat(c: Clause) -> Steps | None:
    """`cut on the beat`, 卡点."""
    if (
        not c.has("v.sync", "n.beat")
        or c.has("v.lower_ v.raise music. q.bpm")
        or any(t.has("v.remove") and not t.has("v.sync") for t in c.tokens)
    ):
        return None
    if not (
        c.has("n.beat")
        and (
            c.has("v.sync v.set n.photo n.transition v.make v.trim v.show transition.cut ref")
            or len(c.tokens) <= 5
        )
    ) and not any(
        t.has("v.sync") and t.text != "time" and (t.text > "\u2e80" or c.has("n.music")) for t in c.tokens
    ):
        return None
    c.every(
        "v.sync n.beat n.music n.transition v. p. transition.cut ref n.photo n.pace a.same n.video animation."
    )
    if c.has("neg."):
        return None
    c.bonus += 0.5
    return [("beat_cut", {})]


def clip_sound(c: Clause) -> Steps | None:
    """`keep the original sound`, `mute the clip`, 去掉原声."""
    on_clip = c.has("n.clipsound") or (
        c.has("v.mute", "n.sound", "v.unmute") and (c.has("refkind.clips", "n.clip") or _one_clip(c))
    )
    if not on_clip or (c.has("v.mute", "v.remove") and c.has("v.keep") and c.has("n.music")):
        return None
    c.every("n.clipsound n.sound n.volume p. v.set n.video n.clip n.orig")
    found = c.shots(numbers=False)
    if found is not None and not set(found) & set(c.scene.clips()):
        found = None
    shots: Any = "all" if found is None else c.ids([i for i in found if i in c.scene.clips()])
    share = c.value("q.percent")
    if share is not None:
        return [("clip_sound", {"shots": shots, "volume": min(4.0, float(share))})]
    if c.every("v.keep v.unmute v.use v.apply v.add") and not c.has("neg."):
        return [("clip_sound", {"shots": shots, "volume": 1.0})]
    if c.every("v.mute", "v.remove", "neg."):
        return [("clip_sound", {"shots": shots, "volume": 0.0})]
    sign = _louder(c)
    if sign:
        now = [
            s.volume if s.volume is not None else 1.0
            for i, s in enumerate(c.scene.video)
            if i in c.scene.clips()
        ]
        return [
            (
                "clip_sound",
                {"shots": shots, "volume": min(4.0, (now[0] if now else 1.0) * times(c, sign, LOUD))},
            )
        ]
    return None


def _one_clip(c: Clause) -> bool:
    found = c.shots(it=False) if c.has("ref") else None
    return bool(found) and set(found or ()) <= set(c.scene.clips())


def _louder(c: Clause) -> int:
    sign = direction(c, "loud", "quiet") if c.has("a.loud", "a.quiet") else 0
    if not sign and c.has("a.big", "a.small") and c.has("n.music", "n.sound", "n.volume"):
        sign = direction(c, "big", "small")
    if sign:
        c.every("v.lower", "v.raise")
        return sign
    if c.every("v.lower"):
        return -1
    if c.every("v.raise"):
        return 1
    return 0


def volume(c: Clause) -> Steps | None:
    """`music at 35%`, `quieter`, `mute`, `turn it down a bit`, 音乐小一点."""
    if c.has("n.clipsound q.bpm n.tempo colour.", *_OTHER) or c.has("a.long", "a.short", "n.length"):
        return None
    about = (
        c.has("n.music n.sound n.volume a.loud v.mute v.unmute q.db deg.full")
        or (
            c.has("a.quiet")
            and not c.has("n.", "mood.")
            and all(t.has("refkind.it") for t in c.tokens if t.has("ref"))
        )
        or (c.scene.topic == "music" and c.has("q.percent"))
    )
    strong = c.has("v.mute v.unmute q.percent q.db a.loud a.quiet v.lower v.raise deg.full") or (
        c.has("a.big", "a.small") and c.has("n.music", "n.sound", "n.volume")
    )
    strong = strong or (c.has("deg.half deg.double deg.quarter deg.third") and c.has("n.volume", "n.sound"))
    about = about or (_turned(c) and c.scene.music is not None and not c.has("n.", "look.", "motion."))
    if not (about and (strong or _levelled(c))):
        return None
    styled = c.has("music.") and c.has("n.music") and not c.has("q.percent v.lower v.raise n.volume")
    if styled and not all(t.has("a.quiet", "a.loud") for t in c.tokens if t.has("music.")):
        return None
    if c.has("v.make", "v.turn") and c.has("n.video", "template.") and not c.has("n.music", "n.sound"):
        return None
    filmed = c.has("n.video") and c.has("v.mute") and c.scene.clips() and not c.has("n.music", "refkind.all")
    if filmed and c.every("n.video", "v.mute"):
        return [("clip_sound", {"shots": "all", "volume": 0.0})]
    everything = (
        c.has("n.sound", "n.everything", "refkind.all")
        and not c.has("n.music", "n.volume")
        and not (len(c.tokens) > 2 and c.has("v.lower", "v.raise", "a."))
    )
    target = "all" if everything and c.has("v.mute", "v.unmute") and c.scene.clips() else "music"
    c.every(
        "n.music n.sound n.volume v.set v.move p. ref n.everything v.make v.turn n.background "
        "n.timeline v.add v.show v.apply n.video n.beat"
    )
    if c.every("v.unmute"):
        c.every("v.mute")
        return [("volume", {"target": target, "mute": False})]
    if c.every("v.mute"):
        return (
            [("volume", {"target": target, "mute": True})]
            if not c.has("neg.") or c.has("n.sound")
            else [("volume", {"target": target, "mute": False})]
        )
    return _level(c)


def _levelled(c: Clause) -> bool:
    """A level in words or as a bare number: `volume to 60`, `music 50`, `barely audible`."""
    if c.has("deg.faint") or (c.has("n.volume") and c.has("q.num") and c.has("p.to", "p.at", "v.set")):
        return True
    only = ("n.music", "n.volume", "q.num", "filler", "p.at", "p.to")
    return c.has("n.music") and c.has("q.num") and all(t.has(*only) for t in c.tokens)


def _turned(c: Clause) -> bool:
    """`turn it up`: of sound, whatever was spoken of."""
    return any(
        t.has("v.raise", "v.lower")
        and t.text.startswith(("turn", "crank", "pump", "dial"))
        and (c.has("refkind.it") or " it" in t.text)
        for t in c.tokens
    )


def _level(c: Clause) -> Steps | None:
    """A volume or a change of it: percent, decibels, "half", "louder"."""
    share, db = c.value("q.percent"), c.value("q.db")
    c.every("a.same")
    if db is not None:
        sign = _louder(c)
        change = abs(float(db)) * sign if sign else float(db)
        return [("volume", {"factor": min(100.0, max(0.01, round(10 ** (change / 20), 4)))})]
    if share is not None:
        return _share(c, float(share))
    if c.every("deg.full"):
        return [("volume", {"value": 1.0})]
    if c.every("deg.faint"):
        return [("volume", {"value": 0.1})]
    if not c.has("deg.", "a.") and (level := c.number()) is not None and level <= 400:
        return [("volume", {"value": level / 100})]
    sign = _louder(c)
    level = c.has("p.at", "p.to") or any(
        t.has("v.") and t.text.endswith(("到", "至", "为", "成")) for t in c.tokens
    )
    for tag, part in (("deg.half", 0.5), ("deg.third", 0.33), ("deg.quarter", 0.25)):
        if level and (not sign or not c.has("a.")) and not c.has("p.by") and c.every(tag):
            return [("volume", {"value": part})]
    if c.has("deg.half", "deg.double", "deg.triple") or sign:
        if c.has("deg.half") and not (sign > 0 and c.has("p.by")):
            c.every("deg.half", "deg.")
            return [("volume", {"factor": 0.5})]
        return [("volume", {"factor": times(c, sign or 1, LOUD)})]
    return None


def _share(c: Clause, share: float) -> Steps:
    """A percentage: absolute ("at 35%", "down to 20%") or a change ("by 20%", "20% louder")."""
    sign = _louder(c)
    relative = c.has("p.by") or (
        sign and c.has("a.loud a.quiet a.big a.small") and not c.has("p.to", "p.at", "n.volume")
    )
    if (
        sign
        and c.has("v.lower", "v.raise")
        and not c.has("p.to", "p.at", "v.set")
        and not any(t.text.endswith(("到", "至", "为")) for t in c.tokens)
    ):
        relative = True
    if relative and sign:
        return [("volume", {"factor": max(0.01, round(1 + sign * share, 4))})]
    return [("volume", {"value": min(4.0, share)})]


def remove(c: Clause) -> Steps | None:
    """`no music`, `remove the song`, 不要音乐."""
    if not c.has("n.music", "n.sound") or c.has(
        "q.time transition.fade v.fadein v.fadeout music. n.beat a.loud a.quiet q.percent n.clipsound a.fast a.slow "
        "v.duck n.volume a.another"
    ):
        return None
    opening = next((t for t in c.tokens if t.has("q.time")), None)
    if opening is not None and (
        c.has("place.first", "place.start", "n.start") or any(t.text == "前" for t in c.tokens)
    ):
        c.used.update(range(len(c.tokens)))  # 前两秒不要音乐: it begins later.
        return [("music", {"start": int(opening.value)})]
    c.every("n.music")
    sound = c.every("n.sound")
    if not c.every("v.remove") and not c.negative:
        return None
    if c.has("v.mute") and sound:
        return None
    c.every("v.add p. v.apply ref n.background v.keep p.with n.everything")
    if c.has(*_OTHER):
        c.bonus -= 0.5
    return [("remove_music", {})]


def _mooded(c: Clause) -> str | None:
    """The style that goes with a mood, where no style is named: `more romantic music`."""
    mood = c.name("mood")
    if mood is None:
        return None
    mood = {"happy": "playful", "calm": "chill"}.get(mood, mood)
    if mood in shelf("music"):
        return mood
    try:
        return MOODS.get(mood).music[0]
    except UnknownName:
        return None


def _about(c: Clause) -> bool:
    """Is the music spoken of, by name or by what only music does?"""
    if c.has("n.music n.tempo n.beat n.upload"):
        return True
    if c.has("n.sound") and c.has("v.fadein", "v.fadeout", "music.") and not c.has("v.mute"):
        return True
    if c.scene.music is not None and c.has("v.fadeout", "v.fadein") and not c.has("n. ref transition."):
        return True
    spoken = c.scene.music is not None and c.scene.topic == "music" and c.has("v.fadeout", "v.fadein")
    if spoken and all(t.has("refkind.it") for t in c.tokens if t.has("ref")):
        c.bonus += 0.5
        return True
    return c.has("v.fadeout") and c.has("q.time", "neg.") and not c.has("n.photo", "n.clip", "n.cover")


def _paced(c: Clause) -> float | None:
    """节奏改成120: a tempo without its unit."""
    if not c.has("n.pace", "n.tempo", "n.beat") or not c.has("v.set", "p.to"):
        return None
    number = c.number()
    return float(number) if number and 40 <= number <= 240 else None


def music(c: Clause) -> Steps | None:
    """`add upbeat music`, `another song`, `faster music`, `90 bpm`, `fade it out`, 换一首轻快的."""
    if c.has("text.quoted n.transition n.title n.text n.caption n.cta n.look n.motion"):
        return None
    noun = _about(c)
    song = _song(c) if (noun or c.has("file.name", "refkind.file", "file.")) else None
    bpm = c.value("q.bpm") or _paced(c)
    other = any(t.has("ref", "n.") and not t.has("n.style") for t in c.tokens)
    another = c.has("a.another", "a.different") and (noun or not other)
    if not (noun or song or bpm or another or _only_music(c)):
        return None
    if still := unfaded(c):
        return [("music", still)]
    if c.has("neg.") and c.has("place.first") and (time := c.value("q.time")):
        c.every("neg. p. place.first ref n.music v.add v.apply")
        return [("music", {"start": int(time)})]
    if c.has("neg.") and not c.has("music.", "a."):
        return None
    fields: dict[str, Any] = {}
    c.every(
        "n.music n.tempo n.beat n.sound v.add v.set v.apply p. v.make v.insert v.replace "
        "v.show n.style n.background v.keep v.move ref.it n.upload p.instead v.swap v.turn "
        "n.video v.hold v.loop n.everything n.pace"
    )
    if song:
        fields["asset"] = song
        c.every("v.", "ref")
    if bpm:
        fields["bpm"] = min(240.0, max(40.0, float(bpm)))
    kind = c.name("music") or (_mooded(c) if noun else None)
    sign = 0 if _styled(c) else direction(c, "fast", "slow")
    if c.every("v.speedup"):
        sign = 1
    if c.every("v.slowdown"):
        sign = -1
    if sign:
        fields["factor"] = times(c, sign, {"bit": 1.08, "": 1.2, "much": 1.4})
        kind = None
    if kind and not song:
        fields["kind"] = _against(kind) if c.has("deg.less", "neg.") and turned(c) < 0 else kind
        c.every("mood. deg. template. look.")
    timed(c, fields)
    if c.has("q.percent"):
        fields["volume"] = float(c.value("q.percent"))
        c.every("n.volume")
    if c.every("v.duck") or (c.has("n.voice") and c.has("v.lower", "a.quiet")):
        c.every("n.voice v.lower a.quiet p.where ask. v. n.clipsound")
        fields = {"duck": not c.has("neg.")}
    return _other(c, fields, noun)


def _other(c: Clause, fields: dict[str, Any], noun: bool) -> Steps | None:
    """Another piece, or any at all, where no style is named."""
    if c.every("v.dislike") and noun and "kind" not in fields:
        fields["another"] = True
    if c.has("a.another"):
        c.every("neg. n.one ref v.apply v.dislike a.same n.style")
    if c.every("a.another") and "kind" not in fields and "asset" not in fields:
        fields["another"] = True
    if (
        not fields
        and noun
        and (c.scene.music is None or c.has("v.replace"))
        and c.has("v.add v.apply p.with v.insert")
    ):
        return [("music", {})] if c.scene.music is None else [("music", {"another": True})]
    if not fields and noun and c.has("v.set", "v.replace", "v.swap"):
        fields["another"] = True
    return [("music", fields)] if fields else None


def _styled(c: Clause) -> bool:
    """Is "slow" or "fast" part of a named style here (节奏感强, slow piano)?"""
    return c.has("music.") and any(t.has("music.") and not t.has("a.") for t in c.tokens)


def _against(kind: str) -> str:
    """The style at the other end: "less energetic music"."""
    calm = {"chill", "ambient", "lofi", "piano", "classical", "acoustic", "jazz"}
    return "upbeat" if kind in calm else "chill"


def _only_music(c: Clause) -> bool:
    """A style that is nothing but music (lofi, jazz, 钢琴), said without the word "music"."""
    if c.has("ref q. n. v.make v.turn") and not c.has("v.add", "v.apply"):
        return False
    found = [t for t in c.tokens if t.has("music.")]
    other = ("mood.", "look.", "a.", "template.", "transition.")
    return any(not t.has(*other) for t in found if t.text.isascii()) or (
        bool(found) and not any(t.has(*other) for t in found)
    )


FRAMES = (beat, clip_sound, volume, remove, music)
