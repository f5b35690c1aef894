"""The practice world's registers served over HTTP, in the shapes that live registers answer in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sync.registers.live.cards import NO_PHOTO, NO_SUCH_CARD, PROBLEM
from sync.registers.ports import ApprovalState, CardRecord, Company
from tests.support import register_server as server
from tests.support.register_files import branch, unit
from tests.support.register_server import Act, Exchange, RegisterServer
from verifier.practice import register
from verifier.practice.world import World

CARDS, ENHETER, UNDERENHETER, CAR_CARE = "/hms/cards/", "/er/enheter/", "/er/underenheter/", "/bil/"
# The paths of each register, and the setting of its address.
PATHS = {
    "cards": ((CARDS,), "KORTSJEKK_LIVE_CARDS", "/hms"),
    "companies": ((ENHETER, UNDERENHETER), "KORTSJEKK_LIVE_COMPANIES", "/er"),
    "car-care": ((CAR_CARE,), "KORTSJEKK_LIVE_CAR_CARE", "/bil"),
}
# The first bytes of a JPEG, and a little more.
JPEG = b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF" + b"\x00" * 200

# Car care, as its register writes it (registerstatus).
CODES = {ApprovalState.APPROVED: 4, ApprovalState.PENDING: 1, ApprovalState.NOT_APPROVED: 5}


def card_body(record: CardRecord, **more: Any) -> dict[str, Any]:
    """A card as the card register gives it; None takes a field away."""
    document = {
        "card_number": record.card_number,
        "status": str(record.status),
        "name": record.name,
        "birth_date": record.birth_date.isoformat(),
        "org_number": record.org_number,
        "employer": record.employer,
        "valid_from": record.valid_from.isoformat(),
        "valid_to": record.valid_to.isoformat(),
        "said": record.said,
    }
    return {name: value for name, value in (document | more).items() if value is not None}


def no_such(number: str, type_: str = NO_SUCH_CARD) -> Act:
    """The card register's own word that it holds no such card, or no photo of its holder."""
    body = {"type": type_, "title": "No such card", "status": 404, "card_number": number}
    return server.gives(json.dumps(body).encode(), 404, Content_Type=PROBLEM)


def unit_body(company: Company) -> dict[str, Any]:
    """A unit as Enhetsregisteret gives it."""
    if company.deleted_on is not None:
        return {
            "respons_klasse": "SlettetEnhet",
            "organisasjonsnummer": company.org_number,
            "navn": company.name,
            "organisasjonsform": {"kode": "AS"},
            "slettedato": company.deleted_on.isoformat(),
        }
    if company.parent is not None:
        return branch(company.org_number, company.parent, navn=company.name, respons_klasse="Enhet")
    return unit(company.org_number, navn=company.name, konkurs=company.bankrupt, respons_klasse="Enhet")


def approval_body(org_number: str, code: object, **more: Any) -> dict[str, Any]:
    """The answer of the car care register about one unit."""
    entry = {
        "organisasjonsnummer": org_number,
        "overordnetEnhet": None,
        "navn": "Øvingshjul AS",
        "registerstatus": code,
        "godkjenningsstatus": "Godkjent" if code in (3, 4) else "Ikke godkjent",
        "underenheter": [{}],
        **more,
    }
    return {"metadata": {"versjon": "1.0", "datoTidGenerert": "2026-03-02T05:15:44Z"}, "data": entry}


def as_json(document: object) -> bytes:
    """A document as bytes."""
    return json.dumps(document, ensure_ascii=False).encode()


def documents(bodies: dict[str, dict[str, Any]], missing: Callable[[str], Act]) -> Act:
    """Answer with the document of the number at the end of the path."""

    def act(exchange: Exchange) -> None:
        number = exchange.path.rpartition("/")[2]
        body = bodies.get(number)
        (missing(number) if body is None else server.gives(as_json(body)))(exchange)

    return act


@dataclass
class LiveWorld:
    """A server that answers for all registers of the practice world once it was filled with one."""

    served: RegisterServer
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)

    def settings(self, **more: str) -> dict[str, str]:
        """The settings that lead an app to it."""
        return {name: self.served.address(path) for _, name, path in PATHS.values()} | more

    def fill(self, world: World) -> None:
        """Hold what the practice registers hold."""
        self.cards = {
            printed.card.card_number: card_body(register.record(printed)) for printed in world.cards
        }
        companies = register.companies(world.made_on)
        nothing = server.gives(b"", 404)
        for path, is_branch in ((ENHETER, False), (UNDERENHETER, True)):
            listed = {
                each.org_number: unit_body(each)
                for each in companies
                if (each.parent is not None) is is_branch
            }
            self.served.acts[path] = documents(listed, lambda _: nothing)
        approvals = {
            each.org_number: approval_body(each.org_number, CODES[each.state])
            for each in register.approvals()
            if each.industry == 45
        }
        self.served.acts[CAR_CARE] = documents(approvals, lambda _: nothing)
        self.served.acts[CARDS] = self._card

    def _card(self, exchange: Exchange) -> None:
        number, _, rest = exchange.path.removeprefix(CARDS).partition("/")
        if rest == "photo" and number in self.photos:
            server.gives(self.photos[number], Content_Type="image/jpeg")(exchange)
        elif rest == "photo":
            no_such(number, NO_PHOTO)(exchange)
        elif number in self.cards:
            server.gives(as_json(self.cards[number]), Content_Type="application/json")(exchange)
        else:
            no_such(number)(exchange)

    @contextmanager
    def failing(self, acts: Mapping[str, Act]) -> Iterator[None]:
        """Let registers answer by other acts for as long as the body runs."""
        before = dict(self.served.acts)
        for name, act in acts.items():
            self.served.acts.update(dict.fromkeys(PATHS[name][0], act))
        try:
            yield
        finally:
            self.served.acts.update(before)
