"""Races: many requests whose last byte is sent in the same moment, against one service and against two on one database.

Double spending, one id ordered twenty times, one key sent twenty times, one client id asking for fifty tokens. A
watcher reads the balance all the while: it must add up at every moment, not only in the end.
"""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .books import faults_of
from .journey import picture
from .people import Person, message, rest
from .served import Served, orphans

MANY = 20
PURSE = 5
FREE = "make a 2-second 180x320 video at 10 fps without music"


def run(data: Path, rounds: int, _seed: int) -> tuple[Counter[str], list[str]]:
    """`rounds` of each race, with one process and with two."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for processes in (1, 2):
        folder = data.with_name(f"data{processes}")
        services = [Served(folder, grant=str(PURSE)) for _ in range(processes)]
        for service in services:
            service.start()
        ports = [service.port for service in services]
        for _ in range(rounds):
            for race in (spending, ordering, saying, minting):
                wrong += [f"{processes} processes: {line}" for line in race(ports, counts)]
                counts[f"races, {processes} process{'es' * (processes > 1)}"] += 1
        for service in services:
            service.end(15)
        wrong += faults_of(folder)
        wrong += [f"orphan: {line}" for line in orphans()]
    return counts, wrong


def _people(ports: Sequence[int]) -> list[Person]:
    """One account, known at every port."""
    first = Person(ports[0])
    first.enter()
    return [Person(port, first.token, first.client) for port in ports]


def _released(sockets: list[Any], last: bytes) -> list[bytes]:
    """The answers to requests whose last byte is sent now."""
    found: list[bytes] = [b""] * len(sockets)

    def go(k: int) -> None:
        gate.wait()
        sockets[k].sendall(last)
        found[k] = rest(sockets[k])

    gate = threading.Barrier(len(sockets))
    threads = [threading.Thread(target=go, args=(k,)) for k in range(len(sockets))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


def _statuses(answers: list[bytes]) -> Counter[int]:
    return Counter(int(a[9:12]) if a[:9] == b"HTTP/1.1 " else 0 for a in answers)


def spending(ports: Sequence[int], counts: Counter[str]) -> list[str]:
    """Twenty paying requests, credits for five: five succeed, fifteen are told 2001."""
    people = _people(ports)
    sids = [people[0].session() for _ in range(MANY)]
    for sid in sids:
        people[0].upload(sid, ("a.png", picture(1)))
    edit = {"edits": [{"op": "make", "music": False}]}
    sockets = []
    for n, sid in enumerate(sids):
        who = people[n % len(people)]
        path, body = ("/run_sse", message(sid, FREE)) if n % 4 < 2 else (f"/api/sessions/{sid}/edits", edit)
        sockets.append(who.raw("POST", path, body, 1))
    over, wrong = threading.Event(), list[str]()

    def watch() -> None:
        while not over.is_set():
            left, frozen, total = people[-1].balance()
            counts["looks at the balance in a race"] += 1
            if left + frozen != total or min(left, frozen, total) < 0 or total > PURSE:
                wrong.append(f"balance {left} + {frozen} = {total}")

    watcher = threading.Thread(target=watch)
    watcher.start()
    answers = _released(sockets, b"}")
    over.set()
    watcher.join(60)
    found = _statuses(answers)
    counts["paying requests raced"] += MANY
    if found != {200: PURSE, 403: MANY - PURSE}:
        wrong.append(f"spending: {dict(found)}")
    if people[0].balance() != (0, 0, 0):
        wrong.append(f"spending left {people[0].balance()}")
    return wrong


def ordering(ports: Sequence[int], counts: Counter[str]) -> list[str]:
    """One export id twenty times: one job; the same id with other bodies meanwhile: 409."""
    people = _people(ports)
    sid = people[0].session()
    people[0].upload(sid, ("a.png", picture(1)))
    people[0].say(sid, FREE, uuid.uuid4().hex)
    id, path = f"render_{uuid.uuid4().hex}", "/api/render/proxy/lambda"
    same = {"id": id, "sessionId": sid, "output": {"format": "mp4"}}
    other = {"id": id, "sessionId": sid, "output": {"format": "gif"}}
    sockets = [
        people[n % len(people)].raw("POST", path, other if n % 5 == 4 else same, 1) for n in range(MANY)
    ]
    answers = _released(sockets, b"}")
    found = _statuses(answers)
    counts["orders raced"] += MANY
    expected = ({200: 16, 409: 4}, {200: 4, 409: 16})  # whichever body came first has the id
    people[0].call("DELETE", f"{path}/{id}")
    return [] if found in expected else [f"ordering: {dict(found)}"]


def saying(ports: Sequence[int], counts: Counter[str]) -> list[str]:
    """One message with one key twenty times: one turn, charged once, told alike to everybody."""
    people = _people(ports)
    sid = people[0].session()
    people[0].upload(sid, ("a.png", picture(1)))
    key = uuid.uuid4().hex
    sockets = [
        people[n % len(people)].raw("POST", "/run_sse", message(sid, FREE), 1, Idempotency_Key=key)
        for n in range(MANY)
    ]
    bodies = {a.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n") for a in _released(sockets, b"}")}
    told = {tuple(sorted(set(_ids(body)))) for body in bodies}
    counts["re-sends raced"] += MANY
    left = people[0].balance()
    fine = len(told) == 1 and left == (PURSE - 1, 0, PURSE - 1) and people[0].state(sid)["revision"] == 1
    return [] if fine else [f"saying: {told}, {left}"]


def _ids(body: bytes) -> list[bytes]:
    return [line for line in body.split(b"\n") if line.startswith(b"id: ")]


def minting(ports: Sequence[int], counts: Counter[str]) -> list[str]:
    """One client id asks for fifty tokens at once: it gets one."""
    client = str(uuid.uuid4())
    sockets = [
        Person(ports[n % len(ports)]).raw("POST", "/api/auth/anonymous-token", {}, 1, X_Client_Id=client)
        for n in range(50)
    ]
    found = _statuses(_released(sockets, b"}"))
    counts["tokens raced for"] += 50
    return [] if found == {200: 1, 429: 49} else [f"minting: {dict(found)}"]
