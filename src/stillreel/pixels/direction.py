"""The Unicode bidirectional algorithm (UAX #9): which way each character of a paragraph runs.

`levels(text)` gives the embedding level of every character (even: left to right, odd: right to left) with
explicit formatting, isolates, bracket pairs and numbers; `order(levels)` the visual order of one line.
Written for us because python-bidi reorders characters (and drops joiners), while shaping needs levels.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_DEEPEST = 125
_STRONG = ("L", "R", "AL")
_ISOLATES = ("LRI", "RLI", "FSI")
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"))
_REMOVED = frozenset(("RLE", "LRE", "RLO", "LRO", "PDF", "BN"))
_ODD_PAIRS = {"[": "]", "{": "}", "［": "］", "｛": "｝", "⦍": "⦐", "⦏": "⦎"}
_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}


def _closer(char: str) -> str | None:
    """The closing bracket of an opening one (BidiBrackets.txt: mirrored Ps followed by its Pe)."""
    if char in _ODD_PAIRS:
        return _ODD_PAIRS[char]
    if unicodedata.category(char) == "Ps" and unicodedata.mirrored(char):
        follower = chr(ord(char) + 1)
        if unicodedata.category(follower) == "Pe" and unicodedata.mirrored(follower):
            return follower
    return None


def base_level(classes: Sequence[str], start: int = 0, end: int | None = None) -> int | None:
    """P2, P3: 0 or 1 by the first strong character outside isolates; None when there is none."""
    depth = 0
    for kind in classes[start:end]:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and end is None and start:
                return None
            depth = max(0, depth - 1)
        elif depth == 0 and kind in _STRONG:
            return 0 if kind == "L" else 1
    return None


def levels(text: str, base: int | None = None) -> list[int]:
    """The level of each character; characters without a place on the line take their neighbour's level.

    `base` forces the paragraph's direction (0 left to right, 1 right to left); else the text decides."""
    classes = [unicodedata.bidirectional(c) or "L" for c in text]
    if base is None:
        base = base_level(classes) or 0
    if base == 0 and not any(
        k in ("R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI") for k in classes
    ):
        return [0] * len(text)
    found, kinds = _explicit(classes, base)
    embedded = tuple(found)
    for run in _sequences(classes, embedded):
        _resolve(text, classes, kinds, found, run, _edges(classes, embedded, run, base))
    previous = base
    for i, kind in enumerate(classes):  # X9: formatting characters follow what stands before them
        if kind in _REMOVED:
            found[i] = previous
        previous = found[i]
    trailing = True
    for i in range(len(text) - 1, -1, -1):  # L1
        if classes[i] in ("S", "B"):
            found[i], trailing = base, True
        elif trailing and (classes[i] in ("WS", *_ISOLATES, "PDI") or classes[i] in _REMOVED):
            found[i] = base
        else:
            trailing = False
    return found


def order(found: Sequence[int]) -> list[int]:
    """L2: the indices of one line's items, in the order they stand from left to right."""
    indices = list(range(len(found)))
    odd = [level for level in found if level % 2]
    for level in range(max(found, default=0), min(odd, default=1) - 1, -1):
        i = 0
        while i < len(indices):
            j = i
            while j < len(indices) and found[indices[j]] >= level:
                j += 1
            indices[i:j] = indices[i:j][::-1]
            i = max(j, i + 1)
    return indices


def _matching(classes: Sequence[str], at: int) -> int:
    depth = 1
    for i in range(at + 1, len(classes)):
        if classes[i] in _ISOLATES:
            depth += 1
        elif classes[i] == "PDI":
            depth -= 1
            if depth == 0:
                return i
    return len(classes)


def _explicit(classes: Sequence[str], base: int) -> tuple[list[int], list[str]]:
    """X1-X8: levels by embeddings, overrides and isolates; classes after overrides."""
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    found, kinds = [base] * len(classes), list(classes)
    spilled_isolates = spilled = valid = 0
    for i, kind in enumerate(classes):
        level, override, _ = stack[-1]
        if kind in ("RLE", "LRE", "RLO", "LRO"):
            found[i] = level
            up = (level + 1) | 1 if kind[0] == "R" else (level + 2) & ~1
            if up <= _DEEPEST and not spilled_isolates and not spilled:
                stack.append((up, {"RLO": "R", "LRO": "L"}.get(kind, ""), False))
            elif not spilled_isolates:
                spilled += 1
        elif kind in _ISOLATES:
            found[i] = level
            kinds[i] = override or kind
            right = kind == "RLI" or (
                kind == "FSI" and base_level(classes[i + 1 : _matching(classes, i)]) == 1
            )
            up = (level + 1) | 1 if right else (level + 2) & ~1
            if up <= _DEEPEST and not spilled_isolates and not spilled:
                valid += 1
                stack.append((up, "", True))
            else:
                spilled_isolates += 1
        elif kind == "PDI":
            if spilled_isolates:
                spilled_isolates -= 1
            elif valid:
                spilled, valid = 0, valid - 1
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
            found[i] = stack[-1][0]
            kinds[i] = stack[-1][1] or kind
        elif kind == "PDF":
            found[i] = level
            if not spilled_isolates and spilled:
                spilled -= 1
            elif not spilled_isolates and not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif kind != "B":
            found[i] = level
            if kind != "BN":
                kinds[i] = override or kind
    return found, kinds


def _sequences(classes: Sequence[str], found: Sequence[int]) -> list[list[int]]:
    """BD13: the isolating run sequences, as lists of indices, without what X9 removes."""
    runs: list[list[int]] = []
    for i, kind in enumerate(classes):
        if kind in _REMOVED:
            continue
        if runs and found[runs[-1][-1]] == found[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    joined: list[list[int]] = []
    waiting: dict[int, list[int]] = {}
    for run in runs:
        first = run[0]
        if classes[first] == "PDI" and first in waiting:
            sequence = waiting.pop(first)
            sequence.extend(run)
        else:
            sequence = list(run)
            joined.append(sequence)
        if classes[run[-1]] in _ISOLATES:
            waiting[_matching(classes, run[-1])] = sequence
    return joined


def _edges(classes: Sequence[str], found: Sequence[int], run: list[int], base: int) -> tuple[str, str]:
    """X10: the directions that a run sequence meets at its start and its end."""
    level = found[run[0]]
    before = next((found[i] for i in range(run[0] - 1, -1, -1) if classes[i] not in _REMOVED), base)
    after = next((found[i] for i in range(run[-1] + 1, len(classes)) if classes[i] not in _REMOVED), base)
    if classes[run[-1]] in _ISOLATES:
        after = base
    return "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]


def _resolve(
    text: str,
    classes: Sequence[str],
    kinds: list[str],
    found: list[int],
    run: list[int],
    edges: tuple[str, str],
) -> None:
    """Weak, bracket, neutral and implicit rules over one isolating run sequence."""
    level = found[run[0]]
    start, end = edges
    direction = "R" if level % 2 else "L"
    _weak(kinds, run, start)
    _brackets(text, classes, kinds, run, start, direction)
    _neutrals(kinds, run, start, end, direction)
    for i in run:
        if level % 2 == 0:
            found[i] += {"R": 1, "AN": 2, "EN": 2}.get(kinds[i], 0)
        elif kinds[i] in ("L", "EN", "AN"):
            found[i] += 1


def _weak(kinds: list[str], run: list[int], start: str) -> None:
    """W1-W7."""
    previous = strong = start
    for i in run:
        if kinds[i] == "NSM":
            kinds[i] = "ON" if previous in (*_ISOLATES, "PDI") else previous
        previous = kinds[i]
        if kinds[i] == "EN" and strong == "AL":
            kinds[i] = "AN"
        elif kinds[i] in _STRONG:
            strong = kinds[i]
    for i in run:
        if kinds[i] == "AL":
            kinds[i] = "R"
    for k in range(1, len(run) - 1):
        a, b, c = (kinds[run[k + d]] for d in (-1, 0, 1))
        if a == c and ((b == "ES" and a == "EN") or (b == "CS" and a in ("EN", "AN"))):
            kinds[run[k]] = a
    _terminators(kinds, run)
    strong = start
    for i in run:
        if kinds[i] in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kinds[i] in ("L", "R"):
            strong = kinds[i]
        elif kinds[i] == "EN" and strong == "L":
            kinds[i] = "L"


def _terminators(kinds: list[str], run: list[int]) -> None:
    """W5: signs such as currency and per cent beside a number belong to it."""
    k = 0
    while k < len(run):
        if kinds[run[k]] != "ET":
            k += 1
            continue
        end = k
        while end < len(run) and kinds[run[end]] == "ET":
            end += 1
        if (k and kinds[run[k - 1]] == "EN") or (end < len(run) and kinds[run[end]] == "EN"):
            for i in run[k:end]:
                kinds[i] = "EN"
        k = end


def _brackets(
    text: str, classes: Sequence[str], kinds: list[str], run: list[int], start: str, direction: str
) -> None:
    """N0: a bracket pair takes the direction of what it encloses, or of what stands before it."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for k, i in enumerate(run):
        if kinds[i] != "ON":
            continue
        char = _SAME.get(text[i], text[i])
        closer = _closer(char)
        if closer:
            if len(opened) == 63:
                pairs.clear()
                break
            opened.append((closer, k))
        else:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == char:
                    pairs.append((opened[depth][1], k))
                    del opened[depth:]
                    break
    strong = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
    for first, last in sorted(pairs):
        inside = {strong[kinds[i]] for i in run[first + 1 : last] if kinds[i] in strong}
        if direction in inside:
            turn = direction
        elif inside:
            context = next((strong[kinds[i]] for i in reversed(run[:first]) if kinds[i] in strong), start)
            turn = context if context != direction else direction
        else:
            continue
        for k in (first, last):
            kinds[run[k]] = turn
            for i in run[k + 1 :]:
                if classes[i] != "NSM":
                    break
                kinds[i] = turn


def _neutrals(kinds: list[str], run: list[int], start: str, end: str, direction: str) -> None:
    """N1, N2: between equals neutrals follow them, else the embedding."""
    strong = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
    k = 0
    while k < len(run):
        if kinds[run[k]] not in _NEUTRAL:
            k += 1
            continue
        stop = k
        while stop < len(run) and kinds[run[stop]] in _NEUTRAL:
            stop += 1
        left = strong.get(kinds[run[k - 1]], start) if k else start
        right = strong.get(kinds[run[stop]], end) if stop < len(run) else end
        for i in run[k:stop]:
            kinds[i] = left if left == right else direction
        k = stop
