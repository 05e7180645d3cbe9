"""Writes docs/chat.md: a conversation in a real terminal, typed by this program. `python docs/chat.py`.

A pseudo-terminal of fixed width holds `stillreel chat`; what it shows is kept as a person would see it at the end:
lines that were drawn over (bars) are gone. `record` is used by the tests, too.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).with_name("chat.md")
WIDTH = 96
INTERRUPT = "\x03"
SCRIPT = (
    "photos/ a 12-second vertical promo, upbeat music, title 'Summer sale'",
    "swap the first two and make the music quieter",
    "black and white on the third",
    "/undo",
    "add 'SALE' in red at the end",
    "/preview",
    "再快一点",
    "export",
    "/quit",
)
_CODE = re.compile(r"\x1b\[([?>]?[\d;]*)([A-Za-z])|\x1b[()][A-Z0-9]|\x1b[=>]")


class Paper:
    """What stands on an endless sheet after a terminal's output was written on it."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.row = self.column = 0

    def write(self, text: str) -> None:
        """Adds output, control codes and all."""
        at = 0
        while at < len(text):
            code = _CODE.match(text, at)
            if code:
                self._obey(code[1] or "", code[2] or "")
                at = code.end()
                continue
            self._put(text[at])
            at += 1

    def _put(self, c: str) -> None:
        if c == "\n":
            self.row += 1
            if self.row == len(self.lines):
                self.lines.append([])
        elif c == "\r":
            self.column = 0
        elif c == "\b":
            self.column = max(0, self.column - 1)
        elif c >= " ":
            line = self.lines[self.row]
            line += [" "] * (self.column + 1 - len(line))
            line[self.column] = c
            self.column += 1

    def _obey(self, given: str, what: str) -> None:
        n = int(given) if given.isdecimal() else 0
        if what == "A":
            self.row = max(0, self.row - max(1, n))
        elif what == "K":
            line = self.lines[self.row]
            del line[0 if n == 2 else self.column :]
        elif what == "C":
            self.column += max(1, n)

    def __str__(self) -> str:
        return "\n".join("".join(line).rstrip() for line in self.lines).strip("\n")


def record(script: Sequence[str], words: Sequence[str], folder: Path, home: Mapping[str, str]) -> str:
    """What a terminal shows after these lines were typed, each at its prompt. Ends with the program."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
    command = [sys.executable, "-m", "stillreel", "chat", *words]
    environment = {**os.environ, **home, "TERM": "xterm", "COLUMNS": str(WIDTH)}
    paper, waiting = Paper(), list(script)
    with subprocess.Popen(
        command,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=folder,
        env=environment,
        start_new_session=True,
        preexec_fn=_at_a_terminal,
    ) as child:
        os.close(follower)
        try:
            running = True
            while running:
                before = str(paper)
                if waiting and before.endswith("›"):
                    line = waiting.pop(0)
                    os.write(leader, (line if line == INTERRUPT else line + "\n").encode())
                while running and str(paper) == before:
                    running = _heard(leader, paper)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            os.close(leader)
    return str(paper)


def _at_a_terminal() -> None:
    """In the child: the terminal is its own, and Ctrl-C counts even where whoever started us has it ignored."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _heard(leader: int, paper: Paper) -> bool:
    """Takes what comes; False at the end. Raises TimeoutError after four silent minutes."""
    if not select.select([leader], [], [], 240)[0]:
        raise TimeoutError(str(paper)[-2000:])
    try:
        data = os.read(leader, 1 << 16)
        while data and data[-1] & 0x80 and select.select([leader], [], [], 0.05)[0]:
            data += os.read(leader, 1)
    except OSError:
        return False
    paper.write(data.decode("utf-8", "replace"))
    return bool(data)


def main() -> None:
    """Makes the stills, holds the conversation, writes the page."""
    root = Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = [sys.executable, str(root / "examples" / "stills.py"), str(folder / "drawn")]
        subprocess.run(made, check=True, capture_output=True)
        (folder / "photos").mkdir()
        for path in sorted((folder / "drawn").iterdir())[:4]:
            path.rename(folder / "photos" / path.name)
        home = {"STILLREEL_DATA": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
        shown = record(SCRIPT, (), folder, home)
    shown = re.sub(r"--session \w+", "--session 5f0c...", shown)
    PAGE.write_text(
        "# A conversation in the terminal\n\nTyped by `python docs/chat.py` into a real one; the bars that count while "
        f"a film is made are gone, as they are on the screen.\n\n```\n$ stillreel chat\n{shown}\n```\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
