"""Runs in the oracles' environment: other people's programs read and sign. One JSON in, one JSON out.

Nothing of ours is imported here, so that nothing of ours can agree with itself. Bytes travel in hex.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable
from typing import Any

import cbor2
import claim169  # type: ignore[import-not-found, unused-ignore]
import cwt  # type: ignore[import-not-found, unused-ignore]
from token_status_list import BitArray  # type: ignore[import-not-found, unused-ignore]

# RFC 9285, the form in which claim169 wants its texts.
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data: bytes) -> str:
    """Return bytes in base 45: two as three characters, a last one as two."""
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            text += BASE45[digit]
    return text


def from_base45(text: str) -> bytes:
    """Return the bytes behind base 45."""
    data = b""
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(BASE45.index(digit) * 45**place for place, digit in enumerate(group))
        data += number.to_bytes(len(group) - 1, "big")
    return data


def key_of(question: dict[str, Any]) -> Any:
    """Return cwt's key from an uncompressed point and, to sign, a private number."""
    point = bytes.fromhex(question["point"])
    parts = {1: 2, 2: bytes.fromhex(question["kid"]), 3: -7, -1: 1, -2: point[1:33], -3: point[33:]}
    private = question.get("private")
    return cwt.COSEKey.new(parts if private is None else {**parts, -4: bytes.fromhex(private)})


def plain(value: Any) -> Any:
    """Return a decoded value as JSON can carry it: bytes in hex, maps with keys as texts."""
    match value:
        case bytes():
            return value.hex()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def claim169_reads(question: dict[str, Any]) -> dict[str, Any]:
    """Let claim169 verify and read a card, in the wrapping of its own: zlib and base 45."""
    text = base45(zlib.compress(bytes.fromhex(question["data"])))
    point = bytes.fromhex(question["point"])
    found = claim169.decode_with_ecdsa_p256(text, point, validate_timestamps=False)
    holder, meta = found.claim169, found.cwt_meta
    faces = holder.face or []
    return {
        "status": found.verification_status,
        "id": holder.id,
        "full_name": holder.full_name,
        "date_of_birth": holder.date_of_birth,
        "issuer": meta.issuer,
        "expires_at": meta.expires_at,
        "issued_at": meta.issued_at,
        "faces": [bytes(face.data).hex() for face in faces],
    }


def claim169_signs(question: dict[str, Any]) -> dict[str, Any]:
    """Let claim169 sign an identity of its own kind, and take its wrapping off."""
    holder = claim169.Claim169Input(id=question["id"], full_name=question["name"])
    meta = claim169.CwtMetaInput(issuer=question["issuer"], expires_at=question["expires_at"])
    text = claim169.encode_with_ecdsa_p256(holder, meta, bytes.fromhex(question["private"]))
    return {"data": zlib.decompress(from_base45(text)).hex()}


def cwt_reads(question: dict[str, Any]) -> dict[str, Any]:
    """Let cwt verify any signed thing: its headers, and its payload decoded."""
    cose = cwt.COSE.new()
    protected, unprotected, payload = cose.decode_with_headers(
        bytes.fromhex(question["data"]), key_of(question)
    )
    return {
        "protected": plain(protected),
        "unprotected": plain(unprotected),
        "payload": plain(cbor2.loads(payload)),
    }


def cwt_signs(question: dict[str, Any]) -> dict[str, Any]:
    """Let cwt sign a payload under the headers of that kind."""
    kind = question.get("kind")
    header = {1: -7, 4: bytes.fromhex(question["kid"]), **({} if kind is None else {16: kind})}
    cose = cwt.COSE.new()
    signed = cose.encode_and_sign(
        bytes.fromhex(question["payload"]), key_of(question), protected=header, unprotected={}
    )
    return {"data": signed.hex()}


def list_reads(question: dict[str, Any]) -> dict[str, Any]:
    """Let token_status_list look up statuses in a packed array."""
    array = BitArray(2, zlib.decompress(bytes.fromhex(question["lst"])))
    return {"size": len(array), "statuses": [array.get(index) for index in question["indices"]]}


def list_packs(question: dict[str, Any]) -> dict[str, Any]:
    """Let token_status_list pack statuses by index."""
    array = BitArray.of_size(2, question["size"])
    for index, status in question["statuses"]:
        array.set(index, status)
    return {"lst": array.compressed().hex()}


PROGRAMS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    program.__name__: program
    for program in (claim169_reads, claim169_signs, cwt_reads, cwt_signs, list_reads, list_packs)
}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Return what a program says; when it refuses, the name of its exception."""
    try:
        return PROGRAMS[question["program"]](question)
    except (claim169.Claim169Exception, cwt.CWTError, ValueError) as error:
        return {"refused": type(error).__name__}


if __name__ == "__main__":
    json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
