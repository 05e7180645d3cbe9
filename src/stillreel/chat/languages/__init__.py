"""The languages the chat understands, as data: one folder each, found by listing this one.

`<code>/lexicon.toml` says what words mean (group.key = phrases), `replies.toml` how we answer, `things.txt`
what files are often named after, `plain.txt` everyday words that are no typos, `variants.txt` other ways to write
a character, `sounds.txt` which characters sound alike. Adding a language is adding
a folder. Read once, on first use; nothing here decides anything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

INFLECTED = {"v", "n", "transition", "motion"}


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages there are, English first."""
    codes = sorted(f.name for f in files(__name__).iterdir() if f.joinpath("lexicon.toml").is_file())
    return tuple(sorted(codes, key=lambda c: c != "en"))


def _read(code: str, name: str) -> str:
    file = files(__name__).joinpath(code, name)
    return file.read_text("utf-8") if file.is_file() else ""


def _forms(phrase: str, group: str) -> set[str]:
    """English inflections of a phrase: the first word of a verb, the last of a noun."""
    first, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    if group == "v" and first.isalpha() and len(first) > 2:
        stem = first.removesuffix("e")
        double = (
            stem + stem[-1]
            if len(first) <= 5
            and first[-1] in "bdgmnpt"
            and first[-2] in "aeiou"
            and first[-3] not in "aeiou"
            else stem
        )
        es = "es" if first.endswith(("s", "sh", "ch", "x", "z")) else "s"
        return {first + es + tail, double + "ing" + tail, double + "ed" + tail}
    if group in ("n", "transition", "motion") and phrase[-1].isalpha() and not phrase.endswith("s"):
        return {phrase + ("es" if phrase.endswith(("sh", "ch", "x")) else "s")}
    return set()


@cache
def phrases() -> Mapping[str, frozenset[str]]:
    """Every known phrase, folded, with its tags (`v.remove`, `transition.fade` ...), all languages together."""
    found: dict[str, set[str]] = {}
    for code in languages():
        for group, rows in tomllib.loads(_read(code, "lexicon.toml")).items():
            for key, said in rows.items():
                tag = "filler" if group == "filler" else f"{group}.{key}"
                for phrase in said:
                    spoken = " ".join(phrase.lower().replace("-", " ").split())
                    for form in {spoken} | (_forms(spoken, group) if code == "en" else set()):
                        found.setdefault(form, set()).add(tag)
    return {phrase: frozenset(tags) for phrase, tags in found.items()}


@cache
def replies(code: str) -> Mapping[str, Any]:
    """How we answer in a language; English where it has no replies of its own."""
    return tomllib.loads(_read(code, "replies.toml") or _read("en", "replies.toml"))


@cache
def plain(code: str) -> frozenset[str]:
    """Everyday words that are left as they are: no typos of something we know."""
    return frozenset(_read(code, "plain.txt").split())


@cache
def things() -> tuple[frozenset[str], ...]:
    """Groups of words for one thing, across languages: beach, seaside, 海滩."""
    lines = (line for code in languages() for line in _read(code, "things.txt").splitlines())
    return tuple(frozenset(w.strip() for w in line.split(",") if w.strip()) for line in lines if line.strip())


@cache
def variants() -> Mapping[str, str]:
    """Other ways to write a character -> the one that the packs use (轉 -> 转), all languages together."""
    return {pair[0]: pair[1] for code in languages() for pair in _read(code, "variants.txt").split()}


@cache
def sounds() -> Mapping[str, frozenset[str]]:
    """A character -> the syllables it is read as, without tones, all languages together."""
    found: dict[str, set[str]] = {}
    for code in languages():
        for line in _read(code, "sounds.txt").splitlines():
            said, _, chars = line.partition(" ")
            for char in chars:
                found.setdefault(char, set()).add(said)
    return {char: frozenset(said) for char, said in found.items()}
