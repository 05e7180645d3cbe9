"""The official conformance suite of the protocol, run against our own door, desk and transport.

Its scenarios call tools, resources and prompts by names of its own; they are added to the desk here, never to the
product, and answered through the product's values where it has them. What needs no such names is also run against the
plain product. Node comes as a wheel, the suite from npm, both pinned.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mcp_types as types
import pytest
from pydantic import ConfigDict

from stillreel.client.values import Progress
from stillreel.errors import StillreelError
from stillreel.mcp import protocol, serve
from stillreel.mcp.projects import here
from stillreel.mcp.protocol import Desk
from stillreel.mcp.tool import Asked, Call, Picture, Told, Tool
from stillreel.studio import Studio, open_studio

from .mcp_door import listening

SUITE = "@modelcontextprotocol/conformance@0.1.16"
PLACE = Path(sys.prefix) / "share" / "mcp-conformance-0.1.16"
PLAIN = {
    "server-initialize",
    "ping",
    "tools-list",
    "resources-list",
    "resources-subscribe",
    "resources-unsubscribe",
    "prompts-list",
    "completion-complete",
    "server-sse-multiple-streams",
    "dns-rebinding-protection",
}
"""What the product answers as it is."""
NOT_OURS = {"logging-set-level", "tools-call-with-logging", "tools-call-sampling"}
"""Logging and sampling: the protocol has deprecated both, and the product has no use for them."""
PNG = b"\x89PNG\r\n\x1a\n"


class Wish(Asked):
    """Whatever the suite sends."""

    model_config = ConfigDict(frozen=True, extra="allow")


def fails(_: Call[Any]) -> Told:
    raise StillreelError("this tool intentionally returns an error for testing")


def steps(call: Call[Any]) -> Told:
    for percent in (0.0, 50.0, 100.0):
        call.on(Progress(percent))
    return Told("done", {})


NAMED: dict[str, Any] = {
    "test_simple_text": lambda _: Told("This is a simple text response for testing.", {}),
    "test_image_content": lambda _: Told("An image.", {}, (Picture(PNG),)),
    "test_error_handling": fails,
    "test_tool_with_progress": steps,
}
RAW: dict[str, list[Any]] = {
    "test_audio_content": [types.AudioContent(type="audio", data="UklGRg==", mime_type="audio/wav")],
    "test_embedded_resource": [
        types.EmbeddedResource(
            type="resource",
            resource=types.TextResourceContents(
                uri="test://embedded-resource", mime_type="text/plain", text="x"
            ),
        )
    ],
}
RAW["test_multiple_content_types"] = [
    types.TextContent(type="text", text="Multiple content types test:"),
    types.ImageContent(type="image", data="iVBORw0KGgo=", mime_type="image/png"),
    *RAW["test_embedded_resource"],
]


def field(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


TITLED = [{"const": f"value{n}", "title": f"{n} Option"} for n in (1, 2, 3)]
OPTIONS = ["option1", "option2", "option3"]
FORMS: dict[str, dict[str, Any]] = {
    "test_elicitation": {"username": field("string"), "email": field("string")},
    "test_elicitation_sep1034_defaults": {
        "name": field("string", default="John Doe"),
        "age": field("integer", default=30),
        "score": field("number", default=95.5),
        "status": field("string", enum=["active", "inactive", "pending"], default="active"),
        "verified": field("boolean", default=True),
    },
    "test_elicitation_sep1330_enums": {
        "untitledSingle": field("string", enum=OPTIONS),
        "titledSingle": field("string", oneOf=TITLED),
        "legacyEnum": field("string", enum=["opt1", "opt2", "opt3"], enumNames=["One", "Two", "Three"]),
        "untitledMulti": field("array", items=field("string", enum=OPTIONS)),
        "titledMulti": field("array", items={"anyOf": TITLED}),
    },
}


class Fixtures(Desk):
    """The desk with the suite's names besides."""

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        row = {name: Tool(name, name, Wish, run) for name, run in NAMED.items()}
        self._tools = {**self._tools, **row}

    async def call_tool(self, ctx: Any, params: Any) -> Any:
        if params.name in RAW:
            return types.CallToolResult(content=RAW[params.name])
        if params.name in FORMS:
            form = {"type": "object", "properties": FORMS[params.name], "required": []}
            said = await ctx.session.elicit_form("Please tell", form, ctx.request_id)
            told = f"Elicitation completed: action={said.action}, content={said.content}"
            return types.CallToolResult(content=[types.TextContent(type="text", text=told)])
        if params.name == "test_reconnection":
            await ctx.close_sse_stream()
            await asyncio.sleep(0.1)
            return types.CallToolResult(content=[types.TextContent(type="text", text="back again")])
        return await super().call_tool(ctx, params)

    async def read_resource(self, ctx: Any, params: Any) -> Any:
        uri = str(params.uri)
        if not uri.startswith("test://"):
            return await super().read_resource(ctx, params)
        if uri == "test://static-binary":
            one: Any = types.BlobResourceContents(uri=uri, mime_type="image/png", blob="iVBORw0KGgo=")
        else:
            number = re.search(r"\d+", uri)
            text = f'{{"id":"{number[0]}","templateTest":true}}' if number else "static text"
            one = types.TextResourceContents(uri=uri, mime_type="text/plain", text=text)
        return types.ReadResourceResult(contents=[one])

    async def get_prompt(self, ctx: Any, params: Any) -> Any:
        given = params.arguments or {}
        content: list[Any] = [types.TextContent(type="text", text=f"A prompt for testing. {given}")]
        if params.name == "test_prompt_with_image":
            content.insert(0, types.ImageContent(type="image", data="iVBORw0KGgo=", mime_type="image/png"))
        if params.name == "test_prompt_with_embedded_resource":
            inner = types.TextResourceContents(
                uri=given["resourceUri"], mime_type="text/plain", text="Embedded resource content."
            )
            content.insert(0, types.EmbeddedResource(type="resource", resource=inner))
        messages = [types.PromptMessage(role="user", content=c) for c in content]
        return types.GetPromptResult(messages=messages)


@pytest.fixture(scope="module")
def suite() -> list[str]:
    """The command that runs the suite. Skips where npm's registry cannot be reached."""
    node, npm = Path(sys.prefix) / "bin" / "node", Path(sys.prefix) / "bin" / "npm"
    script = PLACE / "node_modules" / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    if not script.is_file():
        PLACE.mkdir(parents=True, exist_ok=True)
        command = [str(npm), "install", "--no-audit", "--no-fund", "--prefix", str(PLACE), SUITE]
        got = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        if got.returncode:
            shutil.rmtree(PLACE)
            pytest.skip(f"the suite could not be had from npm: {got.stderr[-300:]}")
    return [str(node), str(script), "server"]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("conformance"), workers=1) as made:
        yield made


def verdicts(suite: list[str], base: str, out: Path, *words: str) -> dict[str, bool]:
    """Scenario -> whether all its checks passed."""
    command = [*suite, "--url", f"{base}/mcp", "-o", str(out), *words]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240).stdout
    rows = re.findall(r"^([✓✗]) ([\w-]+): \d+ passed", told, re.MULTILINE)
    assert rows, told[-2000:]
    return {name: mark == "✓" for mark, name in rows}


@contextmanager
def fixtures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(serve, "Desk", Fixtures)
        yield


def test_the_official_suite_passes(
    suite: list[str], studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fixtures(monkeypatch), listening(here(studio), None) as base:
        found = verdicts(suite, base, tmp_path)
    assert len(found) >= 30
    assert {name for name, good in found.items() if not good} <= NOT_OURS


def test_the_product_alone_passes_what_needs_no_fixtures(
    suite: list[str], studio: Studio, tmp_path: Path
) -> None:
    assert protocol.INSTRUCTIONS
    with listening(here(studio), None) as base:
        found = verdicts(suite, base, tmp_path)
    assert {name for name in PLAIN if not found[name]} == set()
