"""What a figure was measured on: machine, versions, date, load. Printed above every table of `make bench`."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("stillreel", "numpy", "numba", "opencv-python-headless", "av", "imageio-ffmpeg")


def processor() -> str:
    """The processor's name, where the system tells."""
    try:
        rows = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(row.split(":", 1)[1].strip() for row in rows if row.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def describe() -> str:
    """Two lines: the machine and how busy it is; the versions."""
    load = "/".join(f"{n:.2f}" for n in os.getloadavg())
    versions = []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} not installed")
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    first = f"{when}; {processor()}, {os.cpu_count()} cores, load {load}; {platform.system()} {platform.release()}"
    return f"{first}\nPython {platform.python_version()}, {', '.join(versions)}"


if __name__ == "__main__":
    print(describe())
