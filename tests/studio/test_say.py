"""Saying it to the studio: turns become revisions, history is walked in words, a model may do the planning."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stillreel.chat.llm import Endpoint
from stillreel.draft.edits import read
from stillreel.errors import BadRequest, Conflict, NotFound, Refused
from stillreel.studio import Studio, open_studio

MAKE = "a 6 second square video with upbeat music, title 'Hello'"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = []
    for n, name in enumerate(("beach.jpg", "hotel.png", "sunset.webp")):
        place = tmp_path / name
        Image.radial_gradient("L").resize((200 + 40 * n, 160)).convert("RGB").rotate(120 * n).save(place)
        made.append(place)
    return made


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with open_studio(tmp_path / "data") as opened:
        yield opened


def begun(studio: Studio, photos: list[Path]) -> str:
    session = studio.create("shop")
    studio.add(session.id, list(photos))
    assert studio.say(session.id, MAKE).changed
    return session.id


def test_a_conversation_is_a_row_of_revisions(studio: Studio, photos: list[Path]) -> None:
    sid = begun(studio, photos)
    made = studio.state(sid)
    assert made.draft.length == 6000 and made.revision == 1
    turn = studio.say(sid, "swap the first two and make the music quieter")
    assert [e.op for e in turn.edits] == ["swap", "volume"]
    order = [s.asset for s in turn.state.draft.segments(0)]
    assert order == [made.shelf.assets[n].id for n in (1, 0, 2)]
    assert turn.state.revision == 2 and all(turn.done) and turn.text.count("\n") >= 1
    asked = studio.say(sid, "how long is it?")
    assert not asked.changed and "6" in asked.text and asked.state.revision == 2
    assert studio.say(sid, "undo").state.draft == made.draft
    assert studio.say(sid, "redo").state.draft == turn.state.draft
    assert studio.say(sid, "export").route == "export"
    empty = studio.say(sid, "start over")
    assert not empty.state.draft.ready and len(empty.state.shelf) == 3
    assert studio.say(sid, "undo").state.draft == turn.state.draft


def test_everything_survives_a_new_process(tmp_path: Path, photos: list[Path]) -> None:
    with open_studio(tmp_path / "data") as first:
        sid = begun(first, photos)
        before = first.state(sid)
    with open_studio(tmp_path / "data") as second:
        assert second.state(sid) == before
        assert second.screen(sid).frame(500, 64)[:2] == b"\xff\xd8"


def test_typed_edits_are_all_or_none_and_mind_the_base(studio: Studio, photos: list[Path]) -> None:
    sid = begun(studio, photos)
    base = studio.state(sid).revision
    turn = studio.edit(sid, [read({"op": "reverse"}), read({"op": "rename", "title": "Sea"})], base=base)
    assert turn.state.draft.meta.title == "Sea" and len(turn.done) == 2
    with pytest.raises(Conflict) as stale:
        studio.edit(sid, [read({"op": "reverse"})], base=base)
    assert stale.value.data["revision"] == turn.state.revision
    with pytest.raises(Refused):
        studio.edit(sid, [read({"op": "reverse"}), read({"op": "swap", "a": 1, "b": 9})])
    assert studio.state(sid) == turn.state


def test_travelling_and_what_is_not_there(studio: Studio, photos: list[Path]) -> None:
    sid = begun(studio, photos)
    assert studio.travel(sid, "undo").revision == 0
    with pytest.raises(Refused):
        studio.travel(sid, "undo")
    assert studio.travel(sid, 1).revision == 1
    for bad, error in ((99, NotFound), ("sideways", BadRequest)):
        with pytest.raises(error):
            studio.travel(sid, bad)
    with pytest.raises(NotFound):
        studio.say("nobody", "hello")


class Scripted(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that calls one tool, then answers."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        tools = [t["function"]["name"] for t in body["tools"]]
        answered = any(m["role"] == "tool" for m in body["messages"])
        call = {"id": "c1", "type": "function", "function": {"name": "reverse", "arguments": "{}"}}
        message: dict[str, Any] = {"role": "assistant", "content": "Turned around.", "tool_calls": None}
        if not answered:
            assert "reverse" in tools
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
        reply = {
            "id": "r",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [
                {"index": 0, "message": message, "finish_reason": "stop" if answered else "tool_calls"}
            ],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        data = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def test_a_language_model_plans_over_the_same_edits(tmp_path: Path, photos: list[Path]) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        model = Endpoint("openai", "scripted", f"http://127.0.0.1:{server.server_port}/v1", "k")
        with open_studio(tmp_path / "data") as plain:
            sid = begun(plain, photos)
        with open_studio(tmp_path / "data", model=model) as studio:
            turn = studio.say(sid, "could you play the whole thing the other way around, please")
        server.shutdown()
    assert [e.op for e in turn.edits] == ["reverse"] and turn.changed
    assert "Turned around." in turn.text


def test_a_dead_model_leaves_the_grammar(tmp_path: Path, photos: list[Path]) -> None:
    model = Endpoint("openai", "nobody", "http://127.0.0.1:9/v1", "k", seconds=3)
    with open_studio(tmp_path / "data", model=model) as studio:
        sid = begun(studio, photos)
        turn = studio.say(sid, "reverse the order")
    assert [e.op for e in turn.edits] == ["reverse"]
