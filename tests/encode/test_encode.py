"""Real files, decoded again by two libraries: frames, time stamps, tags, groups of pictures, sound in step."""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillreel.errors import BadRequest, RenderFailed
from stillreel.media.coded import Coded, Damaged, Packet, dump, load
from stillreel.media.encode import RATE, can, encode, encode_sound, heard, jpeg, picture_of, planes
from stillreel.media.join import codec_for, container_of, join, published, sound_codec_for
from stillreel.media.quality import ENCODERS, LEVELS, Recipe, recipe
from stillreel.pixels.frame import Frame, blank, copy_into, same, yuv_of
from stillreel.render.sound import coded_sound
from stillreel.score import true_peak

W, H = 160, 96
PAL = Fraction(25)


def moving(start: int = 0) -> Callable[[int, Frame], None]:
    """A pattern in which every frame is another one and every row and column counts."""
    x, y = np.arange(W)[None], np.arange(H)[:, None]

    def paint(n: int, out: Frame) -> None:
        n += start
        out.y[:] = 120 + 80 * np.sin((x + 2.3 * n) / 9) * np.cos((y - n) / 7)
        out.u[:] = 128 + 40 * np.sin((x[:, ::2] - n) / 20)
        out.v[:] = 128 + 40 * np.cos((y[::2] + n) / 15)

    return paint


def frame_of(n: int) -> Frame:
    out = blank(W, H)
    moving()(n, out)
    return out


def in_pieces(how: Recipe, lengths: list[int]) -> list[Coded]:
    made, at = [], 0
    for length in lengths:
        made.append(encode(how, length, moving(at)))
        at += length
    return made


def tone(samples: int) -> np.ndarray:
    wave = 0.3 * np.sin(np.arange(samples) * 2 * np.pi * 440 / RATE)
    return np.stack([wave, -wave], 1).astype(np.float32)


def seen(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as box:
        return list(box.decode(video=0))


def psnr(path: Path) -> float:
    errors = []
    for n, picture in enumerate(seen(path)):
        got, want = planes(picture), frame_of(n)
        errors.append(np.mean((got.y.astype(float) - want.y) ** 2))
    return 10 * np.log10(255**2 / np.mean(errors))


@given(
    st.binary(max_size=40),
    st.lists(
        st.tuples(st.integers(-5, 500), st.integers(1, 9), st.booleans(), st.binary(max_size=60)), max_size=8
    ),
    st.integers(0, 1 << 40),
)
def test_a_piece_survives_writing_and_any_flipped_bit_is_found(
    head: bytes, rows: list[tuple[int, int, bool, bytes]], at: int
) -> None:
    piece = Coded(head, len(rows), tuple(Packet(*row) for row in rows))
    raw = dump(piece)
    assert load(raw) == piece
    spot = at % len(raw)
    broken = raw[:spot] + bytes([raw[spot] ^ 1]) + raw[spot + 1 :]
    for bad in (broken, raw[:spot], raw + b"x", b""):
        with pytest.raises(Damaged):
            load(bad)


@pytest.mark.parametrize("fps", ["24", "25", "30", "50", "60", "24000/1001", "30000/1001", "60000/1001"])
def test_every_rate_is_exact_in_frames_and_seconds(tmp_path: Path, fps: str) -> None:
    rate = Fraction(fps)
    how = recipe(W, H, rate)
    pieces = in_pieces(how, [33, 1, 2, 27])
    samples = int(63 / rate * RATE + Fraction(1, 2))
    out = tmp_path / "a.mp4"
    join(lambda: pieces, how, encode_sound(tone(samples)), out, title="Ferien – 假期 🎉")
    with av.open(str(out)) as box:
        video, audio = box.streams.video[0], box.streams.audio[0]
        assert box.metadata["title"] == "Ferien – 假期 🎉"
        assert video.average_rate == rate
        assert video.frames == 63
        assert video.duration * video.time_base == 63 / rate
        assert audio.duration * audio.time_base == Fraction(samples, RATE)
        assert (video.start_time or 0, audio.start_time or 0) == (0, 0)
        assert [f.pts * f.time_base for f in box.decode(video)] == [n / rate for n in range(63)]
    with av.open(str(out)) as box:
        stamps = [(p.dts, p.pts) for p in box.demux(video=0) if p.dts is not None]
    assert all(dts <= pts for dts, pts in stamps)
    steps = {b - a for (a, _), (b, _) in pairwise(stamps)}
    assert len(steps) == 1, "decoding times advance by exactly one frame, across joins too"


def test_another_decoder_agrees(tmp_path: Path) -> None:
    how = recipe(W, H, Fraction(30000, 1001))
    out = tmp_path / "a.mp4"
    pieces = in_pieces(how, [30, 31])
    join(lambda: pieces, how, encode_sound(tone(97_697)), out)
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(out))
    assert frames == 61
    assert abs(seconds - 61 * 1001 / 30000) < 0.02
    reader = imageio_ffmpeg.read_frames(str(out), pix_fmt="yuv420p", bits_per_pixel=12)
    next(reader)
    ours = [b"".join(np.ascontiguousarray(p).tobytes() for p in planes(f).planes) for f in seen(out)]
    assert list(reader) == ours


def test_the_stream_says_what_it_is(tmp_path: Path) -> None:
    how = recipe(W, H, PAL)
    out = tmp_path / "a.mp4"
    piece = encode(how, 30, moving())
    join(lambda: [piece], how, encode_sound(tone(RATE)), out)
    with av.open(str(out)) as box:
        video, audio = box.streams.video[0].codec_context, box.streams.audio[0].codec_context
        assert (video.name, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
        assert (video.color_primaries, video.color_trc, video.colorspace, video.color_range) == (1, 1, 1, 1)
        assert (audio.name, audio.profile, audio.sample_rate, audio.layout.name) == (
            "aac",
            "LC",
            RATE,
            "stereo",
        )
        assert box.streams.video[0].sample_aspect_ratio in (None, 1)


def atoms(path: Path) -> list[str]:
    raw, at, names = path.read_bytes(), 0, []
    while at < len(raw):
        size, name = struct.unpack_from(">I4s", raw, at)
        names.append(name.decode())
        at += size
    return names


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_playing_can_start_before_the_file_is_there(tmp_path: Path, suffix: str) -> None:
    how = recipe(W, H, PAL)
    out = tmp_path / f"a{suffix}"
    piece = encode(how, 5, moving())
    join(lambda: [piece], how, None, out)
    names = atoms(out)
    assert names.index("moov") < names.index("mdat")


@pytest.mark.parametrize("codec", ["h264", "hevc", "vp9"])
def test_groups_of_pictures_are_closed_and_at_most_two_seconds(codec: str) -> None:
    how = recipe(W, H, Fraction(10), codec=codec)
    piece = encode(how, 45, moving())
    keys = [i for i, p in enumerate(piece.packets) if p.key]
    shown = sorted(piece.packets[i].pts for i in keys)
    assert shown == [0, 20, 40]
    whole = _decoded(piece, how.codec)
    for first, last in zip(keys, [*keys[1:], len(piece.packets)], strict=True):
        alone = _decoded(Coded(piece.head, 0, piece.packets[first:last]), how.codec)
        assert alone == {pts: whole[pts] for pts in alone}, "a group needs nothing of the one before"
        assert len(alone) == last - first


def _decoded(piece: Coded, codec: str) -> dict[int, bytes]:
    coder = av.CodecContext.create(codec, "r")
    if piece.head:
        coder.extradata = piece.head
    found = {}
    for row in (*piece.packets, None):
        packet = None if row is None else av.Packet(row.data)
        if packet is not None:
            packet.pts = row.pts
        for picture in coder.decode(packet):
            found[picture.pts] = b"".join(np.ascontiguousarray(p).tobytes() for p in planes(picture).planes)
    return found


def test_joined_pieces_are_the_film_bit_by_bit_when_nothing_is_lost(tmp_path: Path) -> None:
    how = recipe(W, H, PAL, codec="lossless")
    out = tmp_path / "a.mkv"
    pieces = in_pieces(how, [10, 1, 25])
    join(lambda: pieces, how, None, out)
    pictures = seen(out)
    assert len(pictures) == 36
    assert all(same(planes(picture), frame_of(n)) for n, picture in enumerate(pictures))


@pytest.mark.parametrize("level", LEVELS)
def test_seams_cost_no_quality(tmp_path: Path, level: str) -> None:
    how = recipe(W, H, PAL, level=level)
    one, many = tmp_path / "one.mp4", tmp_path / "many.mp4"
    whole, parts = in_pieces(how, [100]), in_pieces(how, [30, 12, 58])
    join(lambda: whole, how, None, one)
    join(lambda: parts, how, None, many)
    assert psnr(many) > psnr(one) - 0.1


def test_equal_recipes_make_equal_heads_whatever_the_picture_and_equal_bytes() -> None:
    how = recipe(W, H, PAL)
    noise = np.random.default_rng(1)
    a, b = (
        encode(how, 30, moving()),
        encode(how, 2, lambda n, out: out.y.__setitem__(..., noise.integers(16, 235, (H, W)))),
    )
    assert a.head == b.head
    assert encode(how, 30, moving()) == a


def test_painting_into_the_encoders_buffer_is_painting_a_fresh_frame() -> None:
    how = recipe(W, H, PAL)
    kept = [frame_of(n) for n in range(20)]
    assert encode(how, 20, lambda n, out: copy_into(kept[n], out)) == encode(how, 20, moving())


def test_odd_strides_reach_the_right_samples() -> None:
    picture = av.VideoFrame(98, 54, "yuv420p")
    assert picture.planes[0].line_size != 98, "the test wants a padded row"
    rng = np.random.default_rng(0)
    wanted = Frame(*(rng.integers(0, 255, s, np.uint8) for s in ((54, 98), (27, 49), (27, 49))))
    copy_into(wanted, planes(picture))
    assert np.array_equal(picture.to_ndarray().reshape(-1), np.frombuffer(wanted.tobytes(), np.uint8))
    assert same(planes(picture_of(wanted)), wanted)


@pytest.mark.parametrize(("suffix", "codec"), [(".mp4", "aac"), (".webm", "opus")])
def test_sound_is_in_step_to_the_sample(tmp_path: Path, suffix: str, codec: str) -> None:
    clicks = (4_800, 40_011, 95_000)
    wave = np.zeros((96_001, 2), np.float32)
    for at in clicks:
        wave[at : at + 240, :] = (np.hanning(240) * np.sin(np.arange(240) * 0.5))[:, None].astype(
            np.float32
        ) * 0.8
    how = recipe(W, H, PAL, codec=codec_for(Path(suffix := f"a{suffix}")), level="draft")
    out = tmp_path / suffix
    piece = encode(how, 50, moving())
    join(lambda: [piece], how, encode_sound(wave, codec), out, sound_codec=codec)
    with av.open(str(out)) as box:
        heard = np.zeros(120_000)
        for block in box.decode(audio=0):
            at = round(block.pts * block.time_base * RATE)
            part = block.to_ndarray()
            left = part[0] if part.shape[0] == 2 else part[0, ::2]
            keep = max(0, -at)
            heard[at + keep : at + len(left)] = left[keep:]
    tolerance = 1 if codec == "aac" else 48  # Matroska counts in milliseconds
    for at in clicks:
        near = heard[at - 100 : at + 340]
        shift = np.argmax(np.correlate(near, wave[at : at + 240, 0], "valid")) - 100
        assert abs(shift) <= tolerance


@pytest.mark.parametrize("samples", [1, 1023, 1024, 1025, 48_000, 100_003])
@pytest.mark.parametrize("codec", ["aac", "opus"])
def test_sound_of_any_length_is_exactly_that_long(samples: int, codec: str) -> None:
    piece = encode_sound(tone(samples), codec)
    assert piece.ticks == samples
    assert piece.packets[-1].pts + piece.packets[-1].length == samples
    assert piece.packets[0].pts < 0, "priming is before the start"
    assert encode_sound(tone(samples), codec) == piece


@pytest.mark.parametrize("codec", ["aac", "opus"])
def test_what_is_heard_peaks_under_the_ceiling_whatever_the_coder_adds(codec: str) -> None:
    """Clipped noise bursts make coders overshoot; the file that is delivered does not."""
    draw = np.random.default_rng(4)
    samples = np.zeros((RATE, 2), np.float32)
    for start in range(0, RATE, 6000):
        samples[start : start + 400] = 0.79 * np.sign(draw.standard_normal((400, 2)))
    plain = heard(encode_sound(samples, codec), codec)
    kept = coded_sound(samples, codec, 0)
    assert true_peak(plain) > -1 and len(plain) == len(samples) == kept.ticks
    assert true_peak(heard(kept, codec)) <= -1


def test_an_interrupted_writing_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "a.mp4"
    out.write_bytes(b"old")
    how = recipe(W, H, PAL)
    piece = encode(how, 3, moving())
    calls = []

    def breaks() -> list[Coded]:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return [piece]

    with pytest.raises(KeyboardInterrupt):
        join(breaks, how, None, out)
    other = encode(recipe(W * 2, H, PAL), 3, lambda n, f: f.y.fill(99))
    with pytest.raises(RenderFailed, match="other settings"):
        join(lambda: [piece, other], how, None, out)
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
    assert out.read_bytes() == b"old"


def test_publishing_replaces_in_one_step(tmp_path: Path) -> None:
    out = tmp_path / "x.mp4"
    with published(out) as draft:
        draft.write_bytes(b"new")
        assert not out.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["x.mp4"]


@pytest.mark.parametrize("name", ["a.mov", "a.webm", "a.mkv", "b.mp4"])
def test_other_containers_carry_the_same_film(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    codec = codec_for(out, "hevc" if name in ("a.mov", "b.mp4") else None)
    how = recipe(W, H, PAL, codec=codec, level="draft")
    pieces, heard = in_pieces(how, [20, 13]), sound_codec_for(out)
    assert heard is not None
    join(lambda: pieces, how, encode_sound(tone(33 * 1920), heard), out, sound_codec=heard)
    with av.open(str(out)) as box:
        tags = box.streams.video[0].codec_context
        assert (tags.color_primaries, tags.color_trc, tags.colorspace, tags.color_range) == (1, 1, 1, 1)
        if name == "b.mp4":
            assert tags.codec_tag == "hvc1"
    stamps = [float(f.time) for f in seen(out)]
    assert np.allclose(stamps, np.arange(33) / 25, atol=6e-4)


@pytest.mark.skipif(not can("av1"), reason="this build of PyAV has no SVT-AV1")
def test_av1_pieces_join(tmp_path: Path) -> None:
    how = recipe(W, H, PAL, codec="av1", level="draft")
    pieces = in_pieces(how, [12, 9])
    join(lambda: pieces, how, None, tmp_path / "a.mp4")
    assert [f.pts * f.time_base for f in seen(tmp_path / "a.mp4")] == [n / PAL for n in range(21)]


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_animated_pictures(tmp_path: Path, suffix: str) -> None:
    from PIL import Image

    how = recipe(W, H, Fraction(20), codec="lossless")
    pieces = in_pieces(how, [8, 5])
    out = tmp_path / f"a{suffix}"
    join(lambda: pieces, how, None, out)
    with Image.open(out) as film:
        assert (film.n_frames, film.size, film.info.get("loop")) == (13, (W, H), 0)  # type: ignore[attr-defined]
        film.seek(12)
        rgb = np.asarray(film.convert("RGB")).astype(float)
    wanted = cv2.cvtColor(picture_of(frame_of(12)).to_ndarray(), cv2.COLOR_YUV2RGB_I420).astype(float)
    assert np.abs(rgb - wanted).mean() < 12


def test_a_jpeg_has_the_frames_colours() -> None:
    for colour in ("#D03020", "#1040C0", "#20A030", "#FFFFFF", "#000000"):
        raw = np.frombuffer(jpeg(blank(64, 32, yuv_of(colour)), 32), np.uint8)
        bgr = cv2.imdecode(raw, cv2.IMREAD_COLOR)
        assert bgr.shape == (16, 32, 3)
        wanted = [int(colour[i : i + 2], 16) for i in (5, 3, 1)]
        assert np.abs(bgr.reshape(-1, 3).mean(0) - wanted).max() < 4


@settings(deadline=None, max_examples=6)
@given(st.integers(200, 900))
def test_a_ceiling_of_the_bit_rate_holds(kbps: int) -> None:
    how = recipe(W, H, PAL, kbps=kbps)
    draw = np.random.default_rng(kbps)

    def noise(n: int, out: Frame) -> None:
        out.y[:] = draw.integers(16, 235, (H, W))

    pieces = [encode(how, 100, noise) for _ in range(2)]
    assert sum(p.size for p in pieces) * 8 / 8 <= kbps * 1000 * 1.15


def test_unknown_wishes_are_refused_with_what_is_possible() -> None:
    with pytest.raises(BadRequest, match="draft, standard, high, master"):
        recipe(W, H, PAL, level="ultra")
    with pytest.raises(BadRequest, match=r"\.mp4"):
        container_of(Path("film.avi"))
    with pytest.raises(BadRequest, match="vp9"):
        codec_for(Path("a.webm"), "h264")
    assert codec_for(Path("A.MP4")) == "h264"
    assert sound_codec_for(Path("a.gif")) is None
    with pytest.raises(BadRequest, match="theora"):
        recipe(W, H, PAL, codec="theora")
    assert all(can(codec) for codec in ENCODERS if codec != "av1")
