"""What an edit is: one thing a user can ask, declared once, applied purely.

From one declaration - fields, `says`, `apply`, `done` - come the offline grammar, the language model's tools,
the HTTP body, the docs and the tests. Two ways out only: a new draft, or `errors.Refused` with the reason and
the nearest possible thing. Invariant: `apply` never changes its input, and a draft that kept the rules keeps
them. Copy `swap.py` to make a new one.

Slots in `says`: {shot} {shots} {cut} {cuts} {texts} name things of the draft; {quoted} words in quotes; {time} a
length or a moment; {factor} {percent} {number} {size} {fps} {colour} {aspect} quantities; {transition} {motion} {ease}
{look} {fit} {where} {style} {position} {animation} {music} {feel} {platform} {template} {asset} names; {order} a row
of shots. `[...]` may be left out.
"""

from __future__ import annotations

import inspect
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..assets import Shelf
from ..direct.brief import Aspect, Fps
from ..model import Draft, Id
from ..speech import nothing

__all__ = [
    "Aspect",
    "Bpm",
    "Delta",
    "Edit",
    "Factor",
    "Fps",
    "Key",
    "Place",
    "Ref",
    "Refs",
    "Role",
    "Says",
    "Share",
    "Size",
    "Where",
]

Ref = Annotated[int, Field(strict=True, ge=-2000, le=2000)] | Id
"""One thing of the draft: its segment id, or its place counted from 1 (-1 is the last)."""
Refs = Literal["all"] | Annotated[tuple[Ref, ...], Field(min_length=1, max_length=2000)]
"""Several things, or "all" of them."""
Place = Annotated[int, Field(strict=True, ge=-2000, le=2000)] | Literal["start", "end"]
"""Where in the row of shots: counted from 1 (-1 is the last), or an end."""
Factor = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=100)]
Delta = Annotated[int, Field(strict=True, ge=-3_600_000, le=3_600_000)]
"""A signed length in ms."""
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-4, le=4)]
"""A signed fraction: 0.1 is ten percent points more."""
Says = dict[str, tuple[str, ...]]
Role = Literal["title", "subtitle", "caption", "cta", "price", "quote", "kicker", "lower_third"]
"""What words are for; decides style, place and time where they are not given."""
Where = Literal[
    "center",
    "top",
    "bottom",
    "left",
    "right",
    "top_left",
    "top_right",
    "bottom_left",
    "bottom_right",
    "face",
    "auto",
]
Bpm = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=40, le=240)]
Key = Annotated[str, Field(strict=True, pattern=r"^[A-G][#b]?m?$")]
Size = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.1, le=10)]


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


class Edit(BaseModel):
    """One thing a user can ask. Frozen, JSON-serialisable; `op` names it on the wire."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    op: ClassVar[str] = ""
    says: ClassVar[Says] = {}

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, value: Any) -> Any:
        # JSON has no tuples; strictness is about kinds of values, not about Python's brackets.
        return {k: _tuples(v) for k, v in value.items()} if isinstance(value, dict) else value

    @classmethod
    def strip(cls) -> str:
        """The drawing in the docstring: four lines, before and after."""
        paragraphs = inspect.cleandoc(cls.__doc__ or "").rsplit("\n\n", 1)
        return inspect.cleandoc("\n" + paragraphs[-1])

    def dump(self) -> dict[str, Any]:
        """The JSON value: `op` and the fields that were given. `read(edit.dump()) == edit`."""
        return {"op": self.op, **self.model_dump(mode="json", exclude_unset=True)}

    def apply(self, draft: Draft, shelf: Shelf) -> Draft:
        """The draft after this edit. Pure. Raises Refused with the reason and the nearest possible thing."""
        raise NotImplementedError(self.op)

    def done(self, before: Draft, after: Draft, lang: str = "en") -> str:
        """One short sentence with the numbers: what changed, or why nothing did. `lang`: en or zh."""
        return self.unchanged(before, lang) if before == after else self.changed(before, after, lang)

    def changed(self, before: Draft, after: Draft, lang: str) -> str:
        """What changed, with the numbers; never empty."""
        raise NotImplementedError(self.op)

    def unchanged(self, before: Draft, lang: str) -> str:
        """Why nothing did; never empty."""
        return nothing(lang, "it is so already", "已经是这样了")
