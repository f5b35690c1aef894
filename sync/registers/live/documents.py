"""JSON answers of registers: strict, an object, and about what was asked."""

from __future__ import annotations

from sync import strict_json
from sync.registers.live.client import Reply
from sync.registers.web import FetchFailed


class Unusable(FetchFailed):
    """The register answered, and not about what was asked, or not by itself: as good as no answer."""


def document(reply: Reply) -> dict[str, object]:
    """The object in a reply; raises Unusable where it is not strict JSON, or another kind of value."""
    try:
        found = strict_json.loads(reply.body)
    except strict_json.BadJson as error:
        raise Unusable("answered with what is no strict JSON", reply.status) from error
    if not isinstance(found, dict):
        raise Unusable("answered in another shape", reply.status)
    return found


def about(reply: Reply, name: str, value: str) -> dict[str, object]:
    """The object in a reply whose field `name` is the one asked about; raises Unusable."""
    found = document(reply)
    if found.get(name) != value:
        raise Unusable("answered about something else", reply.status)
    return found
