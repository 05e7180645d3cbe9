"""The agent framework's routes, by hand and by the framework's own client."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

import httpx
import pytest
from conftest import PROMO, Person, Service, picture

SESSIONS = "/apps/nemo_agent/users/me/sessions"


def test_sessions_in_the_frameworks_bare_shape(person: Person) -> None:
    assert person.get("/list-apps").json == ["nemo_agent"]
    made = person.post(SESSIONS, {"state": {}}).json
    assert set(made) == {"id", "appName", "userId", "state", "events", "lastUpdateTime"}
    assert made["appName"] == "nemo_agent" and made["userId"] == "me" and made["events"] == []
    path = f"{SESSIONS}/{made['id']}"
    person.say(made["id"], "hello")
    assert [e["author"] for e in person.get(path).json["events"]] == ["user", "nemo_agent"]
    assert person.post(path).json["id"] == made["id"], "asked for again it is the same one"
    assert [s["id"] for s in person.get(SESSIONS).json] == [made["id"]]
    assert person.call("DELETE", path).status == 200 and person.get(path).code == 1002
    assert Person(person.port).get("/version").json["version"]


def test_a_user_is_me_or_the_accounts_own_id(service: Service, person: Person) -> None:
    mine = service.house.accounts.who(person.token).id
    made = person.post(SESSIONS.replace("/me/", f"/{mine}/")).json
    assert made["userId"] == mine and person.get(f"{SESSIONS}/{made['id']}").status == 200
    for other in ("you", "ME", mine[:-1], service.house.accounts.who(service.person().token).id):
        reply = person.get(SESSIONS.replace("/me/", f"/{other}/"))
        assert (reply.status, reply.code) == (404, 1002)
    assert person.get(SESSIONS.replace("nemo_agent", "other")).code == 1002


def test_a_client_may_name_its_sessions(service: Service, person: Person) -> None:
    """Two people's equal names are two sessions; the name opens every route of ours too."""
    other = service.person()
    for someone in (person, other):
        made = someone.post(f"{SESSIONS}/my.project", {"state": {"colour": "red", "draft": "mine"}}).json
        assert made["id"] == "my.project" and made["state"]["colour"] == "red"
        assert made["state"]["draft"]["t"] == [], "the draft is ours to tell"
    assert (
        person.post(f"{SESSIONS}/my.project", {"state": {"colour": "blue"}}).json["state"]["colour"] == "red"
    )
    assert person.upload("my.project", ("a.png", picture(1))).status == 200
    assert person.say("my.project", PROMO).events
    assert person.get("/api/state/nemo_agent/me/my.project/latest").data["revision"] == 1
    assert other.get("/api/state/nemo_agent/me/my.project/latest").data["revision"] == 0
    body = {"sessionId": "other-one", "state": {"a": 1}}
    assert person.post(SESSIONS, body).json["id"] == "other-one"
    changed = person.call("PATCH", f"{SESSIONS}/other-one", {"stateDelta": {"a": 2, "b": [1]}}).json
    assert {k: changed["state"][k] for k in "ab"} == {"a": 2, "b": [1]}
    assert {s["id"] for s in person.get(SESSIONS).json} == {"my.project", "other-one"}
    for bad in ({"state": {"x": "y" * 70_000}}, {"sessionId": "../x"}, {"state": [1]}):
        assert person.post(SESSIONS, bad).code == 400, bad


@pytest.fixture(scope="module")
def framework() -> Any:
    with warnings.catch_warnings():  # of theirs, not of ours
        warnings.simplefilter("ignore")
        from google.adk.cli.adk_web_server import RunAgentRequest
        from google.adk.cli.conformance.adk_web_server_client import AdkWebServerClient
        from google.genai import types
    return AdkWebServerClient, RunAgentRequest, types


def test_the_frameworks_own_client_drives_it(person: Person, framework: Any) -> None:
    """Unchanged but for the token that its connection carries."""
    kind, order, types = framework
    mine = {"app_name": "nemo_agent", "user_id": "me"}

    async def drive() -> None:
        async with kind(base_url=f"http://127.0.0.1:{person.port}") as client:
            client._client = httpx.AsyncClient(
                base_url=client.base_url, headers={"Authorization": f"Bearer {person.token}"}
            )
            session = await client.create_session(**mine, state={"plan": "a"})
            assert session.state["plan"] == "a" and session.app_name == "nemo_agent"
            person.upload(session.id, ("a.png", picture(1)), ("b.png", picture(2)))

            async def say(text: str, streaming: bool) -> list[Any]:
                message = types.Content(role="user", parts=[types.Part(text=text)])
                asked = order(**mine, session_id=session.id, new_message=message, streaming=streaming)
                return [event async for event in client.run_agent(asked)]

            call, answer, text = await say(PROMO, False)
            assert call.get_function_calls()[0].name == answer.get_function_responses()[0].name == "make"
            assert answer.actions.state_delta["draft"]["t"] and text.is_final_response()
            events = await say("make it warmer", True)
            whole = events[-1].content.parts[0].text
            assert "".join(e.content.parts[0].text for e in events if e.partial) == whole
            changed = await client.update_session(**mine, session_id=session.id, state_delta={"plan": "b"})
            assert changed.state["plan"] == "b"
            seen = await client.get_session(**mine, session_id=session.id)
            assert [e.author for e in seen.events if e.content and e.content.parts[0].text] == [
                "user", "nemo_agent", "user", "nemo_agent",
            ]  # fmt: skip
            assert seen.state["draft"]["t"] and (await client.get_version_data())["language"] == "python"
            await client.delete_session(**mine, session_id=session.id)
            with pytest.raises(httpx.HTTPStatusError, match="404"):
                await client.get_session(**mine, session_id=session.id)

    asyncio.run(drive())
