"""Out of credits: the refusal says where to go, which depends on who asks.

An anonymous account is led to registration through its session's bind link, a registered one to its top-up page.
"""

from __future__ import annotations

from ..errors import OutOfCredits, StillreelError
from ..store.accounts import Account
from .house import House


def refused(house: House, account: Account, session_id: str, error: StillreelError) -> StillreelError:
    """The same refusal, with the address that helps."""
    if not isinstance(error, OutOfCredits):
        return error
    base = house.settings.public_url.rstrip("/")
    data = dict(error.data)
    if account.anonymous:
        data["register_url"] = f"{base}/register?bind={house.accounts.bind(session_id, account.id)}"
    else:
        data["topup_url"] = f"{base}/topup"
    return OutOfCredits(error.what, remedy=error.remedy, **data)
