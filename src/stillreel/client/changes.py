"""What differs between two drafts, in a sentence: the report of an edit whose reply says nothing.

Works on the JSON with its short keys, leniently: it may come from another service. Invariant: never empty, and
equal drafts are reported as unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..draft.model import AUDIO, TEXT, VIDEO, dump, validate
from ..draft.summary import summary
from ..errors import BadDraft


def changes(before: Mapping[str, Any], after: Mapping[str, Any], lang: str = "en") -> str:
    """One line, in English or Chinese: shots, length, music, words and shape where they differ."""
    zh = lang.startswith("zh")
    told = [text for text in (_length(before, after, zh), *_rows(before, after, zh)) if text]
    if before.get("cv") != after.get("cv"):
        canvas = after.get("cv") or {}
        told.append(f"{'画面' if zh else 'canvas'} {canvas.get('w', '?')}x{canvas.get('h', '?')}")
    if told:
        return ("已完成：" + "，".join(told) + "。") if zh else "Done: " + ", ".join(told) + "."
    if _row(before) != _row(after):
        return "已完成：细节已更新。" if zh else "Done: details of the shots were changed."
    return "没有变化。" if zh else "Nothing was changed."


def summed(draft: Mapping[str, Any]) -> str:
    """The summary line of a draft, ours or one that only looks like ours."""
    try:
        return summary(validate(dict(draft)))
    except BadDraft:
        rows = draft.get("t")
        count = len([t for t in rows if t.get("sg")]) if isinstance(rows, list) else 0
        return f"Timeline ({count} track{'' if count == 1 else 's'}): {_end(draft) / 1000:g} s"


def plain(draft: Any) -> dict[str, Any]:
    """A Draft as JSON."""
    return dump(draft)


def _row(draft: Mapping[str, Any]) -> Sequence[Any]:
    rows = draft.get("t")
    return rows if isinstance(rows, list) else []


def _segments(draft: Mapping[str, Any], kind: int) -> list[Mapping[str, Any]]:
    return [s for t in _row(draft) if isinstance(t, dict) and t.get("tt") == kind for s in t.get("sg") or []]


def _end(draft: Mapping[str, Any]) -> int:
    at = 0
    for segment in _segments(draft, VIDEO):
        start = int(segment.get("s", at))
        at = max(at, start + int(segment.get("d", 0)))
    return at


def _length(before: Mapping[str, Any], after: Mapping[str, Any], zh: bool) -> str:
    old, new = _end(before), _end(after)
    if old == new:
        return ""
    if not old:
        return f"视频长{new / 1000:g}秒" if zh else f"a video of {new / 1000:g} s"
    return f"{old / 1000:g} → {new / 1000:g}" + ("秒" if zh else " s")


def _rows(before: Mapping[str, Any], after: Mapping[str, Any], zh: bool) -> list[str]:
    told = []
    for kind, one, many, word in (
        (VIDEO, "shot", "shots", "个镜头"),
        (AUDIO, "piece of music", "pieces of music", "段音乐"),
        (TEXT, "text", "texts", "处文字"),
    ):
        old, new = _segments(before, kind), _segments(after, kind)
        if len(old) != len(new):
            told.append(f"{len(new)}{word}" if zh else f"{len(new)} {one if len(new) == 1 else many}")
        elif kind == VIDEO and [s.get("a") for s in old] != [s.get("a") for s in new]:
            told.append("新的顺序" if zh else "a new order of shots")
        elif kind == TEXT and [s.get("tx") for s in old] != [s.get("tx") for s in new]:
            words = "，".join(
                f"“{s.get('tx')}”" for s, o in zip(new, old, strict=True) if s.get("tx") != o.get("tx")
            )
            told.append(f"文字{words}" if zh else f"the words {words}")
        elif kind == AUDIO and old != new:
            told.append("另一种音乐" if zh else "the music")
    return told
