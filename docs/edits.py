"""Writes the table of edits into docs/python.md, from their declarations. `python docs/edits.py`."""

from __future__ import annotations

import inspect
from pathlib import Path

from stillreel import edits

PAGE = Path(__file__).with_name("python.md")
HEAD, FOOT = "<!-- edits -->\n", "<!-- /edits -->"


def said(kind: type[edits.Swap]) -> str:
    """What an edit does: its docstring without the drawing."""
    text = inspect.cleandoc(kind.__doc__ or "").rpartition("\n\n")[0]
    return " ".join(text.split()).replace("|", "\\|")


def fields(kind: type[edits.Swap]) -> str:
    """Its fields; those that may be left out in brackets."""
    rows = kind.model_fields.items()
    if len(rows) > 16:
        return f"see `help(edits.{kind.__name__})`"
    return " ".join(f"`{name}`" if row.is_required() else f"[`{name}`]" for name, row in rows)


def page(text: str) -> str:
    """The page with the table as it should be."""
    before, _, rest = text.partition(HEAD)
    rows = [f"| `{n}` | {fields(getattr(edits, n))} | {said(getattr(edits, n))} |" for n in edits.__all__]
    table = "\n".join(["| edit | fields, [optional] | what it does |", "|---|---|---|", *rows])
    return f"{before}{HEAD}{table}\n{FOOT}{rest.partition(FOOT)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
