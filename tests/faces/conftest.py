"""Photos to make films of, drawn here; a data folder of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis  # noqa: F401 - its plugin would import it after threads have run, where CPython 3.11 may fail to parse
import numpy as np
import pytest
from PIL import Image


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four small photos of different shapes and kinds: JPEG, PNG with transparency, WebP, a tall JPEG."""
    folder = tmp_path_factory.mktemp("photos")
    y, x = np.mgrid[0:480, 0:640]
    made = []
    for n, (name, crop) in enumerate(
        [
            ("beach.jpg", (640, 480)),
            ("logo.png", (200, 200)),
            ("cafe.webp", (480, 480)),
            ("tower.jpg", (240, 480)),
        ]
    ):
        rgb = np.stack(
            [
                (x * (n + 1)) % 256,
                (y * 2 + 40 * n) % 256,
                ((x - 300) ** 2 + (y - 200) ** 2) // (90 + n) % 256,
            ],
            axis=2,
        )
        image = Image.fromarray(rgb.astype(np.uint8), "RGB").crop((0, 0, *crop))
        if name.endswith("png"):
            image.putalpha(Image.linear_gradient("L").resize(image.size))
        image.save(folder / name)
        made.append(folder / name)
    return made


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@dataclass(frozen=True)
class Service:
    """A running `stillreel serve`: its address, and the environment of a client that is alone there."""

    url: str
    data: Path


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as a process of its own, on loopback."""
    folder = tmp_path_factory.mktemp("service")
    environment = {**os.environ, "STILLREEL_DATA": str(folder), "STILLREEL_GRANTS_PER_ADDRESS": "1000"}
    command = [sys.executable, "-m", "stillreel", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        assert "listens on http://" in line, line
        try:
            yield Service(line.split()[-1], folder)
        finally:
            child.terminate()
            child.wait(30)
