"""The one place where JSON from outside becomes values: what two parsers read differently is refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

MAX_DEPTH = 32
# Beyond this a phone's numbers lose digits (RFC 8259 section 6).
MAX_INTEGER = 2**53
# A bracket, or a whole string so that brackets inside it are not counted.
_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)
# The messages of these would repeat what was sent.
_SAID_OTHERWISE = {"extra_forbidden": "a field that is not known", "uuid_parsing": "not a UUID"}


class BadJson(ValueError):
    """The bytes are not JSON in the strict sense of RFC 8259, or nest too deep."""


class Malformed(ValueError):
    """The JSON is not of the shape asked for; the text names the field and never repeats what was sent."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise BadJson("a name stands twice in one object")
    return document


def _no_constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not JSON")


def _integer(text: str) -> int:
    # By length first: turning a million digits into a number takes minutes.
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise BadJson("a number is too large")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise BadJson("a number is too large")
    return value


def _check_depth(text: str) -> None:
    """Counts brackets outside strings first: the parser itself would recurse as deep as the sender likes."""
    depth = 0
    for token in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise BadJson(f"nested deeper than {MAX_DEPTH}")


def decoder() -> json.JSONDecoder:
    """A decoder of text that is read piece by piece; raises BadJson as `loads` does, but for depth.

    Half a surrogate pair passes: who keeps a text has to look at it.
    """
    return json.JSONDecoder(
        object_pairs_hook=_no_duplicates,
        parse_constant=_no_constant,
        parse_int=_integer,
        parse_float=_float,
    )


def loads(data: bytes) -> Any:
    """Decode UTF-8 JSON, or raise BadJson.

    Refused beside plain errors: NaN, a name twice, half a surrogate pair, deep nesting, numbers out of range.
    """
    try:
        text = data.decode("utf-8")
        _check_depth(text)
        value = decoder().decode(text)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except BadJson:
        raise
    except UnicodeDecodeError as error:
        raise BadJson("not UTF-8 text") from error
    except UnicodeEncodeError as error:
        raise BadJson("half a surrogate pair is not a character") from error
    except ValueError as error:
        raise BadJson(f"not JSON: {error}") from error
    return value


def parse(model: type[Model], data: bytes) -> Model:
    """The value of `model` in UTF-8 JSON; raises BadJson, or Malformed when it is of another shape.

    Types are taken at their word: a number in quotes is a text.
    """
    loads(data)
    try:
        return model.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise Malformed(first_error(error)) from error


def first_error(error: ValidationError) -> str:
    """The first thing wrong, with the field's name and without what was sent."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        place.pop()
    said = _SAID_OTHERWISE.get(first["type"], first["msg"].removeprefix("Value error, "))
    return ": ".join(filter(None, (".".join(place), said)))
