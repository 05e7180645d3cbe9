"""The terminal itself: lines that a person types, with history; lines, pieces and bars that are shown.

Invariant: into a pipe go whole plain lines alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import Progress

Show = Callable[[str], None]
Bar = Callable[["Progress"], None]


def asked(commands: Sequence[str] = ()) -> Iterator[str]:
    """Lines that a person types, with a history kept between conversations; Tab completes commands. Ctrl-C gives up
    the line, Ctrl-D ends."""
    lines = _readline(commands)
    try:
        while True:
            try:
                yield input("› ")
            except KeyboardInterrupt:
                print("  (Ctrl-D or /quit to leave)")
    except EOFError:
        print()
    finally:
        if lines is not None:
            _keep(lines)


def _readline(commands: Sequence[str]) -> Any:
    """The module, set up; None where the system has none."""
    try:
        import readline
    except ImportError:
        return None
    place = _history()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(OSError):
        readline.read_history_file(place)
    readline.set_history_length(1000)

    def complete(text: str, n: int) -> str | None:
        found = [c for c in commands if text.startswith("/") and c.startswith(text)]
        return found[n] if n < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
    return readline


def _keep(lines: Any) -> None:
    with suppress(OSError):
        lines.write_history_file(_history())
        _history().chmod(0o600)


def _history() -> Any:
    from .client.identity import config_home

    return config_home() / "chat_history"


@contextmanager
def screen(person: bool) -> Iterator[tuple[Show, Bar | None, Show | None]]:
    """How lines are shown, the bar, and how parts of a line are shown; a pipe gets plain lines at once."""
    if not person:
        yield (lambda text: print(text, flush=True)), None, None
        return
    from rich.console import Console

    console = Console(highlight=False)
    watch, ended = _bars(console)

    def show(text: str) -> None:
        ended()
        console.print(text, markup=False)

    def piece(text: str) -> None:
        ended()
        console.print(text, markup=False, soft_wrap=True, end="")

    try:
        yield show, watch, piece
    finally:
        ended()


@contextmanager
def bar(*, quiet: bool) -> Iterator[Bar | None]:
    """A bar on stderr while something is made; None into a pipe, or where it should be quiet."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    watch, ended = _bars(Console(stderr=True))
    try:
        yield watch
    finally:
        ended()


def _bars(console: Any) -> tuple[Bar, Callable[[], None]]:
    """What is told how far something is, and what takes the bar away."""
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Shown

    columns = (
        TextColumn("rendering"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[left]}"),
    )
    bars: list[Shown] = []

    def watch(step: Progress) -> None:
        if not bars:
            bars.append(Shown(*columns, console=console, transient=True))
            bars[0].start()
            bars[0].add_task("", total=100.0, left="")
        left = f"{step.eta_s:.0f} s left" if step.eta_s else ""
        bars[0].update(bars[0].task_ids[0], completed=step.percent, left=left)

    def ended() -> None:
        while bars:
            bars.pop().stop()

    return watch, ended
