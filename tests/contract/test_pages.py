"""The pages behind the links: they stand under a strict policy, and show nothing without the API's leave."""

from __future__ import annotations

import base64
import hashlib
import re

from conftest import Person, Service


def test_the_pages_hold_themselves_to_their_policy(service: Service) -> None:
    bare = Person(service.port, headers={})
    for path in ("/", "/?session=x", "/register?bind=bnd_x%22%3E%3Cscript%3E"):
        reply = bare.get(path)
        assert reply.status == 200 and reply.headers["content-type"] == "text/html; charset=utf-8"
        policy, text = reply.headers["content-security-policy"], reply.raw.decode()
        assert "unsafe" not in policy and "default-src 'none'" in policy
        for kind in ("style", "script"):
            (inline,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
            seal = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{seal}'" in policy
        assert "bnd_x" not in text, "nothing of an address comes back in a page"
        assert "http://" not in text and "https://" not in text, "nothing foreign is loaded"


def test_a_claim_link_leads_to_a_page_that_its_cookie_opens(person: Person) -> None:
    sid = person.made()
    ct = person.post("/api/auth/claim-token", {"session_id": sid}).data["claim_token"]
    visitor = Person(person.port, headers={})
    reply = visitor.get(f"/workspace/claim?ct={ct}")
    visitor.headers = {"Cookie": reply.headers["set-cookie"].split(";")[0]}
    assert visitor.get(reply.headers["location"]).status == 200
    assert visitor.get(f"/api/state/nemo_agent/me/{sid}/latest").data["summary"].startswith("Timeline (")
    assert visitor.get(f"/api/sessions/{sid}/preview.mp4").raw[4:8] == b"ftyp"
