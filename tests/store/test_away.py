"""The database goes away and comes back: 503 meanwhile, never a hang, nothing lost, nothing twice."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stillreel.errors import Unavailable
from stillreel.media import jail
from stillreel.server.app import build
from stillreel.server.house import open_house
from stillreel.settings import Settings
from stillreel.store.accounts import Accounts
from stillreel.store.database import Database
from stillreel.store.ledger import Balance, Ledger

from .postgres import Postgres


def test_credits_under_a_server_that_crashes(postgres: Postgres) -> None:
    """Four writers re-send until they are answered, while the server is crashed five times under them."""
    db = Database(postgres.database())
    ledger = Ledger(db)
    account = Accounts(db, secret=b"s" * 32).anonymous("client-of-the-monkey", "192.0.2.1").account
    writers, each = 4, 60
    done, refused, step = [0] * writers, [0] * writers, threading.Condition()

    def write(k: int) -> None:
        for n in range(each):
            while True:
                try:
                    hold = ledger.hold(account, 1, f"{k}-{n}")
                    ledger.post(hold) if n % 2 else ledger.void(hold)
                    break
                except Unavailable as error:
                    assert error.data["retry_after"] > 0
                    refused[k] += 1
            with step:
                done[k] += 1
                step.notify()

    with db.writing() as c:
        c.exec_driver_sql(f"UPDATE accounts SET total = 1000 WHERE id = '{account}'")
        c.exec_driver_sql("UPDATE ledger SET amount = 1000 WHERE kind = 'grant'")
    threads = [threading.Thread(target=write, args=(k,)) for k in range(writers)]
    for thread in threads:
        thread.start()
    for crash in range(1, 6):
        with step:
            assert step.wait_for(lambda crash=crash: sum(done) >= 30 * crash, 60)
        postgres.stop()
        postgres.start()
    for thread in threads:
        thread.join()
    spent = writers * each // 2
    assert ledger.balance(account) == Balance(1000 - spent, 0, 1000 - spent)
    assert ledger.reconcile() == () and sum(refused) > 0
    db.close()


def test_the_service_says_503_and_comes_back(postgres: Postgres, tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path, database_url=postgres.database(), workers=1, min_free_bytes=0))
    house.walls = jail.check()  # as the caretaker does, who does not run here
    web = TestClient(build(house, press=False))
    token = web.post("/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())}).json()["data"][
        "token"
    ]
    web.headers["Authorization"] = f"Bearer {token}"
    sid = web.post("/api/tasks/me/with-session/nemo_agent", json={}).json()["data"]["session_id"]
    postgres.stop()
    try:
        for verb, path in (
            ("GET", "/api/credits/balance/simple"), ("GET", f"/api/state/nemo_agent/me/{sid}/latest"),
            ("POST", "/api/tasks/me/with-session/nemo_agent"), ("GET", f"/api/sessions/{sid}/events"),
            ("GET", "/readyz"),
        ):  # fmt: skip
            answer = web.request(verb, path, json={} if verb == "POST" else None)
            assert (answer.status_code, answer.json()["code"]) == (503, 503), (path, answer.text)
            assert 0 < int(answer.headers["retry-after"]) <= 30
            assert str(tmp_path) not in answer.text and "socket" not in answer.text
        assert web.get("/healthz").status_code == 200 and web.get("/metrics").status_code == 200
        with pytest.raises(Unavailable, match="cannot be opened"):
            Database(postgres.url("rows"))
    finally:
        postgres.start()
    assert web.get("/api/credits/balance/simple").json()["data"]["total"] == 100
    assert web.get(f"/api/state/nemo_agent/me/{sid}/latest").status_code == 200
    assert web.get("/readyz").status_code == 200
    house.close()
