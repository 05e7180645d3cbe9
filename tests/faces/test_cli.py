"""The command line as a person and a machine use it: real files in, a real MP4 out, clear words when not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import pytest

SMALL = "a 3 second square video at 10 fps, upbeat music, title 'Hello'"


def stillreel(*words: object, data: Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stillreel", *map(str, words)]
    environment = {**os.environ, "STILLREEL_DATA": str(data), "XDG_CONFIG_HOME": str(data / "config")}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=cwd, timeout=300
    )


def streams(place: Path) -> dict[str, tuple[str, int]]:
    with av.open(str(place)) as film:
        kinds = {s.type: s for s in film.streams}
        frames = sum(1 for _ in film.decode(kinds["video"]))
        video = kinds["video"].codec_context
        return {
            "video": (f"{video.name} {video.width}x{video.height}", frames),
            "audio": (kinds["audio"].codec_context.name, 0),
        }


def test_photos_and_a_sentence_become_a_film(photos: list[Path], data: Path, tmp_path: Path) -> None:
    out, draft = tmp_path / "promo.mp4", tmp_path / "draft.json"
    done = stillreel(
        "make", *photos, "--say", SMALL, "-o", out, "--draft", draft, "--preview", "--json", data=data
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["seconds"] == 3 and told["frames"] == 30 and told["bytes"] == out.stat().st_size
    assert told["summary"].startswith("Timeline (3 tracks): 1. Video:")
    assert [s["a"] for s in told["draft"]["t"][0]["sg"]] == [
        s["a"] for s in json.loads(draft.read_text())["t"][0]["sg"]
    ]
    assert streams(out) == {"video": ("h264 360x360", 30), "audio": ("aac", 0)}

    again = tmp_path / "again.mp4"
    done = stillreel("render", draft, "-o", again, "--preview", data=data)
    assert done.returncode == 0, done.stderr
    assert "reused: " in done.stdout
    assert again.read_bytes() == out.read_bytes()


def test_a_service_makes_the_same_film(photos: list[Path], data: Path, tmp_path: Path, service: Any) -> None:
    here, there = tmp_path / "here.mp4", tmp_path / "there.mp4"
    words = (*photos[:2], "--say", SMALL.replace("3 second", "1 second"), "-q", "draft", "--json")
    told = [json.loads(stillreel("make", *words, "-o", here, data=data).stdout)]
    done = stillreel("make", *words, "-o", there, "--url", service.url, data=data)
    assert done.returncode == 0, done.stderr
    told.append(json.loads(done.stdout))
    assert there.read_bytes() == here.read_bytes()
    assert told[0]["draft"] == told[1]["draft"] and told[0]["bytes"] == told[1]["bytes"]


def test_a_draft_can_be_rendered_elsewhere_with_its_files(
    photos: list[Path], data: Path, tmp_path: Path
) -> None:
    draft, elsewhere = tmp_path / "draft.json", tmp_path / "data"
    stillreel(
        "make",
        *photos[:2],
        "--say",
        SMALL,
        "-o",
        tmp_path / "a.mp4",
        "--draft",
        draft,
        "--preview",
        data=data,
    )
    lost = stillreel("render", draft, "-o", tmp_path / "b.mp4", "--preview", data=elsewhere)
    assert lost.returncode == 1 and "Traceback" not in lost.stderr
    found = stillreel("render", draft, *photos[:2], "-o", tmp_path / "b.mp4", "--preview", data=elsewhere)
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "b.mp4").read_bytes() == (tmp_path / "a.mp4").read_bytes()


def test_one_bad_file_does_not_stop_the_others(photos: list[Path], data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "notes.jpg"
    bad.write_text("not a picture")
    done = stillreel("make", bad, photos[0], "--say", SMALL, "-o", tmp_path / "a.mp4", "--preview", data=data)
    assert done.returncode == 0
    assert "left out notes.jpg" in done.stderr and "jpg, png, webp" in done.stderr


@pytest.mark.parametrize("words", [["nowhere.jpg"], ["text.jpg"], []])
def test_bad_input_is_one_clear_line(words: list[str], data: Path, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("<svg/>")
    done = stillreel("make", *words, "-o", tmp_path / "a.mp4", data=data, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert done.stderr.strip() and "Traceback" not in done.stderr
    assert not (tmp_path / "a.mp4").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["-o", "."], "is a folder"),
        (["-o", "text.jpg/a.mp4"], "cannot be written"),
        (["-o", "a.mp4", "--draft", "text.jpg/d.json"], "cannot be written"),
        (["-o", "a.xyz"], "Use one of .gif"),
        (["-o", "a.mp4", "--data", "text.jpg"], "text.jpg"),
    ],
)
def test_a_place_that_cannot_be_written_is_said_at_once(
    more: list[str], says: str, photos: list[Path], data: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.jpg").write_text("no folder")
    done = stillreel("make", photos[0], "--say", SMALL, *more, data=data, cwd=tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert says in done.stderr and "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["text.jpg"]


def test_words_that_make_nothing_say_what_would(photos: list[Path], data: Path, tmp_path: Path) -> None:
    done = stillreel("make", photos[0], "--say", "what can you do?", "-o", tmp_path / "a.mp4", data=data)
    assert done.returncode == 1
    assert done.stderr.strip() and not (tmp_path / "a.mp4").exists()


def test_an_interrupt_leaves_no_litter(photos: list[Path], data: Path, tmp_path: Path) -> None:
    out = tmp_path / "film" / "long.mp4"
    command = [
        sys.executable,
        "-m",
        "stillreel",
        "make",
        *map(str, photos),
        "--say",
        "a 60 second video",
        "-o",
        str(out),
    ]
    environment = {**os.environ, "STILLREEL_DATA": str(data)}
    with subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # it may be ignored where tests run
    ) as child:
        cache = data / "cache"
        before = {p for p in cache.rglob("*") if p.is_file()}
        while child.poll() is None and not {p for p in cache.rglob("*") if p.is_file()} - before:
            pass
        os.killpg(child.pid, signal.SIGINT)
        _, words = child.communicate(timeout=30)
    assert child.returncode == 130, words
    assert b"Traceback" not in words
    assert not out.exists() and list(out.parent.glob("*")) == []


def test_the_catalogue_lists_every_word(data: Path) -> None:
    rows = json.loads(stillreel("catalog", "--json", data=data).stdout)
    assert {"fade", "wipe_left", "page_curl"} <= {w["name"] for w in rows["transitions"]}
    assert all(w["en"] and w["zh"] for kind in rows.values() for w in kind)
    assert "lofi" in stillreel("catalog", "music", data=data).stdout
