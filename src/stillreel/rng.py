"""Repeatable randomness: the only generator in the system.

`rng(seed, "word", "s1")` gives the same stream on every machine. Global generators are banned by lint,
because a frame or a note must never depend on what was drawn before it.
"""

from __future__ import annotations

import hashlib

import numpy as np


def seed_of(*parts: int | str) -> int:
    """A 64-bit seed from any names and numbers, by BLAKE2b; equal parts give equal seeds everywhere."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def rng(*parts: int | str) -> np.random.Generator:
    """A NumPy generator (PCG64) seeded by `seed_of(*parts)`."""
    return np.random.Generator(np.random.PCG64(seed_of(*parts)))
