"""Our own files as they are sent: without comments and indentation, which only people read. Pure."""

from __future__ import annotations

import json
import re

# What stands at a place in a script; a slash is told apart afterwards.
_PIECE = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<word>[\w$\#]+)
    |(?P<space>\s+)
    |(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
# After these words a slash begins a regular expression; after any other word it divides.
_BEFORE_PATTERN = frozenset(
    {"return", "typeof", "case", "in", "of", "await", "void", "delete", "throw", "else"}
)
_CSS_PIECE = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/|\s*\n\s*""", re.DOTALL)
# A new line after or before these separates nothing that they do not separate themselves.
_OPENS, _CLOSES = "{([,;", ")]},;."
_NEW_LINE, _BLANK = "\n", " "


def light(suffix: str, content: bytes) -> bytes:
    """A file's content without what only people read, by its suffix; other files stay as they are."""
    match suffix:
        case ".js":
            return script(content.decode()).encode()
        case ".css":
            return style(content.decode()).encode()
        case ".json":
            return words(content)
        case _:
            return content


def script(text: str) -> str:
    """A script's tokens, and between them as little as keeps them apart; lines still end statements."""
    made: list[str] = []
    gap = ""
    for kind, piece in _pieces(text):
        if kind in ("space", "comment"):
            # A comment that reaches over lines ends a statement as a new line does.
            gap = _NEW_LINE if _NEW_LINE in gap + piece else _BLANK
            continue
        if made and gap:
            made.append(_between(made[-1][-1], piece[0], gap))
        made.append(piece)
        gap = ""
    return "".join(made) + _NEW_LINE


def style(text: str) -> str:
    """A style sheet without comments, each line without its indentation."""
    return _CSS_PIECE.sub(lambda found: found[1] or (_NEW_LINE if found[0].isspace() else ""), text).strip()


def words(content: bytes) -> bytes:
    """JSON without the blanks between its parts."""
    return json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":")).encode()


def _between(before: str, after: str, gap: str) -> str:
    if gap == _NEW_LINE and not (before in _OPENS or after in _CLOSES):
        return _NEW_LINE
    both_words = _is_of_word(before) and _is_of_word(after)
    joins = before in "+-/" and after in "+-/"
    return _BLANK if both_words or joins else ""


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character in "_$#"


def _pieces(text: str) -> list[tuple[str, str]]:
    """The script in pieces that join to itself: comment, string, word, space, sign, pattern or template."""
    pieces: list[tuple[str, str]] = []
    at, last = 0, ""
    while at < len(text):
        kind, piece = _piece(text, at, last)
        pieces.append((kind, piece))
        at += len(piece)
        if kind not in ("space", "comment"):
            last = piece
    return pieces


def _piece(text: str, at: int, last: str) -> tuple[str, str]:
    """The piece at a place; `last` is the one before it that counts."""
    if text[at] == "`":
        return "template", text[at : _template_end(text, at)]
    found = _PIECE.match(text, at)
    if found is None or found.lastgroup is None:
        raise ValueError(f"no script at {at}")
    if found[0] == "/" and _may_begin_pattern(last) and (pattern := _PATTERN.match(text, at)):
        return "pattern", pattern[0]
    return found.lastgroup, found[0]


def _may_begin_pattern(last: str) -> bool:
    ends_value = last[-1:] in (")", "]", "}", '"', "'", "`") or _is_of_word(last[-1:] or " ")
    return last in _BEFORE_PATTERN or not ends_value


def _template_end(text: str, start: int) -> int:
    """Where the template that begins at `start` ends; what it holds in braces is a script of its own."""
    at = start + 1
    while text[at] != "`":
        if text[at] == "\\":
            at += 2
        elif text.startswith("${", at):
            at = _braces_end(text, at + 2)
        else:
            at += 1
    return at + 1


def _braces_end(text: str, at: int) -> int:
    depth, last = 1, "{"
    while depth:
        kind, piece = _piece(text, at, last)
        depth += {"{": 1, "}": -1}.get(piece, 0)
        at += len(piece)
        last = last if kind in ("space", "comment") else piece
    return at
