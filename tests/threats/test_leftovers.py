"""What killed processes leave is told from what living ones work on."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from stillreel import leftovers


def dead() -> int:
    """The number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_sweep_takes_the_dead_s_and_nothing_else(tmp_path: Path) -> None:
    mine = tmp_path / leftovers.signed("upload")
    gone = tmp_path / f"upload-{platform.node()}-{dead()}-abc"
    folder = tmp_path / f"render-{platform.node()}-{dead()}-abc"
    far, old = tmp_path / "upload-another-host-1-abc", tmp_path / "upload-yet-another-1-abc"
    other = tmp_path / f"keep-{platform.node()}-{dead()}-abc"
    folder.mkdir()
    for place in (mine, gone, far, old, other, folder / "out.mp4"):
        place.write_bytes(b"x")
    os.utime(old, (0, 0))
    assert leftovers.sweep(tmp_path, "upload", "render") == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in (mine, far, other))
    assert leftovers.sweep(tmp_path, "upload", mine=True) == 1 and not mine.exists()


def test_a_link_is_removed_and_what_it_points_to_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "a").write_bytes(b"x")
    link = tmp_path / f"render-{platform.node()}-{dead()}-abc"
    link.symlink_to(kept)
    assert leftovers.sweep(tmp_path, "render") == 1
    assert (kept / "a").exists() and not link.is_symlink()
