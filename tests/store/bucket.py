"""A real S3 server of the test's own (nanio: it checks every request's signature), over a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stillreel.store.buckets import Access

KEY, SECRET = "test-key", "test-secret-of-the-test"


class Bucket:
    """One server with one bucket, `reels`; each `access()` is a prefix of its own in it."""

    def __init__(self) -> None:
        self._home, self._count = Path(tempfile.mkdtemp(prefix="stillreel-s3-")), 0
        (self._home / "reels").mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Until it takes connections."""
        command = [sys.executable, "-m", "nanio", "serve", "--no-access-log", "--log-level", "error"]
        command += ["--data-dir", str(self._home), "--host", "127.0.0.1", "--port", str(self.port)]
        keys = {"NANIO_ACCESS_KEY": KEY, "NANIO_SECRET_KEY": SECRET}
        self._server = subprocess.Popen(command, env=os.environ | keys, stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                assert self._server.poll() is None, "the S3 server did not start"
                time.sleep(0.05)

    def stop(self) -> None:
        self._server.kill()
        self._server.wait()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._home)

    def access(self, *, secret: str = SECRET) -> Access:
        self._count += 1
        return Access(f"s3://reels/t{self._count}", f"http://127.0.0.1:{self.port}", "us-east-1", KEY, secret)

    def parts(self) -> list[Path]:
        """What lies there of uploads that have not ended."""
        return list((self._home / ".nanio" / "multipart").glob("*/*"))

    def objects(self) -> list[Path]:
        """Every file in the bucket, as the server keeps it."""
        return [p for p in (self._home / "reels").rglob("*") if p.is_file()]
