"""What the practice registers hold of the practice cards and companies."""

from __future__ import annotations

from datetime import date, timedelta

from sync.registers.ports import Approval, ApprovalState, CardRecord, Company, SiteListEntry
from verifier.practice.card import PrintedCard
from verifier.practice.cards import CARDS, SITE
from verifier.practice.companies import COMPANIES

CLOSED_FOR = timedelta(days=21)


def record(printed: PrintedCard) -> CardRecord:
    """The card register's record: always the holder's own name, whatever was written on the card."""
    card = printed.card
    unit = card.employed_in or card.employer
    return CardRecord(
        card_number=card.card_number,
        status=card.status,
        name=card.holder,
        birth_date=card.birth_date,
        org_number=unit.org_number,
        employer=unit.name,
        valid_from=printed.issued,
        valid_to=printed.expires,
        employed_from=None
        if card.begun is None
        else printed.issued + timedelta(days=card.begun - card.issued),
    )


def companies(made_on: date) -> list[Company]:
    """All practice companies; a deleted one was struck off three weeks before `made_on`."""
    return [
        Company(
            org_number=company.org_number,
            name=company.name,
            parent=company.parent,
            deleted_on=made_on - CLOSED_FOR if company.deleted else None,
            bankrupt=company.bankrupt,
            registered_on=None if company.founded is None else made_on + timedelta(days=company.founded),
        )
        for company in COMPANIES
    ]


def approvals() -> list[Approval]:
    """Every approval, application and refusal."""
    return [
        Approval(company.org_number, industry, state)
        for company in COMPANIES
        for state, industries in (
            (ApprovalState.APPROVED, company.approved_for),
            (ApprovalState.PENDING, company.pending_for),
            (ApprovalState.NOT_APPROVED, company.refused_for),
        )
        for industry in industries
    ]


def site_list() -> list[SiteListEntry]:
    """Who the client of the practice site names as employer of whom."""
    return [
        SiteListEntry(card.card_number, card.listed_by.org_number, SITE)
        for card in CARDS
        if card.listed_by is not None
    ]
