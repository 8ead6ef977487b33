"""What to find out first: what knowing more before choosing is worth to the public purse, and where its money turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..economics.knowing import ENOUGH, Knowing
from ..economics.words import POUND, what_knowing_is_worth, worth_telling
from ..statistics import Information
from ..told import told
from ..wording import lower_first, phrase, upper_first
from .content import NOT_TOLD, Cell, Points, Section, Table, level
from .kept import Basis
from .money import Money

NAME: Final = "knowing"
TITLE: Final = "What to find out first"
ELSEWHERE: Final = (
    "Other values of the parameters were declared when this was computed, so its draws cannot be looked up."
)
FIXED: Final = "Parameters were fixed, so this comparison cannot say which of them are worth finding out."
NOTHING: Final = "No draw has a sum of money under every regime, so nothing can be said of what knowing more is worth."
MOST: Final = 8  # single parameters in the table


def knowing_section(basis: Basis, money: Money) -> Section:
    """What choosing with more known is worth, in pounds over the years of the comparison."""
    if said := _why_not(basis):
        return Section(name=NAME, title=TITLE, parts=[Points([said])])
    known = money.found.knowing("public")
    if not known.all.value >= 0:
        return Section(name=NAME, title=TITLE, parts=[Points([NOTHING])])
    lines = [*what_knowing_is_worth(money.found, known), _pilot(basis)]
    return Section(name=NAME, title=TITLE, parts=[Points(lines), _worth(money, known), *_turns(known)])


def _why_not(basis: Basis) -> str:
    if not basis.same_values:
        return ELSEWHERE
    return FIXED if basis.answer.plan.fixed_parameters else ""


def _pilot(basis: Basis) -> str:
    """How to plan what would find it out."""
    answer = basis.answer
    ask = told("pilot", answer.plan.locality.name, "--regime", answer.others[0])
    return f"To see what a trial would find out, and what it costs: {ask}"


def _worth(money: Money, known: Knowing) -> Table:
    rows: list[list[Cell]] = [
        ["Every parameter and all luck", _pounds(known.all.value), _pounds(known.all.error), NOT_TOLD, NOT_TOLD]
    ]
    rows += [_row(f"All of {lower_first(name)}", each) for name, each in known.subjects.items() if each.value >= POUND]
    rows += [_row(name, each) for name, each in list(known.parameters.items())[:MOST] if each.value >= POUND]
    if known.draws < ENOUGH:
        few = "Draws here, and draws from which single parameters are told apart"
        rows.append([few, level(known.draws), level(ENOUGH), NOT_TOLD, NOT_TOLD])
    return Table(
        name="Worth finding out",
        title=f"What knowing it before choosing is worth to the public purse, £{money.per}",
        columns=("What is known", "Worth", "Standard error", "By luck alone", "Beyond luck"),
        rows=rows,
        note=(
            "Found by regression on the draws; what luck alone would find is what is found with the draws shuffled. What is "
            "worth under £1 is left out."
        ),
    )


def _row(name: str, each: Information) -> list[Cell]:
    return [name, *map(_pounds, (each.value, each.error, each.bias, each.beyond_chance))]


def _pounds(value: float) -> Cell:
    """A sum with three figures: the rest is not known anyway."""
    return level(float(f"{value:.3g}"))


def _turns(known: Knowing) -> Iterator[Table]:
    sure = dict(worth_telling(known))
    rows: list[list[Cell]] = [
        [turn.parameter, upper_first(phrase(turn.regime)), f"{turn.value:.3g}"]
        for turn in known.turns
        if turn.parameter in sure
    ]
    if rows:
        yield Table(
            name="Where money turns",
            title="The value at which a regime would neither gain nor lose the public purse money",
            columns=("Parameter", "Regime", "Value"),
            rows=rows,
        )
