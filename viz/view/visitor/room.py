"""Says no, in one sentence, to what would take all memory or hours, before anything of it is begun.

People shown one at a time are kept in memory with all that happens to them, for as long as the visitor stays.
"""

from __future__ import annotations

from typing import Final

from ....experiments.lives.lives import LOG_A_YEAR, STEP
from ....experiments.plans import BYTES_A_PERSON, Plan
from ....experiments.runs import MOST_OF_MEMORY, free_memory
from ....experiments.sensitivity import Study
from ....model.ledger.reading import BYTES_A_HAPPENING
from ....scenarios.parameters import InputError

MOST_SHOWN: Final = 500_000  # people: London has half as many, and takes minutes
MOST_PEOPLE: Final = 2_000_000  # of a run: England and Wales as they are
MOST_LIVED: Final = 400e6  # years of people in all replicates: England and Wales, five years, forty replicates
MOST_YEARS: Final = 10
BYTES_A_LOOK: Final = 8
LOOKS_A_YEAR: Final = 365 / STEP


def must_fit(plan: Plan, regimes: int, logged: bool) -> None:
    """Make sure that people can be shown one at a time under so many regimes; `logged`: with all that happens to them.

    Raises:
        InputError: there are too many people, or too many for the memory that is free now.
    """
    years = plan.run_in + plan.years
    # The run that all fork from has a log of its own.
    log = years * (LOG_A_YEAR * BYTES_A_HAPPENING * (regimes + 1) + LOOKS_A_YEAR * BYTES_A_LOOK * regimes)
    needed = plan.everybody * BYTES_A_PERSON * regimes + logged * plan.people * log
    if plan.people > MOST_SHOWN or needed > MOST_OF_MEMORY * free_memory():
        raise InputError(
            f"{plan.locality.title} with {plan.people:,.0f} simulated people for {plan.years} years is too large to show "
            "one person at a time here; choose a smaller place, fewer years or fewer regimes."
        )


def must_end(plan: Plan) -> None:
    """Make sure that a scenario does not keep a machine busy for hours.

    Raises:
        InputError: it has too many years, people or replicates.
    """
    people = plan.people
    if plan.years > MOST_YEARS:
        raise InputError(
            f"This asks for {plan.years} years; here {MOST_YEARS} are the most. Use the command line for more."
        )
    if people > MOST_PEOPLE or people * plan.years * plan.replicates > MOST_LIVED:
        raise InputError(
            f"This asks for {plan.replicates} replicates of {people:,.0f} simulated people for {plan.years} years, which would "
            "take too long here; choose fewer replicates, years or people, or use the command line."
        )


def must_end_too(study: Study) -> None:
    """Make sure that a sensitivity analysis does not keep a machine busy for days.

    Raises:
        InputError: it has too many runs for so many people and years.
    """
    plan, runs = study.plan, study.experiment.runs
    if plan.years > MOST_YEARS or plan.people * plan.years * runs / len(plan.regimes) > MOST_LIVED:
        raise InputError(
            f"This asks for {runs:,} runs of {plan.people:,.0f} simulated people for {plan.years} years, which would take "
            "too long here; choose a smaller place, fewer years, assumptions or starting points, or use the command line."
        )
