"""Which loops run: the compiled ones when they are warm, NumPy's until then. Both make the same bytes.

Compiling takes seconds, so nobody waits for it in the middle of a job: `warm()` compiles into numba's cache
(beside the package, or in the user's cache when that folder is read-only) and the make targets call it.
A cold process starts on NumPy and looks again now and then, so it speeds up when another has warmed.
"""

from __future__ import annotations

import importlib
import time
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
    """True when numba holds machine code of this very function for this very processor, as its own index says.

    (Times of files would lie: a checkout gives an unchanged source a new one.)"""
    try:
        index = loop._cache._cache_file._load_index()
        mine = loop.targetctx.codegen().magic_tuple()
    except AttributeError:  # another numba keeps its books elsewhere: then a first use may pay a compile
        return True
    return any(key[1] == mine for key in index)


if __name__ == "__main__":
    warm()
