"""The operator's commands, over the data of a service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stillreel.cli import app
from stillreel.errors import Unauthorised
from stillreel.server.house import open_house
from stillreel.settings import Settings


def ran(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["admin", *words])
    assert result.exit_code == code, result.output
    return result.output


def test_grant_list_and_revoke(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path))
    token = house.accounts.anonymous("client-0001", "192.0.2.1")
    data = ("--data", str(tmp_path))
    assert "150 available, 0 frozen, 150 in all" in ran("grant", "client-0001", "50", "--key", "p1", *data)
    assert "150 available" in ran("grant", token.account, "50", "--key", "p1", *data), "a key counts once"
    (row,) = [json.loads(line) for line in ran("list", "--json", *data).splitlines()]
    assert (row["id"], row["available"], row["tokens"]) == (token.account, 150, 1)
    shown = ran("list", *data)
    assert "client-0001" in shown and token.token not in shown
    assert "1 ended" in ran("revoke", "client-0001", *data)
    with pytest.raises(Unauthorised):
        house.accounts.who(token.token)
    assert "no such account" in ran("grant", "nobody", "1", *data, code=1)
    ran("grant", "client-0001", "0", *data, code=2)
    assert house.ledger.reconcile() == ()
    house.close()


def test_prune_says_what_went(tmp_path: Path) -> None:
    assert ran("prune", "--data", str(tmp_path)).startswith("0 videos, 0 sessions, 0 files (0 bytes) removed")
