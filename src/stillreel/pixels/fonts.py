"""Which font draws which character: families by our own names, coverage, and fallback.

Fonts come with the packages we depend on and are found through importlib; a draft can only say a title
style, and a style a family of this table, so no file name ever comes from outside. Every family falls back,
cluster by cluster, on Noto's script fonts, then CJK in the reader's own forms, colour emoji and symbols.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import uharfbuzz as hb


@dataclass(frozen=True, slots=True)
class Source:
    """Where a font lies: package, file in it, index in a collection. `drawn`: the weight of a font that has
    only one; heavier wishes are emboldened by outline."""

    package: str
    file: str
    index: int = 0
    drawn: int = 0
    optical: float = 0.0


def _noto(name: str) -> Source:
    return Source("manimgx_fonts", f"NotoSans{name}[wght].ttf")


def _cjk(index: int) -> Source:
    return Source("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", index, drawn=400)


FAMILIES: dict[str, Source] = {
    "inter": Source("fontpkg_inter", "files/Inter[opsz,wght].ttf", optical=32.0),
    "inter_italic": Source("fontpkg_inter", "files/Inter-Italic[opsz,wght].ttf", optical=32.0),
    "anton": Source("fontpkg_anton", "files/Anton-Regular.ttf", drawn=400),
    "bebas": Source("fontpkg_bebas_neue", "files/BebasNeue-Regular.ttf", drawn=400),
    "archivo": Source("fontpkg_archivo_black", "files/ArchivoBlack-Regular.ttf", drawn=400),
    "playfair": Source("fontpkg_playfair_display", "files/PlayfairDisplay[wght].ttf"),
    "playfair_italic": Source("fontpkg_playfair_display", "files/PlayfairDisplay-Italic[wght].ttf"),
    "caveat": Source("fontpkg_caveat", "files/Caveat[wght].ttf"),
    "mono": Source("fontpkg_jetbrains_mono", "files/JetBrainsMono[wght].ttf"),
    "sans": _noto(""),
    "arabic": _noto("Arabic"),
    "hebrew": _noto("Hebrew"),
    "devanagari": _noto("Devanagari"),
    "thai": _noto("Thai"),
    "bengali": _noto("Bengali"),
    "tamil": _noto("Tamil"),
    "telugu": _noto("Telugu"),
    "kannada": _noto("Kannada"),
    "malayalam": _noto("Malayalam"),
    "gujarati": _noto("Gujarati"),
    "gurmukhi": _noto("Gurmukhi"),
    "oriya": _noto("Oriya"),
    "sinhala": _noto("Sinhala"),
    "lao": _noto("Lao"),
    "khmer": _noto("Khmer"),
    "myanmar": _noto("Myanmar"),
    "armenian": _noto("Armenian"),
    "georgian": _noto("Georgian"),
    "ethiopic": _noto("Ethiopic"),
    "ja": _cjk(0),
    "ko": _cjk(1),
    "zh-hans": _cjk(2),
    "zh-hant": _cjk(3),
    "zh-hk": _cjk(4),
    "emoji": Source("stillreel.pixels", "data/NotoColorEmoji-COLRv1.ttf", drawn=400),
    "symbols": _noto("Symbols"),
}
SCRIPTS = tuple(FAMILIES)[tuple(FAMILIES).index("arabic") : tuple(FAMILIES).index("ethiopic") + 1]
CJK = ("zh-hans", "ja", "ko", "zh-hant", "zh-hk")
EMOJI = "emoji"

# BMP characters that are shown as emoji when nothing asks for text (emoji-data.txt, Emoji_Presentation)
_PICTURES = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
_SILENT = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff\u00ad\u034f\u061c")


@cache
def face(family: str) -> hb.Face:
    """The font file of a family, memory-mapped, opened once. Raises KeyError for an unknown family."""
    source = FAMILIES[family]
    path = files(source.package).joinpath(source.file)
    return hb.Face(hb.Blob.from_file_path(str(path)), source.index)


@lru_cache(maxsize=512)
def font(family: str, weight: int, size: float) -> hb.Font:
    """A family at a weight (100..900) and a size (pixels an em), in 1/64 pixel; shared, never changed after."""
    source = FAMILIES[family]
    made = hb.Font(face(family))
    scale = max(1, round(size * 64))
    made.scale = (scale, scale)
    if source.drawn:
        extra = min(max(weight - source.drawn, 0) * 0.00009, 0.034)
        # a display face is as heavy as its style wants it; only a text face stands in for a bold one
        if extra and family in CJK:
            made.synthetic_bold = (extra, extra, True)
    else:
        axes = {axis.tag: axis for axis in face(family).axis_infos}
        wanted = {"wght": float(weight), "opsz": source.optical}
        made.set_variations(
            {t: min(max(wanted[t], a.min_value), a.max_value) for t, a in axes.items() if t in wanted}
        )
    return made


@lru_cache(maxsize=8192)
def covers(family: str, char: str) -> bool:
    """True when the font has a glyph for this character."""
    return _plain(family).get_nominal_glyph(ord(char)) not in (None, 0)


@cache
def _plain(family: str) -> hb.Font:
    return hb.Font(face(family))


def is_picture(cluster: str) -> bool:
    """True when a grapheme cluster asks to be an emoji: by its own nature or by a variation selector."""
    if "\ufe0e" in cluster:
        return False
    if "\ufe0f" in cluster or "\u20e3" in cluster or cluster[0] in _PICTURES:
        return any(covers(EMOJI, c) for c in cluster)
    return ord(cluster[0]) >= 0x1F000 and covers(EMOJI, cluster[0])


def forms(text: str, lang: str) -> str:
    """The CJK family that fits: kana say Japanese, hangul Korean; else the language; else what the characters
    themselves tell (those that only Big5 has are traditional)."""
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return "ja"
    if any("\uac00" <= c <= "\ud7af" or "\u1100" <= c <= "\u11ff" for c in text):
        return "ko"
    tag = lang.lower().replace("_", "-")
    for start, family in (("zh-hk", "zh-hk"), ("zh-mo", "zh-hk"), ("zh-tw", "zh-hant"), ("zh-hant", "zh-hant"),
                          ("ja", "ja"), ("ko", "ko"), ("zh-", "zh-hans")):  # fmt: skip
        if tag.startswith(start):
            return family
    return "zh-hant" if any(map(_traditional, text)) else "zh-hans"


def _traditional(char: str) -> bool:
    if not "\u4e00" <= char <= "\u9fff":
        return False
    try:
        char.encode("gb2312")
        return False
    except UnicodeEncodeError:
        try:
            return bool(char.encode("big5"))
        except UnicodeEncodeError:
            return False


@lru_cache(maxsize=8192)
def choose(cluster: str, family: str, cjk: str) -> str:
    """The family that draws a grapheme cluster: its style's own where it can, else the first that covers all.

    Where none does, "sans", whose .notdef is a visible box: better a box than a silent gap."""
    if is_picture(cluster):
        return EMOJI
    needed = [c for c in cluster if c not in _SILENT and not "\ufe00" <= c <= "\ufe0f"]
    needed = [c for c in needed if unicodedata.category(c) not in ("Cc", "Cf")]
    if not needed:
        return family
    for name in (family, "sans", *SCRIPTS, cjk, EMOJI, "symbols", *CJK):
        if all(covers(name, c) for c in needed):
            return name
    for name in (family, "sans", *SCRIPTS, cjk):
        if covers(name, needed[0]):
            return name
    return "sans"
