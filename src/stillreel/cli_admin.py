"""`stillreel admin`: what an operator does to accounts, on the machine itself, over the service's own data.

It may run beside the service: both go through the database. Nothing here prints a secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .errors import StillreelError

if TYPE_CHECKING:
    from .server.house import House

admin = typer.Typer(help="Accounts and credits of the service, for its operator.", no_args_is_help=True)
Data = Annotated[Path | None, typer.Option(help="Data folder; STILLREEL_DATA, else the user's own.")]
Who = Annotated[str, typer.Argument(help="An account: its id, e-mail address or client id.")]


@contextmanager
def _house(data: Path | None) -> Iterator[House]:
    from .server.house import open_house
    from .settings import Settings

    house = None
    try:
        house = open_house(Settings() if data is None else Settings(data=data))
        yield house
    except StillreelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    finally:
        if house is not None:
            house.close()


@admin.command()
def grant(
    account: Who,
    credits: Annotated[int, typer.Argument(min=1, help="How many.")],
    reason: Annotated[str, typer.Option(help="Kept with the entry.")] = "operator",
    key: Annotated[
        str | None, typer.Option(help="A name of this grant: given twice, it counts once.")
    ] = None,
    data: Data = None,
) -> None:
    """Give credits."""
    with _house(data) as house:
        found = house.accounts.account(account)
        had = house.ledger.grant(found.id, credits, reason, key=key)
        typer.echo(f"{found.id}: {had.available} available, {had.frozen} frozen, {had.total} in all")


@admin.command("list")
def listed(
    limit: Annotated[int, typer.Option(min=1, help="How many accounts, the newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    data: Data = None,
) -> None:
    """List accounts with their credits, sessions and live tokens."""
    from .store.accounts import overview

    with _house(data) as house:
        for row in overview(house.rows.database, limit):
            typer.echo(json.dumps(row) if as_json else _line(row))


def _line(row: dict[str, Any]) -> str:
    made = datetime.fromtimestamp(row["created_ms"] / 1000, UTC).strftime("%Y-%m-%d")
    who = row["email"] or row["client_id"] or ""
    counts = f"{row['sessions']} sessions, {row['tokens']} tokens"
    return f"{row['id']}  {made}  {row['available']:>6} of {row['total']:>6} credits  {counts}  {who}"


@admin.command()
def prune(
    exports_days: Annotated[int | None, typer.Option(min=0, help="STILLREEL_KEEP_EXPORTS_DAYS else.")] = None,
    anonymous_days: Annotated[
        int | None, typer.Option(min=0, help="STILLREEL_KEEP_ANONYMOUS_DAYS else.")
    ] = None,
    data: Data = None,
) -> None:
    """Remove now what is not kept (docs/hosting.md); never what work needs."""
    from .store.retention import Policy
    from .store.retention import prune as one_round

    with _house(data) as house:
        rules = house.settings
        days = rules.keep_exports_days if exports_days is None else exports_days
        rest = rules.keep_anonymous_days if anonymous_days is None else anonymous_days
        gone = one_round(house.rows, house.blobs, Policy(days, rest))
        typer.echo(
            f"{gone.exports} videos, {gone.sessions} sessions, {gone.files} files ({gone.bytes} bytes) removed"
        )


@admin.command()
def revoke(
    account: Who,
    token: Annotated[str | None, typer.Option(help="Only the token of this id.")] = None,
    data: Data = None,
) -> None:
    """End an account's tokens and cookies at once; its sessions, files and credits stay."""
    with _house(data) as house:
        found = house.accounts.account(account)
        ids = [token] if token else [t.id for t in house.accounts.tokens(found.id)]
        for id in ids:
            house.accounts.revoke(found.id, id)
        typer.echo(f"{found.id}: {len(ids)} ended")
