"""Two small pages for links that people open: one project (after a claim link), and registration.

No build step, no foreign code: one stylesheet, one script, both named by their hashes in the policy that the browser
holds them to. Whatever is shown of a project is read through the API with the visitor's own cookie.
"""

from __future__ import annotations

import base64
import hashlib

from fastapi import APIRouter
from starlette.responses import Response

router = APIRouter(tags=["pages"])

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color: #1c1c1c }
video { width: 100%; max-height: 70vh; background: #000; border-radius: .5rem }
label { display: block; margin: 1rem 0 } input { display: block; width: 100%; padding: .5rem; font: inherit }
button { padding: .6rem 1.2rem; font: inherit } pre { white-space: pre-wrap }
"""
SCRIPT = """
const ask = new URLSearchParams(location.search), $ = id => document.getElementById(id)
const told = text => { $("said").textContent = text }
async function call(path, body) {
  const answer = await fetch(path, body && { method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body) })
  const value = await answer.json()
  if (value.code !== 0) throw new Error(value.message)
  return value.data
}
async function project(sid) {
  const state = await call(`/api/state/nemo_agent/me/${encodeURIComponent(sid)}/latest`)
  told(state.summary)
  if (!state.state.draft.t.some(track => track.sg.length)) return
  const film = document.createElement("video")
  film.controls = true
  film.src = `/api/sessions/${encodeURIComponent(sid)}/preview.mp4`
  $("said").before(film)
}
if ($("person")) $("person").addEventListener("submit", async event => {
  event.preventDefault()
  const form = new FormData(event.target)
  try {
    await call("/api/auth/register", { email: form.get("email"), password: form.get("password"),
      bind: ask.get("bind") || null })
    $("person").remove()
    told("You are registered. Your projects, files and credits are kept.")
  } catch (error) { told(error.message) }
})
else if (ask.get("session")) project(ask.get("session")).catch(error => told(error.message))
"""
FORM = """<form id="person"><label>E-mail address<input name="email" type="email" autocomplete="username" required>
</label><label>Password, 8 characters or more<input name="password" type="password" minlength="8"
autocomplete="new-password" required></label><button>Register</button></form>"""


def _sealed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; connect-src 'self'; media-src 'self'; style-src {_sealed(STYLE)}; "
    f"script-src {_sealed(SCRIPT)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def _page(title: str, body: str, said: str = "") -> Response:
    text = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>{STYLE}</style><main><h1>{title}</h1>{body}
<pre id="said" role="status">{said}</pre></main><script>{SCRIPT}</script></html>"""
    headers = {
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
    }
    return Response(text, 200, headers, "text/html; charset=utf-8")


@router.get("/", include_in_schema=False)
def front() -> Response:
    """One project, for whoever came by its link; else what this is."""
    return _page("stillreel", "", "Still images into videos, by chat. The API is described at /openapi.json.")


@router.get("/register", include_in_schema=False)
def register() -> Response:
    """An account, through `?bind=` with all that the anonymous one has."""
    return _page("Register", FORM)
