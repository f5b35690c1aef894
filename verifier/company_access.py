"""The one door that takes a company's key instead of a session: Authorization: Bearer."""

from __future__ import annotations

from flask import Response, g, request, session

from sync.ledger.company_keys import CompanyKey
from verifier.problems import problem
from verifier.wiring import parts

LONGEST_HEADER = 200


def refuse_stranger() -> Response | None:
    """Refuse a request without a key that holds; else keep the key for the view. The ledger is asked anew."""
    # The answer depends on the key alone: no cookie is read, and none is set.
    session.accessed = False
    kind, _, given = request.headers.get("Authorization", "")[:LONGEST_HEADER].partition(" ")
    found = parts().ledger.company_keys.find(given) if kind.lower() == "bearer" else None
    if found is None:
        refused = problem("key-refused")
        refused.headers["WWW-Authenticate"] = 'Bearer realm="Kortsjekk"'
        return refused
    g.company_key = found
    return None


def company_key() -> CompanyKey:
    """The key of this request, in a view that asks for one."""
    found: CompanyKey = g.company_key
    return found
