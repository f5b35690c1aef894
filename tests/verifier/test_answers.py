"""ask: what one check asks the registers, and how sub-units become main units before anything is compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest

from signing import Reading, RefusalCode
from sync.registers.ports import (
    Absent,
    Answer,
    Approval,
    ApprovalState,
    CardRecord,
    Company,
    Found,
    SiteListEntry,
)
from tests.support.cards import USUAL
from tests.support.verdicts import (
    AWAY,
    BRANCH,
    BUILDER,
    CAR_CARE,
    CLEANING,
    CONSTRUCTION,
    FRESH,
    NUMBER_ONLY,
    OLD,
    OTHER,
    RECORD,
    RULES,
    decided,
    genuine,
    refused,
)
from verifier.answers import Answers, Registers, ask

ORPHAN = Company("314102959", "Avdeling uten eier", parent="314103637")
OLDER = FRESH - timedelta(hours=5)

T = TypeVar("T")


@dataclass
class Shelf:
    """Registers in memory: each holds what a test puts there, and can be taken away."""

    cards: dict[str, CardRecord] = field(default_factory=lambda: {USUAL.card_number: RECORD})
    companies: dict[str, Company] = field(
        default_factory=lambda: {unit.org_number: unit for unit in (BUILDER, BRANCH, OTHER, ORPHAN)}
    )
    listed: dict[str, SiteListEntry] = field(default_factory=dict)
    list_is_away: bool = False
    copied: dict[str, datetime] = field(default_factory=dict)
    card_as_of: datetime = FRESH
    approved: dict[str, ApprovalState] | None = None
    approvals_asked: list[tuple[str, int]] = field(default_factory=list)
    card_by_copy: bool = False

    def card(self, card_number: str) -> Answer[CardRecord]:
        """Find a card."""
        found = self._found(self.cards.get(card_number), "card_register", self.card_as_of)
        return replace(found, instead=AWAY) if self.card_by_copy and isinstance(found, Found) else found

    def company(self, org_number: str) -> Answer[Company]:
        """Find a unit: some are known from a copy alone, of some time."""
        found = self._found(self.companies.get(org_number), "company_register")
        if org_number not in self.copied or not isinstance(found, Found):
            return found
        return replace(found, as_of=self.copied[org_number], instead=AWAY)

    def approval(self, org_number: str, industry: int) -> Answer[Approval]:
        """Find an approval: every unit is approved, unless a test says which are."""
        self.approvals_asked.append((org_number, industry))
        state = ApprovalState.APPROVED if self.approved is None else self.approved.get(org_number)
        approval = None if state is None else Approval(org_number, industry, state)
        return self._found(approval, "approval_register")

    def entry(self, card_number: str) -> Answer[SiteListEntry]:
        """Find a line of the site's list."""
        return AWAY if self.list_is_away else self._found(self.listed.get(card_number), "site_list", OLDER)

    @staticmethod
    def _found(value: T | None, source: str, as_of: datetime = FRESH) -> Answer[T]:
        return Absent(as_of, source) if value is None else Found(value, as_of, source)


def asked(shelf: Shelf, reading: Reading, site_org_number: str | None = None) -> Answers:
    """Ask the registers of a shelf with the real rules."""
    return ask(reading, Registers(shelf, shelf, shelf, shelf), RULES, site_org_number)


def unit(answer: Answer[Company] | None) -> str | None:
    """Return the organisation number in an answer, or None where there is none."""
    return answer.value.org_number if isinstance(answer, Found) else None


def listing(org_number: str) -> dict[str, SiteListEntry]:
    """Return a site's list with one line: the card's holder works for this unit."""
    return {USUAL.card_number: SiteListEntry(USUAL.card_number, org_number, "Øvingstomta")}


def test_a_code_that_names_no_number_leaves_nothing_to_ask() -> None:
    assert asked(Shelf(), refused(RefusalCode.SIGNATURE_BAD)) == Answers()


def test_a_number_that_no_register_knows_names_no_employer() -> None:
    answers = asked(Shelf(cards={}), NUMBER_ONLY)

    assert isinstance(answers.card, Absent)
    assert (answers.employer, answers.printed, answers.on_site, answers.approvals) == (None, None, None, ())


def test_a_card_that_no_register_knows_still_names_its_printed_employer() -> None:
    answers = asked(Shelf(cards={}), genuine())

    assert (unit(answers.employer), unit(answers.printed)) == (BUILDER.org_number, BUILDER.org_number)


def test_employment_in_a_branch_is_employment_in_its_main_unit() -> None:
    shelf = Shelf(cards={USUAL.card_number: replace(RECORD, org_number=BRANCH.org_number)})

    answers = asked(shelf, genuine())

    assert unit(answers.employer) == BUILDER.org_number
    assert answers.printed is answers.employer
    assert unit(answers.branch) == BRANCH.org_number


def test_employment_in_a_main_unit_is_in_no_branch() -> None:
    assert asked(Shelf(), genuine()).branch is None


def test_a_deleted_branch_stays_deleted_though_its_main_unit_lives() -> None:
    closed = replace(BRANCH, deleted_on=date(2026, 12, 1))
    shelf = Shelf(cards={USUAL.card_number: replace(RECORD, org_number=BRANCH.org_number)})
    shelf.companies[BRANCH.org_number] = closed

    check = decided(genuine(), asked(shelf, genuine()))

    assert (check.outcome, check.reason) == ("INVALID", "COMPANY_DELETED")


def employed_in(unit: Company, as_of: datetime = FRESH, *, by_copy: bool = False) -> Shelf:
    """Return registers where a card record of some time names this employer."""
    record = replace(RECORD, org_number=unit.org_number)
    return Shelf(cards={USUAL.card_number: record}, card_as_of=as_of, card_by_copy=by_copy)


def test_an_old_word_that_names_another_employer_is_a_hint_and_no_ground() -> None:
    check = decided(genuine(), asked(employed_in(OTHER, OLD), genuine()))

    assert (check.outcome, check.reason) == ("UNCONFIRMED", "REGISTER_STALE")
    assert (check.employer.reason, check.employer.as_of) == ("REGISTER_STALE", OLD)
    assert (check.hints, check.acts, check.grounds) == (("OTHER_COMPANY",), ("notify",), ())
    fresh = decided(genuine(), asked(employed_in(OTHER), genuine()))
    assert (fresh.reason, fresh.acts) == ("OTHER_COMPANY", ("confiscate", "notify"))


@pytest.mark.parametrize("unit", [BUILDER, BRANCH])
def test_an_old_word_by_number_alone_whose_employer_is_deleted_is_a_hint_and_no_ground(unit: Company) -> None:
    shelf = employed_in(unit, OLD)
    shelf.companies[unit.org_number] = replace(unit, deleted_on=date(2026, 12, 1))

    check = decided(NUMBER_ONLY, asked(shelf, NUMBER_ONLY))

    assert check.employer.reason == "REGISTER_STALE"
    assert (check.hints, check.acts, check.grounds) == (("COMPANY_DELETED",), ("notify",), ())
    shelf.card_as_of = FRESH
    assert decided(NUMBER_ONLY, asked(shelf, NUMBER_ONLY)).employer.reason == "COMPANY_DELETED"


def test_an_employer_that_the_card_names_too_does_not_rest_on_an_old_word() -> None:
    shelf = employed_in(BUILDER, OLD)
    shelf.companies[BUILDER.org_number] = replace(BUILDER, deleted_on=date(2026, 12, 1))

    check = decided(genuine(), asked(shelf, genuine()))

    assert (check.status.reason, check.employer.reason) == ("REGISTER_STALE", "COMPANY_DELETED")


def test_an_employer_that_a_copy_alone_names_is_in_order_by_a_copy() -> None:
    employer = decided(genuine(), asked(employed_in(BRANCH, by_copy=True), genuine())).employer

    assert (employer.answer, employer.reason, employer.clean) == ("UNKNOWN", "REGISTER_UNREACHABLE", True)


def test_a_company_deleted_since_the_card_register_was_copied_is_deleted() -> None:
    yesterday = FRESH - timedelta(hours=20)
    shelf = employed_in(BRANCH, yesterday)
    shelf.companies[BUILDER.org_number] = replace(BUILDER, deleted_on=FRESH.date())

    check = decided(genuine(), asked(shelf, genuine()))

    assert yesterday.date() < FRESH.date()
    assert (check.outcome, check.reason) == ("INVALID", "COMPANY_DELETED")


CLOSED = replace(BRANCH, parent=None, deleted_on=date(2026, 12, 1), orphan=True)


@pytest.mark.parametrize("reading", [genuine(), genuine(org_number=CLOSED.org_number), NUMBER_ONLY])
def test_a_closed_branch_that_names_no_main_unit_is_deleted_and_no_other_company(reading: Reading) -> None:
    shelf = employed_in(CLOSED)
    shelf.companies[CLOSED.org_number] = CLOSED

    answers = asked(shelf, reading, BUILDER.org_number)

    assert answers.branch == Found(CLOSED, FRESH, "company_register")
    assert decided(reading, answers).employer.reason == "COMPANY_DELETED"


def test_a_closed_branch_on_the_card_or_on_the_site_is_not_known_to_be_another_company() -> None:
    shelf = employed_in(BUILDER)
    shelf.companies[CLOSED.org_number] = CLOSED

    for reading, on_site in ((genuine(org_number=CLOSED.org_number), None), (genuine(), CLOSED.org_number)):
        check = decided(reading, asked(shelf, reading, on_site))
        assert (check.outcome, check.reason) == ("UNCONFIRMED", "COMPANY_UNKNOWN")


def test_a_branch_printed_on_the_card_is_resolved_too() -> None:
    answers = asked(Shelf(), genuine(org_number=BRANCH.org_number))

    assert (unit(answers.employer), unit(answers.printed)) == (BUILDER.org_number, BUILDER.org_number)


def test_a_branch_whose_main_unit_is_gone_is_not_its_own_main_unit() -> None:
    shelf = Shelf(cards={USUAL.card_number: replace(RECORD, org_number=ORPHAN.org_number)})

    assert isinstance(asked(shelf, genuine()).employer, Absent)


def test_the_line_of_a_sites_list_is_as_old_as_the_older_of_two_looks() -> None:
    on_site = asked(Shelf(listed=listing(BRANCH.org_number)), genuine()).on_site

    assert on_site == Found(BUILDER, OLDER, "site_list")


def test_a_branch_on_the_site_is_as_old_as_the_older_of_two_looks_and_a_copy_where_one_is() -> None:
    shelf = Shelf(listed=listing(BRANCH.org_number))
    shelf.copied = {BRANCH.org_number: OLDER}

    answers = asked(shelf, genuine(org_number=BRANCH.org_number))

    assert answers.printed == Found(BUILDER, OLDER, "company_register", AWAY)
    assert answers.on_site == Found(BUILDER, OLDER, "site_list", AWAY)


def test_a_company_on_the_list_that_nobody_knows_is_said_to_be_unknown() -> None:
    assert isinstance(asked(Shelf(listed=listing("314109999")), genuine()).on_site, Absent)


def test_without_a_list_nobody_has_said_for_whom_the_holder_works() -> None:
    assert asked(Shelf(), genuine()).on_site is None
    assert asked(Shelf(list_is_away=True), genuine()).on_site is None


def test_the_company_an_inspector_names_goes_before_the_list() -> None:
    on_site = asked(Shelf(listed=listing(BUILDER.org_number)), genuine(), OTHER.org_number).on_site

    assert on_site == Found(OTHER, FRESH, "company_register")


def test_approvals_are_asked_for_where_the_rules_need_one() -> None:
    answers = asked(Shelf(), genuine(industries=(CONSTRUCTION, CLEANING, 77)))

    assert [code for code, _ in answers.approvals] == [CLEANING]


@pytest.mark.parametrize(
    ("approved", "reason"),
    [
        ({BRANCH.org_number: ApprovalState.APPROVED}, "EMPLOYER_IN_ORDER"),
        ({BUILDER.org_number: ApprovalState.APPROVED}, "EMPLOYER_IN_ORDER"),
        ({BRANCH.org_number: ApprovalState.PENDING}, "APPROVAL_PENDING"),
        ({}, "APPROVAL_MISSING"),
    ],
    ids=["the branch", "the main unit", "the branch has applied", "neither"],
)
def test_in_car_care_the_approval_of_branch_or_main_unit_is_enough(
    approved: dict[str, ApprovalState], reason: str
) -> None:
    shelf, reading = employed_in(BRANCH), genuine(industries=(CAR_CARE,))
    shelf.approved = approved

    assert decided(reading, asked(shelf, reading)).employer.reason == reason
    assert shelf.approvals_asked == [(BUILDER.org_number, CAR_CARE), (BRANCH.org_number, CAR_CARE)]


def test_in_cleaning_the_main_unit_alone_is_asked_about() -> None:
    asked(shelf := employed_in(BRANCH), genuine(industries=(CLEANING,)))

    assert shelf.approvals_asked == [(BUILDER.org_number, CLEANING)]
