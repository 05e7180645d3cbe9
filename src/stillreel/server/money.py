"""Credits over HTTP: what an account has, where to get more, and payments as a payment service tells them.

An anonymous account is led to registration through its session's bind link, a registered one to its top-up page. A
payment is a POST signed with a key that only the payment service has (HMAC-SHA-256 of the body); its id is the
ledger's key, so that telling it twice gives once.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from ..errors import NotFound, OutOfCredits, Unauthorised
from ..store.accounts import Account
from . import schemas as s
from .envelope import ok
from .gate import Caller, base_of, by_address, house_of, needs
from .wire import told, understood, whole

router = APIRouter(tags=["credits"])


def refused(request: Request, account: Account, session_id: str, error: OutOfCredits) -> OutOfCredits:
    """The same refusal, with the address that helps."""
    house, base = house_of(request), base_of(request)
    data = dict(error.data)
    if account.anonymous:
        data["register_url"] = f"{base}/register?bind={house.accounts.bind(session_id, account.id)}"
    else:
        data["topup_url"] = house.settings.topup_url or f"{base}/topup"
    return OutOfCredits(error.what, remedy=error.remedy, **data)


@router.get("/api/credits/balance/simple", response_model=s.Answer[s.Credits], responses=s.refusals(401))
def balance(request: Request, caller: Annotated[Caller, Depends(needs("read"))]) -> Response:
    """What the account has."""
    had = house_of(request).ledger.balance(caller.id)
    return ok({"available": had.available, "frozen": had.frozen, "total": had.total})


@router.post(
    "/api/credits/payments",
    openapi_extra=told(s.Payment),
    response_model=s.Answer[s.Credits],
    responses=s.refusals(401, 404, 409, 413),
    dependencies=[Depends(by_address)],
)
def pay(request: Request, raw: Annotated[bytes, Depends(whole)]) -> Response:
    """A payment, as the payment service tells it: `X-Signature: sha256=<hmac of the body>`."""
    house = house_of(request)
    key = house.settings.payment_secret
    if not key:
        raise NotFound("this service takes no payments", remedy="Ask its operator.")
    seal = "sha256=" + hmac.new(key.encode(), raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(seal.encode(), request.headers.get("x-signature", "").encode()):
        raise Unauthorised("the signature is missing or wrong", remedy="Sign the body with the shared key.")
    payment = understood(raw, s.Payment)
    account = house.accounts.account(payment.account)
    had = house.ledger.grant(account.id, payment.credits, "payment", key=f"payment:{payment.id}")
    return ok({"available": had.available, "frozen": had.frozen, "total": had.total})
