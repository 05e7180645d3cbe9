"""Words that can only be meant for the screen: addresses, e-mail, hashtags, handles, dates, telephone numbers.

They stand as they are typed, are no numbers and no file names, and a full stop in them ends no sentence.
"""

from __future__ import annotations

import re

_ENDS = (
    "com net org io co shop store de fr es pt gr uk eu nl ch app dev info biz ca au nz cn jp kr se dk fi pl cz studio "
    "online site xyz tv cafe restaurant hotel travel photography rentals"
).replace(" ", "|")
"""Ends of addresses that stand without www; none that is a word one might type after a full stop."""
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_FORMS = (
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"https?://[^\s\ue000,;，。；]*[^\s\ue000,;，。；.!?)]",
    r"www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s,;\ue000]*[^\s,;.!?)\ue000])?",
    rf"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:{_ENDS})(?![a-z0-9-])(?:/[^\s,;\ue000]*[^\s,;.!?)\ue000])?",
    r"#[a-z\u00c0-\u9fff_][\w]*(?<!#)",
    r"@[a-z_][\w.]*\w",
    r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)",
    r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?!\d)",
    r"\d{4}-\d{2}-\d{2}(?!\d)",
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: \d{{4}})?(?![a-z0-9])",
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?![a-z0-9:])",
    r"\+(?=(?:[ -]?\(?\d){8,15})\d{1,3}(?:[ -]?\(?\d{2,5}\)?){2,5}(?!\d)",
    r"\(?0\d{2,4}\)?(?:[ /-]?\d{2,5}){2,4}(?!\d)",
    r"\d{3}[ -]\d{3}[ -]\d{4}(?!\d)",
)
_LITERAL = re.compile("|".join(f"(?:{f})" for f in _FORMS), re.IGNORECASE)
_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])", re.IGNORECASE)
_FIRST = re.compile(r"[a-z0-9#@+(]", re.IGNORECASE)
_OURS = frozenset({"x.com"})
"""Addresses that name a platform."""


def literal_at(text: str, at: int) -> int | None:
    """Where the words for the screen that start at `at` end; None when none do."""
    if not _FIRST.match(text, at) or (
        at and re.match(r"[\w@#./-]", text[at - 1]) and text[at - 1] < "\u2e80"
    ):
        return None
    found = _LITERAL.match(text, at)
    if found is None or _COLOUR.match(text, at) or found[0].lower() in _OURS:
        return None
    return found.end()
