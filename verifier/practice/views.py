"""The practice pages: cards to scan and to print, people to sign in as. Only there in practice mode."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for

from sync import strict_json
from verifier import access
from verifier.access import Right, needs
from verifier.practice import cardback, cardface, portraits
from verifier.practice.card import PrintedCard
from verifier.practice.cards import BY_NUMBER
from verifier.practice.people import BY_ID, PEOPLE
from verifier.practice.themes import theme_of
from verifier.practice.world import World, read_world
from verifier.problems import problem
from verifier.views.answers import body
from verifier.wiring import parts

blueprint = Blueprint("practice", __name__, url_prefix="/practice")

SVG, PNG = "image/svg+xml; charset=utf-8", "image/png"
GROUPS = ("VALID", "INVALID", "UNCONFIRMED")
MAX_SIGN_IN_BYTES = 1024


@blueprint.get("")
@needs(Right.PUBLIC)
def page() -> str:
    """All cards with what to expect of each, and the people to sign in as."""
    world = _world()
    return render_template(
        "practice/practice.html",
        cards=world.cards,
        groups=[(outcome, _with_outcome(world, outcome)) for outcome in GROUPS],
        theme_of=theme_of,
        authorities=[person for person in PEOPLE if person.may(Right.CONFISCATE)],
        viewers=[person for person in PEOPLE if not person.may(Right.CONFISCATE)],
    )


@blueprint.get("/cards.json")
@needs(Right.PUBLIC)
def cards_json() -> Response:
    """Every card as [{id, text, image, outcome, reason, clean}], in the order of the page."""
    entries = [
        {
            "id": printed.card.id,
            "text": printed.text,
            "image": url_for("practice.back_png", card_id=printed.card.id),
            "outcome": printed.card.outcome,
            "reason": printed.card.reason,
            "clean": printed.card.clean,
        }
        for printed in _world().cards
    ]
    return _fresh(jsonify(entries))


@blueprint.get("/people.json")
@needs(Right.PUBLIC)
def people_json() -> Response:
    """Everybody one can sign in as, as [{id, name, role, agency}]."""
    return _fresh(jsonify([asdict(person) for person in PEOPLE]))


@blueprint.post("/sign-in")
@needs(Right.PUBLIC)
def sign_in() -> Response:
    """Begin a session for the practice person named by {"person": id}."""
    try:
        wish = strict_json.loads(body(MAX_SIGN_IN_BYTES))
    except strict_json.BadJson as error:
        return problem("bad-json", str(error))
    name = wish.get("person") if isinstance(wish, dict) else None
    person = BY_ID.get(name) if isinstance(name, str) else None
    if person is None:
        return problem("bad-request", "person must be an id of /practice/people.json")
    access.sign_in(person)
    return _fresh(jsonify({"person": asdict(person)}))


@blueprint.get("/cards/<card_id>/front.svg")
@needs(Right.PUBLIC)
def front_svg(card_id: str) -> Response:
    """The front of a card at ID-1 size."""
    return _picture(cardface.front_svg(_card(card_id)), SVG)


@blueprint.get("/cards/<card_id>/back.svg")
@needs(Right.PUBLIC)
def back_svg(card_id: str) -> Response:
    """The back of a card at ID-1 size."""
    return _picture(cardback.back_svg(_card(card_id)), SVG)


@blueprint.get("/cards/<card_id>/back.png")
@needs(Right.PUBLIC)
def back_png(card_id: str) -> Response:
    """The back of a card as a camera sees it."""
    return _picture(cardback.back_png(_card(card_id)), PNG)


@blueprint.get("/cards/<card_id>/code.svg")
@needs(Right.PUBLIC)
def code_svg(card_id: str) -> Response:
    """The QR of a card alone, for a screen."""
    return _picture(cardback.symbol_svg(_card(card_id)), SVG)


@blueprint.get("/portraits/<card_number>.svg")
@needs(Right.PUBLIC)
def portrait_svg(card_number: str) -> Response:
    """The drawn portrait of a card's holder."""
    card = BY_NUMBER.get(card_number)
    if card is None:
        abort(404)
    return _picture(portraits.portrait(card.look), SVG)


def portrait_path(card_number: str) -> str | None:
    """The address of the drawn portrait of a practice card's holder, or None for any other number."""
    return url_for("practice.portrait_svg", card_number=card_number) if card_number in BY_NUMBER else None


def _world() -> World:
    """The world lies where the key set that belongs to it lies."""
    try:
        return read_world(parts().config.keyset_path.parent)
    except (OSError, ValueError):
        # An installation of practice may bring keys and registers of its own, without these cards.
        abort(404)


def _card(card_id: str) -> PrintedCard:
    printed = _world().card(card_id)
    if printed is None:
        abort(404)
    return printed


def _with_outcome(world: World, outcome: str) -> list[PrintedCard]:
    return [printed for printed in world.cards if printed.card.outcome == outcome]


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _picture(content: str | bytes, content_type: str) -> Response:
    """Pictures change when cards are printed again, so a browser keeps them but asks each time."""
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
