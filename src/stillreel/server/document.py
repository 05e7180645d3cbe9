"""The OpenAPI document: made of the routes themselves, then told what routes cannot say.

Which routes want a token, which refusals each may give, and how one answer leads to the next request (links), so that
a client that knows nothing but the document can walk through the service. Invariant: it is true; a test drives every
route from it.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

OPEN = {
    "/api/auth/anonymous-token",
    "/api/auth/register",
    "/api/auth/login",
    "/api/credits/payments",
    "/workspace/claim",
    "/healthz",
    "/readyz",
    "/metrics",
    "/version",
}
_SID = "$response.body#/data/session_id"
_SESSION = (
    ("get", "/api/state/nemo_agent/me/{sid}/latest"),
    ("get", "/api/sessions/{sid}"),
    ("get", "/api/sessions/{sid}/events"),
    ("get", "/api/sessions/{sid}/revisions"),
    ("get", "/api/sessions/{sid}/sheet.jpg"),
    ("post", "/api/sessions/{sid}/edits"),
    ("post", "/api/sessions/{sid}/undo"),
    ("delete", "/api/sessions/{sid}"),
)
_RENDER = (
    ("get", "/api/render/proxy/lambda/{id}"),
    ("delete", "/api/render/proxy/lambda/{id}"),
    ("get", "/api/render/proxy/{id}/download"),
)


def complete(app: FastAPI) -> None:
    """Makes `app.openapi` answer the whole document."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            value = made()
            parts = value.setdefault("components", {})
            parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
            for path, verbs in value["paths"].items():
                for verb in verbs.values():
                    _honest(path, verb)
            _linked(value["paths"])
            app.openapi_schema = value
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _honest(path: str, verb: dict[str, Any]) -> None:
    """The framework promises its own 422, which we never give; and knows of no tokens."""
    if not path.startswith("/api/upload-video") and not path.endswith("/lambda"):
        verb["responses"].pop("422", None)
    if path not in OPEN:
        verb["security"] = [{"bearer": []}]


def _linked(paths: dict[str, Any]) -> None:
    def link(path: str, to: tuple[tuple[str, str], ...], name: str, where: str) -> None:
        links = paths[path]["post"]["responses"]["200"].setdefault("links", {})
        for verb, target in to:
            operation = paths[target][verb]["operationId"]
            links[operation] = {"operationId": operation, "parameters": {name: where}}

    link("/api/tasks/me/with-session/nemo_agent", _SESSION, "sid", _SID)
    link("/api/render/proxy/lambda", _RENDER, "id", "$response.body#/id")
    body = {"session_id": _SID, "new_message": {"parts": [{"text": "make a 5-second video without music"}]}}
    links = paths["/api/tasks/me/with-session/nemo_agent"]["post"]["responses"]["200"]["links"]
    for path in ("/run_sse", "/run"):
        operation = paths[path]["post"]["operationId"]
        links[operation] = {"operationId": operation, "requestBody": body}
