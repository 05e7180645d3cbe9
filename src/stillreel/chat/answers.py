"""Answers: what is on the timeline, how long, which song, what changed, what can be done; and steps in history.

Everything is read from the draft, exactly; nothing is guessed. Sentences are the language packs' (`replies.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..clock import seconds
from ..draft.model import AUDIO, TEXT, Draft
from ..draft.names import shelf, spoken
from ..draft.summary import summary
from . import reply
from .reply import example, say
from .scene import Scene
from .seam import GoTo, Past, Redo, Reset, Run, Undo


def lost(scene: Scene) -> str:
    """Nothing was recognised: what can be said, with two examples that fit."""
    return say(scene.lang, "lost", examples=example(scene))


def take(run: Run, kind: str, fields: Mapping[str, Any]) -> None:
    """A step that is no edit: an answer, a refusal, a question, a route, a movement in history."""
    lang = run.scene.lang
    if kind == "answer":
        run.answers.append(_answer(run, str(fields["about"]), fields))
    elif kind == "refuse":
        about = str(fields["about"])
        run.refusals.append(say(lang, about if about.startswith("no_") else f"cannot_{about}"))
    elif kind == "unknown":
        run.refusals.append(reply.unheard(lang, str(fields["kind"]), str(fields["name"])))
    elif kind == "list":
        run.answers.append(reply.catalogue(lang, str(fields["kind"])))
    elif kind == "ask":
        run.ask = say(lang, str(fields["about"]))
    elif kind == "route":
        run.route = str(fields["to"])
    else:
        _travel(run, kind, fields)


def _at(run: Run) -> int:
    """Where in `past` the present is."""
    past, head = run.context.past, run.context.head
    return next((i for i, p in enumerate(past) if p.n == head), len(past) - 1)


def _back(past: tuple[Past, ...], at: int, n: int) -> int:
    """The place of the n-th ancestor, as far as there is one."""
    by_n = {p.n: i for i, p in enumerate(past)}
    for _ in range(n):
        parent = past[at].parent
        before = by_n.get(parent) if parent is not None else (at - 1 if at else None)
        if before is None:
            break
        at = before
    return at


def _since_made(past: tuple[Past, ...], at: int) -> int:
    """How many revisions lie between the present and the video as it was first made."""
    made = next((i for i in range(at, -1, -1) if "make" in past[i].ops), 0)
    return at - made


def _travel(run: Run, kind: str, fields: Mapping[str, Any]) -> None:
    past, lang = run.context.past, run.scene.lang
    at = _at(run)
    if kind == "reset":
        empty = run.scene.empty
        run.steps.append(Reset())
        run.answers.append(say(lang, "nothing_yet" if empty else "reset"))
        run.scene = run.scene.after(Draft(), ())
        return
    if kind == "undo":
        if at <= 0 and not run.steps:
            run.answers.append(say(lang, "nothing_to_undo"))
            return
        n = int(fields["n"]) or max(1, _since_made(past, at))
        ops = _OPS.get(str(fields.get("topic")), set())
        if ops and past and not ops & set(past[at].ops):
            run.ask = say(lang, "ask_undo", ops=", ".join(past[at].ops) or "-")
            return
        target = _back(past, at, n)
        run.steps.append(Undo(n))
        run.answers.append(say(lang, "undone", n=n))
        run.scene = run.scene.after(past[target].draft, ()) if past else run.scene
    elif kind == "restore":
        _travel(run, "redo" if at < len(past) - 1 else "undo", {"n": 1})
    elif kind == "redo":
        n = int(fields["n"])
        ahead = [i for i, p in enumerate(past) if i > at]
        if not ahead:
            run.answers.append(say(lang, "nothing_to_redo"))
            return
        run.steps.append(Redo(n))
        run.answers.append(say(lang, "redone", n=n))
        run.scene = run.scene.after(past[min(at + n, len(past) - 1)].draft, ())
    elif kind == "goto":
        found = _find(past, at, fields)
        if found is None:
            run.answers.append(say(lang, "no_such_version"))
            return
        run.steps.append(GoTo(past[found].n))
        run.answers.append(say(lang, "went_to", n=past[found].n))
        run.scene = run.scene.after(past[found].draft, ())


_OPS = {
    "n.music": {"music", "remove_music", "volume", "beat_cut"},
    "n.transition": {"transition"},
    "n.look": {"look"},
    "n.motion": {"motion"},
    "n.title": {"add_text", "change_text", "style_text", "remove_text"},
    "n.text": {"add_text", "change_text", "style_text", "remove_text", "captions"},
    "n.caption": {"captions", "add_text"},
    "n.cta": {"add_text"},
    "n.subtitle": {"add_text"},
    "n.price": {"add_text"},
    "n.beat": {"beat_cut"},
    "n.order": {"reorder", "move", "swap", "reverse", "shuffle"},
    "n.length": {"set_length", "set_duration"},
    "aspect.": {"canvas", "platform"},
    "n.canvas": {"canvas", "platform"},
    "n.background": {"canvas", "fit"},
    "platform.": {"platform", "variants"},
}


def _find(past: tuple[Past, ...], at: int, fields: Mapping[str, Any]) -> int | None:
    """The revision that is meant: by number, or before (after) the last edit of a topic."""
    if "n" in fields:
        return next((i for i, p in enumerate(past) if p.n == fields["n"]), None)
    ops = _OPS.get(str(fields.get("topic")), set())
    touching = [i for i, p in enumerate(past[: at + 1]) if set(p.ops) & ops and i > 0]
    if not touching:
        touching = [i for i, p in enumerate(past[: at + 1]) if "make" in p.ops and i > 0][:0]
    if not touching:
        return None
    return _back(past, touching[-1], 1) if fields.get("before") else touching[-1]


def _answer(run: Run, about: str, fields: Mapping[str, Any]) -> str:
    scene = run.scene
    lang, draft = scene.lang, scene.draft
    if about == "help":
        return say(lang, "help", examples=example(scene))
    if about in {"thanks", "hello", "left"}:
        return say(lang, about)
    if about == "compare":
        return _compare(run)
    if about == "choices":
        kind = str(fields["kind"])
        names = [
            spoken(kind, word.name, lang) for word in shelf(kind) if word.name not in {"none", "cut", "still"}
        ]
        rows = say(lang, "join").join(dict.fromkeys(names[:24]))
        return say(lang, "choices", rows=rows, count=len(names))
    if scene.empty:
        return say(lang, "empty", count=len(scene.shelf.pictures))
    if about == "length":
        return say(lang, "length", length=seconds(draft.length), count=len(scene.video))
    if about == "each":
        return say(
            lang,
            "each",
            each=", ".join(f"{i}. {seconds(s.length)}s" for i, s in enumerate(scene.video[:40], 1)),
        )
    if about == "shot":
        return " ".join(
            say(
                lang,
                "shot",
                n=i + 1,
                name=scene.video[i].meta.name or "-",
                length=seconds(scene.video[i].length),
                start=seconds(scene.video[i].start),
                end=seconds(scene.video[i].end),
            )
            for i in fields["shots"][:10]
        )
    if about == "count":
        return say(lang, "count", count=len(scene.video), texts=len(scene.texts))
    if about == "canvas":
        c = draft.canvas
        return say(lang, "canvas", w=c.width, h=c.height, fps=c.fps, background=c.background)
    return _listed(scene, about)


def _listed(scene: Scene, about: str) -> str:
    """Answers that list segments."""
    lang = scene.lang
    if about == "music":
        return _music(scene)
    if about == "texts":
        rows = "; ".join(
            f"\u201c{s.text}\u201d ({seconds(s.start)}-{seconds(s.end)}s)"
            for s in list(scene.draft.segments(TEXT))[:20]
        )
        return say(lang, "texts" if rows else "no_texts", rows=rows)
    if about == "transitions":
        rows = ", ".join(
            f"{i}\u2192{i + 1} {spoken('transition', s.transition.kind, lang)} ({seconds(s.transition.length)}s)"
            for i, s in enumerate(scene.video[:-1][:40], 1)
            if s.transition and s.transition.kind != "cut"
        )
        return say(lang, "transitions" if rows else "no_transitions", rows=rows)
    if about in {"looks", "motion"}:
        kind = "look" if about == "looks" else "motion"
        values = [(i, (s.look if about == "looks" else s.move)) for i, s in enumerate(scene.video[:40], 1)]
        rows = ", ".join(
            f"{i}. {spoken(kind, v.kind, lang)}" for i, v in values if v and v.kind not in {"none", "still"}
        )
        return say(lang, about if rows else f"no_{about}", rows=rows)
    return summary(scene.draft)


def _music(scene: Scene) -> str:
    found = next(iter(scene.draft.segments(AUDIO)), None)
    if found is None:
        return say(scene.lang, "no_music")
    volume = f"{round((found.volume if found.volume is not None else 0.35) * 100)}%"
    if found.music is None:
        asset = scene.shelf.get(found.asset) if found.asset else None
        return say(
            scene.lang, "music_file", name=found.meta.name or (asset.name if asset else ""), volume=volume
        )
    bpm = f", {found.music.bpm:g} bpm" if found.music.bpm else ""
    return say(
        scene.lang, "music", name=spoken("music", found.music.kind, scene.lang), volume=volume, bpm=bpm
    )


def _compare(run: Run) -> str:
    """What the last revision changed, as two timeline lines."""
    past, lang = run.context.past, run.scene.lang
    at = _at(run)
    if at < 1:
        return say(lang, "nothing_to_compare")
    before = past[_back(past, at, 1)].draft
    return say(
        lang,
        "compare",
        before=summary(before),
        now=summary(run.scene.draft),
        ops=", ".join(past[at].ops) + _reframed(before, run.scene.draft) or "-",
    )


def _reframed(before: Draft, now: Draft) -> str:
    a, b = before.canvas, now.canvas
    same = (a.width, a.height) == (b.width, b.height)
    return "" if same else f" ({a.width}x{a.height} → {b.width}x{b.height})"
