"""`make bench`: every figure that we claim, with the machine it was measured on.

    python -m bench [section ...] [/photo.jpg ...]

Sections are scripts of their own (each prints what it measures and against what); without a name the ones that
fit into a few minutes run. Ratios are against baselines of the same call; the machine is shared: trust ratios and CPU
seconds, not wall time.
"""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS: dict[str, tuple[str, ...]] = {
    "export": ("export.py", "export", "edit", "preview"),
    "quality": ("quality.py",),
    "kernels": ("kernels.py",),
    "score": ("score.py",),
    "talk": ("talk.py",),
    "type": ("type.py",),
    "transitions": ("transitions.py",),
    "rivals": ("export.py", "rivals"),
    "growth": ("export.py", "growth"),
    "forecast": ("export.py", "forecast"),
    "encoders": ("encoders.py",),
}
USUAL = ("export", "quality", "rivals", "kernels", "score", "talk")
PHOTOS = {"export", "quality", "rivals", "growth", "forecast"}


def machine() -> str:
    """The machine and the versions that the figures belong to."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":")[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    parts = ", ".join(
        f"{p} {version(p)}" for p in ("stillreel", "av", "numpy", "numba", "opencv-python-headless")
    )
    return f"{datetime.date.today()}: {os.cpu_count()} x {cpu}{load}; Python {platform.python_version()}, {parts}"


def main(arguments: list[str]) -> int:
    photos = [a for a in arguments if a.startswith("/")]
    names = [a for a in arguments if not a.startswith("/")] or list(USUAL)
    names = list(SCRIPTS) if names == ["all"] else names
    unknown = [n for n in names if n not in SCRIPTS]
    if unknown:
        print(f"no section {', '.join(unknown)}; there are: all {' '.join(SCRIPTS)}")
        return 2
    print(machine(), flush=True)
    failed = 0
    for name in names:
        script, *words = SCRIPTS[name]
        print(f"\n== {name}", flush=True)
        command = [sys.executable, str(HERE / script), *words, *(photos if name in PHOTOS else [])]
        failed |= subprocess.run(command, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
