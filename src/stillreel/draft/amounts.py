"""How an edit says "how much": an absolute value, a factor, or a difference - exactly one of them."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Refused


def only(names: str, *given: object) -> None:
    """Refuses unless exactly one of the values is given; `names` says which there are."""
    if sum(value is not None for value in given) != 1:
        raise Refused("that does not say how much, or says it twice", remedy=f"Give exactly one of {names}.")


def length_from(old: int, length: int | None, factor: float | None, delta: int | None) -> int:
    """The new length in ms of something `old` ms long. Raises Refused when nothing would be left of it."""
    only("length, factor, delta", length, factor, delta)
    new = length if length is not None else round(old * factor) if factor is not None else old + (delta or 0)
    if new < 1:
        raise Refused(
            f"nothing would be left of {old / 1000:g} s", remedy="Take away less, or remove it.", nearest=1000
        )
    return new


def share_from(
    old: float, value: float | None, factor: float | None, delta: float | None, top: float = 1.0
) -> float:
    """The new share (volume, strength) from an old one, kept within 0..top where it is not given outright."""
    if value is not None:
        return value
    new = old * factor if factor is not None else old + (delta or 0.0)
    return round(min(max(top, old), max(0.0, new)), 3)


def order_said(old: Sequence[str], new: Sequence[str]) -> str:
    """The new order by the old places: `3, 1, 2`; cut after twelve."""
    places = [str(old.index(name) + 1) for name in new if name in old]
    return ", ".join(places[:12]) + (" ..." if len(places) > 12 else "")
