"""Numbers and what they measure: times, shares, factors, sizes, ratios, rates, colours, prices, ordinals.

`quantity_at` reads one quantity at a place of the folded text, in digits, English words or Chinese numerals.
Times are whole milliseconds, shares fractions. It only reads; what a quantity is for is decided by frames.
"""

from __future__ import annotations

import re
from functools import cache

from .tokens import Token

EN = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
TENS = {
    w: 10 * n for n, w in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 3)
} | {"twenty": 20}
ORDINALS = {
    w: n
    for n, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
}
ZH = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2, "仨": 3}
ZH_UNITS = {"十": 10, "百": 100, "千": 1000}
_ZH_RUN = re.compile(r"[零〇一二两俩仨三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?")
_DIGITS = re.compile(r"\d{1,9}(?:,\d{3})*(?:\.\d{1,6})?")
_MS = r"(?:milliseconds?|msecs?|ms|毫秒)"
_SEC = r"(?:seconds?|secs?|s|秒钟|秒)"
_MIN = r"(?:minutes?|mins?|m|分钟|分)"
_HOUR = r"(?:hours?|hrs?|h|小时)"
_END = r"(?![a-z0-9])"
_ORDINAL = re.compile(rf"(?:{'|'.join(ORDINALS)})(?![a-z])")
UNIT = re.compile(
    rf"[\s-]*(?:(?:more|extra|additional|full|whole|further) )?(?:({_MS})|({_SEC})|({_MIN})|({_HOUR}))(?![a-z])"
)
SCALE = (1, 1000, 60_000, 3_600_000)
RATIOS = {
    (16, 9),
    (9, 16),
    (1, 1),
    (4, 5),
    (5, 4),
    (4, 3),
    (3, 4),
    (21, 9),
    (2, 3),
    (3, 2),
    (2, 1),
    (1, 2),
    (9, 21),
}
_RULES: tuple[tuple[str, str], ...] = (
    ("colour", r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])"),
    ("hash", r"#\s?\d{1,3}(?!\d)"),
    (
        "price",
        r"(?:us|hk|nt)?[$€£¥]\s?\d[\d,.]*(?<![,.])|\d+(?:\.\d+)?\s?(?:元|块钱?|美元|dollars|bucks|euros?|eur(?![a-z])|usd|rmb|gbp|pounds(?![a-z])|[€£](?!\d))",
    ),
    ("res", r"\d{3,4}\s*(?:[x×*乘]|by)\s*\d{3,4}(?!\d)"),
    (
        "ratio",
        r"\d{1,2}(?:\.\d+)?\s*(?:[:/x×比]|\s(?:by|to)\s)\s*\d{1,2}(?![\d.]|\s*(?:s|sec|seconds?|秒)\b)",
    ),
    ("clock", r"\d{1,2}:\d{2}(?:\.\d+)?(?!\d)"),
    ("lines", r"\d{3,4}p(?![a-z0-9])"),
    (
        "factor",
        r"\d{1,3}(?:\.\d+)?\s?(?:x(?![a-z0-9])|×|times(?![a-z])|倍速?)|(?<![a-z0-9])x\s?\d{1,2}(?:\.\d+)?(?![\w.])",
    ),
    ("fps", r"\d{1,3}(?:\.\d+)?\s?(?:fps|frames?(?: per |/| a )?(?:second|sec|s)(?![a-z])|帧)"),
    ("bpm", r"\d{2,3}(?:\.\d+)?\s?(?:bpm|beats (?:per|a) minute|拍)"),
    ("db", r"[+-]?\s?\d{1,2}(?:\.\d+)?\s?(?:db|decibels?|分贝)(?![a-z])"),
    (
        "percent",
        r"\d{1,4}(?:\.\d+)?\s?(?:%|percent|per cent|pct|％)|"
        r"百分之(?:\d+|[零一二两三四五六七八九十百]+)|[一二三四五六七八九]成",
    ),
    (
        "nth",
        r"\d{1,3}(?:st|nd|rd|th)(?![a-z])|第\s?(?:\d{1,4}|[零一二两三四五六七八九十百]+)(?!\s*(?:分钟?|秒))",
    ),
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rule)) for name, rule in _RULES)


def zh_number(text: str) -> float | None:
    """`三十五` -> 35, `两百` -> 200, `一点五` -> 1.5. None when it is no number."""
    whole, _, part = text.partition("点")
    total = section = 0
    for char in whole:
        if char in ZH:
            section = section * 10 + ZH[char] if section and char not in "零〇" else ZH[char]
        elif char in ZH_UNITS:
            total += (section or 1) * ZH_UNITS[char]
            section = 0
        else:
            return None
    value = float(total + section)
    return value + float(sum(ZH[c] / 10 ** (n + 1) for n, c in enumerate(part) if c in ZH))


def _word_number(text: str, at: int) -> tuple[float, int] | None:
    """English number words, `a` and `half` before a unit of time."""
    match = re.compile(r"[a-z]+").match(text, at)
    if not match or (at and text[at - 1].isalnum()):
        return None
    word, end = match[0], match.end()
    if word in TENS:
        more = re.compile(r"[ -]([a-z]+)(?![a-z])").match(text, end)
        if more and 0 < EN.get(more[1], 0) < 10:
            return TENS[word] + EN[more[1]], more.end()
        return TENS[word], end
    if word in EN:
        more = re.compile(r" hundred(?: and ([a-z]+))?(?![a-z])").match(text, end)
        return (EN[word] * 100 + EN.get(more[1] or "", 0), more.end()) if more else (EN[word], end)
    couple = re.compile(r"(?:a )?(couple(?: of)?|dozen|few)(?![a-z])").match(text, at)
    if couple:
        return ({"c": 2, "d": 12, "f": 3}[couple[1][0]], couple.end())
    half = re.compile(r"(?:a )?half(?: an?| of an?)?(?= (?:second|sec|minute|min|hour)(?![a-z]))").match(
        text, at
    )
    if half:
        return 0.5, half.end()
    quarter = re.compile(r"(?:a )?quarter(?: of)?(?: an?)(?= (?:second|minute|hour)(?![a-z]))").match(
        text, at
    )
    if quarter:
        return 0.25, quarter.end()
    one = re.compile(
        r"an?(?= (?:(?:more|extra|additional|full|whole|further) )?(?:seconds?|sec|minute|min|hour)(?![a-z])"
        r"(?! (?:photo|image|pic|title|text|shot|one|song|slide|caption|line|version)))"
    ).match(text, at)
    return (1, one.end()) if one else None


def number_at(text: str, at: int) -> tuple[float, int] | None:
    """The number that starts at `at`, with where it ends. A digit inside a word is none."""
    if at and text[at - 1].isascii() and text[at - 1].isalnum() and text[at].isascii():
        return None
    digits = _DIGITS.match(text, at)
    if digits:
        return float(digits[0].replace(",", "")), digits.end()
    half = re.compile(r"半(?=(?:秒|分钟|个?小时))个?").match(text, at)
    if half:
        return 0.5, half.end()
    run = _ZH_RUN.match(text, at)
    if run:
        value = zh_number(run[0])
        return (value, run.end()) if value is not None else None
    return _word_number(text, at)


_HALF_MORE = re.compile(r" and (?:a half|a quarter)(?![a-z])|半(?!分)|\s?½")


def _negative(text: str, at: int) -> tuple[int, int] | None:
    """`-5 seconds`, after a space: less than nothing."""
    if text[at] != "-" or not text[at + 1 : at + 2].isdigit() or (at and not text[at - 1].isspace()):
        return None
    found = _time_at(text, at + 1)
    return (-found[0], found[1]) if found is not None else None


def _time_at(text: str, at: int) -> tuple[int, int] | None:
    """A length of time: `1m30s`, `two and a half seconds`, `一分半`, `半分钟`."""
    total, end, last, found = 0.0, at, 9, False
    while True:
        number = (
            number_at(text, end + (1 if found and text[end : end + 1] == " " else 0))
            if end < len(text)
            else None
        )
        if (
            number is None
            and found
            and (bare := re.compile(r"\s?(?:and )?(\d{1,2}(?:\.\d+)?)").match(text, end))
        ):
            number = float(bare[1]), bare.end()
        if number is None:
            break
        value, stop = number
        if vague := re.compile(r"(?:来|几|多|余)(?=秒|分钟)").match(text, stop):
            stop = vague.end()  # 十来秒
        if last == 2 and value < 60 and re.match(r"\s*(?:$|[.,;!?])", text[stop:]) and found:
            total, end = total + value * SCALE[1], stop  # `one minute thirty`
            break
        before = re.compile(r" and a (half|quarter)(?= )").match(text, stop)
        if before:
            value, stop = value + (0.5 if before[1] == "half" else 0.25), before.end()
        unit = UNIT.match(text, stop)
        if unit is None:
            break
        rank = next(i for i in range(4) if unit[i + 1])
        if rank >= last or (text[stop : unit.end()].strip() == "m" and not text[at].isdigit()):
            break
        total, end, last, found = total + value * SCALE[rank], unit.end(), rank, True
        if more := _HALF_MORE.match(text, end):
            total, end = total + SCALE[rank] * (0.25 if "quarter" in more[0] else 0.5), more.end()
            break
    return (round(total), end) if found else None


_SPAN = re.compile(
    r"(?:第|from\s|从第?)?\s?(\d+(?:\.\d+)?)\s?(?:s|sec|secs|seconds?|秒)?\s?(?:-|~|to|until|through|到第?|至)\s?(\d+(?:\.\d+)?)\s?(?:seconds?|secs?|s|秒钟?)(?![a-z0-9])"
)


_MOMENT = re.compile(r"second (\d+(?:\.\d+)?)(?![\d:]| *(?:photo|pic|image|s\b|sec))")


def quantity_at(text: str, at: int) -> Token | None:
    """The longest quantity that starts at `at`, as a token tagged `q.<kind>`; None when there is none."""
    head = text[at]
    if head.isascii() and at and text[at - 1].isascii() and text[at - 1].isalnum():
        return None
    if head.isdigit() or head in "第从f":
        span = _SPAN.match(text, at)
        if span and float(span[1]) < float(span[2]):
            value = (round(float(span[1]) * 1000), round(float(span[2]) * 1000))
            return Token(span[0], frozenset({"q.span"}), at, span.end(), value)
    moment = re.compile(r"第\s?(\d+(?:\.\d+)?|[一二两三四五六七八九十]+)\s?秒").match(text, at)
    if moment:
        seconds = float(moment[1]) if moment[1][0].isdigit() else zh_number(moment[1]) or 0
        return Token(moment[0], frozenset({"q.clock"}), at, moment.end(), round(seconds * 1000))
    if head.isdigit() or head in "#$€£¥+-x第百uhn一二三四五六七八九":
        for name, pattern in _patterns():
            match = pattern.match(text, at)
            if match and (token := _measured(name, match[0], at, match.end())):
                return token
    moment = _MOMENT.match(text, at)
    if moment and re.search(r"(?:from|at|until|till|to|after|the) $", text[max(0, at - 8) : at]):
        return Token(moment[0], frozenset({"q.clock"}), at, moment.end(), round(float(moment[1]) * 1000))
    word = _ORDINAL.match(text, at)
    if word:
        n = ORDINALS[word[0]]
        return Token(word[0], frozenset({"q.nth", "place.first"} if n == 1 else {"q.nth"}), at, word.end(), n)
    time = _negative(text, at) or _time_at(text, at)
    if time is not None:
        return Token(text[at : time[1]], frozenset({"q.time"}), at, time[1], time[0])
    number = number_at(text, at)
    if number is None:
        return None
    return _scaled(text, at, *number)


def _scaled(text: str, at: int, value: float, end: int) -> Token:
    """A bare number, or `two times`, `三倍`, `twenty percent`."""
    for kind, rule in (
        ("factor", r"\s?(?:times(?![a-z])|倍)"),
        ("percent", r"\s?(?:percent|per cent)(?![a-z])"),
        ("fps", r"\s?帧|\s?frames (?:per|a) second"),
        ("bpm", r"\s?bpm"),
    ):
        unit = re.compile(rule).match(text, end)
        if unit and kind == "factor" and value == 1 and text[unit.end() : unit.end() + 1] != "速":
            value = 2.0  # 放大一倍 is twice as big.
        if unit:
            return Token(
                text[at : unit.end()],
                frozenset({f"q.{kind}"}),
                at,
                unit.end(),
                value / 100 if kind == "percent" else value,
            )
    tags = {"q.num", "n.one"} if text[at:end] == "one" else {"q.num"}
    return Token(text[at:end], frozenset(tags), at, end, float(value))


_NUM = re.compile(r"\d+(?:\.\d+)?")


def _measured(name: str, found: str, at: int, end: int) -> Token | None:
    """The value of a matched rule in its unit, or None when it was none after all."""
    numbers = [float(n) for n in _NUM.findall(found)]
    value: object
    if name == "colour":
        digits = found[1:] if len(found) == 7 else "".join(c * 2 for c in found[1:])
        value = f"#{digits.upper()}"
    elif name == "price":
        value = found
    elif name == "ratio":
        pair = (int(numbers[0]), int(numbers[1]))
        if pair not in RATIOS and not re.search(r"[.:]", found):
            return None
        if pair not in RATIOS and not (
            len(numbers) > 1 and 0.2 <= numbers[0] / max(numbers[1], 0.01) <= 5 and ":" in found
        ):
            return None
        if ":" in found and pair not in RATIOS and re.search(r":\d\d$", found):
            return None
        value = f"{numbers[0]:g}:{numbers[1]:g}"
    elif name == "res":
        value = (int(numbers[0]), int(numbers[1]))
    elif name == "clock":
        value = round((int(found.split(":")[0]) * 60 + float(found.split(":")[1])) * 1000)
    elif name == "percent":
        value = _share(found, numbers)
    elif name in ("nth", "hash"):
        zh = zh_number(found.lstrip("第 ")) if not numbers else None
        value = int(numbers[0] if numbers else zh or 0)
    elif name == "lines":
        value = int(numbers[0])
    else:
        value = -numbers[0] if found.startswith("-") else numbers[0]
    return Token(found, frozenset({f"q.{name}"}), at, end, value)


def _share(found: str, numbers: list[float]) -> float:
    if found.endswith("成"):
        return ZH[found[0]] / 10
    if found.startswith("百分之"):
        return (numbers[0] if numbers else zh_number(found[3:]) or 0) / 100
    return numbers[0] / 100
