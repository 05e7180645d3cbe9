"""Connections cut: after every event, before the first byte, in the middle of an upload; then resumed and re-sent.

Three ways to go (FIN, RST, and silence: a reader that never reads). Whatever was missed must come once, in order,
and the same key must tell the same turn and cost nothing more.
"""

from __future__ import annotations

import re
import socket
import struct
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from .books import faults_of, litter
from .journey import picture
from .people import Person, message
from .served import Served, orphans

WORDS = "make a 2-second 180x320 video at 10 fps without music"
EVENTS = 4
"""What a turn that edits tells: the message, the call, its effect, the words."""
_NUMBER = re.compile(rb"(?:^|\n)id: (\d+)\n")


def run(data: Path, rounds: int, _seed: int) -> tuple[Counter[str], list[str]]:
    """`rounds` times every cut."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    service = Served(data)
    service.start()
    person = Person(service.port)
    person.enter()
    for _ in range(rounds):
        for way in ("fin", "rst", "silent"):
            for k in range(EVENTS):
                wrong += _cut(person, k, way, counts)
        for way in ("fin", "rst"):
            wrong += _half_an_upload(person, data, way, counts)
        if person.balance()[0] < 30:
            person = Person(service.port)
            person.enter()
    service.end(15)
    wrong += faults_of(data) + [f"orphan: {line}" for line in orphans()]
    return counts, wrong


def leave(s: socket.socket, way: str) -> None:
    """Goes away: in good order, rudely, or without a word (the socket is closed later)."""
    if way == "rst":
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if way != "silent":
        s.close()


def _cut(person: Person, k: int, way: str, counts: Counter[str]) -> list[str]:
    """A turn cut after its k-th event (0: after the request), resumed by number and sent again by key."""
    sid, key = person.session(), uuid.uuid4().hex
    person.upload(sid, ("a.png", picture(3)))
    had = person.balance()[0]
    s = person.raw("POST", "/run_sse", message(sid, WORDS), Idempotency_Key=key)
    seen = b""
    while len(_NUMBER.findall(seen)) < k and (piece := s.recv(4096)):
        seen += piece
    leave(s, way)
    again = person.say(sid, WORDS, key)
    last = str(k + 1) if k else "0"  # our own message is event 1; k events of the answer came after it
    path = f"/api/sessions/{sid}/events"
    gap = person.get(path, Last_Event_ID=last).events
    whole = person.get(path).events
    s.close()
    counts[f"cuts by {way}"] += 1
    counts["resumes and re-sends"] += 2
    wrong = []
    if [n for n, _ in whole] != list(range(1, EVENTS + 1)):
        wrong.append(f"cut {way} after {k}: events {[n for n, _ in whole]}")
    if gap != whole[int(last) :] or again.events != whole[1:]:
        wrong.append(f"cut {way} after {k}: told differently")
    if person.balance() != (had - 1, 0, had - 1) or person.state(sid)["revision"] != 1:
        wrong.append(f"cut {way} after {k}: {person.balance()} of {had}")
    return wrong


def _half_an_upload(person: Person, data: Path, way: str, counts: Counter[str]) -> list[str]:
    """An upload that ends in the middle: no row, no file, and the same upload again is fine."""
    sid = person.session()
    head = b'--XX\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    s = socket.create_connection(("127.0.0.1", person.port), 60)
    lines = [
        f"POST /api/upload-video/nemo_agent/me/{sid} HTTP/1.1",
        "Host: x",
        "Content-Type: multipart/form-data; boundary=XX",
        "Content-Length: 9000000",
        *(f"{name}: {value}" for name, value in person.headers().items()),
    ]
    s.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + head + picture(4) + bytes(2 << 20))
    until = time.monotonic() + 20
    while not _coming(data) and time.monotonic() < until:
        time.sleep(0.01)
    leave(s, way)
    while litter(data) and time.monotonic() < until:
        time.sleep(0.01)
    wrong = [f"half an upload by {way}: {line}" for line in litter(data)]
    infos: Any = person.state(sid)["state"]["video_infos"]
    if infos or len(person.upload(sid, ("a.png", picture(4))).data["files"]) != 1:
        wrong.append(f"half an upload by {way} left {infos}")
    counts[f"half uploads by {way}"] += 1
    return wrong


def _coming(data: Path) -> bool:
    return any(place.name.startswith("upload-") for place in (data / "temp").iterdir())
