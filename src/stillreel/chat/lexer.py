"""A folded message to tokens: the cheapest chain of known phrases, quantities and plain words.

English phrases match whole words, Chinese ones anywhere; among all chains the one with the fewest and longest
tokens wins (Viterbi), so that overlaps settle themselves. Unknown English words within a small edit distance
of a known one are read as that one; everyday words, names of files and quoted texts never are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from .languages import languages, plain
from .normal import LITERAL, MARK, Normal
from .quantities import quantity_at
from .tokens import Token
from .vocabulary import vocabulary

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|[a-zà-ɏ']+")
_FILE = re.compile(
    r"[a-z0-9_\-]+\.(?:jpe?g|png|webp|gif|mp4|mov|avi|webm|mkv|mp3|wav|m4a|aac|heic)(?![a-z0-9])"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Index = Mapping[str, tuple[tuple[str, frozenset[str]], ...]]


@cache
def _index() -> Index:
    """First word (English) or first character (Chinese) -> the phrases that begin so, longest first."""
    heads: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for phrase, tags in vocabulary().items():
        heads.setdefault(_head(phrase), []).append((phrase, tags))
    return {head: tuple(sorted(said, key=lambda p: -len(p[0]))) for head, said in heads.items()}


def _head(phrase: str) -> str:
    word = re.match(r"[a-z0-9]+", phrase)
    return word[0] if word else phrase[0]


@cache
def _single() -> tuple[frozenset[str], frozenset[str]]:
    """Words of known phrases, and those worth correcting a typo to (4 letters or more)."""
    words = {w for p in vocabulary() for w in re.findall(r"[a-z']+", p)}
    everyday = {w for code in languages() for w in plain(code)}
    return frozenset(words | everyday), frozenset(w for w in words if len(w) >= 4)


def _near(word: str) -> set[str]:
    """Every string one edit away: a letter less, more, other, or two swapped."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + c + b[1:] for a, b in cuts if b for c in _LETTERS}
    more = {a + c + b for a, b in cuts for c in _LETTERS}
    return less | swapped | other | more


@cache
def _skeletons() -> Mapping[str, tuple[str, ...]]:
    """Long words by every string with one letter left out: two edits meet in the middle."""
    found: dict[str, list[str]] = {}
    for word in _single()[1]:
        if len(word) >= 7:
            for i in range(len(word)):
                found.setdefault(word[:i] + word[i + 1 :], []).append(word)
    return {k: tuple(v) for k, v in found.items()}


def spelled(word: str) -> str:
    """The known word that was probably meant; the word itself when it is known, short, or like none."""
    known, targets = _single()
    if word in known or not 4 <= len(word) <= 24 or "'" in word or not word.isascii():
        return word
    close = _near(word) & targets
    if len(word) == 4:
        close = {c for c in close if sorted(c) == sorted(word) or (c[0] == word[0] and len(c) == 5)}
    if not close and len(word) >= 8:
        close = {t for i in range(len(word)) for t in _skeletons().get(word[:i] + word[i + 1 :], ())}
    close = {c for c in close if c[0] == word[0] or sorted(c) == sorted(word) or c[1:3] == word[1:3]}
    return min(close, key=lambda c: (_slip(word, c), c[0] != word[0], c)) if close else word


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = frozenset(
    (a, b)
    for r, row in enumerate(_ROWS)
    for i, a in enumerate(row)
    for near in _ROWS[max(0, r - 1) : r + 2]
    for b in near[max(0, i - 1) : i + 2]
)


def _slip(word: str, meant: str) -> int:
    """How unlikely a slip is: letters swapped, one left out or doubled, the key beside, another letter."""
    if sorted(word) == sorted(meant):
        return 0
    if len(word) != len(meant):
        return 1 + (abs(len(word) - len(meant)) > 1)
    wrong = [(a, b) for a, b in zip(word, meant, strict=True) if a != b]
    return (
        1
        if all(pair in _BESIDE for pair in wrong) or all(a in "aeiou" and b in "aeiou" for a, b in wrong)
        else 3
    )


def respell(normal: Normal, names: frozenset[str]) -> Normal:
    """The message with likely typos corrected; words of `names` stay. The way back to what was typed is kept."""
    text: list[str] = []
    index: list[int] = []
    at = 0
    for match in _WORD.finditer(normal.text):
        word = match[0]
        fixed = word if word in names else spelled(word)
        if fixed == word:
            continue
        text.append(normal.text[at : match.start()])
        index.extend(normal.index[at : match.start()])
        text.append(fixed)
        span = range(match.start(), match.end())
        index.extend(normal.index[span[min(k, len(span) - 1)]] for k in range(len(fixed) - 1))
        index.append(normal.index[span[-1]])
        at = match.end()
    if not at:
        return normal
    return replace(normal, text="".join(text) + normal.text[at:], index=(*index, *normal.index[at:]))


def _boundary(text: str, at: int, end: int) -> bool:
    """A phrase of letters stands alone; a phrase of Chinese characters need not."""
    before, first = text[at - 1 : at], text[at]
    last, after = text[end - 1], text[end : end + 1]
    inside = before.isascii() and before.isalnum() and first.isascii() and first.isalnum()
    glued = (
        after.isascii()
        and (after.isalnum() or (after == "'" and text[end + 1 : end + 2].isalpha()))
        and last.isascii()
        and last.isalnum()
    )
    return not inside and not glued


def _known(text: str, at: int, extra: Index) -> list[Token]:
    """All phrases that stand at a place, as tokens."""
    head = _head(text[at:]) if text[at].isascii() and text[at].isalnum() else text[at]
    found: dict[int, set[str]] = {}
    for index in (_index(), extra):
        for phrase, tags in index.get(head, ()):
            end = at + len(phrase)
            if text.startswith(phrase, at) and _boundary(text, at, end) and not _half(phrase, text, end):
                if phrase.startswith("second ") and text[:at].endswith((" a ", " one ", " extra ")):
                    continue  # `a second from the end`
                found.setdefault(end, set()).update(tags)
    return [Token(text[at:end], frozenset(tags), at, end) for end, tags in found.items()]


_UNITS = re.compile(r" (?:of )?an? (?:second|sec|minute|min|hour)(?![a-z])")


_SECONDS = re.compile(r" (?:seconds?|secs?|minutes?|mins?)(?![a-z])")


def _half(phrase: str, text: str, end: int) -> bool:
    """`by half` is no phrase in `by half a second`."""
    if phrase.endswith((" one", " 1")):
        return _SECONDS.match(text, end) is not None
    return phrase.endswith(("half", "quarter")) and _UNITS.match(text, end) is not None


def _plain(text: str, at: int) -> Token:
    char = text[at]
    word = _WORD.match(text, at) if char.isascii() and (char.isalpha() or char == "'") else None
    if word and word.end() > at:
        return Token(word[0], frozenset({"plain"}), at, word.end())
    tag = "punct" if not char.isalnum() else "plain"
    return Token(char, frozenset({tag}), at, at + 1)


def _candidates(text: str, at: int, extra: Index) -> list[tuple[float, Token]]:
    """Tokens that may start at a place, with their cost."""
    char = text[at]
    if char == MARK:
        return [(0.0, Token(char, frozenset({"text.quoted"}), at, at + 1))]
    if char == LITERAL:
        return [(0.0, Token(char, frozenset({"text.literal"}), at, at + 1))]
    if char == "→":
        return [(0.0, Token(char, frozenset({"p.to"}), at, at + 1))]
    if char.isspace() and text[at - 1 : at] > "\u2e80" and text[at + 1 : at + 2] > "\u2e80":
        return [
            (0.0, Token(",", frozenset({"punct"}), at, at + 1))
        ]  # 竖屏 不要字幕: a space parts as a comma does.
    if char.isspace():
        return [(0.0, Token(char, frozenset({"punct"} if char == "\n" else ()), at, at + 1))]
    file = _FILE.match(text, at) if not (at and text[at - 1].isalnum() and text[at - 1].isascii()) else None
    if file:
        return [(0.5, Token(file[0], frozenset({"file.name"}), at, file.end(), file[0]))]
    options = [(1.0 - 0.02 * min(len(t.text), 20), t) for t in _known(text, at, extra)]
    if char.isalnum() or char in "#$€£¥+-.第半":
        quantity = quantity_at(text, at)
        if quantity is not None:
            options.append((0.7 - 0.02 * min(len(quantity.text), 12), quantity))
    word = _plain(text, at)
    options.append((0.05 if "punct" in word.tags else 1.6 + 0.1 * (len(word.text) == 1), word))
    return options


def lex(normal: Normal, extra: Index | None = None) -> tuple[Token, ...]:
    """The tokens of a message, without spaces. `extra`: phrases of this session (words of file names)."""
    text, extra = normal.text, extra or {}
    best: list[tuple[float, Token | None]] = [(float("inf"), None)] * (len(text) + 1)
    best[len(text)] = (0.0, None)
    for at in range(len(text) - 1, -1, -1):
        if at and _midword(text, at):
            continue
        # Chinese has no spaces: of two equal chains the one whose later words are longer is meant (变|黑白).
        best[at] = min(
            ((cost + best[t.end][0], t) for cost, t in _candidates(text, at, extra)),
            key=lambda b: (round(b[0], 6), b[1].end if text[at] > "\u2e80" else 0),
        )
    tokens: list[Token] = []
    at, quotes, literals = 0, iter(normal.quotes), iter(normal.literals)
    while at < len(text):
        token = best[at][1]
        if token is None:
            at += 1
            continue
        if "text.quoted" in token.tags:
            token = token.but(value=next(quotes, ""))
        elif "text.literal" in token.tags:
            token = token.but(value=next(literals, ""))
        if token.tags:
            tokens.append(token)
        at = token.end
    return tuple(tokens)


def _midword(text: str, at: int) -> bool:
    """Inside an English word no token may start."""
    return (
        text[at - 1].isascii()
        and text[at - 1].isalpha()
        and text[at].isascii()
        and (text[at].isalpha() or text[at] == "'")
    )
