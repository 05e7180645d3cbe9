"""The envelope, precedence of refusals, tokens and their rules."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import uuid
from collections.abc import Callable

import pytest
from conftest import ATTRIBUTION, PROMO, Person, Service, picture

NEVER = re.compile(rb"Traceback|/tmp/|site-packages|\.py")


def test_a_starter_token(service: Service) -> None:
    reply = Person(service.port).post("/api/auth/anonymous-token", X_Client_Id=str(uuid.uuid4()))
    data = reply.data
    assert data["token"].startswith("nmv_usr_") and data["credits"] == 100
    assert data["expires_in"] == 604800 and data["scopes"] == ["read", "write", "upload"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data["expires_at"])
    assert reply.json["message"] == "ok" and reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["", "short", "x" * 129, "with space 123", "öäüöäüöäü", "a/b/c/d/e/f", "x" * 10_000]
)
def test_a_bad_client_id_writes_nothing(service: Service, name: str) -> None:
    with service.house.rows.database.reading() as c:
        before = c.exec_driver_sql("SELECT count(*) FROM tokens").scalar()
    headers = {"X-Client-Id": name.encode("utf-8").decode("latin-1")}
    reply = Person(service.port).call("POST", "/api/auth/anonymous-token", None, headers)
    assert (reply.status, reply.code) == (400, 400)
    with service.house.rows.database.reading() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM tokens").scalar() == before
    assert Person(service.port).post("/api/auth/anonymous-token").status == 400


def test_fifty_at_once_with_one_client_id_are_one_grant(service: Service) -> None:
    name, found = str(uuid.uuid4()), []
    gate = threading.Barrier(20)

    def ask() -> None:
        gate.wait()
        found.append(Person(service.port).post("/api/auth/anonymous-token", X_Client_Id=name))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.status for r in found) == [200] + [429] * 19
    refused = next(r for r in found if r.status == 429)
    assert 604_700 < int(refused.headers["retry-after"]) <= 604_800
    with service.house.rows.database.reading() as c:
        rows = c.exec_driver_sql(f"SELECT amount FROM grants WHERE client_id = '{name}'").all()
    assert [row[0] for row in rows] == [100]


def test_so_many_for_one_address_and_forwarded_headers_change_nothing(serve: Callable[..., Service]) -> None:
    small = serve(grants_per_address=3)
    asked = [
        Person(small.port).post(
            "/api/auth/anonymous-token", X_Client_Id=str(uuid.uuid4()), X_Forwarded_For=f"9.9.9.{n}"
        )
        for n in range(5)
    ]
    assert [r.status for r in asked] == [200, 200, 200, 429, 429]


def test_a_trusted_proxy_is_believed(serve: Callable[..., Service]) -> None:
    behind = serve(grants_per_address=1, trusted_proxies="127.0.0.1")
    asked = [
        Person(behind.port).post(
            "/api/auth/anonymous-token", X_Client_Id=str(uuid.uuid4()), X_Forwarded_For=f"6.6.6.6, 9.9.9.{n}"
        )
        for n in (1, 2, 2)
    ]
    assert [r.status for r in asked] == [200, 200, 429]


def test_precedence_401_402_400_404(person: Person) -> None:
    path, bad = "/api/render/proxy/lambda", b"{"
    bare = Person(person.port, headers={})
    assert bare.post(path, bad).code == 1001
    bare.token = person.token
    assert bare.post(path, bad).code == 402
    for name in ATTRIBUTION:
        bare.headers = {k: v for k, v in ATTRIBUTION.items() if k != name}
        assert bare.post(path, bad).code == 402
    assert person.post(path, bad).code == 400
    assert person.post(path, {"id": "render_1", "sessionId": "nobody"}).code == 1002
    assert person.say("nobody", " ").code == 400 and person.say("nobody", "hello").code == 1002
    assert person.post("/api/sessions/nobody/edits", {}).code == 400
    assert person.get("/api/sessions/nobody/frame.jpg?t=-1").code == 400
    assert Person(person.port).post("/api/sessions/nobody/edits", {}).code == 1001
    bare.headers = {}
    assert bare.get("/api/credits/balance/simple").status == 200, "402 is for exports only"


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Bearer x", "Basic abc", "Bearer nmv_usr_" + "a" * 43]
)
def test_wrong_tokens_are_all_alike(person: Person, value: str) -> None:
    alike = person.call("GET", "/api/sessions", None, {"Authorization": "Bearer nmv_usr_wrong"})
    reply = person.call("GET", "/api/sessions", None, {"Authorization": value})
    assert (reply.status, reply.code) == (401, 1001)
    assert reply.raw == alike.raw


def test_unknown_addresses_and_methods_in_the_envelope(person: Person) -> None:
    assert (person.get("/api/nothing").status, person.get("/api/nothing").code) == (404, 404)
    reply = person.call("PUT", "/api/sessions")
    assert (reply.status, reply.code) == (405, 405) and "GET" in reply.headers["allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b"nonsense", b'{"a":1,"a":2}', b"[" * 100_000, b'{"x":' + b"9" * 6000 + b"}",
        b'{"task_name":NaN}', b'{"task_name":"\\ud800"}', b'{"task_name":5}', b"\xff\xfe", b'{"task_name":"a\\nb"}',
    ],
)  # fmt: skip
def test_bodies_that_are_no_bodies(person: Person, body: bytes) -> None:
    reply = person.post("/api/tasks/me/with-session/nemo_agent", body)
    assert (reply.status, reply.code) == (400, 400), reply.raw
    assert not NEVER.search(reply.raw)


def test_a_body_over_4_mib_is_refused_at_once(person: Person) -> None:
    headers = {"Content-Length": str((4 << 20) + 1)}
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", person.port, timeout=10)
    connection.putrequest("POST", "/run_sse")
    for name, value in {**headers, "Authorization": f"Bearer {person.token}"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_the_rate_is_honest(serve: Callable[..., Service]) -> None:
    slow = serve(rate=0.5, burst=3)
    someone = slow.person()
    seen = [someone.get("/api/sessions") for _ in range(5)]
    assert [r.status for r in seen] == [200, 200, 200, 429, 429]
    assert 1 <= int(seen[-1].headers["retry-after"]) <= 2
    other = slow.person()
    assert other.get("/api/sessions").status == 200


def test_accounting_off_counts_nothing(serve: Callable[..., Service]) -> None:
    free = serve(accounting=False, rate=0.1, burst=1, grants_per_address=1)
    first, second = free.person(), free.person()
    sid = first.made()
    assert first.balance() == (100, 0, 100)
    bare = Person(free.port, first.token, headers={})
    assert bare.post("/api/render/proxy/lambda", {"id": "r1", "sessionId": sid}).status == 200
    assert first.call("DELETE", "/api/render/proxy/lambda/r1").status in (200, 409)
    assert second.get("/api/sessions").status == 200


def test_tokens_scopes_and_revocation(service: Service) -> None:
    person = service.person()
    assert person.post("/api/auth/tokens", {"scopes": ["read"]}).code == 1001, (
        "a starter token makes no tokens"
    )
    owner = Person(service.port)
    mail = f"{uuid.uuid4().hex[:8]}@example.org"
    task = person.post("/api/tasks/me/with-session/nemo_agent", {}).data
    body = {"email": mail, "password": "correct horse", "bind": task["bind_id"]}
    reply = owner.post("/api/auth/register", body)
    cookie = reply.headers["set-cookie"]
    assert reply.data["email"] == mail and "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert owner.post("/api/auth/register", body).status in (400, 409), "a bind link works once"
    owner.headers = {"Cookie": cookie.split(";")[0]}
    rows = owner.get("/api/sessions").data["sessions"]
    assert [r["session_id"] for r in rows] == [task["session_id"]], "registering keeps everything"
    assert owner.balance() == (100, 0, 100)
    wish = {"scopes": ["read"], "name": "ci"}
    assert owner.post("/api/auth/tokens", wish).code == 1001, "a cookie alone changes nothing from elsewhere"
    assert owner.post("/api/auth/tokens", wish, Origin="https://evil.example").code == 1001
    made = owner.post("/api/auth/tokens", wish, Sec_Fetch_Site="same-origin").data
    reader = Person(service.port, made["token"])
    assert reader.get("/api/sessions").status == 200
    assert reader.post("/api/tasks/me/with-session/nemo_agent", {}).code == 1001
    reply = owner.call("DELETE", "/api/auth/tokens", {"id": made["id"]}, {"Sec-Fetch-Site": "same-origin"})
    assert reply.status == 200 and reader.get("/api/sessions").code == 1001
    assert owner.post("/api/auth/logout", Sec_Fetch_Site="same-origin").status == 200
    assert owner.get("/api/sessions").code == 1001
    assert owner.post("/api/auth/login", {"email": mail, "password": "wrong"}).code == 1001
    assert owner.post("/api/auth/login", {"email": mail, "password": "correct horse"}).status == 200


def test_a_claim_link_opens_one_project_once(service: Service) -> None:
    person = service.person()
    sid, other = person.session(), person.session()
    ct = person.post("/api/auth/claim-token", {"session_id": sid}).data["claim_token"]
    assert ct.startswith("clm_") and Person(service.port, ct).get("/api/sessions").code == 1001
    visitor = Person(service.port)
    reply = visitor.get(f"/workspace/claim?ct={ct}")
    assert reply.status == 303 and reply.headers["location"] == f"/?session={sid}"
    visitor.headers = {"Cookie": reply.headers["set-cookie"].split(";")[0]}
    assert visitor.get(f"/api/sessions/{sid}").status == 200
    assert visitor.get(f"/api/sessions/{other}").status == 404
    assert visitor.get("/api/sessions").status == 404
    assert Person(service.port).get(f"/workspace/claim?ct={ct}").status == 404, "once"
    assert service.person().post("/api/auth/claim-token", {"session_id": sid}).code == 1002


def test_a_payment_counts_once(serve: Callable[..., Service]) -> None:
    service = serve(
        payment_secret="shared", grant=0, topup_url="https://pay.example/top", public_url="https://v.example"
    )
    person = service.person()
    account = service.house.accounts.who(person.token).id
    body = json.dumps({"id": "pay_1", "account": account, "credits": 30}).encode()
    seal = "sha256=" + hmac.new(b"shared", body, hashlib.sha256).hexdigest()
    bare, path = Person(service.port), "/api/credits/payments"
    for wrong in ("", "sha256=" + "0" * 64, seal[:-1], seal.upper()):
        assert bare.call("POST", path, body, {"X-Signature": wrong}).code == 1001
    for _ in range(3):
        assert bare.call("POST", path, body, {"X-Signature": seal}).data["available"] == 30
    other = body.replace(b'"credits": 30', b'"credits": 31')
    seal = "sha256=" + hmac.new(b"shared", other, hashlib.sha256).hexdigest()
    assert bare.call("POST", path, other, {"X-Signature": seal}).code == 409, "one id, one amount"
    assert person.balance() == (30, 0, 30) and service.house.ledger.reconcile() == ()


def test_out_of_credits_says_where_to_go(serve: Callable[..., Service]) -> None:
    service = serve(grant=0, topup_url="https://pay.example/top", public_url="https://v.example")
    person = service.person()
    sid = person.session()
    person.upload(sid, ("a.png", picture(1)))
    edit = f"/api/sessions/{sid}/edits", {"edits": [{"op": "make"}]}
    for refused in (person.post(*edit), person.say(sid, PROMO)):
        assert (refused.status, refused.code) == (403, 2001)
        url = refused.json["data"]["register_url"]
        assert (
            url.startswith("https://v.example/register?bind=bnd_") and "topup_url" not in refused.json["data"]
        )
    bind = url.partition("=")[2]
    owner = Person(service.port)
    wish = {"email": f"{uuid.uuid4().hex[:8]}@example.org", "password": "correct horse", "bind": bind}
    owner.headers = {"Cookie": owner.post("/api/auth/register", wish).headers["set-cookie"].split(";")[0]}
    refused = owner.post(*edit, Sec_Fetch_Site="same-origin")
    assert refused.code == 2001 and refused.json["data"]["topup_url"] == "https://pay.example/top"
    assert Person(service.port).post("/api/auth/register", wish | {"email": "b@example.org"}).code == 1002, (
        "once"
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("zh_CN", "zh-cn"),
        ("Chinese", "zh"),
        ("中文", "zh"),
        ("en-GB", "en-gb"),
        ("English", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_languages_as_clients_call_them(
    service: Service, person: Person, said: str | None, kept: str
) -> None:
    body = {"task_name": None, "language": said}
    sid = person.post("/api/tasks/me/with-session/nemo_agent", body).data["session_id"]
    assert person.get(f"/api/sessions/{sid}").data["language"] == kept


def test_sign_ins_are_slowed_for_an_account_and_for_an_address(serve: Callable[..., Service]) -> None:
    service = serve(logins=3)
    body = {"email": "a@example.org", "password": "wrong horse"}
    asked = [Person(service.port).post("/api/auth/login", body) for _ in range(4)]
    assert [r.code for r in asked] == [1001] * 3 + [429] and 1 <= int(asked[-1].headers["retry-after"]) <= 30
    assert Person(service.port).post("/api/auth/register", body).code == 429


def test_registering_by_the_links_own_query(service: Service, person: Person) -> None:
    task = person.post("/api/tasks/me/with-session/nemo_agent", {}).data
    body = {"email": f"{uuid.uuid4().hex[:8]}@example.org", "password": "correct horse"}
    reply = Person(service.port).post(f"/api/auth/register?bind={task['bind_id']}", body)
    assert reply.data["account"] == service.house.accounts.who(person.token).id
    assert service.house.ledger.balance(reply.data["account"]).available == 100
