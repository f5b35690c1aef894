"""A check of a bare number that asks each register as often, whatever the first one answered.

Else the time that an answer takes would tell a number that somebody has from one that nobody has.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from signing import Reading
from sync.registers.live.check import Foreseen
from sync.registers.ports import Answer, Company, CompanyRegister, Unavailable
from verifier.answers import Answers, Registers, ask
from verifier.rulebook import Rules

# Well-formed numbers that no unit has (real ones begin with 8 or 9): asked about where there is no company.
STAND_INS = ("300000002", "300000010", "300000029", "300000037")
# A holder is employed in a unit, and a site list may name another; each may be a sub-unit of a main unit.
UNITS_ASKED = len(STAND_INS)


@dataclass(slots=True)
class _EachOnce:
    """A company register that is asked about each unit once, and so counts how many it was asked about."""

    register: CompanyRegister
    answers: dict[str, Answer[Company]] = field(default_factory=dict)

    def company(self, org_number: str) -> Answer[Company]:
        if org_number not in self.answers:
            self.answers[org_number] = self.register.company(org_number)
        return self.answers[org_number]


@dataclass(frozen=True, slots=True)
class EvenCheck:
    """The registers of one check; live ones are on their way already."""

    reading: Reading
    registers: Registers
    companies: _EachOnce

    def ask(self, rules: Rules) -> Answers:
        """Ask the registers as any check does, and then about stand-ins until all are asked as often."""
        before = len(self.companies.answers)
        answers = ask(self.reading, self.registers, rules, None)
        if answers.employer is None and self.reading.card_number is not None:
            self.registers.site_list.entry(self.reading.card_number)
        for stand_in in STAND_INS[len(self.companies.answers) - before :]:
            self.companies.company(stand_in)
        if not answers.approvals:
            for code in (code for code, rule in rules.items() if rule.needs_approval):
                self.registers.approvals.approval(STAND_INS[0], code)
        return answers

    @property
    def stand_ins_are_known(self) -> bool:
        """Whether the company register itself answered each: how it is for this number, and for any other."""
        answers = (self.companies.answers.get(each) for each in STAND_INS)
        return all(
            not isinstance(each, Unavailable) and (each is None or not each.instead) for each in answers
        )


def begin_evenly(reading: Reading, registers: Registers, *org_numbers: str) -> EvenCheck:
    """Begin the check of a number; `org_numbers` are asked about besides, of whatever number.

    One check of all that it asks: what is asked live shares its limit, and a unit is asked for once.
    """
    begun = registers.begun(Foreseen(reading.card_number, org_numbers, evenly=True))
    companies = _EachOnce(begun.companies)
    return EvenCheck(reading, replace(begun, companies=companies), companies)
