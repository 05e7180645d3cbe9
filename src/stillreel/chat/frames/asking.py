"""What is only half said, and names that nothing bears: one short question, or a refusal that names what there is.

These explain a clause less well than any frame that can do something with it.
"""

from __future__ import annotations

from ..clauses import Clause, Steps
from ..languages import plain
from .texts import NOUNS

_SHOTS = ("ref", "n.photo", "n.clip", "n.one", "q.num")
_HALVES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("v.add v.write v.insert v.set", NOUNS, "ask_words"),
    ("v.set v.add v.lower v.raise", ("n.volume", "n.sound"), "ask_volume"),
    ("v.set", ("n.length", "n.pace"), "ask_length"),
    ("v.set", ("n.canvas", "n.background", "n.framerate"), "ask_shape"),
    ("v.set v.add v.apply", ("n.look", "n.colour"), "ask_look"),
    ("v.dislike", (*NOUNS, "n.transition", "n.look", "refkind.it"), "ask_what"),
    ("v.set", ("n.motion",), "ask_motion"),
    ("v.move", _SHOTS, "ask_where"),
    ("v.swap", _SHOTS, "ask_swap"),
    ("v.replace", _SHOTS, "ask_with"),
    ("v.remove v.crop v.focus v.duplicate", ("n.photo", "n.one"), "ask_which"),
    ("v.set v.make v.turn", ("refkind.it", "refkind.nth", "refkind.file"), "ask_what"),
)
"""A verb, what it is done to, and what is missing then."""


def incomplete(c: Clause) -> Steps | None:
    """`move the photo`, `set the volume`, `add text`: the verb and its object, and nothing else."""
    if c.has("text.quoted", "q.time", "q.percent", "neg."):
        return None
    for verbs, nouns, about in _HALVES:
        if not c.has(verbs) or not c.has(*nouns) or (verbs == "v.dislike" and not c.tokens[0].text.isascii()):
            continue
        if any(t.weight and not t.has(*verbs.split(), *nouns, "filler", "p.", "v.") for t in c.tokens):
            continue
        if about in {"ask_swap", "ask_where"}:
            if sum(len(t.value) if t.has("q.num") else 1 for t in c.tokens if t.has("ref", "q.num")) > 1:
                continue
            c.shots(numbers=True)
        if about == "ask_which" and len(c.scene.video) < 2:
            continue
        c.every(verbs, *nouns, "v.", "p.")
        c.bonus -= 0.6
        return [("?ask", {"about": about})]
    return None


_NAMED = (
    ("n.transition", "transition"),
    ("n.music", "music"),
    ("n.look", "look"),
    ("n.animation", "animation"),
)


def unheard(c: Clause) -> Steps | None:
    """`use the glimmer transition`, `make the font Helvetica`: a name that the catalogue does not have."""
    everyday = plain("en")
    for i, token in enumerate(c.tokens):
        before = c.tokens[i - 1] if i else None
        if token.text in {"font", "fonts", "typeface"}:
            after = next((t for t in c.tokens[i + 1 :] if not t.has("filler", "p.")), None)
            strange = [t for t in (before, after) if t is not None and _strange(t.text, t.tags, everyday)]
            if strange:
                c.every("v.", "p.", "n.", "ref", "plain", "punct")
                c.bonus += 0.5
                return [("?refuse", {"about": "font"})]
        for noun, kind in _NAMED:
            if token.has(noun) and before is not None and _strange(before.text, before.tags, everyday):
                if not c.has("v.apply", "v.add", "v.set", "v.turn", "v.replace") or c.has("ask.", "neg."):
                    continue
                c.every("v.", "p.", noun, "ref", "plain")
                c.bonus += 0.8
                return [("?unknown", {"kind": kind, "name": before.text})]
    return None


def _strange(text: str, tags: frozenset[str], everyday: frozenset[str]) -> bool:
    return tags == {"plain"} and text.isalpha() and text.isascii() and len(text) > 3 and text not in everyday


def catalogue(c: Clause) -> Steps | None:
    """`what music styles do you have?`, `which transitions are there?`: the words of the catalogue."""
    if not c.has("ask.what", "ask.which", "ask.show") or not c.has("v.have", "n.style", "n.kinds", "p.offer"):
        return None
    offered = c.has("v.have", "n.kinds") or any(
        t.text in {"you", "available", "there", "offer"} for t in c.tokens
    )
    for noun, kind in (
        *_NAMED,
        ("n.motion", "motion"),
        ("platform.", "platform"),
        ("n.template", "template"),
    ):
        if c.has(noun) and offered:
            c.every("ask.", noun, "v.", "n.style", "n.kinds", "plain", "p.", "ref")
            c.bonus += 0.6
            return [("?list", {"kind": kind})]
    return None


def where(c: Clause) -> Steps | None:
    """`where is the logo?`, `which position does the beach have?`: the place of a shot."""
    placed = c.has("ask.which", "ask.what") and c.has("n.photo") and c.has("refkind.nth")
    if not (c.has("ask.where", "ask.when") or placed) or c.has("v.add", "v.make"):
        return None
    found = c.shots(it=True)
    if not found:
        return None
    c.every("ask.", "p.", "n.", "v.", "filler")
    c.bonus += 0.4
    return [("?answer", {"about": "shot", "shots": found})]


def able(c: Clause) -> Steps | None:
    """`can you undo things?`: a question about what can be done, not an order."""
    first = c.tokens[0].text if c.tokens else ""
    vague = any(t.text in {"things", "stuff", "something", "changes", "edits", "mistakes"} for t in c.tokens)
    if first not in {"can you", "could you", "are you able to", "do you", "can i", "can we"} or not vague:
        return None
    if not any(t.text in {"?", "？"} for t in c.tokens) and not c.has("v.undo"):
        return None
    c.every("v.", "plain", "n.", "filler")
    c.bonus += 0.5
    return [("?answer", {"about": "help"})]


FRAMES = (incomplete, unheard, catalogue, where, able)
