"""Text to shaped glyphs to pictures: bidi, font and script runs, HarfBuzz shaping, coverage and colour.

`shape` takes one line of text and gives its glyphs from left to right, in pixels, whatever directions,
scripts and emoji it mixes; `coverage` and `picture` draw glyphs at their exact sub-pixel places. Text is
data: nothing in it is a command, and control characters have no glyph.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb
from uniseg.graphemecluster import grapheme_clusters

from .direction import base_level, levels, order
from .fonts import CJK, EMOJI, choose, font, forms

UNITS = 64
_HIDDEN = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad\u200b\u2060"
)


@dataclass(frozen=True, slots=True)
class Face:
    """What to set type in: a family of `fonts.FAMILIES`, weight 100..900, tracking in em, OpenType features."""

    family: str
    weight: int = 400
    tracking: float = 0.0
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph at (x, y) pixels from the line's origin (y up), `advance` wide; `at`: the first character it
    stands for."""

    family: str
    weight: int
    gid: int
    x: float
    y: float
    advance: float
    at: int

    @property
    def is_colour(self) -> bool:
        return self.family == EMOJI


@dataclass(frozen=True, slots=True)
class Line:
    """One shaped line: glyphs from left to right, `width` in pixels; `size` pixels an em; `rtl`: it reads
    from the right."""

    text: str
    size: float
    width: float
    glyphs: tuple[Glyph, ...]
    rtl: bool = False


def clusters(text: str) -> list[str]:
    """The text in user-perceived characters (UAX #29): a family emoji is one."""
    if text.isascii():
        return list(text)
    return list(grapheme_clusters(text))


def clean(text: str) -> str:
    """What can be drawn: canonical composition, line ends as '\\n', tabs as spaces, no other controls."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The ISO 15924 tag of a character's script; '' for what all scripts share."""
    buffer = hb.Buffer()
    buffer.add_str(char)
    buffer.guess_segment_properties()
    return buffer.script or ""


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    level: int
    family: str
    script: str


def _runs(text: str, face: Face, lang: str, found: Sequence[int]) -> list[_Run]:
    """The text in stretches of one level, font and script, in logical order."""
    cjk = forms(text, lang)
    runs: list[_Run] = []
    at = 0
    for cluster in clusters(text):
        end = at + len(cluster)
        family = choose(cluster, face.family, cjk)
        script = next((s for s in map(script_of, cluster) if s), "")
        last = runs[-1] if runs else None
        if cluster.isspace() and last is not None and last.level == found[at] and last.family != EMOJI:
            family = last.family if choose(cluster, last.family, cjk) == last.family else family
        joined = last is not None and last.level == found[at] and last.family == family
        if last is not None and joined and (not script or not last.script or last.script == script):
            runs[-1] = _Run(last.start, end, last.level, family, last.script or script)
        else:
            runs.append(_Run(at, end, found[at], family, script))
        at = end
    return runs


def _features(face: Face, family: str) -> dict[str, bool]:
    wanted = {"kern": True, "liga": abs(face.tracking) < 0.03, "clig": abs(face.tracking) < 0.03}
    if family == face.family:
        wanted.update({tag.lstrip("-"): not tag.startswith("-") for tag in face.features})
    return wanted


def _shaped(text: str, run: _Run, face: Face, size: float, lang: str) -> Iterator[tuple[Glyph, bool]]:
    """The run's glyphs from left to right, x being each one's own offset; whether a cluster ends with it."""
    buffer = hb.Buffer()
    buffer.add_str(text, run.start, run.end - run.start)
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    if run.script:
        buffer.script = run.script
    buffer.language = run.family if run.family in CJK else (lang or "en")
    buffer.guess_segment_properties()
    hb.shape(font(run.family, face.weight, size), buffer, _features(face, run.family))
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    for k, (info, place) in enumerate(zip(infos, places, strict=True)):
        ends = k + 1 == len(infos) or infos[k + 1].cluster != info.cluster
        if text[info.cluster] in _HIDDEN and info.codepoint == 0:
            continue
        x, y, advance = (v / UNITS for v in (place.x_offset, place.y_offset, place.x_advance))
        yield Glyph(run.family, face.weight, info.codepoint, x, y, advance, info.cluster), ends


_JOINED = frozenset(("Arab", "Syrc", "Mong", "Nkoo", "Deva", "Beng", "Guru", "Thaa"))


def joins(text: str) -> bool:
    """True when letters of the text hang together, so that neither tracking nor animation may part them."""
    return any(script_of(c) in _JOINED for c in text)


def shape(text: str, face: Face, size: float, lang: str = "en", base: int | None = None) -> Line:
    """One line of text (no line ends) as glyphs. `size` in pixels an em; `base` forces the direction."""
    found = levels(text, base)
    runs = _runs(text, face, lang, found)
    glyphs: list[Glyph] = []
    pen = 0.0
    for index in order([run.level for run in runs]):
        run = runs[index]
        gap = 0.0 if run.script in _JOINED else face.tracking * size
        for glyph, ends in _shaped(text, run, face, size, lang):
            moved = Glyph(
                glyph.family, glyph.weight, glyph.gid, pen + glyph.x, glyph.y, glyph.advance, glyph.at
            )
            glyphs.append(moved)
            pen += glyph.advance + (gap if ends else 0.0)
    trailing = face.tracking * size if glyphs else 0.0
    rtl = base == 1 if base is not None else is_rtl(text)
    return Line(text, size, max(pen - trailing, 0.0), tuple(glyphs), rtl)


def is_rtl(text: str) -> bool:
    """True when the text's first strong character reads from the right."""
    return base_level([unicodedata.bidirectional(c) or "L" for c in text]) == 1


@lru_cache(maxsize=8192)
def _mark(family: str, weight: int, size: float, gid: int) -> tuple[int, int, int, int]:
    extents = font(family, weight, size).get_glyph_extents(gid)
    if extents is None:
        return 0, 0, 0, 0
    return extents.x_bearing, extents.y_bearing, extents.width, extents.height


def _extents(glyph: Glyph, size: float) -> tuple[int, int, int, int]:
    return _mark(glyph.family, glyph.weight, size, glyph.gid)


def bounds(glyphs: Iterable[Glyph], size: float) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom of the ink in pixels from the line's origin, y down; None without ink."""
    boxes = []
    for glyph in glyphs:
        left, top, width, height = _extents(glyph, size)
        if width and height:
            x, y = glyph.x + left / UNITS, -glyph.y - top / UNITS
            boxes.append((x, y, x + width / UNITS, y - height / UNITS))
    if not boxes:
        return None
    return tuple(f(edge) for f, edge in zip((min, min, max, max), zip(*boxes, strict=True), strict=True))


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture whose top left sample lies at (x, y) whole pixels from the origin, y down: u8 (h, w) coverage
    or (h, w, 4) premultiplied B G R A."""

    x: int
    y: int
    pixels: npt.NDArray[np.uint8]


def coverage(
    glyphs: Sequence[Glyph], size: float, at: tuple[float, float] = (0.0, 0.0), swell: float = 0.0
) -> Raster | None:
    """The plain glyphs as one coverage mask, with the line's origin at `at` (pixels, y down); exact area
    coverage. `swell` em: how much thicker (or thinner, below 0) strokes become. None when nothing shows."""
    box = bounds([g for g in glyphs if not g.is_colour], size)
    if box is None:
        return None
    draw = hb.RasterDraw()
    draw.scale_factor = (UNITS, UNITS)
    for glyph in glyphs:
        if glyph.is_colour:
            continue
        source = font(glyph.family, glyph.weight, size)
        if swell:
            source = _swollen(glyph.family, glyph.weight, size, swell)
        rise = swell * size / 2  # HarfBuzz emboldens about the middle across, but upwards from the bottom
        draw.transform = (1, 0, 0, 1, (glyph.x + at[0]) * UNITS, (glyph.y - at[1] - rise) * UNITS)
        draw.draw_glyph(source, glyph.gid)
    image = draw.render()
    extents = image.extents if image is not None else None
    if extents is None or not extents.width or not extents.height:
        return None
    rows = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)[:, : extents.width]
    return Raster(extents.x_origin, -(extents.y_origin + extents.height), np.ascontiguousarray(rows[::-1]))


@lru_cache(maxsize=64)
def _swollen(family: str, weight: int, size: float, swell: float) -> hb.Font:
    made = hb.Font(font(family, weight, size).face)
    made.scale = font(family, weight, size).scale
    coords = font(family, weight, size).get_var_coords_design()
    if coords:
        made.set_var_coords_design(coords)
    base = font(family, weight, size).synthetic_bold
    extra = swell + (base[0] if base else 0.0)
    made.synthetic_bold = (extra, extra, True)
    return made


def picture(glyph: Glyph, size: float, at: tuple[float, float] = (0.0, 0.0)) -> Raster | None:
    """One colour glyph, painted (COLRv1) with the line's origin at `at`. None when nothing shows."""
    source = font(glyph.family, glyph.weight, size)
    extents = source.get_glyph_extents(glyph.gid)
    if extents is None or not extents.width or not extents.height:
        return None
    x, y = (glyph.x + at[0]) * UNITS, (glyph.y - at[1]) * UNITS
    left, right = (
        floor((x + extents.x_bearing) / UNITS) - 1,
        ceil((x + extents.x_bearing + extents.width) / UNITS) + 1,
    )
    high, low = (
        ceil((y + extents.y_bearing) / UNITS) + 1,
        floor((y + extents.y_bearing + extents.height) / UNITS) - 1,
    )
    paint = hb.RasterPaint()
    paint.scale_factor = (UNITS, UNITS)
    paint.transform = (1, 0, 0, 1, x, y)
    paint.extents = hb.RasterExtents(left, low, right - left, high - low, 0)
    paint.paint_glyph(source, glyph.gid)
    image = paint.render()
    if image is None:
        return None
    box = image.extents
    rows = np.frombuffer(image.buffer, np.uint8).reshape(box.height, box.stride)[:, : box.width * 4]
    pixels = rows.reshape(box.height, box.width, 4)[::-1]
    return Raster(box.x_origin, -(box.y_origin + box.height), np.ascontiguousarray(pixels))
