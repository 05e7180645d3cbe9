"""Every measurement by name: `python -m bench [section ...] [/photo.jpg ...]`; `make bench` runs the default ones.

Each section runs in a process of its own, so that one's memory and warm caches are no part of another's figures.
Without names: what the export costs and how good the finished file is. `all`: everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
EXPORT = {"export": "export", "incremental": "edit", "preview": "preview", "growth": "growth",
          "baselines": "rivals", "forecast": "forecast"}  # fmt: skip
QUALITY = ("camera", "sharpness", "colour", "sound", "file")
OTHERS = ("kernels", "transitions", "type", "score", "talk", "encoders")
DEFAULT = ("export", *QUALITY, "incremental", "preview", "baselines")


def command(section: str, photos: list[str]) -> list[str]:
    """What to run for a section."""
    if section in EXPORT:
        return [str(HERE / "export.py"), EXPORT[section], *photos]
    if section in QUALITY:
        return [str(HERE / "quality.py"), section, *photos]
    return [str(HERE / f"{section}.py")]


def main(arguments: list[str]) -> int:
    """Runs the sections; 1 if one of them failed, 2 for a name that is none."""
    known = (*EXPORT, *QUALITY, *OTHERS)
    photos = [a for a in arguments if a.startswith("/")]
    photos += [str(Path(p).resolve()) for p in os.environ.get("PHOTOS", "").split()]
    names = [a for a in arguments if not a.startswith("/")]
    unknown = [n for n in names if n not in (*known, "all")]
    if unknown:
        print(f"there is no section {unknown[0]}; one of: {', '.join((*known, 'all'))}", file=sys.stderr)
        return 2
    wanted = list(known) if "all" in names else names or list(DEFAULT)
    subprocess.run([sys.executable, str(HERE / "machine.py")], check=False)
    failed = 0
    for section in wanted:
        print(f"\n== {section}", flush=True)
        began = time.monotonic()
        failed |= subprocess.run([sys.executable, *command(section, photos)], check=False).returncode != 0
        print(f"   ({time.monotonic() - began:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
