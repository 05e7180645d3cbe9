"""Draws the example stills: `python examples/stills.py FOLDER`.

Six pictures of a little shop by the sea, of different shapes (portrait, square, panorama, tall), crisp and
colourful, one with a face and one far wider than any screen, so that `make reel` shows what framing, camera
and type do before anybody has a photo at hand. Drawn from nothing; the same bytes at every run.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from stillreel.rng import rng

Colour = tuple[int, int, int]


def gradient(size: tuple[int, int], *stops: Colour) -> Image.Image:
    """A smooth vertical gradient through `stops`, dithered so that it cannot band."""
    width, height = size
    t = np.linspace(0, len(stops) - 1, height)
    rows = np.stack([np.interp(t, range(len(stops)), [s[c] for s in stops]) for c in range(3)], axis=1)
    noise = rng("gradient", width, height).normal(0, 1.1, (height, width, 1))
    return Image.fromarray(np.clip(rows[:, None, :] + noise, 0, 255).astype(np.uint8), "RGB")


def glow(
    image: Image.Image, box: tuple[float, ...], colour: Colour, radius: float, strength: float = 1.0
) -> None:
    """Adds soft light: a blurred ellipse, screened over the picture."""
    layer = Image.new("RGB", image.size)
    shade = tuple(int(c * strength) for c in colour)
    ImageDraw.Draw(layer).ellipse(box, fill=shade)
    image.paste(ImageChops.screen(image, layer.filter(ImageFilter.GaussianBlur(radius))))


def shadow(image: Image.Image, box: tuple[float, ...], radius: float, strength: int = 120) -> None:
    """Multiplies a soft dark ellipse into the picture."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse(box, fill=strength)
    image.paste((20, 12, 30), mask=mask.filter(ImageFilter.GaussianBlur(radius)))


def shaded(image: Image.Image, mask: Image.Image, left: Colour, right: Colour) -> None:
    """Paints a mask with a horizontal gradient over its own width: a turned, lit surface."""
    x0, _, x1, _ = mask.getbbox() or (0, 0, *image.size)
    t = np.clip((np.arange(image.width) - x0) / max(1, x1 - x0), 0, 1)
    light = np.sin(np.pi * np.clip(t * 0.9 + 0.18, 0, 1)) ** 1.3
    row = np.stack([right[c] + (left[c] - right[c]) * light for c in range(3)], axis=1)
    paint = np.broadcast_to(row[None].astype(np.uint8), (image.height, image.width, 3))
    image.paste(Image.fromarray(np.ascontiguousarray(paint), "RGB"), mask=mask)


def grain(image: Image.Image, name: str) -> Image.Image:
    """The finest texture of a photograph, so that a camera move has something to hold on to."""
    noise = rng("grain", name).normal(0, 2.2, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8), "RGB")


def vase() -> Image.Image:
    """The hero: a glazed vase with poppies on a table. 2400 x 3000."""
    im = gradient((2400, 3000), (250, 226, 200), (244, 190, 158), (226, 142, 116))
    glow(im, (1300, 100, 2700, 1300), (255, 236, 190), 260, 0.8)
    d = ImageDraw.Draw(im)
    d.rectangle((0, 2350, 2400, 3000), fill=(126, 74, 66))
    for k in range(14):
        d.line((0, 2372 + k * 47, 2400, 2360 + k * 49), fill=(116 + k % 3 * 8, 66, 60), width=6)
    shadow(im, (620, 2420, 2150, 2720), 60, 170)
    shape = Image.new("L", im.size, 0)
    m = ImageDraw.Draw(shape)
    m.polygon([(1020, 1340), (1380, 1340), (1350, 1560), (1050, 1560)], fill=255)
    m.ellipse((690, 1480, 1710, 2560), fill=255)
    m.rectangle((960, 2440, 1440, 2580), fill=255)
    m.ellipse((960, 2530, 1440, 2630), fill=255)
    shaded(im, shape.filter(ImageFilter.GaussianBlur(3)), (88, 190, 190), (14, 62, 88))
    d = ImageDraw.Draw(im)
    for k in range(5):
        y = 1790 + k * 120
        half = int((510**2 - (y - 2020) ** 2) ** 0.5)
        d.arc((1200 - half, y - 60, 1200 + half, y + 60), 8, 172, fill=(238, 226, 196), width=16)
    glow(im, (860, 1640, 1010, 2050), (255, 255, 255), 38, 0.75)
    d.ellipse((1020, 1305, 1380, 1375), fill=(10, 44, 66))
    for x, y, r, hue in ((820, 700, 230, 0), (1250, 470, 270, 1), (1640, 780, 235, 2), (1060, 1010, 190, 1)):
        d.line(
            [(1200, 1350), ((x + 1200) // 2 + 30, (y + 1350) // 2), (x, y)],
            fill=(60, 104, 58),
            width=20,
            joint="curve",
        )
        poppy(d, x, y, r, ((222, 50, 44), (240, 86, 40), (204, 36, 74))[hue])
    return grain(im, "vase")


def poppy(d: ImageDraw.ImageDraw, x: int, y: int, r: int, colour: Colour) -> None:
    for k in range(5):
        a = k * 2 * np.pi / 5 + 0.4
        cx, cy = x + np.cos(a) * r * 0.45, y + np.sin(a) * r * 0.4
        tone = tuple(int(c * (0.82 + 0.06 * k)) for c in colour)
        d.ellipse((cx - r * 0.62, cy - r * 0.55, cx + r * 0.62, cy + r * 0.55), fill=tone)
    d.ellipse((x - r * 0.3, y - r * 0.27, x + r * 0.3, y + r * 0.27), fill=(40, 22, 38))
    for k in range(18):
        a = k * 2 * np.pi / 18
        px, py = x + np.cos(a) * r * 0.36, y + np.sin(a) * r * 0.33
        d.ellipse((px - 8, py - 8, px + 8, py + 8), fill=(250, 206, 92))


def coffee() -> Image.Image:
    """From above: a cup, its saucer, the foam's leaf. 2400 x 2400."""
    im = gradient((2400, 2400), (48, 92, 98), (32, 66, 78))
    d = ImageDraw.Draw(im)
    for k in range(0, 2400, 300):
        d.line((k, 0, k - 220, 2400), fill=(28, 58, 70), width=7)
    shadow(im, (430, 520, 2110, 2190), 70, 190)
    d = ImageDraw.Draw(im)
    for r, c in (
        (800, (248, 244, 236)),
        (770, (228, 222, 212)),
        (560, (250, 247, 241)),
        (520, (206, 196, 182)),
    ):
        d.ellipse((1200 - r, 1200 - r, 1200 + r, 1200 + r), fill=c)
    d.rounded_rectangle((1690, 1110, 2020, 1290), 90, fill=(250, 247, 241))
    for r, c in ((500, (96, 52, 28)), (470, (150, 90, 48)), (440, (176, 112, 62))):
        d.ellipse((1200 - r, 1200 - r, 1200 + r, 1200 + r), fill=c)
    for k in range(7):
        w, y = 300 - k * 34, 1420 - k * 92
        d.chord((1200 - w, y - 110, 1200 + w, y + 130), 15, 165, fill=(247, 232, 208))
    d.line((1200, 1540, 1200, 800), fill=(160, 98, 54), width=14)
    d.polygon([(1200, 760), (1130, 900), (1270, 900)], fill=(247, 232, 208))
    glow(im, (760, 700, 1020, 860), (255, 240, 220), 60, 0.45)
    for x, y in ((260, 420), (330, 610), (2060, 2130), (1890, 2210), (2200, 330)):
        bean(im, x, y)
    return grain(im, "coffee")


def bean(im: Image.Image, x: int, y: int) -> None:
    shadow(im, (x - 92, y - 46, x + 112, y + 86), 16, 150)
    d = ImageDraw.Draw(im)
    d.ellipse((x - 90, y - 62, x + 90, y + 62), fill=(88, 48, 28))
    d.ellipse((x - 70, y - 54, x + 40, y + 8), fill=(112, 66, 40))
    d.arc((x - 84, y - 40, x + 84, y + 46), 190, 350, fill=(42, 22, 14), width=11)


def portrait() -> Image.Image:
    """The potter: a face in warm light. 2400 x 3200."""
    im = gradient((2400, 3200), (40, 60, 84), (64, 92, 112), (92, 110, 118))
    for x, y, r, c in (
        (380, 500, 190, (255, 190, 110)),
        (2050, 380, 150, (255, 150, 100)),
        (2160, 1180, 110, (120, 200, 220)),
    ):
        glow(im, (x - r, y - r, x + r, y + r), c, 46, 0.6)
    d = ImageDraw.Draw(im)
    d.ellipse((420, 2260, 1980, 4300), fill=(206, 96, 70))
    d.polygon([(930, 2280), (1470, 2280), (1200, 2760)], fill=(238, 226, 206))
    d.ellipse((560, 560, 1840, 2150), fill=(52, 32, 30))
    d.polygon([(1000, 1850), (1400, 1850), (1450, 2340), (1200, 2520), (950, 2340)], fill=(196, 134, 104))
    head = Image.new("L", im.size, 0)
    ImageDraw.Draw(head).ellipse((760, 760, 1640, 2080), fill=255)
    shaded(im, head.filter(ImageFilter.GaussianBlur(4)), (240, 186, 152), (184, 120, 96))
    d = ImageDraw.Draw(im)
    d.chord((720, 640, 1680, 1500), 180, 360, fill=(58, 36, 34))
    d.ellipse((806, 1010, 1594, 1230), fill=(228, 172, 140))
    for side in (-1, 1):
        x = 1200 + side * 205
        d.ellipse((x - 96, 1300, x + 96, 1400), fill=(250, 246, 240))
        d.ellipse((x - 46, 1302, x + 46, 1398), fill=(70, 98, 78))
        d.ellipse((x - 22, 1328, x + 22, 1372), fill=(16, 16, 18))
        d.ellipse((x + 6, 1322, x + 24, 1340), fill=(255, 255, 255))
        d.arc((x - 110, 1282, x + 110, 1420), 190, 350, fill=(48, 28, 26), width=14)
        d.line([(x - 120, 1226), (x - 10, 1192), (x + 112, 1222)], fill=(52, 32, 30), width=34, joint="curve")
    d.line([(1190, 1380), (1160, 1590), (1240, 1602)], fill=(170, 106, 84), width=16, joint="curve")
    d.chord((1030, 1640, 1370, 1860), 8, 172, fill=(176, 62, 62))
    d.chord((1060, 1690, 1340, 1790), 10, 170, fill=(250, 244, 238))
    for side in (-1, 1):
        glow(im, (1200 + side * 300 - 110, 1500, 1200 + side * 300 + 110, 1660), (90, 24, 20), 44, 0.7)
    return grain(im, "portrait")


def panorama() -> Image.Image:
    """The coast at sunset, three times as wide as high. 4800 x 1600."""
    im = gradient((4800, 1600), (54, 60, 120), (206, 98, 122), (252, 168, 102), (255, 220, 150))
    glow(im, (3050, 620, 3450, 1020), (255, 244, 200), 26, 1.0)
    glow(im, (2650, 220, 3850, 1420), (255, 170, 90), 220, 0.5)
    d = ImageDraw.Draw(im)
    x = np.arange(0, 4801, 8)
    for k, (base, height, colour) in enumerate(
        ((900, 250, (150, 84, 122)), (1010, 210, (106, 62, 108)), (1120, 170, (66, 46, 90)))
    ):
        g = rng("hills", k)
        y = (
            base
            - sum(
                height
                / (n + 1)
                * np.sin(x / 4800 * 2 * np.pi * (n + 1) * g.uniform(0.7, 1.6) + g.uniform(0, 6.3))
                for n in range(6)
            )
            / 2
        )
        d.polygon([(0, 1600), *zip(x.tolist(), y.tolist(), strict=True), (4800, 1600)], fill=colour)
    d.rectangle((0, 1230, 4800, 1600), fill=(48, 44, 92))
    g = rng("waves")
    for _ in range(900):
        wx, wy = g.uniform(0, 4800), g.uniform(1240, 1595)
        near = 1 - min(1, abs(wx - 3250) / (260 + (wy - 1230) * 1.4))
        tone = tuple(
            int(a + (b - a) * max(0.12, near)) for a, b in zip((58, 54, 104), (255, 196, 122), strict=True)
        )
        d.line((wx, wy, wx + g.uniform(30, 150), wy), fill=tone, width=int(g.integers(2, 6)))
    for bx in (700, 1480, 2300):
        d.polygon([(bx, 1210), (bx + 170, 1210), (bx + 140, 1262), (bx + 30, 1262)], fill=(30, 22, 46))
        d.polygon([(bx + 82, 1000), (bx + 82, 1196), (bx + 190, 1196)], fill=(250, 236, 216))
        d.polygon([(bx + 70, 1030), (bx + 70, 1196), (bx - 10, 1196)], fill=(236, 196, 170))
    return grain(im, "panorama")


def citrus() -> Image.Image:
    """Oranges and limes on linen. 3000 x 2000."""
    im = gradient((3000, 2000), (244, 238, 224), (232, 222, 202))
    d = ImageDraw.Draw(im)
    for k in range(0, 3000, 24):
        d.line((k, 0, k, 2000), fill=(226, 216, 196), width=3)
    for k in range(0, 2000, 24):
        d.line((0, k, 3000, k), fill=(236, 228, 212), width=3)
    fruit = (
        ((560, 620), 420, 0),
        ((1500, 1130), 520, 0),
        ((2440, 560), 400, 1),
        ((2360, 1560), 330, 0),
        ((500, 1560), 300, 1),
    )
    for (x, y), r, kind in fruit:
        shadow(im, (x - r + 40, y - r + 70, x + r + 80, y + r + 90), 40, 130)
        slice_of(im, x, y, r, kind)
    d = ImageDraw.Draw(im)
    for x, y, a in ((1040, 330, 0.5), (1960, 1830, 2.4), (2860, 1090, 4.0)):
        leaf = [
            (x + 190 * np.cos(a + t) * s, y + 190 * np.sin(a + t) * s)
            for t, s in ((0, 1), (0.5, 0.72), (1.2, 0.4), (3.14, 0.6), (-1.2, 0.4), (-0.5, 0.72))
        ]
        d.polygon(leaf, fill=(70, 128, 62))
        d.line([leaf[0], leaf[3]], fill=(150, 190, 120), width=8)
    return grain(im, "citrus")


def slice_of(im: Image.Image, x: int, y: int, r: int, kind: int) -> None:
    rind, pith, pulp, juice = (
        ((238, 130, 30), (255, 236, 196), (252, 156, 42), (255, 196, 96)),
        ((98, 160, 52), (238, 246, 208), (168, 208, 84), (206, 232, 130)),
    )[kind]
    d = ImageDraw.Draw(im)
    for s, c in ((1.0, rind), (0.93, pith)):
        d.ellipse((x - r * s, y - r * s, x + r * s, y + r * s), fill=c)
    for k in range(10):
        a0, a1 = k * 36 + 2.5, k * 36 + 33.5
        d.pieslice((x - r * 0.86, y - r * 0.86, x + r * 0.86, y + r * 0.86), a0, a1, fill=pulp)
        d.pieslice((x - r * 0.7, y - r * 0.7, x + r * 0.7, y + r * 0.7), a0 + 7, a1 - 7, fill=juice)
    d.ellipse((x - r * 0.1, y - r * 0.1, x + r * 0.1, y + r * 0.1), fill=pith)


def street() -> Image.Image:
    """The shop's street at night, twice as high as wide. 1600 x 3200."""
    im = gradient((1600, 3200), (14, 16, 46), (38, 28, 80), (120, 52, 104), (28, 20, 44))
    d = ImageDraw.Draw(im)
    g = rng("street")
    for _ in range(160):
        x, y, s = g.uniform(0, 1600), g.uniform(0, 1300), g.uniform(1.5, 4)
        d.ellipse((x - s, y - s, x + s, y + s), fill=(255, 250, 230))
    for left, right, top, tone in (
        (0, 470, 820, 34),
        (1130, 1600, 620, 30),
        (400, 700, 1350, 44),
        (930, 1180, 1220, 40),
    ):
        d.rectangle((left, top, right, 2700), fill=(tone - 8, tone - 12, tone + 22))
        for wx in range(left + 40, right - 70, 105):
            for wy in range(top + 60, 2400, 150):
                lit = g.random() < 0.55
                d.rounded_rectangle(
                    (wx, wy, wx + 62, wy + 92), 8, fill=(255, 206, 120) if lit else (26, 24, 58)
                )
    d.polygon([(0, 3200), (1600, 3200), (980, 2420), (660, 2420)], fill=(34, 28, 54))
    d.polygon([(740, 3200), (860, 3200), (824, 2440), (808, 2440)], fill=(240, 190, 110))
    for k in range(7):
        x, y = 190 + k * 205, 1560 + 120 * np.sin(k * np.pi / 6)
        d.line((x - 103, y - 16, x + 103, y - 16), fill=(80, 70, 110), width=6)
        glow(im, (x - 60, y - 20, x + 60, y + 110), (255, 170, 80), 30, 0.9)
        ImageDraw.Draw(im).ellipse((x - 34, y, x + 34, y + 84), fill=(255, 214, 140))
    return grain(im, "street")


STILLS = {
    "1-vase.jpg": vase,
    "2-coffee.jpg": coffee,
    "3-potter.jpg": portrait,
    "4-coast.jpg": panorama,
    "5-citrus.jpg": citrus,
    "6-street.jpg": street,
}


def draw(folder: Path) -> list[Path]:
    """Writes every still that is not there yet; returns their paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in STILLS.items():
        place = folder / name
        if not place.exists():
            part = place.with_suffix(".part")
            make().save(part, "JPEG", quality=93, subsampling=0)
            part.replace(place)
    return [folder / name for name in STILLS]


if __name__ == "__main__":
    print(*draw(Path(sys.argv[1] if len(sys.argv) > 1 else "out/stills")))
