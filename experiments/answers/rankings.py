"""Which regime may be said to do more than which, and the only sentences that say so.

Core objects: Ranked, two regimes and what may be said of them; `rankings`, every two by the one rule of `verdicts.py`;
`ranking_lines`, in sentences; `first_of`, the regime that does more than every other, where one may be named.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ..plans import Plan, believed, programmes_of, title_of
from ..statistics import Numbers, Ranking, does_more, ranking
from ..wording import listed, number, phrase, upper_first
from .alike import OFFENCES, Crossed

Values = Mapping[str, Numbers]  # offences by regime, a value for each draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Two regimes with programmes of their own: `more` is the one that does more, if either does.

    `probability` is how likely that is under the declared beliefs, `exchanged` the same with the two beliefs exchanged; NaN
    where there are too few draws, or none. `was_exchanged` says whether that was lived, or they have one belief.
    """

    more: str
    less: str
    probability: float
    exchanged: float
    was_exchanged: bool

    @property
    def may_say(self) -> Ranking:
        """What may be said of them."""
        return ranking(self.probability, self.exchanged)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        names = ("more", "less", "probability", "exchanged")
        return {name: getattr(self, name) for name in names} | {"may_say": self.may_say.value}


def rankings(plan: Plan, values: Values, crossed: Crossed | None) -> list[Ranked]:
    """Every two compared regimes that have programmes of their own, by offences.

    Two with the very same programmes have one belief, which no exchange can change.

    Args:
        plan: What is compared.
        values: Offences under each regime, one value for each draw.
        crossed: What the exchanged beliefs gave; without it nobody is named.
    """
    found = (_ranked(plan, values, crossed, *pair) for pair in combinations(plan.doors, 2))
    return list(found)


def _ranked(plan: Plan, values: Values, crossed: Crossed | None, one: str, other: str) -> Ranked:
    forth = math.nan if plan.fixed_parameters else does_more(values[one], values[other])
    if forth < 0.5:
        one, other, forth = other, one, 1 - forth
    if set(programmes_of(plan, one)) == set(programmes_of(plan, other)):
        back, lived = forth, True
    else:
        back = crossed.does_more(one, other, OFFENCES) if crossed else math.nan
        lived = crossed is not None and (one, other) in crossed.crossing.exchanged
    return Ranked(more=one, less=other, probability=forth, exchanged=back, was_exchanged=lived)


def first_of(plan: Plan, values: Values, found: Sequence[Ranked]) -> str:
    """The regime that may be said to do more than every other; none where there is no such regime.

    Beside a regime without a programme there is no belief to exchange, and the probability alone decides.
    """
    for name in plan.doors:
        mine = [each for each in found if name in (each.more, each.less)]
        beside = [each.name for each in plan.regimes if each.name not in plan.doors]
        without = [math.nan if plan.fixed_parameters else does_more(values[name], values[each]) for each in beside]
        if all(each.more == name and each.may_say is Ranking.MORE for each in mine) and all(
            ranking(each, 1.0) is Ranking.MORE for each in without
        ):
            return name
    return ""


# --- in sentences ----------------------------------------------------------------------------------------------------


def ranking_lines(plan: Plan, found: Sequence[Ranked], crossed: bool = True) -> Iterator[str]:
    """A sentence for every two of which something may be said, one for all of which nothing may, and one for all not exchanged.

    Where nothing was `crossed` there is none, but for a warning where the reference has a programme: a change from it is then
    what one programme does beside another.
    """
    if not crossed:
        if plan.reference in plan.doors:
            yield (
                f"{upper_first(phrase(plan.reference))} has a programme of its own, and beliefs were not exchanged: what changes "
                "beside it may come from what is believed of either programme, and nothing here says which does more."
            )
        return
    for each in found:
        if each.may_say is Ranking.MORE:
            yield (
                f"{upper_first(phrase(each.more))} does more against offences than {phrase(each.less)}: in "
                f"{_percent(each.probability)} of draws, and in {_percent(each.exchanged)} where the two beliefs are exchanged."
            )
        elif _told(plan, each):
            yield (
                f"Offences are fewer under {phrase(each.more)} than under {phrase(each.less)} in {_percent(each.probability)} of "
                f"draws. It does more because its programme is believed to work better ({_beliefs(plan, each)}), not because of "
                "when it is offered."
            )
    unclear = [each for each in found if not _told(plan, each)]
    if compared := [each for each in unclear if each.was_exchanged]:
        yield f"We cannot tell which does more against offences: {_pairs(compared, 'or')}."
    if others := [each for each in unclear if not each.was_exchanged]:
        yield f"Not compared with their beliefs exchanged: {_pairs(others, 'and')}."


def _pairs(found: Sequence[Ranked], word: str) -> str:
    return "; ".join(f"{phrase(each.more)} {word} {phrase(each.less)}" for each in found)


def _told(plan: Plan, each: Ranked) -> bool:
    """Whether a sentence said of two regimes which does more: clearly, or because the one is believed to work better."""
    if each.may_say is Ranking.BELIEF:
        return believed(plan, each.more) < believed(plan, each.less)
    return each.may_say is Ranking.MORE


def _percent(share: float) -> str:
    return f"{number(100 * share)}%"


def _beliefs(plan: Plan, each: Ranked) -> str:
    """What is left of offending with either programme, at the middle of what is believed."""
    told = [f"{title_of(plan, name)} × {believed(plan, name):.2f}" for name in (each.more, each.less)]
    return f"two years' offending of those admitted: {listed(told)}, in the middle of what is believed"
