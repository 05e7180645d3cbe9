"""Kinds of videos people ask for by name, as storyboards with slots.

A template decides what a mood leaves open: pace, camera, transitions, music, and which words stand where.
Invariant: it never brings words of its own; a slot without words from the user stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..words import Shelf, Word


@dataclass(frozen=True, kw_only=True)
class Template(Word):
    """`mood`: the mood unless one is asked; `pace`: ms a shot; `slots`: the roles of words that it has room for, in
    order; `title_role`: what the main words are; `captions`: captions per picture belong to it; `motive`: its own
    transitions (none: the mood's); `fixed`: one length per shot, no holding at the end."""

    mood: str
    pace: int = 2800
    slots: tuple[str, ...] = ("title", "subtitle")
    title_role: str = "title"
    captions: bool = False
    motive: tuple[str, ...] = ()
    music: str | None = None
    fixed: bool = False


TEMPLATES: Shelf[Template] = Shelf("template", package=__name__)
