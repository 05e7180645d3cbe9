"""In a network of its own: listens where a cloud keeps its secrets, and lets the real fetcher try to read them.

python canary.py        prints what reached the canary, guarded and not
"""

from __future__ import annotations

import socket
import threading
from pathlib import Path

from stillreel.errors import Unfetchable
from stillreel.fetch import Fetcher, Limits

METADATA = "169.254.169.254"
WAYS = (
    f"http://{METADATA}/latest/meta-data", f"http://[::ffff:{METADATA}]/", "http://metadata.test/",
    "http://localhost/", "http://127.0.0.1/", "http://[::1]/", "http://0.0.0.0/", "http://[::]/",
)  # fmt: skip


def main() -> None:
    heard: list[bytes] = []

    def listen(wire: socket.socket) -> None:
        while True:
            caller, _ = wire.accept()
            with caller:
                caller.settimeout(1)
                heard.append(caller.recv(4096).split(b"\r\n")[0])
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")

    families = [(socket.AF_INET, "0.0.0.0")] + [(socket.AF_INET6, "::")] * Path("/proc/net/if_inet6").exists()
    for family, address in families:
        wire = socket.socket(family)
        if family == socket.AF_INET6:
            wire.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        wire.bind((address, 80))
        wire.listen()
        threading.Thread(target=listen, args=(wire,), daemon=True).start()

    def resolve(host: str, port: int) -> list[str]:
        return [METADATA] if host == "metadata.test" else ["127.0.0.1", "::1"]

    for more in ({}, {"permit": lambda address: True}):
        fetcher = Fetcher(Limits(2, 2), resolve=resolve, wait=lambda s: None, **more)  # type: ignore[arg-type]
        for way in WAYS:
            try:
                fetcher.download(way, lambda piece: None, 100)
            except Unfetchable:
                continue
        print("without the guard" if more else "guarded", len(heard))
        heard.clear()


if __name__ == "__main__":
    main()
