"""The money of a comparison in sentences, right whether a regime pays for itself, does not, or nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...model.ledger.outcomes import outcome_of
from ..statistics import ENOUGH_DRAWS, Information, Numbers
from ..wording import as_html, change_range, listed, number, phrase, rounded, upper_first, years
from .answer import BreakEven, Economics
from .knowing import ENOUGH, Knowing
from .terms import BEARERS, PERSPECTIVES, WHOSE
from .units import Pounds

MOST_TOLD: Final = 3
POUND: Final = 1.0  # below which nothing is worth finding out
NOTHING: Final = Information(0.0, 0.0)
SURE: Final = 0.95  # of the draws on one side, from which a sentence says so plainly


def lines(found: Economics) -> list[str]:
    """What may be said of every regime, a sentence each, then on what terms."""
    said = [line for regime in found.others for line in _of(found, regime)]
    known = found.knowing()
    return [*said, *what_knowing_is_worth(found, known), found.terms.words()]


def in_html(found: Economics) -> str:
    """The sentences, then what each bearer gains or pays over the horizon in present value, as a notebook shows it."""
    present = {regime: -found.present(regime).sum(axis=2) for regime in found.others}
    rows = [
        [
            upper_first(name.replace("_", " ")),
            *(gain_range(Pounds.of(present[regime][:, k])) for regime in found.others),
        ]
        for k, name in enumerate(BEARERS)
    ]
    caption = f"Who gains and who pays over {years(found.years)}, in present value: 95% of draws"
    return as_html(lines(found), caption, ["", *map(phrase, found.others)], rows)


def what_knowing_is_worth(found: Economics, known: Knowing) -> Iterator[str]:
    """What to find out first, as far as the draws can tell."""
    if found.plan.fixed_parameters or not known.all.value >= 0:
        return
    whose = WHOSE[known.perspective]
    if known.all.value < POUND:
        yield _same_choice(known, whose)
        return
    yield f"Choosing with every parameter known would be worth at most £{rounded(known.all.value)} to {whose}."
    if known.draws < ENOUGH:
        yield f"With fewer than {ENOUGH} draws we cannot tell which parameter is worth finding out: ask for more replicates."
        return
    first = [f"{name} (£{rounded(each.beyond_chance)})" for name, each in worth_telling(known)]
    yield f"Worth finding out first: {listed(first)}." if first else _none_yet(known)
    for turn in known.turns:
        if turn.parameter in dict(worth_telling(known)):
            name = phrase(turn.regime)
            yield f"{upper_first(name)} would neither gain nor lose {whose} money at {turn.parameter} = {turn.value:.3g}."


def _same_choice(known: Knowing, whose: str) -> str:
    """That the choice is the same whatever holds, as far as so many draws go."""
    if known.draws < ENOUGH_DRAWS:
        few = "that is too few to say that knowing more would change nothing"
        return f"The same choice is best for {whose} in each of {number(known.draws)} draws; {few}."
    return f"The same choice is best for {whose} in every draw, so knowing more would not change it."


def _none_yet(known: Knowing) -> str:
    """That nothing is worth finding out, or that it cannot be seen yet, with what comes nearest."""
    name, most = max(known.parameters.items(), key=lambda each: each[1].beyond_chance, default=("", NOTHING))
    if most.beyond_chance < POUND:
        return "No single parameter is worth finding out by itself."
    return (
        f"Of no single parameter can these draws tell that it is worth finding out; nearest comes {name}, with "
        f"£{rounded(most.beyond_chance)} (standard error £{rounded(most.error)})."
    )


def worth_telling(known: Knowing) -> list[tuple[str, Information]]:
    """The parameters that are worth more than chance would find, the first three."""
    each = known.parameters.items()
    return [(name, found) for name, found in each if found.beyond_chance > 2 * found.error][:MOST_TOLD]


def _of(found: Economics, regime: str) -> Iterator[str]:
    name = upper_first(phrase(regime))
    if not found.costs(regime).size:
        yield f"{name}: every run failed, so there is no sum."
        return
    yield f"{name}: {verdict(found, regime)}"
    yield f"{name}: {_chances(found, regime)}"
    yield f"{name}: {_hours(found, regime)}"
    if any(found.costs(regime) != 0):
        yield f"{name}: {when_paid(found.break_even(regime), found.years)}"
    for unit in found.units(regime):
        yield f"{name}: {unit.sentence()}"


def verdict(found: Economics, regime: str) -> str:
    """What it is worth less what it costs, with its range, and whether that can be told from nothing."""
    net = Pounds.of(found.net_benefit(regime))
    chance, whose, span = found.chance(regime), WHOSE[found.terms.perspective], years(found.years)
    if net.low == net.high == 0:
        return f"over {span} it makes no difference to the money of {whose}."
    told = f"over {span} {whose} would be {gain_range(net)}"
    if chance >= SURE:
        return f"{told}."
    if chance <= 1 - SURE:
        return f"{told}; benefits do not exceed costs."
    return f"{told}; whether benefits exceed costs cannot be told."


def gain_range(pounds: Pounds) -> str:
    """A range of sums as somebody feels them: better off or worse off."""
    low, high = pounds.low, pounds.high
    if low >= 0:
        return f"£{rounded(low)} to £{rounded(high)} better off"
    if high <= 0:
        return f"£{rounded(high)} to £{rounded(low)} worse off"
    return f"between £{rounded(low)} worse off and £{rounded(high)} better off"


def _chances(found: Economics, regime: str) -> str:
    told = [f"{in_hundred(found.chance(regime, name))} for {WHOSE[name]}" for name in PERSPECTIVES]
    return f"the chance that benefits exceed costs is {', '.join(told)}."


def in_hundred(chance: float) -> str:
    """A chance as people say it: never 0 or 100 in a hundred, which nobody can know."""
    if chance != chance:
        return "not known"
    if chance < 0.01:
        return "under 1 in 100"
    if chance > 0.99:
        return "over 99 in 100"
    return f"{100 * chance:.0f} in 100"


def _hours(found: Economics, regime: str) -> str:
    change = found.outcome_change(regime, "officer_hours")
    said = _spread(change)
    unit = outcome_of("officer_hours").label.lower()
    value = "their money is in the sums above" if found.terms.hours == "cashable" else "their money is in no sum above"
    return f"{said} {unit} over the {years(found.years)}; {value}."


def _spread(change: Numbers) -> str:
    spread = Pounds.of(change)
    if spread.low == spread.high == 0:
        return "as many"
    return change_range(spread.low, spread.high)


def when_paid(even: BreakEven, horizon: int) -> str:
    """When it has paid for itself, or that it does not within the horizon."""
    if even.share == 0:
        return f"it does not pay for itself within {years(horizon)} in any draw."
    share = in_hundred(even.share)
    if even.median is None:
        return f"it pays for itself within {years(horizon)} with a chance of {share}."
    last = f"year {even.high}" if even.high is not None else "never within the horizon"
    span = f"year {even.low} to {last}" if even.low != even.high else f"year {even.low}"
    return f"it has paid for itself by the end of year {even.median} in the middle draw ({span}), with a chance of {share}."


def rough(value: float) -> str:
    """A sum as a table shows it, in thousands of pounds."""
    return number(value / 1000)
