"""The OpenAPI document is true: a stranger that knows nothing else drives the running service from it.

A few examples of each operation here; `STILLREEL_EXAMPLES=50 make test TESTS=tests/contract/test_document.py` runs all
phases with as many (minutes)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import ATTRIBUTION, Service


def test_a_stranger_finds_nothing_wrong(service: Service, tmp_path: Path) -> None:
    many = os.environ.get("STILLREEL_EXAMPLES", "")
    person = service.person()
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        "run",
        f"http://127.0.0.1:{service.port}/openapi.json",
    ]
    for name, value in {**ATTRIBUTION, "Authorization": f"Bearer {person.token}"}.items():
        command += ["-H", f"{name}: {value}"]
    command += ["--phases", "coverage,fuzzing,stateful" if many else "fuzzing,stateful", "-n", many or "2"]
    command += ["--no-color", "--seed", "7", "--request-timeout", "30"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Stateful" in done.stdout


def test_every_refusal_and_every_route_is_told(service: Service) -> None:
    paths = service.app.openapi()["paths"]
    for path, verbs in paths.items():
        for verb, operation in verbs.items():
            assert operation.get("description"), (verb, path)
            fetches = path.startswith("/api/upload") or path.endswith("/lambda")
            assert "422" not in operation["responses"] or fetches, (verb, path)
            if "security" in operation:
                assert "401" in operation["responses"], (verb, path)
            if "requestBody" in operation:
                assert {"400", "413"} <= set(operation["responses"]), (verb, path)
