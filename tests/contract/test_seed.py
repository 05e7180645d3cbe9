"""The skill text's flow, with curl, as docs/api.md shows it; and the page tells of every endpoint."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest
from conftest import PROMO, Service, picture

HERE = Path(__file__).parents[2] / "docs"


@pytest.mark.skipif(shutil.which("curl") is None, reason="this system has no curl")
def test_the_skills_flow_with_curl(service: Service, tmp_path: Path) -> None:
    photos = [tmp_path / f"{n}.png" for n in range(3)]
    for n, photo in enumerate(photos):
        photo.write_bytes(picture(n + 50))
    walk = runpy.run_path(str(HERE / "api.py"))["walk"]
    quick = '{"format":"mp4","quality":"draft","width":64,"height":112,"fps":10}'
    done = walk(f"http://127.0.0.1:{service.port}", tmp_path, photos, PROMO, quick)
    assert done.env["NEMO_TOKEN"] not in "".join(done.page), "tokens are masked"
    assert (tmp_path / "video.mp4").read_bytes()[4:8] == b"ftyp"


def test_the_page_tells_of_every_endpoint(service: Service) -> None:
    page = (HERE / "api.md").read_text("utf-8")
    for path, verbs in service.app.openapi()["paths"].items():
        for verb in verbs:
            assert f"`{verb.upper()} {path}`" in page, f"run `make api`: {verb} {path} is missing"
