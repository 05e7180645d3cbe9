"""The service's rows: credits under races, turns, exports and their fences, tokens and links."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from stillreel.errors import BadRequest, Conflict, NotFound, OutOfCredits, RateLimited, Unauthorised
from stillreel.store.accounts import DAY_MS, Accounts
from stillreel.store.callbacks import AGAIN_S, Callbacks
from stillreel.store.database import Database
from stillreel.store.keys import Keys, Reply
from stillreel.store.ledger import Balance, Ledger
from stillreel.store.passwords import hashed, matches
from stillreel.store.renders import Renders
from stillreel.store.rows import Rows
from stillreel.store.runs import Runs
from stillreel.store.tables import ledger as entries
from stillreel.store.tables import metadata

CLIENT = "0b5c7d1e-client"


class House:
    """Everything over one database, with a clock that the test moves."""

    def __init__(self, url: str) -> None:
        self.ms = 1_800_000_000_000
        self.db = Database(url, clock=lambda: self.ms)
        self.accounts, self.ledger = Accounts(self.db, secret=b"s" * 32), Ledger(self.db)
        self.rows, self.runs, self.renders = Rows(self.db), Runs(self.db), Renders(self.db)

    def account(self, client: str = CLIENT) -> str:
        return self.accounts.anonymous(client, "192.0.2.1", per_ip=1000).account


@pytest.fixture
def house(url: str) -> Iterator[House]:
    there = House(url)
    yield there
    assert there.ledger.reconcile() == ()
    there.db.close()


def race(n: int, act: Callable[[int], object], *expected: type[Exception]) -> list[object]:
    """Releases n threads at once; what they got, and the expected errors, as they came."""
    gate, out = threading.Barrier(n), []

    def go(k: int) -> None:
        gate.wait()
        try:
            out.append(act(k))
        except Exception as error:
            out.append(error)

    threads = [threading.Thread(target=go, args=(k,)) for k in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for value in out:
        if isinstance(value, Exception) and not isinstance(value, expected):
            raise value
    return out


def errors(out: list[object]) -> int:
    return sum(isinstance(value, Exception) for value in out)


def test_a_race_for_credits_spends_what_is_there(house: House) -> None:
    account = house.account()
    out = race(16, lambda k: house.ledger.hold(account, 9), OutOfCredits)
    assert errors(out) == 16 - 11
    assert house.ledger.balance(account) == Balance(1, 99, 100)


def test_a_hold_ends_once(house: House) -> None:
    account = house.account()
    hold = house.ledger.hold(account, 60, "k", ttl=1000)
    assert house.ledger.hold(account, 60, "k") == hold
    with pytest.raises(Conflict):
        house.ledger.hold(account, 61, "k")
    out = race(8, lambda k: house.ledger.post(hold, 5) if k % 2 else house.ledger.void(hold), Conflict)
    assert errors(out) == 4, "the four of one kind are the same end again, the other four are refused"
    second = house.ledger.hold(account, 10, ttl=1000)
    house.ms += 1000
    assert (house.ledger.expire(), house.ledger.expire()) == (1, 0)
    with pytest.raises(Conflict):
        house.ledger.post(second)
    assert house.ledger.balance(account).frozen == 0


@pytest.mark.parametrize("n", [0, -1, 2**63, 1.0, True, "5"])
def test_credits_are_whole_numbers(house: House, n: int) -> None:
    account = house.account()
    for act in (house.ledger.hold, lambda a, n: house.ledger.grant(a, n, "x")):
        with pytest.raises(BadRequest):
            act(account, n)


def test_the_database_itself_refuses_wrong_books(house: House) -> None:
    account = house.account()
    house.ledger.post(house.ledger.hold(account, 10))
    with house.db.reading() as c:
        end = dict(c.execute(sa.select(entries).where(entries.c.kind == "post")).one()._mapping)
    for wrong in ("UPDATE accounts SET frozen = total + 1", "UPDATE accounts SET total = -1, frozen = -1"):
        with pytest.raises(sa.exc.IntegrityError), house.db.writing() as c:
            c.execute(sa.text(wrong))
    with pytest.raises(sa.exc.IntegrityError), house.db.writing() as c:
        c.execute(entries.insert().values(end | {"id": "again"}))
    with house.db.writing() as c:
        c.execute(sa.text("UPDATE accounts SET total = total + 1"))
    assert len(house.ledger.reconcile()) == 1, "the reconciler sees a credit from nowhere"
    with house.db.writing() as c:
        c.execute(sa.text("UPDATE accounts SET total = total - 1"))


def test_one_grant_per_client_in_seven_days(house: House) -> None:
    out = race(12, lambda k: house.accounts.anonymous(CLIENT, "192.0.2.1"), RateLimited)
    assert errors(out) == 11
    assert {e.data["retry_after"] for e in out if isinstance(e, RateLimited)} == {7 * 86400}
    token = next(t for t in out if not isinstance(t, Exception))
    house.ledger.post(house.ledger.hold(token.account, 30))
    house.ms += 3 * DAY_MS
    house.accounts.revoke(token.account, token.id)
    again = house.accounts.anonymous(CLIENT, "192.0.2.1")
    assert (again.account, again.credits) == (token.account, 70), "its account and what is left, no new grant"
    house.ms += 7 * DAY_MS
    with pytest.raises(Unauthorised):
        house.accounts.who(again.token)
    house.ms -= DAY_MS
    with pytest.raises(Unauthorised):
        house.accounts.who(again.token)
    house.ms += DAY_MS
    assert house.accounts.anonymous(CLIENT, "192.0.2.1").credits == 170
    with pytest.raises(BadRequest):
        house.accounts.anonymous("a b", "192.0.2.1")


def test_ten_tokens_per_address(house: House) -> None:
    out = race(14, lambda k: house.accounts.anonymous(f"client-{k:04}", f"2001:db8::{k:x}"), RateLimited)
    assert errors(out) == 4, "one /64 is one address"


def test_secrets_are_kept_as_hashes(house: House) -> None:
    account = house.account()
    session = house.rows.create("p", "en", account=account)
    given = [
        house.accounts.issue(account, ["read"], "ci").token,
        house.accounts.claim(session.id, account),
        house.accounts.bind(session.id, account),
    ]
    with house.db.reading() as c:
        dump = "\n".join(
            str(row) for table in metadata.tables.values() for row in c.execute(sa.select(table))
        )
    assert not [secret for secret in given if secret[8:] in dump]


def test_registering_keeps_everything_and_links_work_once(house: House) -> None:
    account = house.account()
    session = house.rows.create("p", "en", account=account)
    link = house.accounts.bind(session.id, account)
    assert house.accounts.bind(session.id, account) == link
    out = race(3, lambda k: house.accounts.register(f"a{k}@example.org", "correct horse", link), NotFound)
    assert errors(out) == 2
    registered = house.accounts.account(account)
    assert not registered.anonymous and registered.client_id is None
    assert house.ledger.balance(account).total == 100
    with pytest.raises(RateLimited):
        house.account()
    cookie = house.accounts.login(registered.email or "", "correct horse")
    assert house.accounts.who(cookie.token).kind == "cookie"
    house.accounts.logout(cookie.token)
    for token in (cookie.token, "", "nmv_usr_x", "\ud800"):
        with pytest.raises(Unauthorised):
            house.accounts.who(token)
    for email, password in ((registered.email or "", "wrong horse"), ("b@example.org", "correct horse")):
        with pytest.raises(Unauthorised):
            house.accounts.login(email, password)
    claim = house.accounts.claim(session.id, account)
    assert house.accounts.who(house.accounts.redeem(claim).token).session == session.id
    with pytest.raises(NotFound):
        house.accounts.redeem(claim)
    assert matches("correct horse", hashed("correct horse")) and not matches("x", None)


def test_one_turn_at_a_time(house: House) -> None:
    account = house.account()
    session = house.rows.create("p", "en", account=account).id

    def begin(k: int) -> object:
        return house.runs.begin(
            session, account, f"say {k}", key=f"k{k}", body_hash=f"{k}", hold=5, event={"k": k}
        )

    out = race(8, begin, Conflict)
    assert errors(out) == 7 and house.ledger.balance(account).frozen == 5
    run = next(r for r in out if not isinstance(r, Exception))
    again = house.runs.begin(session, account, run.text, key=run.key, body_hash=run.body_hash, hold=5)
    assert again == run and again.attached
    with pytest.raises(Conflict):
        house.runs.begin(session, account, "x", key=run.key, body_hash="other")
    ended = house.runs.finish(run, charge=2, said=[{"t": "\r\n\u2028"}] * 3 + [{"last": True}])
    assert ended.state == "done" and house.ledger.balance(account) == Balance(98, 0, 98)
    assert [n for n, _ in house.runs.events(session, after=1)] == [2, 3, 4, 5]
    with pytest.raises(Conflict):
        house.runs.finish(run)
    with pytest.raises(Conflict), house.db.writing() as c:
        house.runs.finished(c, run, 0, [])
    assert house.runs.begin(session, account, "x", key=run.key, body_hash=run.body_hash).state == "done"


def test_a_lost_process_frees_the_session_and_the_credits(house: House) -> None:
    account = house.account()
    session = house.rows.create("p", "en", account=account).id
    run = house.runs.begin(session, account, "hi", body_hash="h", hold=50, event={"a": 1})
    house.ms += 14_000
    house.runs.beat(run)
    house.ms += 14_000
    assert house.runs.abandon() == ()
    house.ms += 1_000
    assert [r.id for r in house.runs.abandon(event=lambda r: {"errorCode": "LOST"})] == [run.id]
    with pytest.raises(Conflict):
        house.runs.finish(run)
    assert house.ledger.balance(account) == Balance(100, 0, 100)
    other = house.runs.begin(session, account, "hi", body_hash="h", hold=50)
    assert other.id != run.id
    house.rows.delete(session)
    assert house.ledger.balance(account).frozen == 0


def test_exports_are_one_per_id_and_fenced(house: House) -> None:
    out = race(12, lambda k: house.renders.submit("a", "render_1", "h", {"d": 1}, session="s"))
    assert sum(not r.attached for r in out) == 1  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        house.renders.submit("a", "render_1", "other", {})
    assert house.renders.submit("b", "render_1", "other", {}).account == "b"
    claimed = [r for r in race(8, lambda k: house.renders.claim(f"w{k}")) if r is not None]
    assert len({(r.account, r.id) for r in claimed}) == len(claimed) == 2  # type: ignore[attr-defined]
    first = house.renders.get("a", "render_1")
    house.renders.progress(first, 1, 0.5)
    house.renders.progress(first, 1, 0.2)
    house.ms += 15_000
    second = house.renders.claim("w9")
    third = house.renders.claim("w9")
    assert second is not None and third is not None and {second.attempt, third.attempt} == {2}
    for stale in (
        lambda: house.renders.beat(first, 1),
        lambda: house.renders.publish(first, 1, {}),
        lambda: house.renders.fail(first, 1, "x"),
    ):
        with pytest.raises(Conflict, match="attempt 2"):
            stale()
    done = house.renders.publish(first, 2, {"url": "u"}, blob="f" * 64)
    assert (done.state, done.progress, done.output) == ("completed", 1.0, {"url": "u"})
    with pytest.raises(Conflict):
        house.renders.cancel("a", "render_1")
    with pytest.raises(NotFound):
        house.renders.get("c", "render_1")
    assert house.renders.cancel("b", "render_1").state == "cancelled"


def test_a_word_is_owed_until_it_is_told(house: House) -> None:
    callbacks = Callbacks(house.db)
    for n in range(3):
        house.renders.submit("a", f"r{n}", "h", {}, callback="https://x.example/" if n else None)
    assert callbacks.take() is None, "nothing has ended"
    for _ in range(3):
        job = house.renders.claim("w")
        assert job is not None
        house.renders.publish(job, 1, {"url": "u"}) if job.id != "r2" else house.renders.fail(job, 1, "broke")
    words = [w for w in race(6, lambda k: callbacks.take()) if w is not None]
    assert sorted(w.render.id for w in words) == ["r1", "r2"] and len({w.id for w in words}) == 2  # type: ignore[attr-defined]
    first = min(words, key=lambda w: w.render.id)  # type: ignore[attr-defined]
    callbacks.told(first)  # type: ignore[arg-type]
    assert callbacks.take() is None and callbacks.owed() == 1
    left = max(words, key=lambda w: w.render.id)  # type: ignore[attr-defined]
    for tries, pause in enumerate(AGAIN_S, 2):
        house.ms += pause * 1000 - 1
        assert callbacks.take() is None
        house.ms += 1
        again = callbacks.take()
        assert again is not None and (again.id, again.tries) == (left.id, tries)
    assert callbacks.owed() == 0 and 20 < sum(AGAIN_S) / 3600 < 30, "a day in all, then never again"


def test_poison_fails_after_three_workers(house: House) -> None:
    job = house.renders.submit("a", "r", "h", {})
    for attempt in (1, 2, 3, 4):
        taken = house.renders.claim("w")
        assert taken is not None and taken.attempt == attempt
        if attempt == 1:
            house.renders.release(job, 1)  # in good order: this one does not count
        house.ms += 15_000
    assert house.renders.claim("w") is None
    assert "3 attempts" in house.renders.get("a", "r").reason


def test_a_late_comer_starts_next_and_sessions_queue(house: House) -> None:
    for n in range(20):
        house.ms += 1
        house.renders.submit("flood", f"r{n}", "h", {}, session=f"s{n}")
    for _ in range(5):
        job = house.renders.claim("w")
        assert job is not None
        house.renders.publish(job, 1, {})
    house.ms += 1
    for n in range(2):
        house.renders.submit("late", f"r{n}", "h", {}, session="one")
    order = [house.renders.claim("w") for _ in range(3)]
    assert [job.account for job in order if job] == ["late", "flood", "flood"], "one job in work per session"


def test_keys_replay_what_was_answered(house: House) -> None:
    keys = Keys(house.db)
    out = race(6, lambda k: keys.begin("a", "k", "h"), Conflict)
    assert errors(out) == 5 and None in out
    keys.finish("a", "k", 200, {"x": 1})
    assert keys.begin("a", "k", "h") == Reply(200, {"x": 1})
    with pytest.raises(Conflict):
        keys.begin("a", "k", "other")
    house.ms += DAY_MS
    assert keys.begin("a", "k", "other") is None
