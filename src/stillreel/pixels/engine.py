"""Which loops run: the compiled ones when they are warm, NumPy's until then. Both make the same bytes.

Compiling takes seconds, so nobody waits for it in the middle of a job: `warm()` compiles into numba's cache
(beside the package, or in the user's cache when that folder is read-only) and the make targets call it.
A cold process starts on NumPy and looks again now and then, so it speeds up when another has warmed.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from . import plain

_RECHECK_S = 2.0
_state: dict[str, Any] = {"loops": None, "looked": 0.0}

NAMES = ("resample", "mix", "mix_mask", "widen", "halve", "ramp", "over", "warp", "luma", "chroma", "cube")
"""The loops; `kernels` and `plain` both have each of them."""


def loops() -> ModuleType:
    """The module whose functions to call: `kernels` once its cache is warm, else `plain`."""
    ready = _state["loops"]
    if ready is not None:
        return ready  # type: ignore[no-any-return]
    now = time.monotonic()
    if now - _state["looked"] >= _RECHECK_S or not _state["looked"]:
        _state["looked"] = now
        compiled = _compiled()
        if compiled is not None and all(_is_cached(getattr(compiled, name)) for name in NAMES):
            compiled.load()
            _state["loops"] = compiled
            return compiled
    return plain


def is_warm() -> bool:
    """True when the compiled loops are in use or ready to be."""
    return loops() is not plain


def warm() -> bool:
    """Compiles every loop (seconds the first time, milliseconds after) and switches this process to them.

    Returns False, and changes nothing, where numba is not installed or cannot compile here."""
    compiled = _compiled()
    if compiled is None:
        return False
    compiled.load()
    _state["loops"] = compiled
    return True


def _compiled() -> ModuleType | None:
    try:
        numba = importlib.import_module("numba")
        if numba.config.DISABLE_JIT:
            return None
        return importlib.import_module(".kernels", __package__)
    except ImportError:
        return None


def _is_cached(loop: Any) -> bool:
    """True when numba holds machine code of this function that is newer than its source."""
    code = loop.py_func.__code__
    folder = Path(loop.stats.cache_path or "")
    stem = f"kernels.{loop.py_func.__qualname__}-{code.co_firstlineno}."
    source = Path(code.co_filename)
    newest = max((f.stat().st_mtime for f in folder.glob(f"{stem}*.nbi")), default=0.0)
    return newest > 0.0 and (not source.exists() or newest >= source.stat().st_mtime)


if __name__ == "__main__":
    warm()
