"""From a layout to layers: inks that can be read, panels, marks, scrim and shadow, and the parts that move.

`dress` decides colours and opacities by what is really behind the text; `compose` rasterises everything
once. Layers lie at even whole samples, so that a title at rest is painted without resampling.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np

from ..catalog.titles import Animation
from ..pixels import shapes
from ..pixels.frame import Frame, Plane
from ..pixels.glyphs import Face, Glyph, bounds, clusters, coverage, joins, picture, shape
from ..pixels.layer import Layer, clear, coloured, ink, lay
from ..rng import rng
from ..timeline.model import Title
from . import contrast
from .typeset import Box, Layout, Placed

MOST_PARTS = 90
"""A title moves in at most so many parts: a longer one goes by words, then by lines."""

STROKE = 0.042
"""Width of an outlined letter's stroke, in ems: half outside the letter's edge, half inside."""


@dataclass(frozen=True, slots=True)
class Sprite:
    """A layer and where its top left sample lies on the canvas: even whole samples."""

    layer: Layer
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a letter: its turn, the point it grows from, the share of the title's life at which it is
    spoken, and where a caret stands before and after it."""

    sprite: Sprite
    turn: int
    centre: tuple[float, float]
    begins: float
    before: tuple[float, float]
    after: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dress:
    """Colours of a title: ink of lead and support, accent, panel and its opacity, scrim and its opacity."""

    lead: str
    support: str
    accent: str
    panel: str = ""
    panel_opacity: float = 0.0
    scrim: str = "#000000"
    scrim_opacity: float = 0.0


def dress(title: Title, layout: Layout, width: int, height: int, under: Sequence[Frame]) -> Dress:
    """The title's colours, chosen so that every ink has a contrast of 4.5 : 1 with what is behind it."""
    style = layout.style
    reach = 0.25 * layout.em
    left, top, right, bottom = layout.whole
    box = ((left - reach) / width, (top - reach) / height, (right + reach) / width, (bottom + reach) / height)
    ground = contrast.ground_of(under, box, min(max(layout.em / 8 / width, 0.002), 0.008))
    wish, accent = title.colour, title.accent
    if style.panel in ("pill", "block"):
        lead = contrast.readable(wish, accent)
        return Dress(lead, lead, accent, contrast.shade(accent, lead, contrast.LEAST), 1.0)
    if style.panel == "ticket":
        paper, dark = "#FBF4E6", contrast.DARK
        lead = wish if contrast.ratio(contrast.luminance(wish), contrast.luminance(paper)) >= 4.5 else dark
        return Dress(lead, contrast.shade(accent, paper), accent, paper, 1.0)
    if style.panel in ("line", "bar"):
        light = contrast.luminance(wish) > 0.18
        panel = contrast.DARK if light else "#FFFFFF"
        opacity = contrast.coat([wish], ground, panel, style.panel_opacity)
        if opacity is None:
            panel, opacity = ("#000000" if light else "#FFFFFF"), 1.0
        return Dress(wish, wish, accent, panel, opacity)
    scrim, opacity = contrast.veil([wish], ground)
    behind = contrast.mixed(ground.bright if scrim == "#000000" else ground.dark, scrim, opacity)
    marks = accent if style.spoken else contrast.shade(accent, contrast.grey(behind), contrast.MARK)
    return Dress(wish, wish, marks, scrim=scrim, scrim_opacity=opacity)


def placed(mask: Plane, x: int, y: int, colour: str, opacity: float = 1.0, edge: int = 2) -> Sprite:
    """A mask whose top left sample is at (x, y) as a sprite with a clear border, on even samples."""
    left, top = x - edge - (x - edge) % 2, y - edge - (y - edge) % 2
    grown = np.pad(mask, ((y - top, edge), (x - left, edge)))
    return Sprite(ink(grown, colour, opacity), left, top)


def gather(sprites: Iterable[Sprite]) -> Sprite | None:
    """Sprites painted over each other, as one."""
    all_ = list(sprites)
    if len(all_) < 2:
        return all_[0] if all_ else None
    left, top = min(s.x for s in all_), min(s.y for s in all_)
    right, bottom = max(s.x + s.layer.width for s in all_), max(s.y + s.layer.height for s in all_)
    whole = clear(right - left, bottom - top)
    for sprite in all_:
        lay(whole, sprite.layer, sprite.x - left, sprite.y - top)
    return Sprite(whole, left, top)


def lettering(glyphs: Sequence[Glyph], line: Placed, colour: str, stroke: bool) -> Sprite | None:
    """Glyphs of one line as a sprite: plain ones in `colour` (or as outlines), emoji in their own."""
    size, at = line.line.size, (line.x, float(line.y))
    found = []
    raster = coverage(glyphs, size, at, STROKE if stroke else 0.0)
    if raster is not None:
        mask = raster.pixels
        inner = coverage(glyphs, size, at, -STROKE) if stroke else None
        if inner is not None:
            x, y = inner.x - raster.x, inner.y - raster.y
            h, w = inner.pixels.shape
            part = mask[max(y, 0) : y + h, max(x, 0) : x + w]
            part -= np.minimum(part, inner.pixels[: part.shape[0], : part.shape[1]])
        found.append(placed(mask, raster.x, raster.y, colour))
    for glyph in glyphs:
        if glyph.is_colour and (image := picture(glyph, size, at)) is not None:
            left, top = image.x - 2 - image.x % 2, image.y - 2 - image.y % 2
            grown = np.pad(image.pixels, ((image.y - top, 2), (image.x - left, 2), (0, 0)))
            found.append(Sprite(coloured(grown), left, top))
    return gather(found)


def _groups(line: Placed, by: str) -> list[list[Glyph]]:
    """The line's glyphs in parts, in reading order."""
    text = line.line.text
    keys: list[int] = []
    key = 0
    if by == "letter":
        for cluster in clusters(text):
            keys += [key] * len(cluster)
            key += 1
    else:
        for previous, char in zip(" " + text, text, strict=False):
            wide = "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af"
            key += 1 if (previous.isspace() and not char.isspace()) or wide else 0
            keys.append(key)
    parts: dict[int, list[Glyph]] = {}
    for glyph in line.line.glyphs:
        parts.setdefault(keys[glyph.at], []).append(glyph)
    return [parts[k] for k in sorted(parts)]


def _pieces(layout: Layout, by: str, colours: Dress) -> list[Piece]:
    groups = [(line, group) for line in layout.lines for group in _groups(line, by)]
    if by == "line" or len(groups) > 4 * MOST_PARTS:
        groups = [(line, list(line.line.glyphs)) for line in layout.lines]
    total = max(sum(len(line.line.text) for line in layout.lines), 1)
    made: list[Piece] = []
    spoken = 0
    for line, group in groups:
        colour = colours.lead if line.lead else colours.support
        sprite = lettering(group, line, colour, layout.style.fill == "stroke" and line.lead)
        share = spoken / total
        spoken += len({g.at for g in group})
        if sprite is None:
            continue
        inked = [g for g in group if not line.line.text[g.at].isspace()] or group
        left = line.x + min(g.x for g in inked)
        right = line.x + max(g.x + g.advance for g in inked)
        start, end = (right, left) if line.line.rtl else (left, right)
        y = line.y - 0.8 * line.line.size
        middle = (left + right) / 2, line.y - 0.35 * line.line.size
        made.append(Piece(sprite, len(made), middle, share, (start, y), (end + 0.06 * line.line.size, y)))
    return made


def _by(layout: Layout, animation: Animation) -> str:
    text = " ".join(line.line.text for line in layout.lines)
    if layout.style.spoken and animation.by == "block":
        return "word"
    if animation.by == "letter" and (len(text) > MOST_PARTS or joins(text)):
        return "word" if len(text.split()) <= MOST_PARTS else "line"
    if animation.by == "word" and len(text.split()) > MOST_PARTS:
        return "line"
    return animation.by


def _solid(box: Box, radius: float, colour: str, opacity: float = 1.0) -> Sprite:
    x, y = floor(box[0]), floor(box[1])
    w, h = ceil(box[2]) - x, ceil(box[3]) - y
    local = (box[0] - x, box[1] - y, box[2] - x, box[3] - y)
    return placed(shapes.rounded(w, h, local, radius, opacity), x, y, colour)


def _panel(layout: Layout, colours: Dress) -> list[Sprite]:
    style, em, whole = layout.style, layout.em, layout.whole
    if style.panel == "line":
        return _line_panels(layout, colours)
    if style.panel == "bar":
        back = _solid(whole, 0.14 * em, colours.panel, colours.panel_opacity)
        right = layout.position.align == 1.0 or layout.rtl
        x = whole[2] - 0.13 * em if right else whole[0]
        edge = _solid((x, whole[1], x + 0.13 * em, whole[3]), 0.065 * em, colours.accent)
        return [back, edge]
    if style.panel == "pill":
        return [
            _solid(whole, (whole[3] - whole[1]) / 2 if len(layout.lines) == 1 else 0.7 * em, colours.panel)
        ]
    if style.panel == "block":
        return [_solid(whole, 0.09 * em, colours.panel)]
    if style.panel == "ticket":
        x, y = floor(whole[0]), floor(whole[1])
        w, h = ceil(whole[2]) - x, ceil(whole[3]) - y
        local = (whole[0] - x, whole[1] - y, whole[2] - x, whole[3] - y)
        side = 0.42 * em
        mask = shapes.ticket(w, h, local, 0.1 * em, 0.15 * em, w - side if not layout.rtl else side)
        return [placed(mask, x, y, colours.panel)]
    return []


def _line_panels(layout: Layout, colours: Dress) -> list[Sprite]:
    """One box a line, grown together: their union, so that overlaps are no darker."""
    em, whole = layout.em, layout.whole
    x, y = floor(whole[0]), floor(whole[1])
    mask = np.zeros((ceil(whole[3]) - y, ceil(whole[2]) - x), np.uint8)
    for line in layout.lines:
        box = bounds(line.line.glyphs, line.line.size)
        if box is None:
            continue
        top, bottom = max(line.y - 1.0 * em, whole[1]), min(line.y + 0.46 * em, whole[3])
        local = (line.x + box[0] - 0.34 * em - x, top - y, line.x + box[2] + 0.34 * em - x, bottom - y)
        np.maximum(mask, shapes.rounded(mask.shape[1], mask.shape[0], local, 0.24 * em), out=mask)
    return [placed(mask, x, y, colours.panel, colours.panel_opacity)]


def _marks(layout: Layout, colours: Dress) -> list[Sprite]:
    mark, em, (left, top, right, bottom) = layout.style.mark, layout.em, layout.text
    align = layout.position.align
    ends = align == 1.0 or (layout.rtl and align != 0.5)

    def across(width: float) -> float:
        return left + (right - left - width) * (1.0 if ends else align)

    if mark == "rule":
        x, y, w, t = across(0.9 * em), layout.seam, 0.9 * em, 0.085 * em
        return [_solid((x, y - t / 2, x + w, y + t / 2), t / 2, colours.accent)]
    if mark == "hair":
        x, y, t = across(1.6 * em), top - 0.72 * em, max(0.07 * em, 1.0)
        return [_solid((x, y - t, x + 1.6 * em, y), 0.0, colours.accent)]
    if mark == "dash":
        y = layout.lines[0].y - 0.37 * em if layout.lines else top
        starts_right = align == 1.0 or layout.rtl
        x = layout.whole[2] - 1.9 * em if starts_right else layout.whole[0]
        half = max(0.06 * em, 0.75)
        return [_solid((x, y - half, x + 1.9 * em, y + half), 0.0, colours.accent)]
    if mark == "swash":
        w = max(int(max((right - left) * 0.62, min(right - left, 1.2 * em))), 4)
        h = max(int(min(0.34 * em, 0.24 * w)), 3)
        mask = shapes.swash(w, h, min(0.13 * em, 0.36 * h))
        return [placed(mask, int(across(w)), int(bottom + 0.04 * em), colours.accent)]
    if mark == "quote":
        line = shape("\u201c", Face("playfair", 900), round(2.0 * em * 64) / 64)
        box = bounds(line.glyphs, line.size) or (0.0, 0.0, 0.0, 0.0)
        sign = Placed(line, across(box[2] - box[0]) - box[0], top - 0.3 * em - box[3], True)
        drawn = lettering(line.glyphs, sign, colours.accent, False)
        return [drawn] if drawn else []
    return []


def _scrim(title: Title, layout: Layout, colours: Dress, width: int, height: int) -> list[Sprite]:
    """A soft shade across the frame, no stronger than the text needs: from the edge it stands at, else a band."""
    if colours.scrim_opacity < 0.04 or not layout.lines:
        return []
    em, (left, top, right, bottom) = layout.em, layout.whole
    x = np.arange(width, dtype=np.float64) + 0.5
    y = np.arange(height, dtype=np.float64) + 0.5
    pad, far = 0.3 * em, 2.0 * em + 0.1 * height
    across, down = np.ones(width), np.ones(height)
    if layout.position.x != 0.5 and layout.position.y == 0.5:
        near = 0.12 * width + em
        ramp = (near if layout.position.x == 1.0 else width, near if layout.position.x == 0.0 else width)
        across = shapes.smooth_steps(x, (left - pad if ramp[0] < width else 0.0,
                                         right + pad if ramp[1] < width else width), ramp)  # fmt: skip
    else:
        ends = (
            0.0 if layout.position.y < 0.4 else top - pad,
            height if layout.position.y > 0.6 else bottom + pad,
        )
        down = shapes.smooth_steps(y, ends, (far, far))
    rows = np.nonzero(down)[0]
    first, last = int(rows[0]) // 2 * 2, min(int(rows[-1]) // 2 * 2 + 2, height)
    columns = np.nonzero(across)[0]
    start, end = int(columns[0]) // 2 * 2, min(int(columns[-1]) // 2 * 2 + 2, width)
    noise = rng(title.seed, "scrim").random((64, 64))
    mask = shapes.gradient(across[start:end], down[first:last], colours.scrim_opacity, noise)
    return [Sprite(ink(mask, colours.scrim), start, first)]


def _shadow(sprite: Sprite | None, layout: Layout, colours: Dress) -> list[Sprite]:
    """A soft shadow under light type, and under panels that float."""
    style = layout.style
    if sprite is None or style.panel in ("line", "bar"):
        return []
    floats = style.panel != "none"
    if not floats and (contrast.luminance(colours.lead) < 0.4 or colours.scrim == "#FFFFFF"):
        return []
    sigma, opacity = (0.2, 0.32) if floats else (0.085, 0.42)
    mask, edge = shapes.shadow(sprite.layer.a, max(sigma * layout.em, 1.0), opacity)
    drop = 2 * round(0.02 * layout.em)
    return [Sprite(ink(mask, "#000000"), sprite.x - edge, sprite.y - edge + drop)]


def _blurs(block: Sprite | None, reach: float) -> tuple[tuple[Sprite, int], ...]:
    """The block at ever smaller blurs, each at a size that still holds it."""
    made = []
    if block is None or reach < 1.0:
        return ()
    for k in range(10):
        sigma = reach * (1.0 - k / 10) ** 1.6 + 0.6
        step = max(1, int(sigma / 2.5))
        edge = 2 * step * (int(2.5 * sigma / step) + 2)
        planes = [
            shapes.soften(shapes.reduce(np.pad(p, edge // s), step), sigma / step / s)
            for p, s in zip(block.layer.planes, (1, 1, 2, 2, 2), strict=True)
        ]
        h, w = (v // 2 * 2 for v in planes[0].shape)
        full_planes = [np.ascontiguousarray(p[:h, :w]) for p in planes[:2]]
        half_planes = [np.ascontiguousarray(p[: h // 2, : w // 2]) for p in planes[2:]]
        made.append((Sprite(Layer(*full_planes, *half_planes), block.x - edge, block.y - edge), step))
    return tuple(made)


def _spoken(layout: Layout, colours: Dress) -> list[Piece]:
    chip = contrast.readable(colours.lead, colours.accent)
    return _pieces(layout, "word", Dress(chip, chip, colours.accent))


def _lit(piece: Piece, em: float, colours: Dress) -> Piece:
    """A spoken word on a chip of the accent colour."""
    (left, y), (right, _) = sorted((piece.before, piece.after))
    box = (left - 0.09 * em, y - 0.12 * em, right + 0.03 * em, y + 1.06 * em)
    chip = contrast.shade(colours.accent, contrast.readable(colours.lead, colours.accent), contrast.LEAST)
    both = gather([_solid(box, 0.2 * em, chip), piece.sprite])
    return replace(piece, sprite=both or piece.sprite)


@dataclass(frozen=True, slots=True)
class Plate:
    """A title ready to paint. `ground`: what stays in place and fades (scrim, shadow, a panel that waits for
    its words); `block`: all that moves as one; `pieces`: words or letters with their order; `blurs`: the
    block, ever sharper, at 1 / step of its size; `lit`: the words in the accent colour."""

    title: Title
    fps: Fraction
    animation: Animation
    em: float
    centre: tuple[float, float]
    ground: tuple[Sprite, ...]
    block: Sprite | None
    pieces: tuple[Piece, ...] = ()
    blurs: tuple[tuple[Sprite, int], ...] = ()
    lit: tuple[Piece, ...] = ()
    caret: Layer | None = None
    rtl: bool = False


def compose(
    title: Title, layout: Layout, colours: Dress, animation: Animation, size: tuple[int, int], fps: Fraction
) -> Plate:
    """Everything of a title as layers."""
    style, em = layout.style, layout.em
    by = _by(layout, animation)
    pieces = _pieces(layout, "line" if by == "block" else by, colours)
    text = gather(p.sprite for p in pieces)
    behind = [*_panel(layout, colours), *_marks(layout, colours)] if text is not None else []
    scrim = _scrim(title, layout, colours, *size)
    whole = gather([*behind, *([text] if text else [])])
    middle = (layout.whole[0] + layout.whole[2]) / 2, (layout.whole[1] + layout.whole[3]) / 2
    lit: tuple[Piece, ...] = ()
    if style.spoken:
        lit = tuple(_lit(piece, em, colours) for piece in _spoken(layout, colours))
    caret = None
    if style.mark == "caret":
        caret = _solid((2.0, 2.0, 2.0 + max(0.09 * em, 1.0), 2.0 + 1.02 * em), 0.0, colours.accent).layer
    if animation.by == "block":
        ground = (*scrim, *_shadow(whole, layout, colours))
        blurs = _blurs(whole, animation.blur * em) if animation.blur else ()
        return Plate(title, fps, animation, em, middle, ground, whole, (), blurs, lit, caret, layout.rtl)
    base = gather(behind)
    shade = _shadow(base if style.panel != "none" else text, layout, colours)
    ground = (*scrim, *shade, *([base] if base else []))
    return Plate(title, fps, animation, em, middle, ground, text, tuple(pieces), (), lit, caret, layout.rtl)
