"""The preview that MCP hosts show in a conversation: the page, in a sandboxed frame of a host, talks and draws."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from stillreel.mcp.resources import APP, read

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this system")
FACTS = {
    "project": "p1",
    "summary": "Timeline (1 track): 1. Video: a (0-1s), b (1-3s)",
    "shots": [
        {"id": "s1", "start_ms": 0, "length_ms": 1000},
        {"id": "s2", "start_ms": 1000, "length_ms": 2000},
    ],
}
HOST = """<!doctype html><iframe id="view" sandbox="allow-scripts"></iframe><script>
const heard = window.heard = [], view = document.getElementById("view");
const send = message => view.contentWindow.postMessage({ jsonrpc: "2.0", ...message }, "*");
addEventListener("message", event => {
  if (event.source !== view.contentWindow) return;
  const m = event.data; heard.push(m);
  if (m.method === "ui/initialize") send({ id: m.id, result: { protocolVersion: m.params.protocolVersion,
    hostInfo: { name: "host", version: "1" }, hostCapabilities: { serverTools: {} }, hostContext: {} } });
  if (m.method === "ui/notifications/initialized") send({ method: "ui/notifications/tool-result", params: RESULT });
  if (m.method === "tools/call") send({ id: m.id, result: { ...RESULT, content: [{ type: "text", text: "The frame" },
    { type: "image", mimeType: "image/jpeg", data: PICTURE }],
    structuredContent: { ...RESULT.structuredContent, at_ms: m.params.arguments.at_ms } } });
});
view.srcdoc = PAGE;
</script>"""


def test_the_preview_draws_the_video_in_a_host(photos: list[Path], tmp_path: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    result = {"content": [{"type": "text", "text": "Made."}], "structuredContent": FACTS}
    html = HOST.replace("PICTURE", json.dumps(base64.b64encode(photos[0].read_bytes()).decode()))
    html = html.replace("RESULT", json.dumps(result))
    page_text = json.dumps(read(APP, None).text).replace("</", "<\\/")
    (tmp_path / "host.html").write_text(html.replace("PAGE", page_text), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        faults: list[Any] = []
        page.on("pageerror", lambda fault: faults.append(fault))
        page.goto((tmp_path / "host.html").as_uri())
        view = page.frame_locator("#view")
        expect(view.get_by_text("Timeline (1 track)")).to_be_visible()
        expect(view.locator("img")).to_be_visible()
        second = view.get_by_role("button", name="2")
        second.click()
        expect(second).to_have_attribute("aria-pressed", "true")
        calls = page.evaluate("heard.filter(m => m.method === 'tools/call').map(m => m.params)")
        sizes = page.evaluate("heard.filter(m => m.method === 'ui/notifications/size-changed').length")
        browser.close()
    assert calls == [
        {"name": "preview", "arguments": {"project": "p1"}},
        {"name": "preview", "arguments": {"project": "p1", "at_ms": 2000}},
    ]
    assert sizes >= 1 and not faults
