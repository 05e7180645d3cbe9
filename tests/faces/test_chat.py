"""The terminal's faces: a conversation through a pipe, the strip, dropped paths, a table of films; all real."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillreel import cli_strip
from stillreel.cli_batch import merged, rows_of
from stillreel.cli_paths import dropped
from stillreel.cli_strip import columns, fitted, strip
from stillreel.draft import model
from stillreel.errors import BadRequest

DOCS = Path(__file__).parent.parent.parent / "docs"
SMALL = "a 2 second square video at 10 fps, no music"


def stillreel(
    *words: object, data: Path, said: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "STILLREEL_DATA": str(data), "XDG_CONFIG_HOME": str(data / "config")}
    command = [sys.executable, "-m", "stillreel", *map(str, words)]
    return subprocess.run(
        command,
        input=said,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=cwd,
        timeout=300,
    )


def test_a_conversation_through_a_pipe(photos: list[Path], data: Path, tmp_path: Path) -> None:
    said = f"'{photos[1]}' {SMALL}\nadd title \"Hello\"\n/undo\n/nonsense\n/preview\nstatus\n/quit\nnever\n"
    done = stillreel("chat", photos[0], data=data, said=said, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "added 1: beach.jpg" in done.stdout and "added 1: logo.png" in done.stdout
    assert "[Hello" in done.stdout and "There is no /nonsense" in done.stdout and "never" not in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith(" ▶ ▌1 beach")
    assert (tmp_path / "reel-preview.mp4").stat().st_size > 1000


def recorder() -> Any:
    spec = importlib.util.spec_from_file_location("chat_page", DOCS / "chat.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_conversation_in_a_terminal(photos: list[Path], tmp_path: Path) -> None:
    """A real one: a prompt, a bar that goes away, Ctrl-C that ends a line alone, a history that is its owner's."""
    page = recorder()
    home = {"STILLREEL_DATA": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    script = [f"{photos[0]} {SMALL}", page.INTERRUPT, "/exprot", "/tmp/gone.jpg", "/preview", "/quit"]
    shown = page.record(script, ("-o", "a.webm"), tmp_path, home)
    lines = [line.strip() for line in shown.splitlines()]
    assert lines[0].startswith("Ready.") and "added 1: beach.jpg" in lines
    assert any("Ctrl-D or /quit to leave" in line for line in lines)
    assert "There is no /exprot; did you mean /export?" in lines
    assert any(line.startswith("a-preview.mp4  2 s") for line in lines) and "rendering" not in shown
    assert lines[-1].startswith("To go on later: stillreel chat --session ")
    history = tmp_path / "config" / "stillreel" / "chat_history"
    assert "/preview" in history.read_text() and history.stat().st_mode & 0o777 == 0o600
    kept = (DOCS / "chat.md").read_text("utf-8")
    assert all(f"› {line}" in kept for line in page.SCRIPT), "run: python docs/chat.py"


def test_a_conversation_with_a_service_goes_on_later(
    service: Any, photos: list[Path], data: Path, tmp_path: Path
) -> None:
    said = f"{SMALL}\n/draft d.json\ncredits\n/export film.webm\n"
    done = stillreel("chat", photos[0], "--url", service.url, data=data, said=said, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Made a video: 1 photo, 2 s" in done.stdout and "credits: 99 of 99 (0 held)" in done.stdout
    assert (tmp_path / "film.webm").stat().st_size > 1000
    lost = stillreel("chat", "--url", service.url, "--session", "none", data=data, said="hi\n", cwd=tmp_path)
    assert "Traceback" not in lost.stderr and lost.stdout + lost.stderr
    away = stillreel("chat", "--url", "http://127.0.0.1:9", data=data, said="hi\n", cwd=tmp_path)
    assert away.returncode == 1 and "127.0.0.1:9 cannot be reached. Check the address" in away.stderr


def test_a_folder_stands_for_what_is_in_it(tmp_path: Path) -> None:
    for name in ("b10.jpg", "b2.JPG", "a.png", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    found, rest = dropped(f"{tmp_path}/ make a promo")
    assert [p.name for p in found] == ["a.png", "b2.JPG", "b10.jpg"] and rest == "make a promo"
    assert dropped("photos of 2.5 s") == ((), "photos of 2.5 s")


def test_dropped_paths(tmp_path: Path) -> None:
    plain, spaced, quoted = tmp_path / "a.jpg", tmp_path / "b c.jpg", tmp_path / "d'e.jpg"
    for path in (plain, spaced, quoted):
        path.write_bytes(b"x")
    escaped = str(spaced).replace(" ", "\\ ")
    assert dropped(str(spaced)) == ((spaced,), "")
    assert dropped(f"'{spaced}' {plain}") == ((spaced, plain), "")
    assert dropped(f'{escaped} "{quoted}"') == ((spaced, quoted), "")
    assert dropped(f"file://{str(spaced).replace(' ', '%20')} make 'Hello  you'") == (
        (spaced,),
        "make 'Hello  you'".replace("  ", " "),
    )
    assert dropped("add a title 'no.jpg' please") == ((), "add a title 'no.jpg' please")
    assert dropped("don't use a.jpg") == ((), "don't use a.jpg")


@given(st.text(max_size=30), st.integers(0, 30))
def test_fitted_text_is_as_wide_as_asked(text: str, width: int) -> None:
    assert columns(fitted(text, width)) == width


@given(
    st.lists(
        st.tuples(st.integers(1, 9000), st.sampled_from(["cut", "fade"]), st.text(max_size=8)),
        min_size=1,
        max_size=30,
    ),
    st.integers(24, 160),
)
def test_the_strip_keeps_its_width_and_its_cuts(rows: list[tuple[int, str, str]], width: int) -> None:
    at, shots = 0, []
    for length, kind, name in rows:
        shots.append({"s": at, "d": length, "tr": {"k": kind}, "m": {"name": name}})
        at += length
    text = {"s": 0, "d": at, "tx": "你好 Hello"}
    lines = strip({"t": [{"tt": 0, "sg": shots}, {"tt": 7, "sg": [text, text]}]}, width).split("\n")
    assert all(columns(line) <= width for line in lines)
    assert columns(lines[1]) == width and len(lines) == 4


def test_an_empty_strip_says_so() -> None:
    assert (cli_strip.VIDEO, cli_strip.AUDIO, cli_strip.TEXT) == (model.VIDEO, model.AUDIO, model.TEXT)
    assert strip({"t": []}) == "(nothing on the timeline yet)"


def table(folder: Path, *lines: str) -> Path:
    place = folder / "rows.csv"
    place.write_text("\n".join(lines) + "\n", "utf-8")
    return place


def test_a_table_is_checked_whole_before_anything_is_made(photos: list[Path], tmp_path: Path) -> None:
    place = table(
        tmp_path,
        "name,photos,price",
        f"a,{photos[0]},$9",
        "b,gone.jpg,$8",
        f"c,{photos[0]},",
        "d,,$7",
        f"a,{photos[0]},$6",
    )
    with pytest.raises(BadRequest) as wrong:
        rows_of(place, "price {{price}}")
    lines = str(wrong.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["line 3", "line 4", "line 5", "line 6"]
    assert "gone.jpg" in lines[0] and "price is empty" in lines[1]
    with pytest.raises(BadRequest, match="no column 'cost'"):
        merged("{{cost}}", {"price": "1"})


def test_a_table_becomes_films_and_goes_on_where_it_stopped(
    photos: list[Path], data: Path, tmp_path: Path
) -> None:
    lines = ["name,photo1,photo2,word", f"one,{photos[0]},{photos[2]},Tea", f"two,{photos[3]},,Cake"]
    words = (
        "--say",
        SMALL + ", title '{{word}}'",
        "--out-dir",
        tmp_path / "out",
        "-q",
        "draft",
        "--format",
        "webm",
    )
    done = stillreel("batch", table(tmp_path, *lines), *words, data=data)
    assert done.returncode == 0, done.stderr + done.stdout
    manifest = tmp_path / "out" / "manifest.jsonl"
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    assert [(r["name"], r["status"], r["line"]) for r in rows] == [("one", "done", 2), ("two", "done", 3)]
    assert '"Tea"' in rows[0]["summary"] and '"Cake"' in rows[1]["summary"]
    assert all(Path(r["out"]).stat().st_size == r["bytes"] for r in rows)
    kept = Path(rows[0]["out"]).stat().st_mtime_ns
    Path(rows[1]["out"]).unlink()
    again = stillreel("batch", tmp_path / "rows.csv", *words, data=data)
    assert "one.webm  is there already" in again.stdout and "two.webm  done" in again.stdout
    assert Path(rows[0]["out"]).stat().st_mtime_ns == kept and len(manifest.read_text().splitlines()) == 2
