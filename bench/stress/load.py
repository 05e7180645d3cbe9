"""`make load`: the goals of a busy service, each with its gate and what was measured, on loopback.

    python -m bench.stress.load [part ...] [--seconds N] [--streams N] [--megabytes N] [--rate N]

Parts: reads busy streams ledger uploads refuse overload stop; all by default. Durations and sizes are scaled down so
that all of it takes minutes; the gates are printed beside what they are at full size. Missing a gate is no failure
of the run: it is a figure.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from .books import faults_of
from .journey import stocked
from .listening import streams
from .openloop import Tally, at, flat_out, request, steady
from .people import Person, message
from .served import Served, take_in_orphans
from .transfers import refuse, uploads

Row = tuple[str, str, str]


def told(rows: list[Row]) -> None:
    """Goal, gate, measured."""
    for goal, gate, measured in rows:
        print(f"   {goal:34} {gate:44} {measured}")
    sys.stdout.flush()


def looking(person: Person, sid: str) -> Callable[[int], bytes]:
    """State, credits and a poll, in turn."""
    id = f"render_{uuid.uuid4().hex}"
    order = {"id": id, "sessionId": sid, "output": {"format": "mp4"}}
    person.post("/api/render/proxy/lambda", order)
    paths = (
        f"/api/state/nemo_agent/me/{sid}/latest",
        "/api/credits/balance/simple",
        f"/api/render/proxy/lambda/{id}",
    )
    raws = [request(person, path) for path in paths]
    return lambda n: raws[n % 3]


def figures(tally: Tally) -> str:
    odd = {k: v for k, v in tally.statuses.items() if k != 200}
    return (
        f"{tally.rate:.0f}/s, p50 {at(tally.good, 0.5):.0f} p95 {at(tally.good, 0.95):.0f} "
        f"p99 {at(tally.good, 0.99):.0f} ms; {tally.cost:.1f} ms of processor each; "
        f"generator {tally.share:.0%} of a core{f', others {odd}' if odd else ''}"
    )


def reads(data: Path, given: argparse.Namespace) -> list[Row]:
    """L3: authenticated reads at a fixed rate."""
    service = Served(data, accounting="on")
    service.start()
    person, [sid] = stocked(service.port)
    next_ = looking(person, sid)
    most = asyncio.run(flat_out(service.port, 8, 3, next_))
    rows = [("L3 reads, flat out, 8 callers", "1,500/s", f"{most:.0f}/s")]
    for share in (0.5, 0.8):
        rate = given.rate or most * share
        found = asyncio.run(steady(service.port, service.pid, rate, given.seconds, next_))
        rows.append((f"L3 reads at {rate:.0f}/s", "1,500/s, p99 <= 50 ms", figures(found)))
    service.end(signal.SIGTERM)
    return rows


def busy(data: Path, given: argparse.Namespace) -> list[Row]:
    """L4: the same while two exports run."""
    service = Served(data, workers="2")
    service.start()
    person, sids = stocked(service.port, 3)
    next_ = looking(person, sids[0])
    big = {"format": "mp4", "quality": "high", "width": 1080, "height": 1920, "fps": 30}
    for sid in sids[1:]:
        body = {"edits": [{"op": "make", "length": 60000}]}
        person.post(f"/api/sessions/{sid}/edits", body)
        order = {"id": f"render_{uuid.uuid4().hex}", "sessionId": sid, "output": big}
        person.post("/api/render/proxy/lambda", order)
    time.sleep(3)
    rate = given.rate or 100
    found = asyncio.run(steady(service.port, service.pid, rate, given.seconds, next_))
    at_work = sum(p.cpu_times().user > 1 for p in service.family())
    service.end(signal.SIGTERM)
    gate = "500/s, p99 <= 250 ms"
    return [(f"L4 reads at {rate:.0f}/s, {at_work} workers at work", gate, figures(found))]


def ledger(data: Path, given: argparse.Namespace) -> list[Row]:
    """L5: hold and settle, every commit synced, the books added up afterwards."""
    from stillreel.store.accounts import Accounts
    from stillreel.store.database import Database
    from stillreel.store.ledger import Ledger

    data.mkdir()
    database = Database(f"sqlite:///{data / 'stillreel.db'}")
    book = Ledger(database)
    account = Accounts(database, secret=b"x" * 32).register("a@example.org", "a-long-password")
    book.grant(account.id, 10**9, "load")
    rows = []
    for threads in (1, 4):
        done, until = [0] * threads, time.monotonic() + given.seconds / 2

        def work(k: int, done: list[int] = done, until: float = until) -> None:
            while time.monotonic() < until:
                book.post(book.hold(account.id, 1))
                done[k] += 1

        began, crew = time.monotonic(), [threading.Thread(target=work, args=(k,)) for k in range(threads)]
        for one in crew:
            one.start()
        for one in crew:
            one.join()
        pace = sum(done) / (time.monotonic() - began)
        rows.append(
            (f"L5 hold + settle, {threads} threads", "500 pairs/s, books right", f"{pace:.0f} pairs/s")
        )
    wrong = book.reconcile()
    database.close()
    return [*rows, ("L5 books", "", f"{len(wrong)} faults")]


def overload(data: Path, given: argparse.Namespace) -> list[Row]:
    """L13: three times what it can do."""
    service = Served(data, max_requests="32")
    service.start()
    person, [sid] = stocked(service.port)
    next_ = looking(person, sid)
    most = asyncio.run(flat_out(service.port, 8, 4, next_))
    alone = asyncio.run(steady(service.port, service.pid, most * 0.7, given.seconds, next_))
    found = asyncio.run(steady(service.port, service.pid, most * 3, given.seconds, next_))
    health = person.get("/healthz").status
    service.end(signal.SIGTERM)
    return [
        ("L13 peak, flat out", "", f"{most:.0f}/s"),
        (f"L13 at {most * 0.7:.0f}/s", "", figures(alone)),
        (
            f"L13 at {most * 3:.0f}/s",
            "goodput >= 90% of peak; refusals p99 <= 20 ms",
            f"goodput {found.rate / most:.0%}, refusals p99 {at(found.refused, 0.99):.0f} ms; {figures(found)}; "
            f"health {health}",
        ),
    ]


def stop(data: Path, given: argparse.Namespace) -> list[Row]:
    """L14: a graceful stop with streams open, turns and an export in work; nothing is lost."""
    service = Served(data)
    service.start()
    person, sids = stocked(service.port, 3)
    order = {
        "id": "render_1",
        "sessionId": sids[0],
        "output": {"format": "mp4", "width": 1080, "height": 1920},
    }
    person.post("/api/render/proxy/lambda", order)
    open_ = [
        person.raw("GET", f"/api/sessions/{sids[1]}/events?follow=1") for _ in range(min(given.streams, 500))
    ]
    for s in open_:
        s.recv(1024)
    turns = [person.raw("POST", "/run_sse", message(sid, "make it warmer")) for sid in sids[1:]]
    for s in turns:
        s.recv(1024)
    took = service.end(signal.SIGTERM)
    ended = 0
    for s in open_:
        raw = b""
        while piece := s.recv(65536):
            raw += piece
        ended += b"retry: 1000" in raw
    service.start()
    person.port = service.port
    until = time.monotonic() + 120
    while (job := person.get("/api/render/proxy/lambda/render_1").json)["status"] != "completed":
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    service.end(signal.SIGTERM)
    wrong = faults_of(data)
    return [
        (
            f"L14 stop, {len(open_)} streams",
            "<= 10 s, 0 lost",
            f"{took:.1f} s, {ended} told, export {job['status']}, {len(wrong)} faults in the books",
        )
    ]


PARTS: dict[str, Callable[[Path, argparse.Namespace], list[Row]]] = {
    "reads": reads,
    "busy": busy,
    "streams": streams,
    "ledger": ledger,
    "uploads": uploads,
    "refuse": refuse,
    "overload": overload,
    "stop": stop,
}


def main(arguments: list[str]) -> int:
    """Runs the parts one after the other."""
    reader = argparse.ArgumentParser(prog="bench.stress.load")
    reader.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part")
    for name, default in (("seconds", 10), ("streams", 300), ("megabytes", 50), ("rate", 0)):
        reader.add_argument(f"--{name}", type=int, default=default)
    given = reader.parse_args(arguments)
    take_in_orphans()
    subprocess.run([sys.executable, str(Path(__file__).parent.parent / "machine.py")], check=False)
    print(json.dumps(vars(given)))
    for name in given.parts or list(PARTS):
        with tempfile.TemporaryDirectory(prefix="stillreel-load-") as folder:
            told(PARTS[name](Path(folder) / "data", given))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
