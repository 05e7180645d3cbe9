"""docs/operations.md lists every setting as it is; `STILLREEL_GOLDEN=write` brings the page up to date."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from stillreel.settings import Settings

PAGE = Path(__file__).parent.parent / "docs" / "operations.md"
MARKS = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)


def shown(name: str, value: Any) -> str:
    if name == "data":
        return "the user's data folder"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int) and value >= 1 << 20 and value % (1 << 20) == 0:
        return f"{value} ({value >> 20} MiB)"
    return str(value)


def table() -> str:
    rows = ["| setting | default | |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(
            f"| `STILLREEL_{name.upper()}` | {shown(name, field.get_default())} | {field.description} |"
        )
    return "\n".join(rows) + "\n"


def test_the_page_lists_every_setting_as_it_is() -> None:
    text = PAGE.read_text("utf-8")
    if os.environ.get("STILLREEL_GOLDEN") == "write":
        PAGE.write_text(MARKS.sub(lambda _: table(), text), "utf-8")
    found = MARKS.search(PAGE.read_text("utf-8"))
    assert found is not None
    assert found.group(0) == table(), (
        "bring it up to date: STILLREEL_GOLDEN=write make test TESTS=tests/test_settings_page.py"
    )


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
