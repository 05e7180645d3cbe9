"""The frame and the feel: shape, platform, further versions, resolution, fps, background, mood of the whole."""

from __future__ import annotations

from typing import Any

from ...draft.direct.moods import MOODS
from ...errors import UnknownName
from ..clauses import Clause, Steps

_SHAPES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5), "4:3": (4, 3), "3:4": (3, 4)}
WORDED = {"square": "square", "portrait": "portrait", "landscape": "landscape"}
_TEXTY = ("text.quoted", "n.title", "n.text", "n.caption", "n.cta", "n.subtitle", "n.price")


def aspects(c: Clause) -> list[str]:
    """Shapes that are named, in order."""
    found = [
        str(t.value) if t.has("q.ratio") else WORDED[t.key("aspect") or "square"]
        for t in c.every("q.ratio", "aspect.")
    ]
    wide = [f for f in found if ":" in f]
    if wide and len(found) > len(wide) and not c.has("p.and", "p.also", "n.version"):
        found = wide
    return list(dict.fromkeys(found))


def platforms(c: Clause) -> list[str]:
    found = list(c.every("platform."))
    return list(dict.fromkeys(k for t in found if (k := t.key("platform"))))


def size(c: Clause) -> tuple[int, int] | None:
    """An explicit size in even pixels: 1080x1920, or 1080p / 4K in the present shape."""
    pair = c.value("q.res")
    if pair:
        return _even(pair[0]), _even(pair[1])
    token = c.take("q.lines", "lines.")
    if token is None:
        return None
    lines = int(token.value or token.key("lines") or 1080)
    canvas = c.scene.draft.canvas
    shape = aspects(c) if c.scene.empty else []
    w: float = canvas.width
    h: float = canvas.height
    if shape:
        w, h = {"portrait": (9, 16), "landscape": (16, 9), "square": (1, 1)}.get(shape[0]) or _pair(shape[0])
    return (_even(lines * w / h), lines) if w >= h else (lines, _even(lines * h / w))


def _pair(ratio: str) -> tuple[float, float]:
    a, b = ratio.split(":")
    return float(a), float(b)


def _even(value: float) -> int:
    return max(16, min(4096, 2 * round(value / 2)))


def background(c: Clause) -> str | None:
    """A colour that is said of the background."""
    if not c.has("n.background", "n.border") or c.has("v.fill"):
        return None
    colour = c.value("q.colour") or c.name("colour")
    if colour:
        c.every("n.background", "n.border")
    return colour


def _changed_between(c: Clause, *tags: str) -> bool:
    """Is it `横的改竖的`, 30改60: the old one, a change, the new one?"""
    row = [i for i, t in enumerate(c.tokens) if t.has(*tags)]
    return len(row) > 1 and any(t.has("v.set", "v.turn", "v.replace") for t in c.tokens[row[0] + 1 : row[-1]])


def _before(c: Clause, tags: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Does a token with a tag stand before the first of the others?"""
    first = next((i for i, t in enumerate(c.tokens) if t.has(*others)), 0)
    return any(t.has(*tags) for t in c.tokens[:first])


def canvas(c: Clause) -> Steps | None:
    """`make it square`, `4K`, `60 fps`, `white background`, 改成竖屏."""
    if c.has(*_TEXTY) or (c.has("n.photo", "n.one") and c.has("v.remove")):
        return None
    steps: Steps = []
    fields: dict[str, Any] = {}
    steps += _second_size(c)
    shapes = aspects(c)
    pair = size(c)
    fps = c.value("q.fps")
    if fps is None and c.has("n.framerate"):
        fps = c.number()
        numbers = [t.value[0] for t in c.tokens if t.has("q.num")]
        if len(numbers) > 1 and _changed_between(c, "q.num"):
            fps = numbers[-1]
    colour = background(c)
    if shapes and not (c.has("neg.") and len(shapes) == 1 and not c.has("p.instead", "v.set") and c.negative):
        denied = c.has("neg.", "v.remove") and _before(c, ("neg.", "v.remove"), ("aspect.", "q.ratio"))
        if c.has("neg.", "p.instead") and len(shapes) == 2:
            c.every("neg.", "p.instead")
            if denied and not c.has("p.instead"):
                shapes = shapes[::-1]  # 不要16:9，要9:16
        between = _changed_between(c, "aspect.", "q.ratio")
        if len(shapes) > 1 and not c.has("neg.", "p.instead") and not c.has("p.from") and not between:
            fields["aspect"] = shapes[0]
            steps.append(("variants", {"names": tuple(shapes[1:])}))
        else:
            fields["aspect"] = shapes[-1] if c.has("p.from") or between else shapes[0]
    if pair:
        fields["width"], fields["height"] = pair
        fields.pop("aspect", None) if c.has("q.res") else None
        if "aspect" in fields:
            fields = _shaped(fields, pair)
    if fps:
        fields["fps"] = max(1, min(120, int(fps))) if float(fps).is_integer() else float(fps)
    if colour:
        fields["background"] = colour
    if not fields:
        return None
    also = (
        c.has("p.also") and any(t.text in _ALSO for t in c.tokens) and not c.has("v.make", "v.set", "v.turn")
    )
    c.bonus -= 0.6 if c.has("n.version") or also else 0.0
    c.every(
        "n.canvas n.resolution n.framerate v.set v.make v.turn n.video p. v.apply n.version "
        "ref n.everything v.keep v.crop v.export n.fullframe v.move v.add n.size v.raise "
        "v.lower v.swap v.show n.screen n.background n.photo n.style v.fitv v.upload v.goback"
    )
    return [("canvas", fields), *steps]


def _second_size(c: Clause) -> Steps:
    """`1920x1080 and 1080x1920`: the second as a further version."""
    sizes = [t.value for t in c.tokens if t.has("q.res")]
    if len(sizes) != 2 or c.has("p.from", "p.instead", "neg."):
        return []
    c.every("q.res")
    w, h = sizes[1]
    other = next((r for r, (a, b) in _SHAPES.items() if abs(w / h - a / b) < 0.02), "9:16")
    return [("variants", {"names": (other,)})]


def _shaped(fields: dict[str, Any], pair: tuple[int, int]) -> dict[str, Any]:
    """1080p and a shape at once: the short side has the lines."""
    short = min(pair)
    wanted = fields.pop("aspect")
    w, h = {"portrait": (9.0, 16.0), "landscape": (16.0, 9.0), "square": (1.0, 1.0)}.get(wanted) or _pair(
        wanted
    )
    width, height = (short * w / h, short) if w >= h else (short, short * h / w)
    return {**fields, "width": _even(width), "height": _even(height)}


_ALSO = {
    *(
        "also",
        "too",
        "as well",
        "as well as",
        "additionally",
        "another",
        "and also",
        "plus",
        "second",
        "extra",
    ),
    *("还要", "再", "另外", "同时", "也", "还", "再来", "再出", "再加", "再来一个", "出一个"),
}


def variants(c: Clause) -> Steps | None:
    """`vertical for TikTok and also 16:9 for YouTube`, `also a square version`, 再出一个横屏版."""
    if c.has(*_TEXTY):
        return None
    names = platforms(c)
    shapes = aspects(c)
    formed = next((t for t in c.tokens if t.has("refkind.shape") and t.text.endswith(" one")), None)
    if formed is not None and c.has("p.also") and not names and not shapes and not c.has("v."):
        c.every("refkind.shape", "p.also", "p.")
        return [("variants", {"names": (str(formed.value.items[0][1]),)})]
    if not names and not shapes:
        if (
            c.has("n.version")
            and c.has("neg.", "v.remove")
            and c.scene.draft.model_extra is not None
            and c.every("n.version", "ref")
        ):
            c.every("neg.", "v.remove", "a.another")
            return [("variants", {"names": (), "add": False})]
        return None
    also = c.has("p.also p.then a.another n.version deg.more n.again") and (
        c.has("n.version") or any(t.text in _ALSO or t.text.startswith(("再", "还", "也")) for t in c.tokens)
    )
    both = len(names) > 1 or (len(shapes) > 1 and not names)
    if not (also or both):
        return None
    c.every(
        "n.version p. v.make v.add v.set v.trim a.another deg.more n.video n.canvas v.turn v.export "
        "ref n.again v.apply q.nth place.first v.duplicate v.show neg. v.keep v.insert n.one"
    )
    spoken = any(t.text in _ALSO for t in c.tokens)
    if also and both and spoken and c.has("n.version") and not c.has("v.make", "v.set", "v.turn"):
        return [("variants", {"names": tuple(names or shapes)})]
    if also and not both:
        chosen = names or shapes
        return [("variants", {"names": tuple(chosen[:1])})]
    if names and len(names) > 1:
        rest = tuple(names) if also and not c.has("v.set") and len(names) == 1 else tuple(names[1:])
        return [("platform", {"name": names[0]}), ("variants", {"names": rest})]
    if also and any(t.text in _ALSO or t.text.startswith(("再", "还", "也")) for t in c.tokens):
        return [("variants", {"names": tuple(shapes)})]
    return [("canvas", {"aspect": shapes[0]}), ("variants", {"names": tuple(shapes[1:])})]


def platform(c: Clause) -> Steps | None:
    """`for TikTok`, 发抖音."""
    if c.has(*_TEXTY, "v.publish", "n.music"):
        return None
    names = platforms(c)
    if not names or c.has("neg."):
        return None
    shapes = aspects(c)
    name = names[0]
    if name == "instagram_feed" and shapes == ["square"]:
        name = "instagram_square"
    elif name == "instagram_feed" and shapes == ["portrait"]:
        name = "instagram_reel"
    elif name == "youtube" and shapes and shapes[0] in {"portrait", "9:16"}:
        name = "youtube_short"
    c.every(
        "p. v.set v.make v.turn n.video n.version v.apply v.upload v.move ref n.canvas "
        "v.export thing.publish v.show n.everything v.fitv v.keep v.swap v.add n.style "
        "n.screen v.status"
    )
    return [("platform", {"name": name})]


def feel(c: Clause) -> Steps | None:
    """`more energetic`, `make it feel premium`, `less corporate`, 更有活力一点."""
    if c.has("n.music n.transition n.sound n.tempo q.percent q.time n.motion", *_TEXTY) or any(
        t.has("n.look") and t.text not in {"look", "looks"} for t in c.tokens
    ):
        return None
    if c.has("ref") and not c.has("refkind.it", "refkind.all"):
        return None
    mood = mood_of(c)
    if mood is None:
        return None
    if any(t.has("look.", "aspect.") for t in c.tokens if t.has("mood.")) and len(c.tokens) < 2:
        c.bonus -= 0.3
    kind = mood
    c.every(
        "v.make v.set v.turn v.add deg. n.style ref n.video n.everything p. v.apply v.keep "
        "n.pace v.raise music. template. n.template v.show a.varied a.fast a.slow a.loud "
        "a.quiet v.help look. v.swap n.animation a.strong a.weak"
    )
    strength = 1.0
    turned = _turned(c)
    c.every("neg.", "deg.")
    if turned:
        kind = {
            "energetic": "calm",
            "calm": "energetic",
            "playful": "professional",
            "kids": "professional",
            "professional": "playful",
            "dramatic": "calm",
            "premium": "playful",
            "minimal": "energetic",
            "modern": "warm",
            "nostalgic": "modern",
            "romantic": "modern",
            "festive": "minimal",
        }.get(mood, "calm")
        strength = 0.6
    if c.has("deg.bit"):
        strength = 0.6
    elif c.has("deg.much"):
        strength = 1.5
    fields: dict[str, Any] = {"kind": kind}
    if strength != 1.0:
        fields["strength"] = strength
    feels = any(t.text.endswith(("feel", "feeling", "vibe", "vibes", "mood", "atmosphere")) for t in c.tokens)
    c.bonus += 0.4 if feels else -0.1
    return [("feel", fields)]


def _turned(c: Clause) -> bool:
    """Is the mood itself turned around ("less corporate", "too calm"), not something said before it?"""
    at = next((i for i, t in enumerate(c.tokens) if t.has("mood.")), 0)
    for token in reversed(c.tokens[max(0, at - 3) : at]):
        if token.has("deg.more") or (token.has("punct") and token.text in ",，"):
            return False
        if token.has("deg.less", "neg.", "deg.too"):
            return True
    return False


def mood_of(c: Clause) -> str | None:
    """A mood that is named, as the moods of the storyboard call it."""
    name = c.name("mood")
    if name is None:
        return None
    try:
        return MOODS.get(name).name
    except UnknownName:
        return {"cinematic": "dramatic", "happy": "playful"}.get(name, name)


FRAMES = (canvas, variants, platform, feel)
