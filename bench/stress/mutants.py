"""Mutated media: seeded damage to every accepted format, and the smuggler's classics, sent to the running service.

Each file must be taken, or refused with 4001 or 4002; nothing of it may connect anywhere, bind anything, or take the
service down. The canary is a listener on loopback whose address is written into files; that it sings when a guard is
off is shown in tests/media/test_hostile.py.
"""

from __future__ import annotations

import importlib
import socket
import struct
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil

from .books import faults_of
from .people import Person, Reply
from .served import Served, orphans

NAMES = ("a.mp4", "../../x.png", "a%d.png", "x.m3u8", "-i.mov", "nul\\con.jpg", "\u202egnp.exe", "a" * 300)
EXTREMES = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4), b"\x80\x00\x00\x00", b"\x00\x00\x00\x01")
THREADS = 4


def run(data: Path, files: int, seed: int) -> tuple[Counter[str], list[str]]:
    """`files` mutants in all, over all formats in turn."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    service = Served(data, accounting="off", max_session_files="100000", max_requests="200")
    service.start()
    seeds: dict[str, bytes] = importlib.import_module("tests.media.files").every()
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/a".encode()
        seeds |= smugglers(url)
        names, rng = sorted(seeds), np.random.default_rng(seed)
        person = Person(service.port)
        person.enter()
        person.upload(person.session(), ("warm.png", seeds["png"]))
        before = psutil.Process(service.pid).memory_info().rss
        times: list[float] = []
        sender = _Sender(person, counts, wrong, times)
        with ThreadPoolExecutor(THREADS) as pool:
            for n in range(files):
                name = names[n % len(names)]
                case = mutant(seeds[name], seeds[names[int(rng.integers(len(names)))]], url, rng)
                pool.submit(sender.send, name, NAMES[n % len(NAMES)], case)
        try:
            canary.accept()
            wrong.append("something connected to the canary")
        except BlockingIOError:
            counts["connections to the canary"] += 0
    if not service.alive or person.get("/healthz").status != 200:
        wrong.append("the service does not answer any more")
    grown = (psutil.Process(service.pid).memory_info().rss - before) >> 20
    counts |= {"slowest file, ms": int(max(times) * 1000), "service grown by, MiB": max(0, grown)}
    counts["99 of 100 within, ms"] = int(sorted(times)[int(len(times) * 0.99)] * 1000)
    service.end(15)
    return counts, wrong + faults_of(data) + [f"orphan: {line}" for line in orphans()]


def smugglers(url: bytes) -> dict[str, bytes]:
    """Texts that make careless readers open, fetch or bind something."""
    return {
        "m3u8": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + url + b".ts\n#EXT-X-ENDLIST\n",
        "concat": b"ffconcat version 1.0\nfile '" + url + b"'\nfile '/etc/passwd'\n",
        "dash": b"<?xml version='1.0'?><MPD><BaseURL>" + url + b"</BaseURL></MPD>",
        "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='" + url + b"'/></svg>",
    }


def mutant(data: bytes, other: bytes, url: bytes, rng: np.random.Generator) -> bytes:
    """One to four seeded wounds of six kinds."""
    case = bytearray(data)
    for _ in range(int(rng.integers(1, 5))):
        at = int(rng.integers(0, max(1, len(case) - 4)))
        kind = int(rng.integers(6))
        if kind == 0:
            del case[int(rng.integers(1, len(case) + 1)) :]
        elif kind == 1:
            for _ in range(int(rng.integers(1, 40))):
                case[int(rng.integers(len(case)))] = int(rng.integers(256))
        elif kind == 2:
            case[at : at + 4] = EXTREMES[int(rng.integers(len(EXTREMES)))]
        elif kind == 3:
            case[at:at] = case[at : at + int(rng.integers(1, 4000))]
        elif kind == 4:
            start = int(rng.integers(len(other)))
            case[at:] = other[start:]
        else:
            case[at : at + len(url)] = struct.pack(">I", len(url)) + url
        case = case or bytearray(b"\0")
    return bytes(case[: 4 << 20])


class _Sender:
    def __init__(self, person: Person, counts: Counter[str], wrong: list[str], times: list[float]) -> None:
        self._person, self._counts, self._wrong, self._times = person, counts, wrong, times
        self._lock = threading.Lock()
        self._sid, self._left = "", 0

    def send(self, kind: str, name: str, case: bytes) -> None:
        with self._lock:
            if not self._left:
                self._sid, self._left = self._person.session(), 200
            self._left -= 1
            sid = self._sid
        began = time.monotonic()
        try:
            reply = self._person.upload(sid, (name, case))
        except Exception as error:
            reply = Reply(0, str(error).encode())
        took = time.monotonic() - began
        with self._lock:
            self._times.append(took)
            self._counts["files sent"] += 1
            code = reply.json["code"] if reply.status else -1
            self._counts[{0: "taken", 4001: "refused as 4001", 4002: "refused as 4002"}.get(code, "odd")] += 1
            if code not in (0, 4001, 4002):
                self._wrong.append(f"{kind} as {name[:20]}: {reply.status} {reply.raw[:200]!r}")
            if took > 10:
                self._wrong.append(f"{kind} took {took:.1f} s")
