"""A message to readings: split at its seams, every stretch explained by the frame that explains most of it.

Where to split is not decided beforehand: neighbouring pieces are tried together and apart, and the cheapest
way to explain the whole wins (dynamic programming over the seams). A piece that means nothing alone borrows the
verb and the topic of the piece before it ("remove the second and the title").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import StillreelError
from .clauses import Clause, Steps
from .frames import FRAMES, QUESTIONS, Frame
from .frames.brief import brief
from .scene import Scene, Unresolved
from .seams import Piece, pieces, rejected, torn
from .tokens import Token

SEAM = 0.5
"""What a seam costs: two readings must explain more than one."""
MERGE = 5
"""So many pieces may be one clause."""


@dataclass(frozen=True)
class Reading:
    """A clause and how it was read: the frame, its steps, and how much they explain."""

    tokens: tuple[Token, ...]
    frame: Frame | None
    steps: tuple[tuple[str, dict[str, object]], ...]
    score: float
    missing: Unresolved | None = None
    left: tuple[Token, ...] = ()


_ASKING = (
    "ask.is",
    "ask.howlong",
    "ask.howmany",
    "ask.which",
    "ask.what",
    "ask.where",
    "ask.why",
    "ask.when",
    "ask.whether",
)


_DESTROYS = {
    "remove",
    "keep",
    "duplicate",
    "reset",
    "remove_text",
    "remove_music",
    "reverse",
    "shuffle",
    "replace",
}
_HEAVY = (
    *(
        "transition.",
        "motion.",
        "look.",
        "a.simple",
        "a.smooth",
        "q.time",
        "q.factor",
        "text.quoted",
        "style.",
    ),
    *("animation.", "position.", "n.transition", "n.motion", "n.look", "v.focus", "v.crop"),
)


def _reckless(found: Reading) -> bool:
    """Would this reading take something away although it leaves unexplained what speaks of something else?"""
    if not any(op in _DESTROYS for op, _ in found.steps) or not any(t.text.isascii() for t in found.tokens):
        return False
    return any(t.has(*_HEAVY) and t.text.isascii() and not t.has("v.remove", "filler") for t in found.left)


def attempt(frame: Frame, tokens: tuple[Token, ...], scene: Scene) -> Reading | None:
    """One frame on one clause. Never raises: a reference to nothing is a reading that says so."""
    clause = Clause(tokens, scene)
    missing: Unresolved | None = None
    steps: Steps | None
    try:
        steps = frame(clause)
    except Unresolved as error:
        steps, missing = [], error
    except (StillreelError, ValueError, TypeError, IndexError, KeyError, OverflowError, AttributeError):
        return None
    if steps is None or (not steps and missing is None):
        return None
    left = tuple(t for i, t in enumerate(clause.tokens) if i not in clause.used)
    return Reading(tokens, frame, tuple(steps), clause.score() - (0.4 if missing else 0.0), missing, left)


def _wondering(tokens: tuple[Token, ...]) -> bool:
    """`is 18 seconds too long?`, `should I remove the logo?`, `would jazz be better?`"""
    said = [t.text for t in tokens if not t.has("punct")][:2]
    return (
        bool(said)
        and said[0] in _DOUBTS
        and (said[1:] or [""])[0] not in {"like", "love", "prefer", "be", "you"}
    )


_DOUBTS = frozenset({"is", "are", "does", "did", "was", "were", "should", "would"})


def read(tokens: tuple[Token, ...], scene: Scene, making: bool) -> Reading:
    """The best reading of a clause; one without steps when no frame is meant."""
    best = Reading(tokens, None, (), -0.6 * sum(t.weight for t in tokens))
    first = next((t for t in tokens if t.has("ask.") or not t.has("filler", "punct", "p.")), None)
    asking = first is not None and first.text.isascii() and first.has(*_ASKING) and not first.has("v.")
    asking = asking or _wondering(tokens)
    made = making and _made(tokens)
    for frame in QUESTIONS if asking else (brief, *FRAMES) if making else FRAMES:
        found = attempt(frame, tokens, scene)
        if found is not None and (
            _reckless(found) or (made and frame is not brief and frame not in QUESTIONS)
        ):
            continue
        if found is not None and found.score > best.score + 1e-9 and found.score > -0.35:
            best = found
    return best


def _carried(before: Reading, tokens: tuple[Token, ...], scene: Scene, making: bool) -> Reading | None:
    """The clause read with what the one before it leaves unsaid: its verb, its topic."""
    if before.frame is None:
        return None
    own = {t.split(".")[0] for token in tokens for t in token.tags}
    lend = [
        t
        for t in before.tokens
        if t.has("v.", "n.", "neg.", "a.") and not t.has("ref", "q.", "text.quoted", "p.then")
    ]
    if "v" in own:
        lend = [t for t in lend if not t.has("v.")]
    for some in (lend, [t for t in lend if t.has("v.", "neg.")], [t for t in lend if t.has("n.")]):
        if not some:
            continue
        found = attempt(before.frame, (*some, *tokens), scene)
        if found is not None and (score := found.score - sum(t.weight for t in some)) > 0.3:
            return replace(found, score=score)
    verbs = [t for t in lend if t.has("v.", "neg.") and not t.has("n.")]
    if verbs and len(verbs) < len(lend):
        found = read((*verbs, *tokens), scene, making)
        score = found.score - sum(t.weight for t in verbs)
        if found.steps and score > 0.3:
            return replace(found, score=score)
    found = read((*lend, *tokens), scene, making)
    score = found.score - sum(t.weight for t in lend)
    return replace(found, score=score) if found.frame is not None and score > 0.3 else None


def _inherited(
    before: Reading, tokens: tuple[Token, ...], piece: Piece, scene: Scene, making: bool
) -> Reading | None:
    """`make the first photo 5 seconds and black and white`: the same picture is meant."""
    if piece.strong or not before.steps or before.steps[-1][0] not in _PICTURED or making:
        return None
    if any(t.weight and not t.has("look.", "motion.", "p.", "a.", "deg.") for t in tokens):
        return None
    if not isinstance(before.steps[-1][1].get("shots"), tuple) or not any(
        t.has("look.", "motion.") for t in tokens
    ):
        return None
    refs = tuple(t for t in before.tokens if t.has("ref") and not t.has("refkind.it"))
    if len(refs) != 1 or not tokens[0].text.isascii():
        return None
    found = read((*refs, *tokens), scene, making)
    score = found.score - refs[0].weight
    return (
        replace(found, score=score)
        if found.steps and found.steps[0][0] in _PICTURED and score > 0.3
        else None
    )


_PICTURED = {"set_duration", "motion", "look", "fit", "focus"}


def _timed(before: Reading, tokens: tuple[Token, ...], scene: Scene, making: bool) -> Reading | None:
    """After a length, a bare number is one too: `the first three 2 seconds each and the rest 4`."""
    if not before.steps or before.steps[-1][0] not in {"set_duration", "set_length"}:
        return None
    if not any("length" in fields for _, fields in before.steps):
        return None
    numbers = [t for t in tokens if t.has("q.num") and len(t.value) == 1]
    if len(numbers) != 1 or any(
        t.weight and not t.has("ref", "q.num", "p.", "v.hold", "v.set", "v.write") for t in tokens
    ):
        return None
    now = tuple(
        t.but(tags=frozenset({"q.time"}), value=round(t.value[0] * 1000)) if t is numbers[0] else t
        for t in tokens
    )
    hold = Token("hold", frozenset({"v.hold"}), 0, 0)
    found = read((hold, *now) if any(t.has("ref") for t in now) else now, scene, making)
    return found if found.steps and found.steps[0][0] == before.steps[-1][0] else None


def _made(tokens: Sequence[Token]) -> bool:
    """Does a piece of a brief speak of the video itself?"""
    whole = any(t.has("platform.", "template.", "n.video") for t in tokens)
    return whole and any(t.has("v.make", "q.time") for t in tokens)


def readings(tokens: Sequence[Token], scene: Scene, making: bool) -> tuple[Reading, ...]:
    """The message as a row of readings."""
    parts = tuple(p for p in pieces(tokens) if not rejected(p))[:32]
    best: list[tuple[float, tuple[Reading, ...]]] = [(0.0, ())]
    best.extend((float("-inf"), ()) for _ in parts)
    for end in range(1, len(parts) + 1):
        for begin in range(end - 1, max(-1, end - 1 - MERGE), -1):
            if any(parts[k].strong for k in range(begin + 1, end)):
                break
            joined = tuple(t for k in range(begin, end) for t in parts[k].tokens)
            earlier = any(t.has("ref") for k in range(begin) for t in parts[k].tokens)
            now = replace(scene, mentioned=(0,)) if earlier and scene.video else scene
            found = read(joined, now, making)
            before = best[begin][1][-1] if best[begin][1] else None
            if (
                before is not None
                and (same := _inherited(before, joined, parts[begin], now, making)) is not None
            ):
                found = same
            elif before is not None and (timed := _timed(before, joined, now, making)) is not None:
                found = timed
            elif before is not None and not found.steps and found.missing is None:
                found = _carried(before, joined, now, making) or found
            total = best[begin][0] + found.score - SEAM - torn(parts[begin:end])
            if total > best[end][0]:
                best[end] = (total, (*best[begin][1], found))
    row: list[Reading] = []
    for reading in best[len(parts)][1]:
        row.append(reading)
        more = _besides(reading, scene, making)
        if more is not None:
            row.append(more)
    return tuple(row)


_GLOBAL = ("aspect.", "q.ratio", "platform.", "q.fps", "lines.", "q.lines", "q.res")


def _besides(reading: Reading, scene: Scene, making: bool) -> Reading | None:
    """What a clause says besides its main thing and what can only be of the whole: `with piano music in 9:16`."""
    if not reading.steps or reading.steps[0][0].startswith("?") or making:
        return None
    if not any(t.has(*_GLOBAL) and t.text.isascii() for t in reading.left):
        return None
    found = read(tuple(t for t in reading.left if t.has(*_GLOBAL, "p.")), scene, making)
    return found if found.steps and found.score > 0.5 else None
