"""Chinese typed by sound: a word with a wrong character of the same sound is read as the word that was meant.

    转厂改成淡入淡出  ->  转场改成淡入淡出
    背静音乐小声点    ->  背景音乐小声点

Only characters that mean nothing where they stand are looked at, only words of the packs are offered, and one
character at least must be right in a word of two. What was typed is kept for the screen (`Normal.index`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product

from .languages import sounds
from .normal import Normal
from .tokens import Token
from .vocabulary import vocabulary

LONGEST = 6
_SMALL = frozenset("的了点个张成到上下大小一不要有是在来去出把着过得地")
"""Small words: that one of them is right tells nothing."""
_SOLID = ("n.", "v.", "transition.", "motion.", "look.", "music.", "mood.", "platform.", "aspect.", "template.",
          "style.", "animation.", "position.", "place.", "ref.", "colour.")  # fmt: skip
_SAID_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_CUES = ("text.says", "text.called", "text.to", "v.name")


def _heard(syllable: str) -> str:
    """A syllable as half of China says it: zh as z, -ng after e and i as -n."""
    for strict, loose in _SAID_ALIKE:
        if syllable.startswith(strict):
            syllable = loose + syllable[2:]
    return syllable[:-1] if syllable.endswith(("ing", "eng")) else syllable


def _keys(word: str) -> set[tuple[str, ...]]:
    """Every way to say a word; none when a character is unknown."""
    ways = [{_heard(s) for s in sounds().get(c, ())} for c in word]
    return set(product(*ways)) if all(ways) else set()


@cache
def _words() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Sounds -> the words of the packs that are said so."""
    found: dict[tuple[str, ...], list[str]] = {}
    for phrase, tags in vocabulary().items():
        if 2 <= len(phrase) <= LONGEST and phrase > "\u2e80" and any(t.startswith(_SOLID) for t in tags):
            for key in _keys(phrase):
                found.setdefault(key, []).append(phrase)
    return {key: tuple(words) for key, words in found.items()}


def _meant(written: str) -> str | None:
    """The one word that sounds like what is written, or None."""
    best: tuple[int, str] | None = None
    for key in _keys(written):
        for word in _words().get(key, ()):
            right = sum(a == b and a not in _SMALL for a, b in zip(word, written, strict=True))
            if (right or len(word) > 2) and (best is None or right > best[0]):
                best = right, word
    return best[1] if best else None


def _odd(token: Token) -> bool:
    return "plain" in token.tags and token.text > "\u2e80"


def _stretch(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """The longest run of tokens from `at` that sounds like one word: where it ends, and the word."""
    found: tuple[int, str] | None = None
    end, width = at, 0
    while end < len(tokens) and tokens[end].text > "\u2e80" and "punct" not in tokens[end].tags:
        if end > at and tokens[end].start != tokens[end - 1].end:
            break
        width += len(tokens[end].text)
        end += 1
        if width > LONGEST:
            break
        if width >= 2 and any(_odd(t) for t in tokens[at:end]):
            word = _meant("".join(t.text for t in tokens[at:end]))
            if word is not None:
                found = end, word
    return found


def corrected(normal: Normal, tokens: Sequence[Token]) -> Normal | None:
    """The message with such words put right; None when there is none. Words for the screen are left alone."""
    if not any(_odd(t) for t in tokens):
        return None
    text, changed, at, telling = list(normal.text), False, 0, False
    while at < len(tokens):
        telling = (telling or tokens[at].has(*_CUES)) and "punct" not in tokens[at].tags
        stretch = None if telling else _stretch(tokens, at)
        if stretch is None:
            at += 1
            continue
        end, word = stretch
        text[tokens[at].start : tokens[end - 1].end] = word
        changed, at = True, end
    return replace(normal, text="".join(text)) if changed else None
