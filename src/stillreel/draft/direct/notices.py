"""What should be said about the uploads: pictures that are nearly the same, blurred or small ones, clips cut off.

They are noticed and mentioned, never dropped. Invariant: at most one sentence per kind, none for a clean set.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ..assets import Asset, Shelf

NEAR = 12
"""Fingerprints that differ in at most this many of 64 bits are of nearly the same picture."""
BLURRED = 0.35
"""A picture with less than this share of the median sharpness of its set looks blurred beside the others."""
SMALL = 640


def twins(pictures: Sequence[Asset]) -> tuple[tuple[int, int], ...]:
    """Pairs of places (from 0) of pictures that look nearly the same."""
    marked = [(n, a) for n, a in enumerate(pictures) if a.fingerprint]
    return tuple(
        (m, n)
        for (m, a), (n, b) in combinations(marked, 2)
        if (a.fingerprint ^ b.fingerprint).bit_count() <= NEAR
    )


def blurred(pictures: Sequence[Asset]) -> tuple[int, ...]:
    """Places (from 0) of photos that are clearly less sharp than the rest; needs three photos to compare."""
    sharp = sorted(a.sharpness for a in pictures if a.sharpness > 0)
    if len(sharp) < 3:
        return ()
    middle = sharp[len(sharp) // 2]
    return tuple(n for n, a in enumerate(pictures) if 0 < a.sharpness < BLURRED * middle)


def notices(shelf: Shelf, lang: str = "en") -> tuple[str, ...]:
    """Sentences about the uploads that a careful editor would say, in en or zh."""
    pictures, zh, said = shelf.pictures, lang.startswith("zh"), []
    if pairs := twins(pictures):
        m, n = pairs[0]
        more = len(pairs) - 1
        if zh:
            said.append(
                f"第{m + 1}张和第{n + 1}张几乎一样" + (f"，另有{more}对相似" if more else "") + "，都保留了。"
            )
        else:
            tail = f", and {more} more pair{'s' if more > 1 else ''}" if more else ""
            said.append(f"Photos {m + 1} and {n + 1} look almost the same{tail}; I kept them all.")
    if places := blurred(pictures):
        names = _list([f"第{n + 1}张" if zh else str(n + 1) for n in places], zh)
        word = "photo" if len(places) == 1 else "photos"
        said.append(
            f"{names}看起来有点模糊。"
            if zh
            else f"{word.capitalize()} {names} look{'s' if len(places) == 1 else ''} blurred."
        )
    if places := tuple(n for n, a in enumerate(pictures) if a.width and max(a.width, a.height) < SMALL):
        names = _list([f"第{n + 1}张" if zh else str(n + 1) for n in places], zh)
        said.append(
            f"{names}分辨率较低，放大后会不够清晰。" if zh else f"Small pictures that may look soft: {names}."
        )
    return tuple(said)


def _list(names: Sequence[str], zh: bool) -> str:
    shown = list(names[:5])
    more = len(names) - len(shown)
    text = ("、" if zh else ", ").join(shown)
    return text + ((f"等{len(names)}张" if zh else f" and {more} more") if more else "")
