"""Two tenants, every route of the document: what is another's answers exactly as what is not there."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import PROMO, Person, Service, picture

BODIES: dict[str, Any] = {
    "/run_sse": {"session_id": "{sid}", "new_message": {"parts": [{"text": "hello"}]}},
    "/run": {"session_id": "{sid}", "new_message": {"parts": [{"text": "hello"}]}},
    "/api/render/proxy/lambda": {"id": "render_mine", "sessionId": "{sid}"},
    "/api/auth/claim-token": {"session_id": "{sid}"},
    "/api/sessions/{sid}/edits": {"edits": [{"op": "reverse"}]},
    "/api/sessions/{sid}/branches": {"revision": 0},
    "/apps/{app}/users/{user}/sessions/{sid}": {"stateDelta": {}},
    "/api/upload-video/nemo_agent/me/{sid}": {"urls": ["http://example.org/a.png"]},
}
NOTHING_OF_ANYBODYS = {
    "/api/auth/anonymous-token", "/api/auth/register", "/api/auth/login", "/api/auth/logout", "/workspace/claim",
    "/healthz", "/readyz", "/metrics", "/version", "/list-apps", "/api/catalog", "/api/credits/balance/simple",
    "/api/tasks/me/with-session/nemo_agent", "/api/sessions", "/api/auth/tokens", "/api/auth/webhook-secret",
    "/apps/{app}/users/{user}/sessions",
}  # fmt: skip


NAMES_ITS_OWN = ("post", "/apps/{app}/users/{user}/sessions/{sid}")
"""A name that somebody else's session has as its id is a name like any other."""


def filled(value: Any, sid: str) -> Any:
    if isinstance(value, dict):
        return {k: filled(v, sid) for k, v in value.items()}
    return sid if value == "{sid}" else value


@pytest.fixture(scope="module")
def two(service: Service) -> tuple[Person, Person, str, str]:
    owner, thief = service.person(), service.person()
    sid = owner.session()
    asset = owner.upload(sid, ("a.png", picture(41))).data["files"][0]["id"]
    owner.say(sid, PROMO)
    small = {"format": "mp4", "quality": "draft", "width": 64, "height": 64}
    owner.post("/api/render/proxy/lambda", {"id": "render_theirs", "sessionId": sid, "output": small})
    assert owner.wait("render_theirs")["status"] == "completed"
    return owner, thief, sid, asset


def test_every_route(service: Service, two: tuple[Person, Person, str, str]) -> None:
    owner, thief, sid, asset = two
    state = owner.get(f"/api/state/nemo_agent/me/{sid}/latest").data
    seen = 0
    for template, verbs in service.app.openapi()["paths"].items():
        for verb in verbs:
            bare = Person(service.port)
            path = template.replace("{app}", "nemo_agent").replace("{user}", "me")
            if "security" in verbs[verb]:
                assert bare.call(verb.upper(), path.replace("{", "").replace("}", "")).code == 1001, path
            if template in NOTHING_OF_ANYBODYS or (verb, template) == NAMES_ITS_OWN:
                continue
            answers = []
            for session, id in ((sid, "render_theirs"), ("0" * 32, "render_none")):
                id = (asset if session == sid else "0" * 64) if "assets" in path else id
                where = path.replace("{sid}", session).replace("{id}", id)
                answers.append(thief.call(verb.upper(), where, filled(BODIES.get(template), session)))
            assert answers[0].status == 404, (verb, template, answers[0].raw)
            assert answers[0].raw == answers[1].raw, (verb, template)
            seen += 1
    assert seen >= 22
    assert owner.get(f"/api/state/nemo_agent/me/{sid}/latest").data == state
    assert owner.get("/api/render/proxy/lambda/render_theirs").json["status"] == "completed"


def test_a_name_is_ones_own(two: tuple[Person, Person, str, str]) -> None:
    owner, thief, sid, _ = two
    path = f"/apps/nemo_agent/users/me/sessions/{sid}"
    made = thief.post(path).json
    assert made["events"] == [] and made["state"]["draft"]["t"] == []
    assert thief.call("DELETE", path).status == 200 and owner.get(path).json["events"]


def test_another_user_in_the_path(two: tuple[Person, Person, str, str]) -> None:
    owner, thief, sid, _ = two
    mine = thief.call("GET", "/apps/nemo_agent/users/me/sessions").json
    assert mine == []
    for user in ("admin", "you", "%2e%2e"):
        assert thief.get(f"/apps/nemo_agent/users/{user}/sessions").code == 1002
    assert owner.get(f"/apps/other/users/me/sessions/{sid}").code == 1002
