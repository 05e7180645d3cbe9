"""Which encoder settings each quality level means: one table (`bench/encoders.py` measures it).

A level is a promise about the picture, a codec the way to keep it. The H.264 rows were chosen by measurement
on still-photo motion; those of HEVC, AV1 and VP9 are usual settings, not yet weighed against rivals.
Invariant: equal recipes give streams with identical parameters, so that any pieces of one recipe can be joined.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import BadRequest

LEVELS = ("draft", "standard", "high", "master")
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a stream of pictures is encoded: plain data, part of every piece's key.

    `gop`: frames between key frames at most; `kbps`: ceiling of the bit rate, 0 = none."""

    codec: str
    encoder: str
    width: int
    height: int
    fps: Fraction
    gop: int
    options: Options
    kbps: int = 0


ENCODERS = {
    "h264": "libx264",
    "hevc": "libx265",
    "av1": "libsvtav1",
    "vp9": "libvpx-vp9",
    "lossless": "libx264",
}
"""Codec -> the encoder we use. `lossless` is not delivered: GIF and WebP are made from it."""

_TABLE: dict[tuple[str, str], dict[str, str]] = {
    # CPU and bytes against veryfast crf 20 (SSIM .9976, VMAF 93.4), then SSIM and VMAF; four photos moving,
    # 1080x1920, 160 frames: draft .33 2.86 .9924 90.4; high 1.05 1.38 .9985 95.6; master 2.20 2.71 .9993 97.9
    # (medium crf 14 instead: 3.6 2.9 .9994 98.1). A fixed B pattern costs nothing where motion is smooth.
    # Standard's settings in one piece of two photos at crf 22.1: .52 1.11 .9977 93.3, where veryfast has .9974 92.5.
    # Under a smooth camera better key and reference frames (ipratio, pbratio) give what a lookahead gives, without
    # its time and memory, and a steady quantizer (qcomp) keeps a piece independent of its length; with mbtree and a
    # lookahead of 6 instead: .72 1.11 .9972 92.4; with 4x4 partitions: more time and more bytes.
    ("h264", "draft"): {"preset": "ultrafast", "crf": "25", "x264-params": "deblock=0,0"},
    ("h264", "standard"): {
        "preset": "superfast",
        "crf": "22.3",
        "x264-params": "subme=2:analyse=i8x8:direct=temporal:bframes=2:b-pyramid=none"
        ":ipratio=1.6:pbratio=1.7:qcomp=0.9",
    },
    ("h264", "high"): {"preset": "veryfast", "crf": "18", "x264-params": "rc-lookahead=10"},
    ("h264", "master"): {"preset": "faster", "crf": "14", "x264-params": "rc-lookahead=10"},
    ("hevc", "draft"): {"preset": "ultrafast", "crf": "28"},
    ("hevc", "standard"): {"preset": "superfast", "crf": "23"},
    ("hevc", "high"): {"preset": "veryfast", "crf": "20"},
    ("hevc", "master"): {"preset": "medium", "crf": "16"},
    ("av1", "draft"): {"preset": "12", "crf": "40"},
    ("av1", "standard"): {"preset": "10", "crf": "30"},
    ("av1", "high"): {"preset": "8", "crf": "24"},
    ("av1", "master"): {"preset": "6", "crf": "18"},
    ("vp9", "draft"): {"deadline": "realtime", "cpu-used": "8", "crf": "40"},
    ("vp9", "standard"): {"deadline": "good", "cpu-used": "5", "crf": "31"},
    ("vp9", "high"): {"deadline": "good", "cpu-used": "4", "crf": "25"},
    ("vp9", "master"): {"deadline": "good", "cpu-used": "2", "crf": "18"},
    ("lossless", "draft"): {"preset": "ultrafast", "qp": "0"},
    ("lossless", "standard"): {"preset": "ultrafast", "qp": "0"},
    ("lossless", "high"): {"preset": "ultrafast", "qp": "0"},
    ("lossless", "master"): {"preset": "ultrafast", "qp": "0"},
}


def recipe(
    width: int, height: int, fps: Fraction, *, codec: str = "h264", level: str = "standard", kbps: int = 0
) -> Recipe:
    """The recipe for one output. `kbps` > 0 caps the bit rate. Raises BadRequest on an unknown codec or level."""
    cell = _TABLE.get((codec, level))
    if cell is None:
        raise BadRequest(
            f"there is no quality {level!r} for the codec {codec!r}",
            remedy=f"Use a quality of {', '.join(LEVELS)} and a codec of {', '.join(ENCODERS)}.",
        )
    gop = max(1, int(2 * fps))
    base = Recipe(codec, ENCODERS[codec], width, height, fps, gop, ())
    options = {**cell, **_alone(codec, cell, gop)}
    made = replace(base, options=tuple(sorted(options.items())))
    return capped(made, kbps) if kbps else made


def capped(base: Recipe, kbps: int) -> Recipe:
    """The same recipe with a ceiling: pieces are encoded apart, so the buffer is small (half a second)
    and a join of full pieces stays within a tenth of the ceiling."""
    options = dict(base.options)
    if base.codec == "av1":
        options["svtav1-params"] = f"{options['svtav1-params']}:mbr={kbps}"
    elif base.codec == "hevc":
        options["x265-params"] += f":vbv-maxrate={kbps}:vbv-bufsize={kbps // 2}"
    elif base.codec == "vp9":
        options["b"] = f"{kbps}k"
    elif base.codec == "h264":
        options |= {"maxrate": f"{kbps}k", "bufsize": f"{kbps // 2}k"}
    return replace(base, options=tuple(sorted(options.items())), kbps=kbps)


def _alone(codec: str, cell: dict[str, str], gop: int) -> dict[str, str]:
    """What makes a piece stand alone: one thread, closed groups, same parameters whatever the content."""
    if codec in ("h264", "lossless"):
        own = ":".join(filter(None, (cell.get("x264-params", ""), "scenecut=0:open-gop=0:b-adapt=0")))
        return {"x264-params": own}
    if codec == "hevc":
        own = f"pools=none:frame-threads=1:wpp=0:open-gop=0:scenecut=0:keyint={gop}:min-keyint={gop}:log-level=error"
        return {"x265-params": own}
    if codec == "av1":
        return {"svtav1-params": f"lp=1:keyint={gop}:irefresh-type=2:scd=0"}
    return {"b": "0", "row-mt": "0", "lag-in-frames": "12", "auto-alt-ref": "1"}
