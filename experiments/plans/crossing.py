"""Regimes that nobody asked for, made to tell when support is offered from what is offered, and from what is believed of it.

Core objects: Crossing, the scenarios beside a comparison's own; `crossing_of`, which makes them from a plan, runs nothing.

Two kinds are made. *Beliefs exchanged*: every programme works as another is believed to, and stays as it is otherwise;
with three regimes that takes two scenarios, in each of which every belief goes to the next. *Programmes exchanged*: of two
regimes whose doors stand at different stages, each programme behind each door, all with the same money for programmes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from ...model.build.strength import ratio_among_admitted
from ...scenarios import loader
from ...scenarios.schema import Programme, Regime, Service, number_of
from .experiment import Experiment, Kind, Point
from .making import CURRENT
from .plan import Plan

# What of a programme says what is believed of its effect; whatever else it has belongs to the programme.
BELIEF: Final = ("effect", "effect_young", "belief")
MOST: Final = 4  # regimes whose beliefs are exchanged, so that a comparison of ten does not become one of a hundred
TOLD_MONTHS: Final = 24.0  # over which sentences tell what is believed
DRAWS: Final = 20  # the fewest from which anything may be said; the comparison itself has more


@dataclass(frozen=True, slots=True)
class Pair:
    """Two regimes whose doors stand at different stages, the programmes behind their first doors, and the money of each cell.

    `money` is pounds a year at the usual values, the larger of what the two spend.
    """

    regimes: tuple[str, str]
    programmes: tuple[str, str]
    money: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """The scenarios that are lived beside a comparison.

    In scenario `exchanged[a, b]` regime `a` has the belief of regime `b`; too few draws for any sentence exchange none. The
    last two are about the `pair`, where there is one.
    """

    plan: Plan
    points: tuple[Point, ...]
    made: tuple[str, ...]
    exchanged: Mapping[tuple[str, str], int]
    pair: Pair | None = None

    @property
    def straight(self) -> int:
        """The scenario in which the pair has the same money, and each its own programme."""
        return len(self.points) - 2

    @property
    def across(self) -> int:
        """The scenario in which each has the other's."""
        return len(self.points) - 1

    def title(self, programme: str) -> str:
        """What a programme is called."""
        return _programme(self.plan, programme).title

    @property
    def experiment(self) -> Experiment:
        """What has to be run for it: the same for more replicates of the comparison, which need no more of it."""
        often = max(len(point.replicates) for point in self.points)
        return Experiment(
            Kind.CROSSING, replace(self.plan, replicates=often), self.points, design={"made": list(self.made)}
        )


def crossing_of(plan: Plan) -> Crossing | None:
    """What is lived beside a comparison so that it may say which regime does more; nothing where no two have programmes.

    Example:
        >>> from diversion.experiments.plans.making import make_plan
        >>> crossing = crossing_of(make_plan("blackpool", ["custody-stage", "pre-arrest"]))
        >>> crossing.pair.regimes, crossing.pair.programmes
        (('custody-stage', 'pre-arrest'), ('checkpoint', 'lead'))
        >>> crossing.experiment.runs  # three scenarios, three regimes, 20 replicates
        180
    """
    apart = _apart(plan)
    held = _apart(plan, believed_only=True)
    shifts = range(1, len(held)) if plan.draws >= DRAWS and not plan.fixed_parameters else ()
    made = {f"beliefs exchanged: {_told(held, shift)}": _beliefs(plan, held, shift) for shift in shifts}
    count = len(held)
    places = {(name, held[(n + shift) % count]): shift - 1 for shift in shifts for n, name in enumerate(held)}
    pair = _pair(plan, apart)
    if pair:
        money, both = f"with £{pair.money:,.0f} of programmes each", " and ".join(pair.regimes)
        made |= {f"{both} {money}": _straight(plan, pair)}
        made |= {f"{both}, each with the programme of the other, {money}": _across(plan, pair)}
    often = range(min(plan.replicates, DRAWS * plan.histories))
    points = tuple(Point(changes, often) for changes in made.values())
    return Crossing(plan, points, tuple(made), places, pair) if points else None


def main_programme(plan: Plan, regime: str) -> str:
    """The programme behind a regime's first door."""
    return plan.doors[regime][0].programme


def programmes_of(plan: Plan, regime: str) -> tuple[str, ...]:
    """The programmes behind a regime's own doors, each once."""
    return tuple(dict.fromkeys(route.programme for route in plan.doors[regime]))


def believed(plan: Plan, regime: str) -> float:
    """What the middle of belief about a regime's first programme leaves of two years' offending of everybody admitted to it.

    On one scale for all programmes, whomever the belief itself is about; not a number where that was never solved.
    """
    return ratio_among_admitted(_programme(plan, main_programme(plan, regime)), plan.usual, TOLD_MONTHS)


def title_of(plan: Plan, regime: str) -> str:
    """What the programme behind a regime's first door is called."""
    return _programme(plan, main_programme(plan, regime)).title


def _apart(plan: Plan, believed_only: bool = False) -> list[str]:
    """Regimes with programmes of their own that no other of them has: a belief can only be given to one of two.

    With `believed_only` those of a strength of their own are left out: nothing is believed of them that could be exchanged.
    """
    found: list[str] = []
    for name in sorted(plan.doors, key=lambda each: len(programmes_of(plan, each))):  # those of one programme first
        if believed_only and any(_programme(plan, each).strength is not None for each in programmes_of(plan, name)):
            continue
        taken = {each for other in found for each in programmes_of(plan, other)}
        if len(found) < MOST and taken.isdisjoint(programmes_of(plan, name)):
            found.append(name)
    return [name for name in plan.doors if name in found]


# --- beliefs exchanged -----------------------------------------------------------------------------------------------


def _beliefs(plan: Plan, apart: Sequence[str], shift: int) -> dict[str, Any]:
    """Every programme of a regime works as the first of the regime so many places on is believed to."""
    changes: dict[str, Any] = {}
    for place, regime in enumerate(apart):
        theirs = _programme(plan, main_programme(plan, apart[(place + shift) % len(apart)]))
        for name in programmes_of(plan, regime):
            mine = _programme(plan, name)
            differing = (field for field in BELIEF if getattr(mine, field) != getattr(theirs, field))
            changes |= {f"{name}.{field}": getattr(theirs, field) for field in differing}
    return changes


def _told(apart: Sequence[str], shift: int) -> str:
    return ", ".join(f"{name} as {apart[(n + shift) % len(apart)]}" for n, name in enumerate(apart))


def _programme(plan: Plan, name: str) -> Programme:
    return next(each for each in plan.catalogue.programmes if each.name == name)


# --- programmes exchanged --------------------------------------------------------------------------------------------


def _pair(plan: Plan, apart: Sequence[str]) -> Pair | None:
    """The first two regimes that differ in stage, what is new before what is there today, and can take each other's programme."""
    fit = [
        pair
        for pair in combinations(apart, 2)
        if _stage(plan, pair[0]) != _stage(plan, pair[1]) and _shipped(plan, pair)
    ]
    if not fit:
        return None
    pair = min(fit, key=lambda each: CURRENT in each)
    money = max(_money(plan, _regime(plan, name)) for name in pair)
    first, second = (main_programme(plan, name) for name in pair)
    return Pair(pair, (first, second), money) if money > 0 else None


def _stage(plan: Plan, regime: str) -> str:
    return plan.doors[regime][0].stage


def _shipped(plan: Plan, pair: Sequence[str]) -> bool:
    """Whether both programmes are of the library, so that either regime can open its doors to them."""
    return all(main_programme(plan, name) in loader.names("programme") for name in pair)


def _regime(plan: Plan, name: str) -> Regime:
    return next(each for each in plan.regimes if each.name == name)


def _services(plan: Plan, regime: str) -> Iterator[Service]:
    behind = {_programme(plan, name).service for name in programmes_of(plan, regime)}
    return (each for each in plan.catalogue.services if each.name in behind)


def _price(plan: Plan, service: Service) -> float:
    """Pounds a year for one post with all its clients, at the usual values."""
    return number_of(service.caseload, plan.usual) * number_of(service.cost_a_client_year, plan.usual)


def _posts(plan: Plan, regime: Regime, service: Service) -> float:
    return number_of(regime.workers.get(service.name, service.workers), plan.usual)


def _money(plan: Plan, regime: Regime) -> float:
    """Pounds a year that a regime pays for the posts behind its doors, at the usual values."""
    return math.fsum(_posts(plan, regime, each) * _price(plan, each) for each in _services(plan, regime.name))


def _straight(plan: Plan, pair: Pair) -> dict[str, Any]:
    """Each regime with its own programme, and as many posts as the money of the pair pays for."""
    changes: dict[str, Any] = {}
    for name in pair.regimes:
        regime = _regime(plan, name)
        more = pair.money / max(_money(plan, regime), 1e-9)
        posts = {each.name: round(_posts(plan, regime, each) * more, 3) for each in _services(plan, name)}
        changes[f"{name}.workers"] = {**regime.workers, **posts}
    return changes


def _across(plan: Plan, pair: Pair) -> dict[str, Any]:
    """Each regime with the programme of the other behind all its doors, for the same money; the doors stay as they are."""
    changes: dict[str, Any] = {}
    for name, programme in zip(pair.regimes, reversed(pair.programmes), strict=True):
        changes |= {f"{route.name}.programme": programme for route in plan.doors[name]}
        wanted = _programme(plan, programme).service
        service = next(each for each in plan.catalogue.services if each.name == wanted)
        price = _price(plan, service)
        changes[f"{name}.workers"] = {wanted: round(pair.money / price, 3)} if price > 0 else {}
    return changes
