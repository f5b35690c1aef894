"""The documents are true where a machine can tell: codes, routes, links, and the tests they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from signing import RefusalCode
from sync import strict_json
from sync.database import POOL
from sync.report import Ground, ReportBody
from tests.support import sources
from tests.support.apps import TestApp, shared_app
from verifier.access import RIGHTS
from verifier.findings import Judgement
from verifier.problems import PROBLEMS
from verifier.reasons import Consequence, Reason
from verifier.shapes import (
    CheckRequest,
    CheckShape,
    ComparisonRequest,
    ComparisonShape,
    FramesShape,
    MeShape,
    ProblemShape,
    ReceiptKeyShape,
    ReceiptShape,
    SourcesShape,
)
from verifier.shapes_public import CompanyStatusShape, PublicCheckRequest, PublicCheckShape
from verifier.verdict import Outcome

__all__ = ["shared_app"]

DOCS = sources.CHECKOUT / "docs"
RECORDS = sorted((DOCS / "decisions").glob("*.md"))
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
LONGEST_RECORD = 40
# The shapes of the examples in docs/api.md, in their order.
EXAMPLES: tuple[type[BaseModel], ...] = (
    ProblemShape,
    MeShape,
    SourcesShape,
    CheckRequest,
    CheckRequest,
    CheckShape,
    ComparisonRequest,
    ComparisonShape,
    FramesShape,
    ReportBody,
    ReceiptShape,
    ReportBody,
    ReceiptKeyShape,
    PublicCheckRequest,
    PublicCheckShape,
    CompanyStatusShape,
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED_TEST = re.compile(r"`(tests/[\w./-]+)::([^`]+)`")
NAMED_FILE = re.compile(r"`((?:bench|docs|scripts|signing|stubs|sync|tests|verifier)/[\w./-]+)`")
JS_TITLE = re.compile(r"^\s*test\((?:\"(.*?)\"|`(.*?)`),", re.MULTILINE)


def text(path: Path) -> str:
    """Return the text of a document."""
    return path.read_text(encoding="utf-8")


def documents() -> list[Path]:
    """Return every document of the checkout."""
    return sources.files(".md")


def lacking(page: str, codes: list[str]) -> list[str]:
    """Return the codes that a page does not hold in backticks."""
    content = text(DOCS / page)
    return [code for code in codes if f"`{code}`" not in content]


# Codes


def test_every_code_of_a_check_is_explained() -> None:
    assert lacking("verdict.md", [*Reason, *Consequence, *Ground, *RefusalCode]) == []
    assert lacking("glossary.md", [*Outcome, *Judgement]) == []


def test_every_problem_is_explained_with_its_status() -> None:
    said = {row[0]: row[1] for row in sources.table_rows(text(DOCS / "api.md")) if row[0] in PROBLEMS}

    assert said == {code: str(status) for code, (status, _) in PROBLEMS.items()}


def test_every_role_is_in_the_glossary() -> None:
    viewers = [role for role, rights in RIGHTS.items() if len(rights) == 2]

    assert lacking("glossary.md", viewers) == []


def test_the_connections_that_a_worker_opens_are_counted_right() -> None:
    said = re.search(r"at most\s+(\d+) connections", text(DOCS / "operations.md"))

    assert said is not None
    assert int(said[1]) == POOL["pool_size"] + POOL["max_overflow"]


# Calls


def test_every_address_is_in_the_description_of_the_api(shared_app: TestApp) -> None:
    page = text(DOCS / "api.md")
    addresses = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).replace("/static/{filename}", "/static/…")
        for rule in shared_app.app.url_map.iter_rules()
    }

    assert len(addresses) > 20
    assert sorted(each for each in addresses if not re.search(rf"[` ]{re.escape(each)}[`\n]", page)) == []


def test_no_call_is_described_that_is_not_there(shared_app: TestApp) -> None:
    real = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in shared_app.app.url_map.iter_rules()
        for method in rule.methods or set()
    }

    described = set(re.findall(r"\b(GET|POST|PUT|DELETE) (/[\w./{}-]*)", text(DOCS / "api.md")))

    assert described
    assert described - real == set()


def test_every_example_is_of_the_shape_that_the_code_checks() -> None:
    blocks = [content for kind, content in CODE_BLOCK.findall(text(DOCS / "api.md")) if kind == "json"]

    for shape, block in zip(EXAMPLES, blocks, strict=True):
        strict_json.parse(shape, block.encode())


# Links and names


def anchors(path: Path) -> set[str]:
    """Return what the headings of a document are called in links."""
    headings = re.findall(r"^#+ (.*)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", documents(), ids=sources.short)
def test_every_link_leads_to_a_file_that_is_there(path: Path) -> None:
    links = [link.partition("#") for link in LINK.findall(text(path)) if "://" not in link]

    assert [name for name, _, _ in links if not (path.parent / name).exists()] == []
    for name, _, anchor in links:
        target = path.parent / name if name else path
        assert not anchor or anchor in anchors(target), f"{name}#{anchor}"


@pytest.mark.parametrize("path", documents(), ids=sources.short)
def test_every_file_that_is_named_is_there(path: Path) -> None:
    named = {name.partition("::")[0] for name in NAMED_FILE.findall(text(path))}

    # Not in a fresh checkout: what measuring and setting up make.
    kept = {name for name in named if not name.startswith(("bench/out/", "verifier/static/vendor"))}
    assert [name for name in sorted(kept) if not (sources.CHECKOUT / name).exists()] == []


def holds(path: Path, name: str) -> bool:
    """Tell whether a file holds the test of this name; one made in a loop is named by a part of its title."""
    if path.suffix == ".py":
        return re.search(rf"^def {re.escape(name)}\(", text(path), re.MULTILINE) is not None
    return any(name == plain or (name in built and built) for plain, built in JS_TITLE.findall(text(path)))


@pytest.mark.parametrize("page", ["sync.md", "threats.md"])
def test_every_test_that_is_named_as_a_proof_is_there(page: str) -> None:
    named = NAMED_TEST.findall(text(DOCS / page))

    assert len(named) > 20
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not ((sources.CHECKOUT / file).is_file() and holds(sources.CHECKOUT / file, name))
    ]
    assert missing == []


# Decisions


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_a_decision_has_its_four_parts_and_is_short(path: Path) -> None:
    content = text(path)

    assert re.findall(r"^## (.*)$", content, re.MULTILINE) == HEADINGS
    assert content.startswith(f"# {int(path.name[:4])}. ")
    assert len(content.splitlines()) < LONGEST_RECORD


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    listed = text(DOCS / "README.md")

    assert [path.name[:4] for path in RECORDS] == [f"{n:04}" for n in range(1, len(RECORDS) + 1)]
    assert [path.name for path in RECORDS if f"(decisions/{path.name})" not in listed] == []
