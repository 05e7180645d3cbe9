"""The brief: what somebody wants a new video to be, gathered clause by clause.

Only tried when a message asks for a video to be made. Each clause yields the fields of `make` it speaks of; the
planner puts them together into one edit. What a brief cannot hold stays for the other frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..clauses import Clause, Steps
from ..scene import shots, uploads
from ..tokens import Token
from .frame import WORDED, mood_of, platforms
from .material import counted_pictures, named_song, some_pictures, spared_pictures
from .texts import NOUNS, ROLES

_ORDERS = ("v.move", "v.swap", "v.duplicate", "v.replace", "v.undo", "v.focus")


def _near(c: Clause, at: int, tags: tuple[str, ...], ahead: int, back: int) -> bool:
    """Does a token with one of the tags stand close by (fillers not counted)?"""
    for step, reach in ((1, ahead), (-1, back)):
        i, left = at + step, reach
        while 0 <= i < len(c.tokens) and left > 0:
            token = c.tokens[i]
            if token.has(*tags):
                return True
            if token.has("punct") or token.has("text.quoted"):
                break
            left -= not token.has("filler")
            i += step
    return False


def _times(c: Clause) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    each = c.has("n.each")
    times = [(i, t) for i, t in enumerate(c.tokens) if t.has("q.time")]
    for i, token in times:
        c.used.add(i)
        after = _until_comma(c.tokens[i + 1 : i + 4])
        if each and "each" not in fields and _near(c, i, ("n.each",), 0, 3):
            fields["each"] = max(1, token.value)
        elif after and after[0].has("n.video", "template.") and not _near(c, i, ("n.each",), 0, 4):
            fields["length"] = max(1, token.value)
        elif _near(c, i, ("n.transition", "transition."), 1, 1) and not _near(
            c, i, ("n.video", "template.", "n.each"), 1, 0
        ):
            fields["transition_length"] = min(10_000, token.value)
        elif each and (_near(c, i, ("n.each",), 4, 4)) and "each" not in fields:
            fields["each"] = max(1, token.value)
        else:
            fields["length"] = max(1, token.value)
    span = c.value("q.span")
    if span and "length" not in fields:
        fields["length"] = round((span[0] + span[1]) / 2000) * 1000
    clock = next((i for i, t in enumerate(c.tokens) if t.has("q.clock")), None)
    if clock is not None and "length" not in fields and not (clock and c.tokens[clock - 1].has("p.at")):
        c.used.add(clock)
        fields["length"] = max(1, int(c.tokens[clock].value))
    if times:
        c.every("n.each n.length v.hold v.show a.long p.by a.short deg.")
    return fields


def _shape(c: Clause) -> tuple[dict[str, Any], Steps]:
    fields: dict[str, Any] = {}
    more: Steps = []
    names = platforms(c)
    shapes = [
        str(t.value) if t.has("q.ratio") else WORDED[t.key("aspect") or "square"]
        for t in c.every("q.ratio", "aspect.")
    ]
    if names:
        name = names[0]
        if name == "instagram_feed" and "square" in shapes:
            name = "instagram_square"
        fields["platform"] = name
    if shapes:
        fields["aspect"] = shapes[0]
    extra = (*names[1:], *shapes[1:])
    if extra:
        more.append(("variants", {"names": extra}))
    pair = c.value("q.res")
    if pair:
        fields["width"], fields["height"] = (max(16, min(4096, 2 * round(v / 2))) for v in pair)
    lines = c.take("q.lines", "lines.")
    if lines is not None:
        fields["lines"] = int(lines.value or lines.key("lines") or 1080)
    fps = c.value("q.fps")
    if fps:
        fields["fps"] = max(1, min(120, int(fps)))
    if c.has("n.background"):
        colour = c.value("q.colour") or c.name("colour")
        if colour:
            fields["background"] = colour
            c.every("n.background")
    c.every("n.canvas n.resolution n.screen n.framerate n.version")
    return fields, more


def _sound(c: Clause) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    style: str | None = None
    nouns = [i for i, t in enumerate(c.tokens) if t.has("n.music")]
    order = sorted(range(len(c.tokens)), key=lambda i: min((abs(i - n) for n in nouns), default=0))
    for i in order:
        token = c.tokens[i]
        if (
            style is None
            and token.has("music.")
            and (
                _near(c, i, ("n.music", "n.sound"), 3, 2)
                or not token.has(
                    "mood.", "look.", "template.", "n.", "a.", "transition.", "p.", "v.", "colour."
                )
            )
        ) and not token.has("v.", "p."):
            style = token.key("music")
            c.used.add(i)
    noun = bool(c.every("n.music"))
    if c.has("n.sound") and c.has("neg.", "v.remove") and c.every("n.sound", "neg.", "v.remove"):
        return {"music": False}
    if noun and c.has("neg.", "v.remove") and style is None and (c.negative or c.every("v.remove")):
        fields["music"] = False
    elif style:
        fields["music"] = style
        c.every("n.beat")
    elif noun:
        fields["music"] = True
    if noun or style:
        share = c.value("q.percent")
        if share is not None:
            fields["volume"] = min(4.0, float(share))
            c.every("n.volume")
        elif c.has("a.quiet", "n.background") and c.every("a.quiet"):
            c.every("n.background")
    bpm = c.value("q.bpm")
    if bpm:
        fields["bpm"] = min(240.0, max(40.0, float(bpm)))
    song = named_song(c)
    if song:
        fields["song"] = song
        fields.pop("music", None)
    return fields


def _pictures(c: Clause) -> dict[str, Any]:
    """Transitions, motion, fit, look."""
    fields: dict[str, Any] = {}
    noun = bool(c.every("n.transition"))
    kind = c.name("transition") if noun or _transitional(c) else None
    moody = c.has("n.motion", "motion.") and not noun
    if noun and c.has("neg.", "v.remove") and not kind:
        c.every("neg.", "v.remove")
        fields["transitions"] = False
    elif (noun and kind) or (kind and not moody):
        fields["transitions"] = False if kind == "cut" else kind
        c.every("a.fast a.slow a.smooth a.simple")
    elif noun:
        fields["transitions"] = True
        c.every("a.smooth a.simple a.varied look.cool")
    if c.has("n.motion", "motion."):
        moves = [
            t
            for t in c.tokens
            if t.has("motion.") and not (fields.get("transitions") and t.has("transition."))
        ]
        key = max(moves, key=lambda t: len(t.text)).key("motion") if moves else None
        gone = c.has("n.motion") and c.has("neg.", "v.remove")
        if key or gone or c.has("n.motion"):
            c.every("motion. n.motion a.slow a.quiet n.each ref")
            fields["motion"] = False if key == "still" or gone else key or True
            if gone:
                c.every("neg.", "v.remove")
    fit = _fit(c)
    if fit:
        fields["fit"] = fit
    looks = [
        t
        for t in c.tokens
        if t.has("look.") and not t.has("filler") and not (t.has("music.") and "music" in fields)
    ]
    if looks and (not all(t.has("mood.", "music.") for t in looks) or c.has("n.look")):
        fields["look"] = c.name("look")
        c.every("n.look")
    return fields


def _transitional(c: Clause) -> bool:
    """Is there a word that can only be a transition?"""
    soft = ("v.", "music.", "mood.", "template.", "n.", "a.", "look.", "motion.", "filler", "file.")
    return any((t.has("transition.") and not t.has(*soft)) or t.text == "cuts" for t in c.tokens)


def _fit(c: Clause) -> str | None:
    if any(t.text.startswith(("blur", "模糊", "虚化")) for t in c.tokens) and c.has("n.background"):
        c.every("n.background transition.blur v. animation.")
        return "blur"
    if c.has("v.crop"):
        c.every("v.crop")
        return "contain" if c.negative else "cover"
    if c.every("n.whole"):
        return "contain"
    if c.has("n.border") and c.has("neg.", "v.remove") and c.every("n.border", "neg.", "v.remove"):
        return "cover"
    if c.has("v.fill") and c.has("n.fullframe", "n.screen") and c.every("v.fill", "n.fullframe", "n.screen"):
        return "cover"
    return None


def _until_comma(tokens: Sequence[Token]) -> list[Token]:
    """The tokens before the next comma or quoted words, fillers left out."""
    stop = next((i for i, t in enumerate(tokens) if t.has("punct", "text.quoted")), len(tokens))
    return [t for t in tokens[:stop] if not t.has("filler")]


def _words(c: Clause) -> dict[str, Any]:
    """Title, subtitle, call to action, price, captions."""
    fields: dict[str, Any] = {}
    quoted = [t for t in c.tokens if t.has("text.quoted") and t.value]
    pending: str | None = None
    captions: list[str] = []
    for i, token in enumerate(c.tokens):
        if token.has(*NOUNS) and not token.has("v."):
            pending = next((r for r in ROLES if token.has(f"n.{r}")), pending)
        if token.has("text.called", "v.name"):
            pending = "title"
        if token not in quoted:
            continue
        c.used.add(i)
        nxt = _until_comma(c.tokens[i + 1 : i + 4])[:2]
        earlier = _until_comma(c.tokens[max(0, i - 4) : i][::-1])
        role = pending
        if role is None and any(t.has("p.at", "p.as") or t.text == "as" for t in nxt[:1]):
            role = next((r for t in nxt for r in ROLES if t.has(f"n.{r}")), None)
        if role is None and any(t.has("place.end", "n.end", "v.finish") for t in (*nxt, *earlier)):
            role = "cta"
            c.every("place.end", "n.end", "v.finish")
        role = role or ("title" if "title" not in fields else "subtitle")
        if role == "caption" and token.has("text.free") and str(token.value).count(",") > 1:
            captions.extend(w.strip() for w in str(token.value).split(",") if w.strip())
        elif role == "caption":
            captions.append(str(token.value))
        elif role in ("title", "subtitle", "cta", "price"):
            fields.setdefault(role, str(token.value))
        else:
            fields.setdefault("title", str(token.value))
        pending = "caption" if role == "caption" else None
    if fields or captions:
        c.every(
            "text. v.name v.finish v.add p.with v.write v.show n.photo n.each place.start n.start", *NOUNS
        )
    price = c.value("q.price")
    if price:
        c.every("n.price")
        fields["price"] = price
    if c.has("n.filename") and c.every("n.filename"):
        c.every("n.caption n.each v.add p. v.apply ref n.text v.show")
        fields["captions"] = "names"
    elif captions:
        fields["captions"] = tuple(captions)
    return fields


_PICTURES = ("张", "图", "照片", "图片", "那个", "幅", ".jpg", ".png", ".jpeg")
"""How a Chinese reference to a picture ends; 小酒店 alone is what the video is about."""


def _which(c: Clause) -> dict[str, Any]:
    """Which uploads, in which order."""
    fields: dict[str, Any] = {}
    for i, token in enumerate(c.tokens):
        if (some := some_pictures(c, i)) is not None:
            fields["use"] = tuple(a.id for a in some)
        if (rest := spared_pictures(c, i)) is not None:
            fields["use"] = rest
            continue
        if (counted := counted_pictures(c, token)) is not None:
            c.used.add(i)
            fields["use"] = tuple(a.id for a in counted)
        if token.has("refkind.file") and not c.has("text.quoted"):
            names = [str(rest[0]) for kind, *rest in token.value.items if kind == "file"]
            found = [a for name in names for a in uploads(c.scene, name) if a.kind != "audio"]
            said = i + 1 < len(c.tokens) and c.tokens[i + 1].has("template.", "n.video", "mood.")
            bare = token.text > "\u2e80" and not token.text.endswith(_PICTURES) and not c.has("v.only")
            if found and not said and not bare and c.has("v.only", "v.make", "v.turn"):
                c.used.add(i)
                fields["use"] = tuple(a.id for a in found)
    _ordered(c, fields)
    c.every(
        "v.reset refkind.all refkind.it n.photo v.make v.turn v.animate n.video p. v.only v.keep "
        "v.apply v.add v.upload n.one n.subject v.set v.show a. v.export n.clip ref.all "
        "n.style n.new v.write n.everything n.logo refkind.shape n.project deg. n.order"
    )
    return fields


def _ordered(c: Clause, fields: dict[str, Any]) -> None:
    """`all but the logo`, `in reverse order`, 倒序."""
    pictures = c.scene.shelf.pictures
    turned = any(t.has("v.reverse") and t.text > "\u2e80" for t in c.tokens) and c.every("v.reverse")
    if turned or (c.has("v.reverse") and c.has("n.order") and c.every("v.reverse", "n.order")):
        fields["order"] = tuple(a.id for a in reversed(pictures))


def _lengths_apart(c: Clause, fields: dict[str, Any]) -> Steps:
    """`2 seconds per photo except the last, 5 seconds`: one length for each, another for some."""
    but = next((t.value.but for t in c.tokens if t.has("ref") and t.value.but is not None), None)
    times = [int(t.value) for t in c.tokens if t.has("q.time")]
    if but is None or len(times) != 2 or not c.has("n.each"):
        return []
    fields.pop("length", None)
    fields["each"] = times[0]
    c.every("ref", "q.time")
    return [("set_duration", {"shots": c.ids(shots(c.scene, but)), "length": times[1]})]


def brief(c: Clause) -> Steps | None:
    """The fields of `make` that a clause speaks of."""
    if c.has(*_ORDERS) and c.has("ref", "q.num") and not c.has("v.make", "v.turn"):
        return None
    if c.has("colour.", "q.colour") and not c.has("n.background") and c.has("text.quoted"):
        c.bonus -= 0.5
    shape, more = _shape(c)
    fields: dict[str, Any] = {**_sound(c), **_times(c), **_words(c), **shape}
    fields |= _pictures(c)
    template = _template(c)
    if template:
        fields["template"] = template
    if any(
        t.has("mood.")
        and not (
            c.tokens.index(t) in c.used
            and t.has("music.")
            and "music" in fields
            and fields["music"] not in (True, False)
        )
        for t in c.tokens
    ):
        mood = mood_of(c)
        if mood and not (template and mood == "festive"):
            fields["mood"] = mood
    if c.has("n.beat") and c.has("v.sync") and c.every("n.beat", "v.sync", "n.music"):
        fields.setdefault("music", True)
        more.append(("beat_cut", {}))
    elif any(t.has("v.sync") and t.text > "\u2e80" for t in c.tokens) and c.every("v.sync", "n.beat"):
        more.append(("beat_cut", {}))
    fields |= _which(c)
    more += _lengths_apart(c, fields)
    if "each" in fields and "length" in fields and c.has("n.length"):
        pass
    if not fields and not more and not c.has("v.make v.turn n.video n.photo ref"):
        return None
    c.bonus += 0.35
    return [("make", fields), *more]


def _template(c: Clause) -> str | None:
    found: list[Token] = c.every("template.")
    if not found:
        return None
    c.every("n.video")
    strong = [t for t in found if t.key("template") not in {"promo", "slideshow"}]
    return max(strong or found, key=lambda t: len(t.text)).key("template")
