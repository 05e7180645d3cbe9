"""Files made to harm: each is refused within its budget, opens nothing else, and connects nowhere."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import struct
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from stillreel.errors import TooLarge, Unsupported
from stillreel.media import jail, walk
from stillreel.media.clips import Clip
from stillreel.media.inside import opening
from stillreel.media.pictures import picture
from stillreel.media.probe import probe
from stillreel.media.sandbox import LINUX, Limits
from stillreel.media.sniff import FORMATS, sniff
from stillreel.media.sounds import sound

from . import files

EVERY = files.every()
SDP = (
    b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    b"m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def called(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def playlist(port: int) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n".encode()


class Named(io.BytesIO):
    """A file object with a name of the sender's choosing, as naive code hands over."""

    name = "x.m3u8"


TEXTS = {
    "sdp": (SDP, "session description"),
    "concat": (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "concat script"),
    "dash": (b"<?xml version='1.0'?><MPD></MPD>", "DASH"),
    "svg": (
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        "SVG",
    ),
    "html": (b"<!DOCTYPE html><html></html>", "HTML"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "zip": (b"PK\x03\x04" + bytes(60), "ZIP"),
    "elf": (b"\x7fELF" + bytes(60), "program"),
    "text": (b"just some words\n" * 9, "text"),
    "ansi": (b"\x1b[31mred" * 30, "text"),
    "subtitles": (b"1\n00:00:01,000 --> 00:00:02,000\nhello\n", "text"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
    "bmp": (b"BM" + bytes(60), "BMP"),
    "tiff": (b"II*\x00" + bytes(60), "TIFF"),
    "ogg": (b"OggS" + bytes(60), "Ogg"),
    "ts": ((b"G" + bytes(187)) * 3, "transport stream"),
    "zeros": (bytes(5000), "no media"),
    "ones": (b"\xff" * 5000, "no media"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_other_kinds_are_refused_with_their_likeness(name: str, tmp_path: Path) -> None:
    data, words = TEXTS[name]
    path = files.put(tmp_path, data, "innocent.mp4")
    with pytest.raises(Unsupported, match=words):
        probe(path)
    with pytest.raises(Unsupported):
        picture(path, 8, 8)
    with pytest.raises(Unsupported):
        sound(path)
    with pytest.raises(Unsupported), Clip(path) as clip:
        clip.frame(0, 8, 8)


def test_a_playlist_fetches_nothing_and_would_without_our_guards(
    listener: socket.socket, tmp_path: Path
) -> None:
    data = playlist(listener.getsockname()[1])
    with pytest.raises(Unsupported, match="playlist"):
        probe(files.put(tmp_path, data, "x.m3u8"))
    assert not called(listener)
    given = opening.arguments(FORMATS["mp4"])
    whitelist = {"protocol_whitelist": ""}
    guards = {
        "format": {"format": given["format"]},
        "io_open": {"io_open": given["io_open"]},
        "protocols": {"container_options": whitelist},
        "formats": {
            "container_options": {"format_whitelist": given["container_options"]["format_whitelist"]}
        },
    }
    with pytest.raises(av.FFmpegError):
        av.open(Named(data), timeout=0.5)
    assert called(listener), "the canary must be able to sing"
    for name, guard in guards.items():
        with pytest.raises((av.FFmpegError, PermissionError)):
            av.open(Named(data), timeout=0.5, **guard)
        assert not called(listener), name


def test_a_session_description_binds_no_socket() -> None:
    def bound() -> bool:
        return any(
            line.split()[1].endswith(":138C")
            for line in Path("/proc/self/net/udp").read_text().splitlines()[1:]
        )

    given = opening.arguments(FORMATS["avi"])
    for guard in (
        {"format": given["format"]},
        {"container_options": {"format_whitelist": given["container_options"]["format_whitelist"]}},
    ):
        with pytest.raises(av.FFmpegError):
            av.open(io.BytesIO(SDP), timeout=0.3, **guard)
    assert not bound()
    with contextlib.suppress(av.FFmpegError), av.open(io.BytesIO(SDP), timeout=0.3):
        assert bound(), "the canary: unguarded, a text opens a port"
    assert not bound()
    with pytest.raises(Unsupported):
        sniff(io.BytesIO(SDP))


def test_a_pattern_name_reads_no_sibling(tmp_path: Path) -> None:
    for k in range(3):
        files.put(tmp_path, files.still("png"), f"a{k}.png")
    path = files.put(tmp_path, files.still("png"), "a%d.png")
    assert probe(path).kind == "image"
    with av.open(str(path)) as naive:
        assert sum(1 for _ in naive.decode(video=0)) == 3, "the canary: a path would have read the siblings"


def gif(width: int, height: int, frames: int = 1) -> bytes:
    frame = (
        b"\x21\xf9\x04\x00\x02\x00\x00\x00\x2c"
        + struct.pack("<4H", 0, 0, width, height)
        + b"\x00\x02\x02\x44\x01\x00"
    )
    return (
        b"GIF89a"
        + struct.pack("<2H", width, height)
        + b"\x80\x00\x00\x00\x00\x00\xff\xff\xff"
        + frame * frames
        + b";"
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *extra: bytes) -> bytes:
    packer = zlib.compressobj(9)
    row = bytes(1 + width)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def apng(frames: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">2I5B", 4000, 4000, 8, 0, 0, 0, 0)) + chunk(
        b"acTL", struct.pack(">2I", frames, 0)
    )
    flood = chunk(b"fcTL", struct.pack(">5I2H2B", 0, 4000, 4000, 0, 0, 1, 10, 0, 0)) * frames
    return b"\x89PNG\r\n\x1a\n" + head + flood + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def webp(width: int, height: int, frames: int = 0) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + size
    body += (b"ANMF" + struct.pack("<I", 24) + bytes(6) + size + bytes(12)) * frames
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def jpeg(width: int, height: int, scans: int = 0) -> bytes:
    data = files.still("jpg", files.noise(64, 64), progressive=scans > 0)
    at = data.index(b"\xff\xc2" if scans else b"\xff\xc0")
    data = data[: at + 5] + struct.pack(">2H", height, width) + data[at + 9 :]
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * scans + data[-2:]


BOMBS = {
    "gif side": gif(16000, 16000),
    "gif flood": gif(4000, 4000, 1000),
    "gif lying about its canvas": gif(10, 10)[:6] + struct.pack("<2H", 10, 10) + gif(16000, 16000)[10:],
    "png 144 MP": png(12000, 12000),
    "png with a bomb of text": png(8, 8, chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(80 << 20)))),
    "png with a bomb of a profile": png(8, 8, chunk(b"iCCP", b"a\x00\x00" + zlib.compress(bytes(80 << 20)))),
    "apng flood": apng(2000),
    "webp 16383": webp(16383, 16383),
    "webp flood": webp(4000, 4000, 2000),
    "jpeg 65500": jpeg(65500, 65500),
    "jpeg of a thousand scans": jpeg(7000, 7000, 1000),
    "png line": png(40000, 1),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_little_and_are_too_large(name: str, tmp_path: Path) -> None:
    path = files.put(tmp_path, BOMBS[name])
    for task, args in (("asking:probe", {}), ("stills:picture", {"width": 8, "height": 8})):
        with jail.open_child(f"stillreel.media.inside.{task}", path, args, Limits(cpu=2)) as child:
            with pytest.raises(TooLarge):
                child.answer(20.0)
            used = child.end()
            if LINUX:
                assert used["cpu"] < 1.0 and used["peak"] < 400 << 20, used


def test_limits_act_while_probing_and_while_decoding() -> None:
    """`max_pixels` is needed twice; each is tried alone, and neither lets the bomb through."""
    data = io.BytesIO()
    with av.open(data, "w", format="matroska") as out:
        stream = out.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuvj420p"
        out.mux([*stream.encode(av.VideoFrame(320, 240, "yuvj420p")), *stream.encode(None)])

    def frames(probing: dict[str, str], decoding: dict[str, str]) -> int:
        with av.open(io.BytesIO(data.getvalue()), format="matroska", options=probing) as container:
            container.streams.video[0].codec_context.options = decoding
            return sum(1 for _ in container.decode(video=0))

    small = {"max_pixels": "1000"}
    assert frames({}, {}) == 1
    with pytest.raises(av.FFmpegError):
        frames({}, small)
    assert opening.arguments(FORMATS["mkv"])["options"]["max_pixels"] == str(walk.MOST_PIXELS)


def test_every_option_is_spelt_as_ffmpeg_spells_it() -> None:
    """FFmpeg ignores what it does not know; so each name must be one that it lists."""
    data = EVERY["mkv"]
    with pytest.raises(av.FFmpegError):
        av.open(io.BytesIO(data), format="matroska", container_options={"format_whitelist": "avi"})
    with av.open(io.BytesIO(data), format="matroska", container_options={"max_streams": "1"}) as one:
        assert len(one.streams) == 1
    # The other two are tried with canaries above (protocols) and below (codecs).
    names = {"format_whitelist", "max_streams", "protocol_whitelist", "codec_whitelist"}
    assert names == set(opening.arguments(FORMATS["mkv"])["container_options"])


@pytest.mark.parametrize("codec", ["magicyuv", "ffv1", "huffyuv", "cinepak"])
def test_codecs_outside_the_list_are_refused_before_decoding(codec: str, tmp_path: Path) -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="matroska" if codec == "ffv1" else "avi") as out:
        stream = out.add_stream(codec, rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = {"magicyuv": "yuv420p", "ffv1": "yuv420p", "huffyuv": "yuv422p", "cinepak": "rgb24"}[
            codec
        ]
        for k in range(3):
            frame = av.VideoFrame(64, 64, stream.pix_fmt)
            frame.pts, frame.time_base = k, Fraction(1, 10)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    with av.open(io.BytesIO(file.getvalue())) as naive:
        assert next(naive.decode(video=0)).width == 64, "the canary: without the list it decodes"
    path = files.put(tmp_path, file.getvalue())
    with pytest.raises(Unsupported, match="not an accepted codec"):
        probe(path)
    with pytest.raises(Unsupported), Clip(path) as clip:
        clip.frame(0, 8, 8)


def test_absurd_headers(tmp_path: Path) -> None:
    endless = bytearray(EVERY["mkv"])
    at = endless.index(b"\x44\x89\x88")  # Duration, a double, in ms
    endless[at + 3 : at + 11] = struct.pack(">d", 1e12)
    with pytest.raises(TooLarge, match="4 hours"):
        probe(files.put(tmp_path, bytes(endless)))
    wav = bytearray(EVERY["wav"])
    wav[4:8] = b"\xff\xff\xff\xff"
    at = wav.index(b"data")
    wav[at + 4 : at + 8] = b"\xf0\xff\xff\xff"
    assert len(sound(files.put(tmp_path, bytes(wav)))) == 48000
    many = bytearray(EVERY["wav"])
    many[22:24] = struct.pack("<H", 255)
    with pytest.raises(Unsupported):
        probe(files.put(tmp_path, bytes(many)))


@pytest.mark.parametrize("name", EVERY)
def test_truncation_and_damage_never_crash_or_hang(name: str, tmp_path: Path) -> None:
    """20 cuts and 20 seeded mutations of each kind: an answer of the right shape, Unsupported or TooLarge."""
    data = EVERY[name]
    rng = np.random.default_rng(7)
    cases = [data[: len(data) * k // 20] for k in range(20)]
    for _ in range(20):
        hurt = bytearray(data)
        for _ in range(int(rng.integers(1, 30))):
            hurt[int(rng.integers(0, len(hurt)))] = int(rng.integers(0, 256))
        at, size = (int(v) for v in rng.integers(0, len(hurt), 2))
        cases.append(bytes(hurt[:at] + hurt[size:]) if rng.random() < 0.3 else bytes(hurt))
    warm, refused = jail.warm_pid(), 0
    for case in cases:
        path = files.put(tmp_path, case)
        try:
            asset = probe(path)
            if asset.kind == "image":
                assert picture(path, 5, 4).shape[:2] == (4, 5)
        except (Unsupported, TooLarge):
            refused += 1
    assert 0 < refused < len(cases)
    assert jail.warm_pid() == warm
    os.kill(warm, 0)


def test_polyglots_are_what_their_head_says(tmp_path: Path) -> None:
    data = files.still("jpg") + b"PK\x03\x04<html><script>#EXTM3U"
    assert sniff(io.BytesIO(data)).name == "jpg"
    assert probe(files.put(tmp_path, data)).mime == "image/jpeg"


def test_size_changes_in_mid_stream_leave_the_output_as_asked(tmp_path: Path) -> None:
    one, two = (files.still("jpg", files.noise(*size)) for size in ((64, 48), (320, 200)))
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        stream = out.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for k, data in enumerate((one, two, one)):
            packet = av.Packet(data)
            packet.stream, packet.pts, packet.dts = stream, k, k
            packet.time_base = Fraction(1, 10)
            packet.is_keyframe = True
            out.mux(packet)
    with Clip(files.put(tmp_path, file.getvalue())) as clip:
        for k in range(3):
            assert clip.frame(k * 100 + 50, 40, 30).shape == (30, 40, 3)


def test_gps_and_text_never_reach_the_pixels_or_facts(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    path = files.put(tmp_path, files.still("jpg", exif=exif))
    assert "secret" not in repr(probe(path))
