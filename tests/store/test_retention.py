"""The pruner: what nobody needs goes, what a live job, a session or a kept video needs stays, also in a race."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from stillreel.draft.assets import Asset
from stillreel.errors import NotFound
from stillreel.store.accounts import DAY_MS, Accounts
from stillreel.store.blobs import Blobs
from stillreel.store.database import Database
from stillreel.store.renders import Renders
from stillreel.store.retention import Policy, Pruned, prune
from stillreel.store.rows import Rows
from stillreel.store.runs import Runs

HOUR_MS = 3_600_000


class House:
    """Rows and blobs, with a clock that is a week ahead of the files unless the test moves it."""

    def __init__(self, url: str, blobs: Blobs) -> None:
        self.db = Database(url)
        self.ahead = 7 * DAY_MS
        now = self.db.now
        self.db.now = lambda c=None: now(c) + self.ahead  # type: ignore[method-assign]
        self.rows, self.renders, self.runs, self.blobs = Rows(self.db), Renders(self.db), Runs(self.db), blobs
        self.accounts = Accounts(self.db, secret=b"s" * 32)

    def blob(self, text: str) -> str:
        return self.blobs.add(io.BytesIO(text.encode()), 10**6)[0]

    def hold(self, session: str, blob: str) -> None:
        asset = Asset(blob, "image", "image/png", 9, "a.png", 40, 30)
        self.rows.hold(session, asset, lambda: self.blobs.check(blob))

    def there(self) -> set[str]:
        return {one.id for one in self.blobs.kept()}

    def prune(self, **policy: int) -> Pruned:
        return prune(self.rows, self.blobs, Policy(**policy))


@pytest.fixture
def house(url: str, blobs: Blobs) -> Iterator[House]:
    made = House(url, blobs)
    yield made
    made.db.close()


def done(house: House, id: str, blob: str | None, **more: Any) -> None:
    """An export of account a to its end."""
    house.renders.submit("a", id, "h", {}, **more)
    job = house.renders.claim("w")
    assert job is not None and job.id == id
    house.renders.publish(job, 1, {"size": 1}, blob=blob)


def test_what_is_needed_stays_and_the_rest_goes(house: House) -> None:
    session = house.rows.create("kept", "en").id
    held, video, input_, loose = (house.blob(t) for t in ("held", "video", "input", "loose"))
    house.hold(session, held)
    done(house, "r1", video)
    house.renders.submit("a", "r2", "h", {}, needs=[input_])
    assert house.prune() == Pruned(0, 0, 1, 5)
    assert house.there() == {held, video, input_} and house.prune() == Pruned()
    with pytest.raises(NotFound):
        house.hold(session, loose)
    assert house.rows.asset(loose) is None, "what could not be held left no row"
    house.renders.cancel("a", "r2")
    house.rows.delete(session)
    assert house.prune().files == 2 and house.there() == {video}
    assert house.rows.asset(held) is None
    house.ahead = 0
    fresh = house.blob("a moment ago")
    assert house.prune() == Pruned() and fresh in house.there()


def test_a_video_is_kept_as_long_as_was_said_and_an_hour_more(house: House) -> None:
    """First its links close, an hour later it goes: downloads that have begun come to their end."""
    video = house.blob("video")
    done(house, "r1", video)
    assert house.prune(exports_days=0) == Pruned()
    house.ahead += 30 * DAY_MS - 60_000
    assert house.prune() == Pruned()
    house.ahead += 120_000
    assert house.prune() == Pruned(exports=1) and house.there() == {video}
    job = house.renders.get("a", "r1")
    assert (job.state, job.output) == ("completed", {"size": 1}) and job.expired_ms is not None
    assert house.prune() == Pruned()
    done(house, "r2", video)
    house.ahead += 2 * HOUR_MS
    assert house.prune() == Pruned(), "the same bytes are another export's video now"
    house.ahead += 31 * DAY_MS
    assert house.prune() == Pruned(exports=1)
    house.ahead += 2 * HOUR_MS
    assert house.prune() == Pruned(files=1, bytes=5) and house.there() == set()


def test_untouched_sessions_of_nobody_s_go_when_they_are_idle(house: House) -> None:
    account = house.accounts.anonymous("client-one", "192.0.2.1").account
    named = house.accounts.register("a@example.org", "correct horse").id
    old, busy, talking, theirs, used = (
        house.rows.create(n, "en", account=named if n == "theirs" else account).id
        for n in ("old", "busy", "talking", "theirs", "used")
    )
    local = house.rows.create("local", "en").id
    house.renders.submit(account, "r1", "h", {}, session=busy)
    house.runs.begin(talking, account, "hello")
    house.ahead += 20 * DAY_MS
    house.rows.append(house.rows.session(used), house.rows.revision(used, 0).draft, (), "")
    house.ahead += 20 * DAY_MS
    assert house.prune() == Pruned(), "by default for ever"
    assert house.prune(anonymous_days=30) == Pruned(sessions=1)
    assert {s.id for s in house.rows.sessions()} == {busy, talking, theirs, used, local}
    with pytest.raises(NotFound):
        house.rows.session(old)


def test_holding_and_pruning_race(house: House) -> None:
    """Whoever wins: a file that was held is there, a file that went was refused to be held."""
    session = house.rows.create("race", "en").id
    for n in range(12):
        blob = house.blob(f"raced {n}")
        start, refused = threading.Barrier(2), []

        def hold(blob=blob, start=start, refused=refused) -> None:  # type: ignore[no-untyped-def]
            start.wait()
            try:
                house.hold(session, blob)
            except NotFound:
                refused.append(blob)

        thread = threading.Thread(target=hold)
        thread.start()
        start.wait()
        house.prune()
        thread.join()
        held = blob in {asset.id for asset in house.rows.shelf(session)}
        assert held == (blob in house.there()) == (not refused)
