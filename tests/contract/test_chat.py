"""Turns belong to the server: rows first, streams as views, resumed anywhere, charged once."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import PROMO, Person, Process, Service, message, opened, picture, rest, until

from stillreel.draft.edits.make import Make
from stillreel.errors import RenderFailed
from stillreel.server.house import open_house
from stillreel.server.turns import Turns
from stillreel.settings import Settings
from stillreel.studio import Studio


def stocked(person: Person) -> str:
    sid = person.session()
    assert len(person.upload(sid, ("a.png", picture(1)), ("b.png", picture(2))).data["files"]) == 2
    return sid


def test_an_edit_is_a_pair_and_a_text(person: Person) -> None:
    sid = stocked(person)
    reply = person.say(sid, PROMO)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["x-accel-buffering"] == "no"
    assert (
        reply.headers["cache-control"] == "no-cache, no-transform" and "content-encoding" not in reply.headers
    )
    (_, call), (_, answer), (_, text) = reply.events
    part, back = (
        call["content"]["parts"][0]["functionCall"],
        answer["content"]["parts"][0]["functionResponse"],
    )
    assert part["id"] == back["id"] and part["name"] == back["name"] == "make"
    state = person.get(f"/api/state/nemo_agent/me/{sid}/latest").data
    assert answer["actions"]["stateDelta"]["draft"] == state["state"]["draft"]
    assert re.search(r"\d", text["content"]["parts"][0]["text"])
    for event in (call, answer, text):
        assert len(event["id"]) == 8 and event["invocationId"].startswith("e-")
        assert set(event["actions"]) == {"stateDelta", "artifactDelta", "requestedAuthConfigs"}
        assert isinstance(event["timestamp"], float) and "partial" not in event
        assert None not in event.values()
    assert person.balance() == (97, 0, 97)
    assert [f["name"] for f in state["state"]["video_infos"]] == ["a.png", "b.png"]
    assert state["summary"].startswith("Timeline (") and state["revision"] == 1


def test_an_empty_session_has_a_valid_empty_draft(person: Person) -> None:
    data = person.get(f"/api/state/nemo_agent/me/{person.session()}/latest").data
    assert data["state"]["draft"]["t"] == [] and data["revision"] == 0


def test_questions_undo_and_redo_cost_nothing(person: Person) -> None:
    sid = stocked(person)
    person.say(sid, PROMO)
    had = person.balance()
    for text in ("how long is it?", "undo", "redo", "what can you do?"):
        events = person.say(sid, text).events
        assert events[-1][1]["content"]["parts"][0]["text"], "no turn ends without text"
    assert person.balance() == had
    person.say(sid, "make it a bit warmer")
    assert person.balance()[0] == had[0] - 1


def test_streaming_sends_chunks_and_then_the_whole(person: Person) -> None:
    sid = stocked(person)
    body = message(sid, PROMO) | {"streaming": True}
    reply = person.post("/run_sse", body)
    pieces = [json.loads(b[6:]) for b in reply.raw.decode().split("\n\n") if b.startswith("data: ")]
    assert pieces and all(p["partial"] is True for p in pieces)
    whole = reply.events[-1][1]
    assert "".join(p["content"]["parts"][0]["text"] for p in pieces) == whole["content"]["parts"][0]["text"]


def test_both_spellings_and_run(person: Person) -> None:
    sid = stocked(person)
    camel = {
        "appName": "nemo_agent",
        "userId": "me",
        "sessionId": sid,
        "newMessage": {"parts": [{"text": "hello"}]},
    }
    assert person.post("/run_sse", camel).events
    listed = person.post("/run", message(sid, "how long is it?")).json
    assert isinstance(listed, list) and listed[-1]["content"]["parts"][0]["text"]


def test_the_log_replays_once_and_in_order_from_anywhere(person: Person) -> None:
    sid = stocked(person)
    for text in (PROMO, "how long is it?"):
        person.say(sid, text)
    path = f"/api/sessions/{sid}/events"
    everything = person.get(path).events
    assert [n for n, _ in everything] == list(range(1, len(everything) + 1))
    assert everything[0][1]["author"] == "user"
    assert everything[0][1]["content"]["parts"] == [{"text": PROMO}]
    for k in range(len(everything) + 1):
        assert person.get(path, Last_Event_ID=str(k)).events == everything[k:]
    assert person.get(path, Last_Event_ID="x").status == 400


def test_a_client_may_go_at_any_event(person: Person) -> None:
    """Cuts the connection after k events, then resumes: nothing is lost, nothing comes twice."""
    for k in range(4):
        sid = stocked(person)
        seen = _cut_after(person, sid, k)
        path = f"/api/sessions/{sid}/events"
        last = str(seen[-1][0]) if seen else "1"
        rest = person.get(path, Last_Event_ID=last).events
        everything = person.get(path).events
        assert everything[1:] == seen + rest and len(everything) == 4
        assert person.get(f"/api/state/nemo_agent/me/{sid}/latest").data["revision"] == 1


def numbers(raw: bytes) -> list[int]:
    return [int(n) for n in re.findall(rb"(?:^|\n)id: (\d+)\ndata: {", raw)]


def _cut_after(person: Person, sid: str, k: int) -> list[tuple[int, dict[str, object]]]:
    with opened(person, "POST", "/run_sse", message(sid, PROMO)) as s:
        form = re.compile(rb"id: (\d+)\ndata: ([^\n]+)\n\n")  # the run is begun before the first byte
        raw = until(s, lambda seen: seen and len(form.findall(seen)) >= k)
    return [(int(a), json.loads(b)) for a, b in form.findall(raw)][:k]


def test_the_same_key_is_the_same_turn(person: Person) -> None:
    sid = stocked(person)
    first = person.say(sid, PROMO, Idempotency_Key="k1")
    again = person.say(sid, PROMO, Idempotency_Key="k1")
    assert again.events == first.events and person.balance() == (97, 0, 97)
    assert person.say(sid, "how long is it?").events
    assert person.say(sid, PROMO, Idempotency_Key="k1").events == first.events, (
        "its own events, later ones not"
    )
    assert person.post("/run", message(sid, PROMO), Idempotency_Key="k1").json == [e for _, e in first.events]
    other = person.say(sid, "make it warmer", Idempotency_Key="k1")
    assert (other.status, other.code) == (409, 409)
    assert person.say(stocked(person), PROMO, Idempotency_Key="k1").code == 409, (
        "nor does it open another session"
    )
    for key in ("", "a b", "x" * 256):
        assert person.say(sid, PROMO, Idempotency_Key=key).code == 400


def test_one_turn_at_a_time(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    sid = stocked(person)
    inside, go = threading.Event(), threading.Event()
    real = Studio.say

    def slow(self: Studio, session: str, text: str, also: Any) -> object:
        inside.set()
        assert go.wait(20)
        return real(self, session, text, also)

    monkeypatch.setattr(Studio, "say", slow)
    first = opened(person, "POST", "/run_sse", message(sid, PROMO))
    assert inside.wait(20)
    assert person.balance() == (97, 3, 100), "the credits are held while it works"
    busy = person.say(sid, "make it warmer")
    assert (busy.status, busy.code, busy.json["data"]["revision"]) == (409, 409, 0)
    assert person.post(f"/api/sessions/{sid}/undo").code == 409
    edit = person.post(f"/api/sessions/{sid}/edits", {"edits": [{"op": "reverse"}]})
    assert edit.code == 409 and edit.json["data"]["revision"] == 0
    again = opened(person, "POST", "/run_sse", message(sid, PROMO))  # while it runs: the same turn
    path = f"/api/sessions/{sid}/events"
    follower = opened(person, "GET", path)
    heads = [until(s, b"\r\n\r\n") for s in (first, again, follower)]  # all three are attached
    go.set()
    one, two, three = (
        numbers(rest(s, head)) for s, head in zip((first, again, follower), heads, strict=True)
    )
    assert one == two == [2, 3, 4] and three == [1, 2, 3, 4]
    assert person.balance() == (97, 0, 97)


def test_a_failure_inside_is_one_event_and_costs_nothing(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sid = stocked(person)

    def broken(self: Studio, session: str, text: str, also: Any) -> object:
        raise RenderFailed('it "broke"\n\ndata: {}\n\n')

    def worse(self: Studio, session: str, text: str, also: Any) -> object:
        raise ZeroDivisionError("/secret/path")

    for bad in (broken, worse):
        with monkeypatch.context() as patch:
            patch.setattr(Studio, "say", bad)
            ((_, event),) = person.say(sid, PROMO).events
        assert event["errorCode"] == "500" and event["errorMessage"] and "secret" not in event["errorMessage"]
        assert person.balance() == (100, 0, 100)
    assert person.say(sid, PROMO).events[-1][1]["content"], "the session is usable at the next turn"


@pytest.mark.parametrize(
    "text", ['title \u2028 \u2029 \r\n\r\ndata: {"x":1}\n\nid: 99', "é" * 300, "\x85 \x1e add a title"]
)
def test_nothing_in_a_message_can_end_a_line(person: Person, text: str) -> None:
    sid = stocked(person)
    assert person.say(sid, text).events
    assert person.get(f"/api/sessions/{sid}/events").events[0][1]["content"]["parts"] == [{"text": text}]


@pytest.mark.parametrize("text", ["", "   ", "x" * 8001])
def test_messages_that_are_none(person: Person, text: str) -> None:
    assert person.say(person.session(), text).status == 400


def test_wrong_apps_users_and_sessions(person: Person) -> None:
    sid = person.session()
    for change in ({"app_name": "other"}, {"user_id": "you"}, {"session_id": "nobody"}):
        assert person.post("/run_sse", message(sid, "hello") | change).code == 1002


@pytest.mark.parametrize("way", ["turns", "edits", "both", "one session"])
def test_double_spending(serve: Callable[..., Service], way: str) -> None:
    """Twenty paying requests released on the last byte against credits for five: five are done, each once."""
    poor = serve(grant=5)
    person = poor.person()
    n = 20
    sids = [person.session() for _ in range(1 if way == "one session" else n)] * n
    person.upload(sids[0], ("a.png", picture(1)), ("b.png", picture(2)))
    for sid, asset in product(dict.fromkeys(sids), poor.house.rows.shelf(sids[0])):
        poor.house.rows.hold(sid, asset)
    edit = {"edits": [{"op": "reverse"} if way == "one session" else {"op": "make", "music": False}]}
    if way == "one session":
        poor.house.studio.edit(sids[0], [Make(music=False)])  # a video to begin with, unpaid

    def begun(k: int) -> socket.socket:
        if way == "turns" or (way == "both" and k % 2):
            return opened(person, "POST", "/run_sse", message(sids[k], "make a video without music"), 1)
        return opened(person, "POST", f"/api/sessions/{sids[k]}/edits", edit, 1)

    sockets = [begun(k) for k in range(n)]
    done = threading.Event()

    def watch(_: int) -> int:
        looks = 0
        while not done.is_set():
            left, frozen, total = person.balance()
            assert left >= 0 and frozen >= 0 and total <= 5
            looks += 1
        return looks

    with ThreadPoolExecutor(1) as pool:
        watcher = pool.submit(watch, 0)
        try:
            for s in sockets:
                s.sendall(b"}")
            answers = [rest(s) for s in sockets]
        finally:
            done.set()
        assert watcher.result(20) > 0
    good = [a for a in answers if a.startswith(b"HTTP/1.1 200") and b"errorCode" not in a]
    refused = [a for a in answers if a.startswith(b"HTTP/1.1 403")]
    assert len(good) == 5 and len(refused) == n - 5, [a[:400] for a in answers]
    assert all(b'"code":2001' in a and b"/register?bind=bnd_" in a for a in refused)
    assert person.balance() == (0, 0, 0) and poor.house.ledger.reconcile() == ()
    changed = sum(poor.house.rows.session(sid).head for sid in dict.fromkeys(sids))
    assert changed == 5 + (way == "one session"), "what was paid for was done, and nothing else"


def test_a_price_that_grew_after_the_weighing_is_paid_or_nothing_is_done(
    serve: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message was weighed when there was nothing to make a video of: it is no free one."""
    poor = serve(grant=3)
    person = poor.person()
    for credits in (3, 0):
        sid = stocked(person)
        with monkeypatch.context() as patch:
            patch.setattr(Turns, "_weighed", lambda *_: 0)
            events = person.say(sid, PROMO).events
        assert person.balance() == (0, 0, 0) and poor.house.ledger.reconcile() == ()
        assert ("errorCode" in events[-1][1]) == (not credits)
        assert poor.house.rows.session(sid).head == (1 if credits else 0)
    assert events[-1][1]["errorCode"] == "2001"


@pytest.mark.parametrize("point", ["after_event", "after_finish"])
def test_a_turn_that_is_lost_has_changed_nothing(
    process: Callable[..., Process], tmp_path: Path, point: str
) -> None:
    """Killed in the middle of ending a turn: no half of it is there, and saying it again does it once."""
    dying = process(tmp_path / "data", STILLREEL_FAULT=point)
    person = Person(dying.port)
    person.token = person.post("/api/auth/anonymous-token", X_Client_Id=str(uuid.uuid4())).data["token"]
    sid = stocked(person)
    with contextlib.suppress(OSError, http.client.HTTPException):
        person.say(sid, PROMO)
    assert dying.process.wait(20) == -9
    house = open_house(Settings(data=tmp_path / "data"))
    account = house.accounts.who(person.token).id
    assert house.rows.session(sid).head == 0 and house.ledger.balance(account).frozen == 3
    (lost,) = house.runs.abandon(0)
    assert lost.session == sid and [e["author"] for _, e in house.runs.events(sid)] == ["user"]
    assert house.ledger.balance(account).available == 100 and house.ledger.reconcile() == ()
    house.close()


def test_edits_revisions_branches(person: Person) -> None:
    sid = person.made()
    base = f"/api/sessions/{sid}"
    had = person.balance()[0]
    data = person.post(base + "/edits", {"edits": [{"op": "reverse"}], "base_revision": 1}).data
    assert data["revision"] == 2 and len(data["done"]) == 1 and person.balance()[0] == had - 1
    stale = person.post(base + "/edits", {"edits": [{"op": "reverse"}], "base_revision": 1})
    assert stale.code == 409 and stale.json["data"]["revision"] == 2
    assert person.post(base + "/edits", {"edits": [{"op": "revers"}]}).code == 400
    assert person.post(base + "/edits", {"edits": []}).code == 400
    assert person.post(base + "/undo").data["revision"] == 1
    assert person.post(base + "/redo").data["revision"] == 2
    assert person.post(base + "/redo").code == 409
    assert person.post(base + "/branches", {"revision": 1}).data["revision"] == 1
    assert person.post(base + "/branches", {"revision": 77}).code == 1002
    rows = person.get(base + "/revisions").data
    assert rows["head"] == 1 and [r["revision"] for r in rows["revisions"]] == [0, 1, 2]
    assert rows["revisions"][2]["ops"] == ["reverse"] and person.balance()[0] == had - 1


def test_heartbeats_and_the_end_of_the_service(serve: Callable[..., Service]) -> None:
    quiet = serve(heartbeat_s=0.05)
    person = quiet.person()
    sid = person.session()
    with opened(person, "GET", f"/api/sessions/{sid}/events?follow=1") as s:
        raw = until(s, lambda seen: seen.count(b": heartbeat\n\n") >= 3)
        quiet.house.stopping.set()
        quiet.house.bell.ring_all()
        raw = until(s, b"0\r\n\r\n", raw)
    assert b"retry: 1000\n: the service is stopping" in raw
    refused = person.get("/api/sessions")
    assert refused.status == 503 and int(refused.headers["retry-after"]) <= 30
    assert person.get("/healthz").json["status"] == "stopping"


def test_a_follower_hears_every_turn_and_the_end_of_the_session(person: Person) -> None:
    sid = person.session()
    s = opened(person, "GET", f"/api/sessions/{sid}/events?follow=1")
    raw = until(s, b"\r\n\r\n")
    for _ in range(2):
        person.say(sid, "hello")
    raw = until(s, lambda seen: len(numbers(seen)) == 4, raw)
    assert person.call("DELETE", f"/api/sessions/{sid}").status == 200
    assert numbers(rest(s, raw)) == [1, 2, 3, 4]


def test_a_turn_never_ends_without_text(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when whoever planned it said nothing."""
    sid = stocked(person)
    real = Studio.say

    def mute(self: Studio, session: str, text: str, also: Any) -> object:
        return replace(real(self, session, text, lambda c, turn: also(c, replace(turn, text=" "))), text=" ")

    monkeypatch.setattr(Studio, "say", mute)
    for text in (PROMO, "how long is it?"):
        assert person.say(sid, text).events[-1][1]["content"]["parts"][0]["text"].startswith("Timeline (")
