"""Small wrong versions of a module: one operator, constant, condition or statement changed in each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

OTHER_OPERATOR: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Sentences for people: a change in one is no fault that a test should find.
SPEAKING = {
    "CardError",
    "FileExistsError",
    "FileNotFoundError",
    "Refusal",
    "ValueError",
    "_require",
    "cast",
    "field",
    "print",
    "require",
}
# What these are called with names a command or an option, and says in a sentence what it is.
NAMING = {"_command", "add_signer"}
# Python finds the codec however its name ends.
CODECS = {"utf-8", "utf-8-sig"}
SPEAKING_KEYWORDS = {"help", "description", "epilog", "metavar"}
NOT_RUN = {"annotation", "returns", "decorator_list", "keywords_of_class"}


@dataclass(frozen=True)
class Mutant:
    """One changed module: where, what became of what, and the code that runs instead."""

    line: int
    where: str
    what: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.line}: {self.where}   [{self.what}]"


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a Python file."""
    source = path.read_text(encoding="utf-8")
    lines, tree = source.splitlines(), ast.parse(source)
    for holder, key, node, line in list(_places(tree, 1)):
        for new in _changes(node):
            what = f"{_shown(node)} -> {_shown(new)}"
            _put(holder, key, new)
            code = compile(ast.fix_missing_locations(tree), str(path), "exec")
            _put(holder, key, node)
            yield Mutant(line, lines[line - 1].strip(), what, code)


Key = tuple[str, int | None]


def _places(parent: ast.AST, line: int) -> Iterator[tuple[ast.AST, Key, ast.AST, int]]:
    """Yield each node that runs, with the field it stands in and the line it is on."""
    for name, value in ast.iter_fields(parent):
        if name in NOT_RUN:
            continue
        for at, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(node, ast.AST) and not _is_left_out(parent, node):
                here = getattr(node, "lineno", line)
                yield parent, (name, at), node, here
                yield from _places(node, here)


def _put(holder: ast.AST, key: Key, node: ast.AST) -> None:
    name, at = key
    if at is None:
        setattr(holder, name, node)
    else:
        getattr(holder, name)[at] = node


def _is_left_out(parent: ast.AST, node: ast.AST) -> bool:
    """Tell whether nothing below a node is changed: documentation, types, sentences for people."""
    if isinstance(node, ast.keyword) and node.arg in SPEAKING_KEYWORDS:
        return True
    if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        # Of several lines: what --help says.
        if isinstance(parent, ast.Expr) or node.value in CODECS or node.value.count("\n") > 1:
            return True
        if isinstance(parent, ast.Call) and _called(parent) in NAMING:
            return " " in node.value
        return isinstance(parent, ast.Call) and _called(parent) in SPEAKING
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id in ("Literal", "tuple", "dict")
    if isinstance(node, ast.ClassDef):
        return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
    return isinstance(node, ast.Assign) and "__all__" in map(ast.unparse, node.targets)


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else type(node).__name__
    return " ".join(text.split())


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    other = OTHER_OPERATOR.get(type(node))
    if other is not None:
        yield other()
    yield from _other_statements(node)
    yield from _other_tests(node)
    match node:
        case ast.UnaryOp(ast.Not() | ast.USub(), inner):
            yield inner
        case ast.Constant(value) if value is not None and value is not ...:
            yield ast.Constant(_other(value))
        case ast.Name(name, ast.Load()) if name in OTHER_NAME:
            yield ast.Name(OTHER_NAME[name], ast.Load())
        case ast.Attribute(ast.Name("RefusalCode") as codes, name, load):
            yield ast.Attribute(codes, "KEY_UNKNOWN" if name != "KEY_UNKNOWN" else "SIGNATURE_BAD", load)
        case _:
            return


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(ast.expr() as value) if not _is_nothing(value):
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr(ast.Call()):
            yield ast.Pass()
        case _:
            return


def _other_tests(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If(test, body, orelse):
            yield ast.If(_negated(test), body, orelse)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(_negated(test), body, orelse)
        case ast.comprehension(target, source, [test]):
            yield ast.comprehension(target, source, [_negated(test)], 0)
            yield ast.comprehension(target, source, [], 0)
        case ast.match_case(pattern, ast.expr() as guard, body):
            yield ast.match_case(pattern, _negated(guard), body)
        case _:
            return


def _is_nothing(value: ast.expr) -> bool:
    """Tell whether nobody could tell a value from None: the type checker alone sees None where False was."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _other(value: object) -> bool | int | float | str | bytes:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "~"
        case bytes():
            return value + b"~"
        case _:
            raise TypeError(f"no other constant for {value!r}")
