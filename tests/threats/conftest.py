"""The same real service as in `tests/contract`, its fixtures and one without patience."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rawwire import Service, serving

service, serve, person, process = serving.service, serving.serve, serving.person, serving.process


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A service without patience for senders that creep."""
    made = Service(tmp_path_factory.mktemp("strict"), receipt_s=0.4, min_upload_rate=1000)
    yield made
    made.stop()
