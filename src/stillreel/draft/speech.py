"""Numbers and lists in sentences, in English and Chinese: what the edits' replies are made of.

Invariant: no function returns an empty string, and equal values are said equally everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..clock import seconds
from .cutting import shots
from .model import Draft, Segment

MANY = 6


def say(lang: str, en: str, zh: str) -> str:
    """The Chinese sentence for zh and its regions, else the English one."""
    return zh if lang.startswith("zh") else en


def span(ms: int, lang: str) -> str:
    """`2500 -> '2.5 s'` or `'2.5秒'`; rounded to hundredths."""
    number = seconds(round(ms / 10) * 10)
    return say(lang, f"{number} s", f"{number}秒")


def listed(items: Sequence[str], lang: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    if lang.startswith("zh"):
        return "、".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def shots_said(draft: Draft, ids: Collection[str], lang: str) -> str:
    """`photo 2`, `photos 1, 2 and 3`, `4 photos`, `all 6 photos`; by their places in this draft."""
    row = shots(draft)
    places = [n for n, s in enumerate(row, 1) if s.id in ids]
    if len(row) > 1 and len(places) == len(row):
        return say(lang, f"all {len(row)} photos", f"全部{len(row)}张")
    if len(places) > MANY:
        return say(lang, f"{len(places)} photos", f"{len(places)}张")
    if lang.startswith("zh"):
        return f"第{listed([str(n) for n in places], lang)}张"
    return f"photo{'s' if len(places) > 1 else ''} {listed([str(n) for n in places], lang)}"


def quoted(text: str, lang: str) -> str:
    """The words in quotes, on one line, cut after 40 characters."""
    line = " ".join(text.split())
    line = line if len(line) <= 40 else f"{line[:39]}…"
    return say(lang, f"“{line}”", f"“{line}”")


def texts_said(row: Sequence[Segment], lang: str) -> str:
    """The words of one text in quotes, or how many there are."""
    if len(row) == 1:
        return quoted(row[0].text or "", lang)
    return say(lang, f"{len(row)} texts", f"{len(row)}处文字")


def total_said(before: Draft, after: Draft, lang: str) -> str:
    """`; 15 s in total` when it stayed, `; 15 → 17.5 s in total` when it changed."""
    now = span(after.length, lang)
    if before.length == after.length:
        return say(lang, f"; still {now} in total", f"，总长仍是{now}")
    was = seconds(round(before.length / 10) * 10)
    return say(lang, f"; {was} → {now} in total", f"，总长{was}→{now}")


def nothing(lang: str, en: str, zh: str) -> str:
    """`Nothing changed because ...`."""
    return say(lang, f"Nothing changed because {en}.", f"没有改动：{zh}。")
