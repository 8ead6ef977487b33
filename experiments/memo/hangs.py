"""What an answer hangs on, found in its own draws, and what would change it: no run is made for this.

A comparison has tens of draws and tens of uncertain parameters, so that most of what looks like an effect is luck. A parameter is
named only where its rank correlation with the change is beyond what luck gives the largest of all of them in one of twenty.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from ..answers import Comparison
from ..plans import believed, values_of
from ..statistics import ENOUGH_DRAWS, Band, Numbers, Verdict, middle, verdict
from ..told import told
from ..wording import listed, number, phrase, rounded, upper_first
from .content import Cell, Part, Points, Section, Table, change, level, percent
from .front import OFFENCES
from .kept import Basis

ONE_IN: Final = 20  # comparisons in which luck alone would name a parameter
MOST: Final = 5  # parameters that are listed for a regime
THIRD: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """How the change in offences under a regime goes with a parameter: rank correlation, and its mean in two thirds of draws."""

    name: str
    text: str
    regime: str
    correlation: float
    low: float
    high: float
    stands_out: bool


def pulls(answer: Comparison) -> list[Pull]:
    """The parameters that go most with the change in offences, for each regime the largest first; none with too few draws."""
    plan = answer.plan
    if plan.fixed_parameters or plan.draws < ENOUGH_DRAWS or not plan.drawn:
        return []
    draws = [values_of(plan, n * plan.histories) for n in range(plan.draws)]
    values = {each.name: np.array([draw[each.name] for draw in draws]) for each in plan.drawn}
    return [pull for regime in answer.others for pull in _of(answer, regime, values)]


def _of(answer: Comparison, regime: str, values: dict[str, Numbers]) -> list[Pull]:
    plan = answer.plan
    changes = _by_draw(answer, regime)
    there = np.isfinite(changes)
    if there.sum() < ENOUGH_DRAWS or np.ptp(changes[there]) == 0:
        return []
    needed = luck_reaches(len(values), int(there.sum()))
    texts = {each.name: each.text for each in plan.drawn}
    found = [_pull(name, texts[name], regime, each[there], changes[there], needed) for name, each in values.items()]
    return sorted((pull for pull in found if pull), key=lambda pull: -abs(pull.correlation))[:MOST]


def _by_draw(answer: Comparison, regime: str) -> Numbers:
    """The change in offences of every draw, NaN where there is none."""
    apart = answer.values(regime, OFFENCES) - answer.values(answer.plan.reference, OFFENCES)
    return np.asarray(apart.mean(axis=1))


def _pull(name: str, text: str, regime: str, at: Numbers, changes: Numbers, needed: float) -> Pull | None:
    if np.ptp(at) == 0:
        return None
    found = float(np.corrcoef(ranks(at), ranks(changes))[0, 1])
    order, third = np.argsort(at, kind="stable"), len(at) // THIRD
    low, high = (float(changes[some].mean()) for some in (order[:third], order[-third:]))
    return Pull(
        name=name, text=text, regime=regime, correlation=found, low=low, high=high, stands_out=abs(found) > needed
    )


def ranks(values: Numbers) -> Numbers:
    """The place of each value from the lowest, ties sharing the middle of theirs; scipy.stats takes a second to load."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[which], dtype=np.float64)


def luck_reaches(parameters: int, draws: int) -> float:
    """The rank correlation that luck alone gives the largest of so many parameters in one of twenty comparisons."""
    return NormalDist().inv_cdf(1 - 0.5 / ONE_IN / parameters) / math.sqrt(draws - 1)


# --- in sections -----------------------------------------------------------------------------------------------------


def hangs_section(basis: Basis) -> Section:
    """Which assumptions the change in offences goes with."""
    title = "What it hangs on"
    answer = basis.answer
    more = told("sensitivity", answer.plan.locality.name, *_regimes(answer))
    ask = f"To find out what moves it, one assumption at a time: {more}"
    if not basis.same_values:
        why = "Other values of the parameters were declared when this was computed, so its draws cannot be looked up."
        return Section(name="hangs", title=title, parts=[Points([why, ask])])
    found = pulls(answer)
    lines = list(_said(answer, found)) if found else [_nothing(answer)]
    parts: list[Part] = [Points([*lines, ask])]
    return Section(name="hangs", title=title, parts=[*parts, *([_table(answer, found)] if found else [])])


def _regimes(answer: Comparison) -> list[str]:
    return [word for regime in answer.others for word in ("--regime", regime)]


def _nothing(answer: Comparison) -> str:
    if answer.plan.fixed_parameters:
        return "Parameters were fixed, so this comparison cannot say which of them its answer hangs on."
    if answer.plan.draws < ENOUGH_DRAWS:
        return f"With {number(answer.plan.draws)} draws it is too early to say which assumptions the answer hangs on."
    if all(verdict(answer.differences[regime, OFFENCES]) is Verdict.SAME for regime in answer.others):
        return "The change in offences is the same in every draw, so no assumption can be named."
    return "Too few draws have a value of offences under both regimes to name an assumption."


def _said(answer: Comparison, found: list[Pull]) -> Iterator[str]:
    for regime in answer.others:
        mine = [pull.name for pull in found if pull.regime == regime and pull.stands_out]
        who = f"the change in offences under {phrase(regime)}"
        if mine:
            yield f"{upper_first(who)} goes with {listed(mine)} more than luck would have it."
        else:
            yield f"No single assumption goes with {who} more than luck would have it."
    count, draws = number(len(answer.plan.drawn)), number(answer.plan.draws)
    yield f"There are {count} uncertain parameters and {draws} draws, so a weak pull cannot be told from luck."


def _table(answer: Comparison, found: list[Pull]) -> Table:
    rows: list[list[Cell]] = [
        [pull.name, upper_first(phrase(pull.regime)), pull.text, level(pull.correlation, 2),
         change(pull.low), change(pull.high), "yes" if pull.stands_out else "no"]
        for pull in found
    ]  # fmt: skip
    return Table(
        name="What it hangs on",
        title="The assumptions that go most with the change in offences a year",
        columns=("Assumption", "Regime", "What it says", "Rank correlation", "Change where it is low",
                 "Change where it is high", "More than luck"),
        rows=rows,
        note=(
            "Low and high: the mean change in the third of draws where the assumption is lowest and where it is highest. "
            f"Luck alone brings one beyond {_luck(answer)}, to either side, in one of {ONE_IN} comparisons."
        ),
    )  # fmt: skip


def _luck(answer: Comparison) -> str:
    return number(luck_reaches(len(answer.plan.drawn), answer.plan.draws), 2)


def otherwise_section(basis: Basis) -> Section:
    """What would change the answer: how many draws point the other way, and what knowing more could be worth."""
    answer = basis.answer
    rows = [row for regime in answer.others for row in _sides(answer, regime)]
    lines = [said for regime in answer.others for said in _turns(answer, regime)]
    parts: list[Part] = [Points([*lines, *_worth(answer)])]
    if rows:
        parts.append(
            Table(
                name="What would change it",
                title=f"How many draws point which way: offences beside {phrase(answer.plan.reference)}",
                columns=(
                    "Regime",
                    "Draws",
                    "Fewer offences",
                    "More offences",
                    "Middle",
                    "Pairing cuts variance, times",
                    "Luck’s share of variance",
                    "What may be said",
                ),
                rows=rows,
            )
        )
    return Section(name="otherwise", title="What would change the answer", parts=parts)


def _sides(answer: Comparison, regime: str) -> Iterator[list[Cell]]:
    pair = answer.differences[regime, OFFENCES]
    if pair.n:
        share = percent(pair.share_lower), percent(1 - pair.share_lower)
        apart = level(pair.saving, 1), percent(pair.luck_share)
        yield [upper_first(phrase(regime)), level(pair.n), *share, change(middle(pair)), *apart, verdict(pair).value]


def _turns(answer: Comparison, regime: str) -> Iterator[str]:
    """How sure the sign is; one sentence, right whichever of the two is the reference."""
    pair, who, other = answer.differences[regime, OFFENCES], phrase(regime), phrase(answer.plan.reference)
    said = verdict(pair)
    if said is Verdict.NO_VALUE:
        yield f"{upper_first(who)}: no draw has a value of offences, so nothing can be said of what would change."
    elif said is Verdict.TOO_FEW:
        yield f"{upper_first(who)}: there are too few draws to say what would turn the answer round."
    elif said is Verdict.SAME:
        yield f"{upper_first(who)}: every draw has as many offences as with {other}, so nothing that was varied changes that."
    elif pair.band is Band.MEAN:
        yield f"{upper_first(who)}: parameters were fixed, so another value of any of them may change the answer."
    else:
        fewer = 100 * pair.share_lower
        yield (
            f"{upper_first(who)}: offences are fewer than with {other} in {fewer:.0f}% of draws and more in "
            f"{100 - fewer:.0f}%, each of them as believable as the others."
        )


def _worth(answer: Comparison) -> Iterator[str]:
    for found in answer.best([OFFENCES]):
        if found.n >= ENOUGH_DRAWS and not found.perfect_information.value:
            yield "The same regime has the fewest offences in every draw, so knowing the parameters would not change the choice."
        elif found.n >= ENOUGH_DRAWS:
            worth = rounded(found.perfect_information.value)
            yield f"Choosing with every parameter known would avoid at most {worth} more offences a year."


def worth_table(answer: Comparison) -> Table | None:
    """What it would be worth to know every parameter before choosing; nothing with too few draws."""
    what = "Offences a year that choosing with every parameter known would avoid"
    rows: list[list[Cell]] = []
    for found in answer.best([OFFENCES]):
        if found.n >= ENOUGH_DRAWS:
            least = found.luck_apart.value if found.luck_apart else math.nan
            rows.append([what, level(least, 1), level(found.perfect_information.value, 1)])
    if not rows:
        return None
    title = "What knowing more would be worth"
    return Table(name="Worth of knowing", title=title, columns=("What", "At least", "At most"), rows=rows)


def rankings_table(answer: Comparison) -> Table | None:
    """How likely each of two regimes with programmes does more than the other, as believed and with beliefs exchanged."""
    plan = answer.plan
    rows: list[list[Cell]] = [
        [upper_first(phrase(each.more)), upper_first(phrase(each.less)), percent(each.probability),
         percent(each.exchanged), level(believed(plan, each.more), 2), level(believed(plan, each.less), 2), each.may_say.value]
        for each in answer.rankings
    ]  # fmt: skip
    if not rows:
        return None
    return Table(
        name="Which does more",
        title="Which of two does more against offences: the share of draws, and the same with the two beliefs exchanged",
        columns=("The one with fewer", "The other", "Share of draws", "With beliefs exchanged", "What is left with the one",
                 "What is left with the other", "What may be said"),
        rows=rows,
        note="What is left: of two years’ offending of those admitted, in the middle of what is believed.",
    )  # fmt: skip
