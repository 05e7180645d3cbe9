"""The packaged instruments, decoded here by PyAV, and one short performance of every style, made once."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from stillreel.catalog.music import MUSIC
from stillreel.score import Bank, Score, compose, perform


def decode(data: bytes) -> tuple[np.ndarray, int]:
    with av.open(io.BytesIO(data)) as box:
        frames = [frame.to_ndarray() for frame in box.decode(audio=0)]
        return np.concatenate(frames, axis=1).mean(axis=0).astype(np.float32), box.streams.audio[0].rate


@pytest.fixture(scope="session")
def bank() -> Bank:
    return Bank.packaged(decode)


@pytest.fixture(scope="session")
def played(bank):
    """name -> (score, sound) of 12 seconds, seed 5, with a cut on a beat in the middle."""
    kept: dict[str, tuple[Score, np.ndarray]] = {}

    def play(name: str) -> tuple[Score, np.ndarray]:
        if name not in kept:
            score = compose(MUSIC.get(name), 12_000, seed=5)
            kept[name] = (score, perform(score, bank))
        return kept[name]

    return play
