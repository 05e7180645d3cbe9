"""How the chat answers: one short line for each thing, in the user's language, about the video and nothing else.

Sentences are data (`languages/<code>/replies.toml`); what changed comes from the edits' own `done`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..draft.model import AUDIO, TEXT
from ..draft.names import shelf, spoken
from ..errors import StillreelError, UnknownName
from .languages import replies
from .scene import Scene, Unresolved

if TYPE_CHECKING:
    from .seam import Plan


def say(lang: str, key: str, **values: object) -> str:
    """A sentence of the language's pack with its values filled in."""
    rows = replies(lang)
    sentence = str(rows.get(key) or replies("en").get(key) or rows["cannot"])
    return sentence.format(**values)


def missing(scene: Scene, error: Unresolved) -> str:
    """Why a reference names nothing here."""
    values = dict(error.values)
    values.setdefault("count", len(scene.video))
    return say(scene.lang, error.key, **values)


def refused(lang: str, error: StillreelError) -> str:
    """An edit's refusal as a sentence; the reason and the nearest possible thing are its own words."""
    if isinstance(error, UnknownName):
        return say(lang, "unknown_name", what=error.what)
    return say(lang, "refused", what=str(error))


def unheard(lang: str, kind: str, name: str) -> str:
    """The catalogue has no such word: the nearest ones."""
    words = [w.name for w in shelf(kind)]
    near = (
        get_close_matches(name, words, n=3, cutoff=0.5) or [w for w in words if w not in {"cut", "none"}][:4]
    )
    return say(lang, "unheard", name=name, near=say(lang, "join").join(spoken(kind, w, lang) for w in near))


def catalogue(lang: str, kind: str) -> str:
    """All words of a kind, as people say them."""
    words = [spoken(kind, w.name, lang) for w in shelf(kind)]
    return say(lang, "offered", words=say(lang, "join").join(words[:80]))


def _free(scene: Scene) -> list[str]:
    """Things this draft does not have yet, most useful first: keys of `next` in the pack."""
    draft = scene.draft
    keys = []
    if scene.empty:
        return ["make"] if scene.shelf.pictures else ["photos"]
    if not any(True for _ in draft.segments(AUDIO)):
        keys.append("music")
    if not any(True for _ in draft.segments(TEXT)):
        keys.append("title")
    if len(scene.video) > 1 and not any(s.transition and s.transition.kind != "cut" for s in scene.video):
        keys.append("transitions")
    if not any(s.end >= draft.length - 50 and s.start > 0 for s in scene.texts):
        keys.append("cta")
    if not any(s.look and s.look.kind != "none" for s in scene.video):
        keys.append("look")
    if draft.canvas.width < draft.canvas.height:
        keys.append("square")
    elif draft.canvas.width >= draft.canvas.height:
        keys.append("vertical")
    if any(True for _ in draft.segments(AUDIO)):
        keys.append("beat")
    return [*keys, "shorter"]


def suggestions(scene: Scene) -> tuple[str, ...]:
    """Two or three next steps that fit this draft, as sentences one could say."""
    rows = replies(scene.lang)["next"]
    return tuple(str(rows[k]) for k in _free(scene)[:3] if k in rows)


def example(scene: Scene) -> str:
    """Two things one could say now, quoted."""
    return say(scene.lang, "or", a=(s := (*suggestions(scene), say(scene.lang, "shorter")))[0], b=s[1])


def compose(plan: Plan) -> str:
    """The whole reply: answers, what changed, what could not be done, one question, next steps. Never empty."""
    lines = [*plan.answers, *(f"\u2022 {d}" if len(plan.done) > 1 else d for d in plan.done), *plan.refusals]
    if plan.ask:
        lines.append(plan.ask)
    if plan.route:
        lines.append(say(plan.lang, f"route_{plan.route}"))
    if plan.next and not plan.ask and plan.understood and (plan.done or plan.refusals):
        lines.append(
            say(
                plan.lang,
                "next_steps",
                steps=say(plan.lang, "join").join(
                    f"\u201c{n}\u201d" if plan.lang == "en" else f"\u300c{n}\u300d" for n in plan.next
                ),
            )
        )
    return "\n".join(lines) or say(plan.lang, "nothing")
