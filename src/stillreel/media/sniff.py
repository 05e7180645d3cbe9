"""What a file is, by its bytes alone: our own judgement, before any library looks at it.

The name is never asked, so a PNG called .mp4 is a PNG, and a playlist called .mp4 is text. Whatever is not one
of the thirteen accepted formats is refused with a word on what it looks like. Invariant: pure reading of
bounded amounts; the answer pins which demuxer or plug-in may open the file, and with which decoders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..draft.assets import Kind
from ..errors import Unsupported

HEAD = 4096


class Readable(Protocol):
    """A seekable binary input."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Format:
    """An accepted format: its name, what opens it (PIL plug-in or FFmpeg demuxer) and the decoders allowed."""

    name: str
    kind: Kind
    mime: str
    pil: str = ""
    demuxer: str = ""
    codecs: frozenset[str] = frozenset()


_SPEECH = "aac mp3 mp3float mp2 mp2float ac3 eac3 alac flac opus libopus vorbis libvorbis"
_PCM = (
    "pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_u8 pcm_s8 pcm_f32le pcm_f32be pcm_f64le"
    " pcm_mulaw pcm_alaw adpcm_ms adpcm_ima_wav adpcm_ima_qt"
)
_FILM = "h264 hevc av1 libdav1d vp9 libvpx-vp9 mpeg4 mjpeg"


def _of(name: str, kind: Kind, mime: str, demuxer: str, codecs: str) -> Format:
    return Format(name, kind, mime, demuxer=demuxer, codecs=frozenset(codecs.split()))


_MP4 = f"{_FILM} {_SPEECH} {_PCM}"
FORMATS = {
    f.name: f
    for f in (
        Format("jpg", "image", "image/jpeg", pil="JPEG"),
        Format("png", "image", "image/png", pil="PNG"),
        Format("webp", "image", "image/webp", pil="WEBP"),
        Format("gif", "image", "image/gif", pil="GIF"),
        _of("mp4", "video", "video/mp4", "mov,mp4,m4a,3gp,3g2,mj2", _MP4),
        _of("mov", "video", "video/quicktime", "mov,mp4,m4a,3gp,3g2,mj2", f"{_MP4} prores h263"),
        _of(
            "avi",
            "video",
            "video/x-msvideo",
            "avi",
            f"mpeg4 msmpeg4v2 msmpeg4 h263 mjpeg h264 {_SPEECH} {_PCM}",
        ),
        _of(
            "webm",
            "video",
            "video/webm",
            "matroska,webm",
            "vp8 libvpx vp9 libvpx-vp9 av1 libdav1d opus libopus vorbis",
        ),
        _of(
            "mkv",
            "video",
            "video/x-matroska",
            "matroska,webm",
            f"{_FILM} vp8 libvpx mpeg2video {_SPEECH} {_PCM}",
        ),
        _of("mp3", "audio", "audio/mpeg", "mp3", "mp3 mp3float"),
        _of("wav", "audio", "audio/wav", "wav", _PCM),
        _of("m4a", "audio", "audio/mp4", "mov,mp4,m4a,3gp,3g2,mj2", "aac alac mp3 mp3float"),
        _of("aac", "audio", "audio/aac", "aac", "aac"),
    )
}
"""The thirteen accepted formats by name."""

_LOOKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF or camera raw picture"),
    (b"MM\x00*", "a TIFF or camera raw picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a FLAC file"),
    (b"FLV", "a Flash video"),
    (b"\x30\x26\xb2\x75", "a Windows Media file"),
    (b"\x00\x00\x01\xba", "an MPEG programme stream"),
    (b"ADIF", "an ADIF file"),
)
_TEXTS: tuple[tuple[bytes, str], ...] = (
    (b"#extm3u", "a playlist"),
    (b"ffconcat", "a concat script"),
    (b"v=0", "a session description (SDP)"),
    (b"<mpd", "a DASH manifest"),
    (b"<svg", "an SVG drawing"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
)
_STILLS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}
_ATOMS = {b"moov", b"mdat", b"free", b"wide", b"skip", b"pnot"}


def sniff(source: Readable) -> Format:
    """The format of a readable, seekable source. Raises Unsupported, saying what it looks like."""
    source.seek(0)
    head = source.read(HEAD)
    if not head:
        raise Unsupported("the file is empty")
    name = _picture(head) or _riff(head) or _boxes(head) or _ebml(head) or _frames(source, head)
    if not name:
        raise Unsupported(f"this looks like {_likeness(head)}")
    return FORMATS[name]


def sniff_file(path: Path) -> Format:
    """`sniff` of a file on disk: reads its head, decodes nothing."""
    with path.open("rb") as file:
        return sniff(file)


def _picture(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "gif" if head[:6] in (b"GIF87a", b"GIF89a") else ""


def _riff(head: bytes) -> str:
    if head[:4] not in (b"RIFF", b"RF64"):
        return ""
    return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12], "")


def _boxes(head: bytes) -> str:
    kind = head[4:8]
    if kind in _ATOMS and int.from_bytes(head[:4], "big") not in range(2, 8):
        return "mov"
    if kind != b"ftyp":
        return ""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[k : k + 4] for k in range(16, size - 3, 4))]
    if brands[0] in _STILLS:
        raise Unsupported("this looks like a HEIC or AVIF picture", remedy="Export it as JPG and send that.")
    if brands[0] in (b"M4A ", b"M4B "):
        return "m4a"
    return "mov" if brands[0] == b"qt  " else "mp4"


def _ebml(head: bytes) -> str:
    if not head.startswith(b"\x1aE\xdf\xa3"):
        return ""
    at = head.find(b"\x42\x82", 5, 128)
    word = head[at + 3 : at + 3 + (head[at + 2] & 0x7F)].rstrip(b"\x00") if 0 < at < len(head) - 3 else b""
    return {b"webm": "webm", b"matroska": "mkv"}.get(word, "")


def _frames(source: Readable, head: bytes) -> str:
    """Raw MPEG audio: two frames in a row must fit, behind any ID3 tag."""
    at, tagged = 0, False
    while head[:3] == b"ID3" and len(head) >= 10:
        at += 10 + sum((b & 0x7F) << s for b, s in zip(head[6:10], (21, 14, 7, 0), strict=True))
        tagged = True
        source.seek(at)
        head = source.read(HEAD)
    reach = 2048 if tagged else 1  # encoders pad their tags
    for skip in range(min(reach, max(0, len(head) - 8))):
        for name, length in (("mp3", _mp3_length), ("aac", _adts_length)):
            if _fits(head[skip:], length):
                return name
    return ""


def _fits(data: bytes, length: Callable[[bytes], int]) -> bool:
    first = length(data)
    if not first:
        return False
    return len(data) < first + 4 or length(data[first:]) > 0


_RATES = (44100, 48000, 32000)
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _mp3_length(data: bytes) -> int:
    """Bytes of the MPEG layer III frame that starts here, 0 if none does."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return 0
    version, bits, rate = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return 0
    hertz = _RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    kbps, scale = (_KBPS_1[bits], 144_000) if version == 3 else (_KBPS_2[bits], 72_000)
    return scale * kbps // hertz + (data[2] >> 1 & 1)


def _adts_length(data: bytes) -> int:
    """Bytes of the AAC ADTS frame that starts here, 0 if none does."""
    if len(data) < 7 or data[0] != 0xFF or data[1] & 0xF6 != 0xF0 or data[2] >> 2 & 15 > 12:
        return 0
    size = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    return size if size >= 7 else 0


def _likeness(head: bytes) -> str:
    for mark, words in _LOOKS:
        if head.startswith(mark):
            return words
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, words in _TEXTS:
        if start.startswith(mark) or (mark.startswith(b"<") and mark in start[:1024]):
            return words
    if len(head) > 188 and head[0] == head[188] == 0x47:
        return "an MPEG transport stream"
    try:
        words = head[:-3].decode() if len(head) > 3 else head.decode()
    except UnicodeDecodeError:
        return "no media file we know"
    plain = all(c.isprintable() or c in "\t\n\r\x1b\f" for c in words)
    return "text" if plain else "no media file we know"
