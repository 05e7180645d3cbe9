"""The planner: `plan(text, context) -> Plan`, a message to edits, without a network and with no doubt hidden.

Words become edits of `draft/edits`, applied in order to a running draft so that later clauses see what earlier
ones did. What cannot be done is refused by name, what could be two things is asked, what is a question is
answered. Pure; never raises; what was not asked never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..draft.direct.notices import notices
from ..draft.edits import EDITS, Edit, read
from ..draft.model import VIDEO, Draft
from ..errors import BadRequest, StillreelError, UnknownName
from . import answers, reply
from .followup import follow, last, opening
from .frames.making import wanted
from .grammar import Reading, attempt, readings
from .grammar import read as read_clause
from .hearing import language, tokens_of, topic_of, touched_by
from .normal import normalise
from .scene import Scene, Unresolved, shots
from .seam import Context, Plan, Run, Undo
from .tokens import Token

MAX_STEPS = 40


def plan(text: str, context: Context) -> Plan:
    """What a message (at most 8,000 characters of it count) asks for. Pure, never raises."""
    text = text if isinstance(text, str) else str(text)
    lang = language(normalise(text).text, context.lang)
    touched = context.touched or touched_by(context.past, context.draft)
    last = context.past[-1].ops if context.past else ()
    scene = Scene(context.draft, context.shelf, lang, touched, topic=topic_of(last))
    run = Run(scene, context, [], [], [], [])
    tokens = tokens_of(text, context.shelf, [t.text or "" for t in scene.texts])
    if not any(t.weight for t in tokens):
        tokens = ()
    if tokens:
        _follow(run, tokens)
    if not (run.steps or run.answers or run.refusals or run.ask or run.route):
        return Plan(
            lang,
            context.draft,
            answers=(answers.lost(run.scene),),
            next=reply.suggestions(run.scene),
            understood=False,
        )
    return Plan(
        lang,
        run.scene.draft,
        tuple(run.steps),
        tuple(run.done),
        tuple(run.answers),
        run.ask,
        tuple(dict.fromkeys(run.refusals)),
        run.route,
        reply.suggestions(run.scene) if not run.route else (),
    )


def _follow(run: Run, tokens: tuple[Token, ...]) -> None:
    for op, fields in (steps := follow(tokens, run.context, run.scene) or []):
        _take(run, op, fields)
    if steps:
        return
    tokens = opening(tokens)
    making = wanted(tokens, run.scene.empty)
    scene = run.scene
    if making and scene.empty and scene.shelf.pictures:
        first = _build("make", {"lang": scene.lang})
        scene = replace(scene, draft=first.apply(scene.draft, scene.shelf)) if first is not None else scene
    row = readings(tokens, scene, making)
    row = tuple(_titled(r) if making else r for r in row)
    makes = [r for r in row if any(op == "make" for op, _ in r.steps)]
    if makes and (making and (not run.scene.empty or run.scene.shelf.pictures)):
        _make(run, makes)
    elif making and run.scene.empty and any(r.steps and not r.steps[0][0].startswith("?") for r in row):
        if run.scene.shelf.pictures:
            _take(run, "make", {"lang": run.scene.lang})
        else:
            run.ask = reply.say(run.scene.lang, "no_photos")
            return
    if makes and run.scene.empty and not run.scene.shelf.pictures:
        run.ask = reply.say(run.scene.lang, "no_photos")
        return
    before: Reading | None = None
    for reading in row:
        if len(run.steps) >= MAX_STEPS or run.route:
            break
        _perform(run, reading, before, makes)
        before = reading


def _titled(reading: Reading) -> Reading:
    """`... and call it "The coast road"` in a brief: the title."""
    if len(reading.steps) != 1 or reading.steps[0][0] != "rename":
        return reading
    return replace(reading, steps=(("make", {"title": reading.steps[0][1]["title"]}),))


def _make(run: Run, makes: Sequence[Reading]) -> None:
    """All clauses of a brief as one edit, then what it could not hold."""
    fields: dict[str, Any] = {}
    rest: list[tuple[str, dict[str, Any]]] = []
    for reading in makes:
        for op, given in reading.steps:
            if op != "make":
                rest.append((op, dict(given)))
                continue
            for key, value in given.items():
                if key == "music" and value is True and fields.get("music"):
                    continue
                if (
                    key == "captions"
                    and isinstance(value, tuple)
                    and isinstance(fields.get("captions"), tuple)
                ):
                    value = fields["captions"] + value
                if key == "title" and "title" in fields and "subtitle" not in fields:
                    key = "subtitle"
                fields[key] = value
    lines = fields.pop("lines", None)
    fields["lang"] = run.scene.lang
    _take(run, "make", fields)
    if lines and not run.refusals:
        canvas = run.scene.draft.canvas
        w, h = canvas.width, canvas.height
        short = min(w, h)
        if short != lines:
            scale = lines / short
            rest.append(
                (
                    "canvas",
                    {
                        "width": min(4096, 2 * round(w * scale / 2)),
                        "height": min(4096, 2 * round(h * scale / 2)),
                    },
                )
            )
    for op, given in rest:
        _take(run, op, given)


def _perform(run: Run, reading: Reading, before: Reading | None, makes: Sequence[Reading]) -> None:
    """One clause on the draft as it is by now."""
    if reading in makes or reading.frame is None:
        return
    pointing = any(t.has("refkind.it", "refkind.added", "v.hold") for t in reading.tokens)
    again = (
        read_clause(reading.tokens, run.scene, making=False)
        if pointing
        else attempt(reading.frame, reading.tokens, run.scene)
    )
    if again is not None and again.frame is None:
        again = None
    if again is None and before is not None:
        again = reading
    again = again or read_clause(reading.tokens, run.scene, making=False)
    if not again.steps and reading.steps:
        again = replace(reading, missing=again.missing)
    _mention(run, again)
    if again.missing is not None:
        run.refusals.append(reply.missing(run.scene, again.missing))
        return
    for op, fields in again.steps or ():
        if len(run.steps) < MAX_STEPS:
            _take(run, op, dict(fields))


def _mention(run: Run, reading: Reading) -> None:
    """What a clause speaks of is what "it" means in the next, also when nothing is done with it."""
    refs = [t.value for t in reading.tokens if t.has("ref") and not t.has("refkind.it", "refkind.all")]
    if reading.steps or len(refs) != 1:
        return
    try:
        run.scene = replace(run.scene, mentioned=shots(run.scene, refs[0]))
    except Unresolved:
        return


def _build(op: str, fields: dict[str, Any]) -> Edit | None:
    """The edit, or None when the fields do not fit it: then it was not understood after all."""
    try:
        return read({"op": op, **fields})
    except (BadRequest, UnknownName):
        return None


_SAID_TWICE = frozenset({
    *("feel", "look", "canvas", "transition", "fit", "captions", "platform", "volume", "set_length", "motion"),
    "set_duration",
})  # fmt: skip
"""`too loud, turn it down` says one thing in two ways."""


def _take(run: Run, op: str, fields: dict[str, Any]) -> None:
    """One step: an answer, a movement in history, or an edit applied to the running draft."""
    if op == "?instead":
        _, before = last(run.context)
        if before is not None:
            run.steps.append(Undo())
            run.scene = run.scene.after(before.draft, ())
        return
    if op.startswith("?"):
        answers.take(run, op[1:], fields)
        return
    if op not in EDITS:
        return
    edit = _build(op, fields)
    if edit is None:
        if op in {"set_length", "set_duration", "make"}:
            run.refusals.append(reply.say(run.scene.lang, "out_of_range"))
        return
    scene = run.scene
    if scene.empty and op not in {"make", "rename", "platform", "canvas"}:
        run.ask = run.ask or reply.say(scene.lang, "no_photos" if not scene.shelf.pictures else "no_video")
        return
    try:
        after = edit.apply(scene.draft, scene.shelf)
        sentence = edit.done(scene.draft, after, scene.lang)
    except StillreelError as error:
        run.refusals.append(reply.refused(scene.lang, error))
        return
    if run.steps and edit == run.steps[-1] and op in _SAID_TWICE:
        return
    if op == "make":
        sentence = " ".join((sentence, *notices(scene.shelf, scene.lang)))
    merged = _merged(run, edit)
    if merged is not None:
        edit, after, sentence = merged
        run.steps.pop()
        run.done.pop()
    else:
        run.before = scene
    run.steps.append(edit)
    run.done.append(sentence)
    run.scene = _moved(scene, edit, op, after)


def _merged(run: Run, edit: Edit) -> tuple[Edit, Draft, str] | None:
    """The last step and this one as one edit, where they say different things of the same texts, music or frame."""
    last = run.steps[-1] if run.steps else None
    if (
        run.before is None
        or not isinstance(last, Edit)
        or last.op != edit.op
        or edit.op not in {"style_text", "music", "canvas", "set_length"}
    ):
        return None
    old, new = last.dump(), edit.dump()
    if edit.op == "set_length":
        if "length" not in old or "length" not in new:
            return None
        old = {}
    if old.get("texts") != new.get("texts") or (set(old) & set(new)) - {"op", "texts"}:
        return None
    both = _build(edit.op, {k: v for k, v in (old | new).items() if k != "op"})
    if both is None:
        return None
    try:
        after = both.apply(run.before.draft, run.before.shelf)
        return both, after, both.done(run.before.draft, after, run.scene.lang)
    except StillreelError:
        return None


def _moved(scene: Scene, edit: Edit, op: str, after: Draft) -> Scene:
    """The scene after an edit: what it spoke of is what "it" and "the rest" mean next."""
    ids = [s.id for s in after.segments(VIDEO)]
    old = {s.id for t in scene.draft.tracks for s in t.segments}
    fresh = tuple(s.id for t in after.tracks for s in t.segments if s.id not in old)
    named: list[str] = []
    for key in ("shots", "shot", "a", "b", "cuts"):
        value = getattr(edit, key, None)
        named += (
            list(value)
            if isinstance(value, tuple)
            else [value]
            if isinstance(value, str) and value != "all"
            else []
        )
    texts = getattr(edit, "texts", None)
    touched = (*fresh, *(texts if isinstance(texts, tuple) else ()), *named) if op != "make" else ()
    spoken = tuple(ids.index(n) for n in named if n in ids)
    said = (
        scene.said | frozenset(spoken)
        if op not in {"move", "swap", "reverse", "remove", "reorder"}
        else frozenset(spoken)
    )
    moved = scene.after(after, tuple(t for t in touched if isinstance(t, str)))
    return replace(
        moved,
        mentioned=spoken or (scene.mentioned if len(ids) == len(scene.video) else ()),
        said=said,
        topic=topic_of((op,)) or scene.topic,
    )
