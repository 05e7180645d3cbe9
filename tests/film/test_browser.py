"""The finished file in a real browser: it plays, its clock runs, its frames have their size.

Runs where Debian's chromium (or Chrome) is installed; a machine without one skips it."""

from __future__ import annotations

import http.server
import json
import queue
import shutil
import subprocess
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import stillreel

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAGE = """<!doctype html><video id=v src=reel.mp4 muted autoplay playsinline></video><script>
const tell = facts => fetch('/told', {method: 'POST', body: JSON.stringify(facts)});
v.onerror = () => tell({error: v.error.message});
v.ontimeupdate = () => { if (v.currentTime > 0.4) { v.ontimeupdate = null; const c = document.createElement('canvas');
  c.width = v.videoWidth; c.height = v.videoHeight; const x = c.getContext('2d'); x.drawImage(v, 0, 0);
  tell({at: v.currentTime, width: v.videoWidth, height: v.videoHeight, length: v.duration,
        sound: v.webkitAudioDecodedByteCount, pixel: [...x.getImageData(30, 30, 1, 1).data]}); } };
</script>"""


class Site(http.server.SimpleHTTPRequestHandler):
    """The folder, and a place to tell what was seen."""

    told: queue.Queue[dict[str, Any]] = queue.Queue()

    def do_POST(self) -> None:
        self.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Quiet."""


@pytest.mark.skipif(BROWSER is None, reason="no chromium here")
def test_a_browser_plays_it(tmp_path: Path) -> None:
    Image.new("RGB", (640, 480), (200, 30, 30)).save(tmp_path / "red.png")
    with stillreel.open_studio(tmp_path / "data", workers=1) as studio:
        session = studio.create("film")
        studio.add(session.id, [tmp_path / "red.png"])
        studio.say(session.id, "a 2 second square video with upbeat music")
        for _ in studio.screen(session.id).preview(tmp_path / "reel.mp4"):
            pass
    (tmp_path / "page.html").write_text(PAGE)
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(tmp_path)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    options += ["--autoplay-policy=no-user-gesture-required", f"--user-data-dir={tmp_path / 'profile'}"]
    page = f"http://127.0.0.1:{site.server_address[1]}/page.html"
    with subprocess.Popen([BROWSER, *options, page], stderr=subprocess.DEVNULL) as browser:  # type: ignore[list-item]
        try:
            seen = Site.told.get(timeout=60)
        finally:
            browser.terminate()
            site.shutdown()
            site.server_close()
    assert seen.get("error") is None, seen
    assert (seen["width"], seen["height"]) == (360, 360) and abs(seen["length"] - 2) < 0.05
    assert 0.4 < seen["at"] <= 2 and seen["sound"] > 0
    assert all(abs(a - b) <= 6 for a, b in zip(seen["pixel"], (200, 30, 30, 255), strict=True))
