"""Tokens and people: starter tokens, registration that keeps everything, cookies, claim links.

A secret is shown once, when it is made. Invariant: no URL ever carries a token; claim and bind links are for that.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from ..errors import BadRequest, NotFound
from ..store.accounts import DAY_MS, Token
from . import schemas as s
from .envelope import ok
from .gate import COOKIE, Caller, address_of, by_address, house_of, needs
from .sessions import iso
from .wire import body_of, told

router = APIRouter(tags=["auth"])
Owner = Annotated[Caller, Depends(needs("*"))]
WEEK_S = 7 * 24 * 3600


_CLIENT_ID: dict[str, Any] = {
    "name": "X-Client-Id",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,128}$"},
    "description": "Names the client, e.g. a UUID made once and kept.",
}


@router.post(
    "/api/auth/anonymous-token",
    openapi_extra={"parameters": [_CLIENT_ID]},
    response_model=s.Answer[s.TokenData],
    responses=s.refusals(),
    dependencies=[Depends(by_address)],
)
def anonymous(request: Request) -> Response:
    """A starter token."""
    house, rules = house_of(request), house_of(request).settings
    given = request.headers.getlist("x-client-id")
    if len(given) != 1 or not given[0]:
        raise BadRequest(
            "X-Client-Id is missing", remedy="Generate a UUID, send it in X-Client-Id, try again."
        )
    made = house.accounts.anonymous(
        given[0],
        address_of(request),
        grant=rules.grant,
        days=rules.grant_days,
        per_ip=rules.grants_per_address if rules.accounting else 10**9,
    )
    return ok(
        {
            "token": made.token,
            "credits": made.credits,
            "expires_at": iso(made.expires_ms or 0),
            "expires_in": rules.grant_days * DAY_MS // 1000,
            "scopes": list(made.scopes),
        }
    )


@router.post(
    "/api/auth/claim-token",
    openapi_extra=told(s.ClaimWish),
    response_model=s.Answer[s.ClaimData],
    responses=s.refusals(401, 404, 413),
)
def claim(
    request: Request,
    caller: Annotated[Caller, Depends(needs("write"))],
    wish: Annotated[s.ClaimWish, Depends(body_of(s.ClaimWish))],
) -> Response:
    """A link that opens one project in a browser, once."""
    house = house_of(request)
    session = house.session(caller.account, wish.session_id)
    if wish.task_id and wish.task_id != session.task_id:
        raise NotFound("there is no such session")
    return ok({"claim_token": house.accounts.claim(session.id, caller.id), "expires_in": WEEK_S})


@router.get(
    "/workspace/claim",
    response_model=None,
    status_code=303,
    responses=s.refusals(404),
    dependencies=[Depends(by_address)],
)
def visit(request: Request, ct: Annotated[str, Query(max_length=200)]) -> Response:
    """Uses a claim link up, and opens its project."""
    made = house_of(request).accounts.redeem(ct)
    answer = RedirectResponse(f"/?session={made.name}", 303, {"referrer-policy": "no-referrer"})
    _remember(request, answer, made.token, WEEK_S)
    return answer


@router.post(
    "/api/auth/register",
    openapi_extra=told(s.Newcomer),
    response_model=s.Answer[s.PersonData],
    responses=s.refusals(404, 409, 413),
    dependencies=[Depends(by_address)],
)
def register(
    request: Request,
    wish: Annotated[s.Newcomer, Depends(body_of(s.Newcomer))],
    bind: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """An account; through a bind link the anonymous one with its sessions, files and credits. Logs in as well."""
    house = house_of(request)
    house.login_pace.take(f"at {address_of(request)}")
    account = house.accounts.register(wish.email, wish.password, wish.bind or bind)
    return _entered(request, house.accounts.login(wish.email, wish.password), account.id, account.email)


@router.post(
    "/api/auth/login",
    openapi_extra=told(s.Person),
    response_model=s.Answer[s.PersonData],
    responses=s.refusals(401, 413),
    dependencies=[Depends(by_address)],
)
def login(request: Request, wish: Annotated[s.Person, Depends(body_of(s.Person))]) -> Response:
    """A browser's session, as a cookie."""
    house, email = house_of(request), wish.email.strip().lower()
    house.login_pace.take(f"at {address_of(request)}")
    house.login_pace.take(f"to {email}")
    made = house.accounts.login(wish.email, wish.password)
    return _entered(request, made, made.account, email)


def _entered(request: Request, made: Token, account: str, email: str | None) -> Response:
    answer = ok({"account": account, "email": email})
    _remember(request, answer, made.token, 30 * 24 * 3600)
    return answer


def _remember(request: Request, answer: Response, secret: str, seconds: int) -> None:
    secure = request.url.scheme == "https" or house_of(request).settings.public_url.startswith("https")
    answer.set_cookie(COOKIE, secret, seconds, path="/", secure=secure, httponly=True, samesite="lax")


@router.post("/api/auth/logout", response_model=s.Answer[s.Anything], responses=s.refusals(401))
def logout(request: Request, caller: Annotated[Caller, Depends(needs("read"))]) -> Response:
    """Ends the browser's session. A bearer token is no such session: it is ended by `DELETE /api/auth/tokens`."""
    cookie = caller.account.kind != "token"
    if cookie:
        house_of(request).accounts.revoke(caller.id, caller.account.token_id)
    answer = ok({"ended": cookie})
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/api/auth/tokens", response_model=s.Answer[s.TokenRows], responses=s.refusals(401))
def tokens(request: Request, caller: Owner) -> Response:
    """The account's live tokens, without their secrets."""
    return ok({"tokens": [_row(t) for t in house_of(request).accounts.tokens(caller.id)]})


@router.post(
    "/api/auth/tokens",
    openapi_extra=told(s.TokenWish),
    response_model=s.Answer[s.TokenRow],
    responses=s.refusals(401, 413),
)
def issue(
    request: Request, caller: Owner, wish: Annotated[s.TokenWish, Depends(body_of(s.TokenWish))]
) -> Response:
    """A further token; its secret is in this answer and nowhere else."""
    made = house_of(request).accounts.issue(caller.id, wish.scopes, wish.name, wish.days)
    return ok({**_row(made), "token": made.token})


@router.delete(
    "/api/auth/tokens",
    openapi_extra=told(s.TokenEnd),
    response_model=s.Answer[s.Anything],
    responses=s.refusals(401, 404, 413),
)
def revoke(
    request: Request, caller: Owner, wish: Annotated[s.TokenEnd, Depends(body_of(s.TokenEnd))]
) -> Response:
    """Ends a token by its id."""
    house_of(request).accounts.revoke(caller.id, wish.id)
    return ok({})


def _row(token: Token) -> dict[str, Any]:
    ends = iso(token.expires_ms) if token.expires_ms is not None else None
    return {
        "id": token.id,
        "name": token.name,
        "kind": token.kind,
        "scopes": list(token.scopes),
        "created_at": iso(token.created_ms),
        "expires_at": ends,
    }
