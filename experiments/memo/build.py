"""Puts a memo together from a comparison: page one, then everything behind it, and the slides for who has five minutes."""

from __future__ import annotations

from typing import Final

from ..answers import Comparison
from ..wording import day_of, listed, phrase, upper_first
from .content import Figure, Memo, Part, Points, Section, Slide, Table, Text
from .front import (
    BESIDE,
    answer_section,
    differences_section,
    dots_table,
    fixed_in_advance,
    money_by_regime,
    money_section,
    sides_table,
    trust_section,
)
from .grounds import (
    again_section,
    assumptions_section,
    changed_section,
    evidence_section,
    limits_section,
    reproduces_section,
)
from .hangs import hangs_section, otherwise_section, rankings_table, worth_table
from .kept import Basis
from .knowing import knowing_section
from .money import Money
from .paths import flow_section, whom_section
from .payers import cash_section, payers_section, worth_section

FRONT: Final = ("answer", "money", "differences", "trust")  # the sections of page one


def memo_of(basis: Basis) -> Memo:
    """The memo about a comparison.

    Args:
        basis: The comparison, with its day and the engine that computed it.
    """
    answer, money = basis.answer, Money(basis.answer)
    sections = [
        answer_section(basis),
        money_section(basis, money),
        differences_section(basis),
        trust_section(basis),
        flow_section(answer),
        whom_section(answer),
        payers_section(answer, money),
        cash_section(answer, money),
        worth_section(answer, money),
        hangs_section(basis),
        otherwise_section(basis),
        knowing_section(basis, money),
        evidence_section(basis),
        reproduces_section(basis),
        changed_section(basis),
        assumptions_section(basis),
        limits_section(),
        _behind(answer),
        again_section(basis),
    ]
    return Memo(
        title=f"Diversion in {answer.plan.locality.title}: what to put before the board",
        question=question(answer),
        file=f"diversion-{answer.plan.locality.name}" + (f"-{answer.number}" if answer.number else ""),
        day=basis.day,
        version=basis.engine,
        sections=sections,
        slides=_slides(basis, money, sections),
        tidy=answer.rows(),
    )


def question(answer: Comparison) -> str:
    """What was asked, as a question."""
    plan = answer.plan
    compared = f"under {listed([phrase(each) for each in answer.others])}, compared with {phrase(plan.reference)}"
    return f"What changes in {plan.locality.title} {compared}, over {plan.period}?"


def _behind(answer: Comparison) -> Section:
    """The figures behind the pictures and sentences of the first pages."""
    tables = [
        fixed_in_advance(answer),
        rankings_table(answer),
        sides_table(answer),
        dots_table(answer),
        worth_table(answer),
    ]
    return Section(name="behind", title="The figures behind it", parts=[table for table in tables if table])


# --- five slides -----------------------------------------------------------------------------------------------------


def _slides(basis: Basis, money: Money, sections: list[Section]) -> list[Slide]:
    """Five slides, each of what the memo has: the answer, money, the picture, who pays, how far to trust it."""
    of = {section.name: section for section in sections}
    answer = basis.answer
    few = len(answer.others) <= BESIDE
    return [
        Slide(title=question(answer), parts=[Text(f"Begun on {day_of(basis.day)}"), *_texts(of["answer"])]),
        Slide(title=of["money"].title, parts=_money_parts(answer, money, of["money"])),
        _picture(of["differences"]),
        Slide(title=of["payers"].title, parts=[*_texts(of["payers"]), *(of["payers"].of(Table)[:1] if few else [])]),
        Slide(title=of["trust"].title, parts=[*_first_of(basis), *of["trust"].of(Points), *_limits(of["limits"])]),
    ]


def _money_parts(answer: Comparison, money: Money, section: Section) -> list[Part]:
    """Sentences and figures or, for many regimes, a row for each."""
    if len(answer.others) <= BESIDE:
        return [*_texts(section), *section.of(Table)]
    return [money_by_regime(answer, money)]


def _texts(section: Section) -> list[Part]:
    return [part for part in section.parts if isinstance(part, Text | Points)]


def _picture(section: Section) -> Slide:
    figures: list[Figure] = section.of(Figure)
    if figures:
        return Slide(title=figures[0].title, parts=figures[:1])
    return Slide(title=section.title, parts=section.of(Table))


def _first_of(basis: Basis) -> list[Part]:
    return [Text(upper_first(basis.support.line))] if basis.support.weakly else []


def _limits(section: Section) -> list[Part]:
    """What it cannot tell that a board should hear: whether it works in England, and what will happen."""
    points: list[Points] = section.of(Points)
    return [Points(points[0].lines[-2:])]
