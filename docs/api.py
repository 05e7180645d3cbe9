"""Writes docs/api.md by running it: `make api`.

The skill text's own flow, with curl, against a service that is started for it: connect, session, upload, message,
state, credits, export, poll, download. What stands in the page is what was answered, tokens masked. The table of
endpoints is the OpenAPI document's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SAY = "turn my product images into a 15-second promotional video with transitions and music"
ATTRIBUTION = (
    '-H "X-Skill-Source: image-to-video-canva" -H "X-Skill-Version: 1.0.0" -H "X-Skill-Platform: unknown"'
)
AUTH = f'-H "Authorization: Bearer $NEMO_TOKEN" {ATTRIBUTION}'
HIGH = '{"format":"mp4","quality":"high"}'
JSON = '-H "Content-Type: application/json"'

HEAD = """# The HTTP API

`stillreel serve` speaks the contract that an existing family of agent skills speaks: point their base URL here
and they work. This page was written by running it (`make api`); tokens are masked, long answers cut at `...`.
The whole description is the OpenAPI document at `/openapi.json`.

Every request carries `Authorization: Bearer <token>` and three attribution headers, `X-Skill-Source`,
`X-Skill-Version`, `X-Skill-Platform`; without them an export is refused (402) and nothing else is. Answers come
as `{"code":0,"message":"ok","data":{...}}`, refusals as the same with another code; exports answer unwrapped,
`/run_sse` streams.

## From photos to a film, with curl
"""
CODES = """
## Codes

| code | HTTP | meaning | `data` |
|---|---|---|---|
| 0 | 200 | fine | |
| 400 | 400 | the request is wrong; the message says where | `field` |
| 402 | 402 | export without the attribution headers | |
| 403 / 2001 | 403 | out of credits | `register_url` or `topup_url` |
| 404, 405 | 404, 405 | no such address, no such method | |
| 409 | 409 | busy, stale, an id used for another body, nothing there yet, not possible here | `revision` |
| 429 | 429 | too many requests or tokens; wait as long as `Retry-After` says | `retry_after` |
| 503, 507 | 503, 507 | starting, stopping, overloaded; disk full | `retry_after` |
| 1001 | 401 | token missing, wrong, expired, or without that scope: get another | |
| 1002 | 404 | not there, or not yours: the answers are the same to the byte | |
| 4001 | 415 | not one of the 13 kinds of files, whatever its name says | `accepted` |
| 4002 | 413 | too large: bytes, pixels, frames or seconds | `limit` |
| 4003 | 422 | an address that cannot be fetched, one answer for every cause | |

Refusals come in this order: 401, 402, 400, 404.

## Streams

Each event is `id: <number>` and `data: <JSON>`; numbers are per session, without gaps. `GET
/api/sessions/<sid>/events` with `Last-Event-ID: <number>` replays what came after it, once and in order, and
follows the running turn to its end; `?follow=1` stays open. The turn belongs to the server: closing the
connection loses nothing. `Idempotency-Key` makes a re-send the same turn; without one, the same text on the
same session attaches while it runs; two different turns at once on one session are refused (409). A quiet
stream sends `: heartbeat`.

## Signing in

A starter token is bound to its `X-Client-Id`: one each 7 days; the same id asks again after expiry and gets its
account and what is left of its credits. `POST /api/auth/register` with `bind` (the session's `bind_id`, once)
keeps sessions, files and credits and signs in by a cookie, which changes things from our own pages only. `POST
/api/auth/tokens` makes further tokens with scopes (`read write upload render *`) and an expiry; `POST
/api/auth/claim-token` makes a link that opens one project in a browser, once. An operator works with `stillreel
admin` ([hosting.md](hosting.md)).
"""


@dataclass
class Walk:
    """Commands run one after another; `env` is what later ones refer to. `page` grows by each."""

    base: str
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    page: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        self.page.append(f"\n{text}\n")

    def run(self, command: str, *, cut: int = 700, shown: str | None = None, within: float = 60) -> str:
        """Runs a line as a person would and writes it down with what it printed. Raises on a failing one."""
        env = {**os.environ, "BASE": self.base, **self.env}
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            env=env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=within,
        )
        assert done.returncode == 0, (command, done.stderr)
        out = masked(done.stdout.strip())
        out = out if len(out) <= cut else out[:cut].rstrip() + " ..."
        self.page.append(f"```console\n$ {shown or command}\n{out}\n```\n")
        return done.stdout


def masked(text: str) -> str:
    """Secrets blotted out, and what changes with every run kept short."""
    text = re.sub(r"(nmv_[a-z]+_|clm_|bnd_)[A-Za-z0-9_-]+", r"\1***", text)
    return re.sub(r"([?&]s=)[0-9a-f]+", r"\1***", text)


def walk(base: str, folder: Path, photos: list[Path], say: str = SAY, output: str = HIGH) -> Walk:
    """The skill's flow, step by step; `output` is the order's, as JSON. Raises AssertionError where an answer is
    not what the skill waits for."""
    w = Walk(base, folder)
    w.tell("**Connect**: a token from `NEMO_TOKEN`, else a starter token with 100 credits for 7 days.")
    w.env["CLIENT_ID"] = str(uuid.uuid4())
    token = _data(w.run('curl -s -X POST $BASE/api/auth/anonymous-token -H "X-Client-Id: $CLIENT_ID"'))
    assert token["credits"] == 100 and token["token"].startswith("nmv_usr_")
    w.env["NEMO_TOKEN"] = token["token"]
    w.tell("**Session**: `session_id` is needed for all that follows (`SID` below).")
    body = """'{"task_name":"project","language":"en"}'"""
    made = _data(w.run(f"curl -s -X POST $BASE/api/tasks/me/with-session/nemo_agent {AUTH} {JSON} -d {body}"))
    w.env["SID"] = made["session_id"]
    w.tell("**Upload**: one or many files; judged by content, not by name.")
    files = " ".join(f'-F "files=@{photo}"' for photo in photos)
    names = " ".join(f'-F "files=@{photo.name}"' for photo in photos)
    line = f"curl -s -X POST $BASE/api/upload-video/nemo_agent/me/$SID {AUTH} "
    files_ = _data(w.run(line + files, shown=line + names))
    assert len(files_["files"]) == len(photos) and files_["rejected"] == []
    _talk(w, say)
    _export(w, output)
    return w


def _talk(w: Walk, say: str) -> None:
    w.tell("**Say what you want**: answered as a stream of events.")
    message = {"app_name": "nemo_agent", "user_id": "me", "session_id": "'$SID'"}
    body = json.dumps(message | {"new_message": {"parts": [{"text": say}]}})
    said = w.run(
        f"curl -s -N -X POST $BASE/run_sse {AUTH} {JSON} -H \"Accept: text/event-stream\" --max-time 900 -d '{body}'",
        cut=2500,
    )
    events = [json.loads(line[6:]) for line in said.splitlines() if line.startswith("data: ")]
    assert events[-1]["content"]["parts"][0]["text"], said
    w.tell("**State**: the draft, the files, what was generated.")
    state = _data(w.run(f"curl -s $BASE/api/state/nemo_agent/me/$SID/latest {AUTH}", cut=1200))
    assert state["state"]["draft"]["d"] > 0 and state["state"]["video_infos"], state
    assert state["state"]["generated_media"] and state["summary"].startswith("Timeline (")
    w.tell("**Credits**")
    had = _data(w.run(f"curl -s $BASE/api/credits/balance/simple {AUTH}"))
    assert had == {"available": 97, "frozen": 0, "total": 97}, had


def _export(w: Walk, output: str) -> None:
    w.tell("**Export**: free. `draft` may be left out: the session's. The `id` makes a re-send the same job.")
    w.env["ID"] = f"render_{int(time.time())}"
    body = f"""'{{"id":"'$ID'","sessionId":"'$SID'","output":{output}}}'"""
    asked = json.loads(w.run(f"curl -s -X POST $BASE/api/render/proxy/lambda {AUTH} {JSON} -d {body}"))
    assert asked["status"] in ("pending", "processing"), asked
    w.tell("**Poll** until `status` is `completed`; `output.url` opens in a browser as it is.")
    poll = f"curl -s $BASE/api/render/proxy/lambda/$ID {AUTH}"
    wait = f'until {poll} | grep -q \'"status":"completed"\'; do sleep 1; done; {poll}'
    job = json.loads(w.run(wait, shown=poll, cut=1200, within=900))
    assert job["progress"] == 100 and job["output"]["duration"] > 0 and job["error"] is None, job
    w.tell("**Download**: no header needed; ranges and `ETag` work.")
    w.env["URL"] = job["output"]["url"]
    size = int(w.run('curl -s -o video.mp4 -w "%{size_download}" "$URL"'))
    assert size == job["output"]["size"] == (w.folder / "video.mp4").stat().st_size


def _data(answer: str) -> Any:
    value = json.loads(answer)
    assert value["code"] == 0, answer
    return value["data"]


def endpoints(document: dict[str, Any]) -> Iterator[str]:
    """The document's operations as rows of a table."""
    yield "\n## Every endpoint\n\n| call | what |\n|---|---|"
    for path, verbs in sorted(document["paths"].items()):
        for verb, operation in verbs.items():
            words = operation.get("description", "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            open_ = "" if "security" in operation else " *(no token)*"
            yield f"| `{verb.upper()} {path}` | {words}{open_} |"


def page(w: Walk, document: dict[str, Any]) -> str:
    """docs/api.md."""
    return HEAD + "".join(w.page) + tail(document)


def tail(document: dict[str, Any]) -> str:
    """What follows the walk."""
    return "\n".join(endpoints(document)) + "\n" + CODES


def described() -> dict[str, Any]:
    """The document, without running the service."""
    from stillreel.server.app import build
    from stillreel.server.house import open_house
    from stillreel.settings import Settings

    with tempfile.TemporaryDirectory() as name:
        house = open_house(Settings(data=Path(name)))
        try:
            return build(house).openapi()
        finally:
            house.close()


def main() -> None:
    if "--table" in sys.argv:  # only what follows the walk: an address was added
        kept = (HERE / "api.md").read_text("utf-8").partition("\n## Every endpoint")[0]
        (HERE / "api.md").write_text(kept + tail(described()), encoding="utf-8")
        return
    sys.path.insert(0, str(HERE.parent / "examples"))
    import stills

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = os.environ | {"STILLREEL_DATA": str(folder / "data"), "STILLREEL_LOG_LEVEL": "error"}
        command = [sys.executable, "-m", "stillreel", "serve", "--port", "0"]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                base = server.stdout.readline().split()[-1]
                done = walk(base, folder, stills.draw(folder / "stills")[:3])
                with urllib.request.urlopen(base + "/openapi.json") as answer:
                    document = json.load(answer)
            finally:
                server.terminate()
    text = page(done, document).replace(base, "http://127.0.0.1:8765")
    (HERE / "api.md").write_text(text, encoding="utf-8")
    print(f"docs/api.md: {len(done.page)} parts, {len(document['paths'])} addresses")


if __name__ == "__main__":
    main()
