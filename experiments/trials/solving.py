"""Replays a trial by lot of one programme in one place for all, at several strengths of its mechanism.

Everybody who would be offered it (or is admitted) is lived twice, with the programme and without it, in the same world with
the same luck. That is a lot among an endless number of people: the ratio of all their offences, known or not, is the effect.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.arguments import seed_of
from ...model.build.places import people_of
from ...model.simulation import Setting, Simulation
from ...scenarios import loader
from ...scenarios.schema import Locality, Programme, Regime, Route
from ...scenarios.strengths import Among, key
from ...scenarios.words import MONTH_DAYS, MONTHS_A_YEAR, YEAR_DAYS
from ..lives.lives import LOG_A_YEAR, Life, lived
from ..plans import make_plan, setting_of, usual
from .places import of_size, regime_named
from .pools import ENTRIES
from .readings import Diary

PLACE: Final = "blackpool"
RESIDENTS: Final = 420_000
WORLDS: Final = 4
MONTHS: Final = (12.0, 24.0)  # over which effects are read
# Closer where curves bend most: a ratio read straight between two strengths is above the curve.
STRENGTHS: Final = (-1.5, -0.75, 0.0, 0.2, 0.4, 0.6, 0.8, 1.3, 2.0, 3.5, 6.0, 12.0)
# Where few of a town enter within a year the town is made larger: so many people at least, and its size against the usual.
SIZES: Final = ((150, 1), (60, 3), (0, 6))
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """A programme, and everything that makes up its trial by lot."""

    programme: Programme

    @property
    def routes(self) -> list[Route]:
        """The library's doors to the programme, open to everybody who fits, and once."""
        found = [loader.route(name) for name in loader.names("route")]
        return [wide(route) for route in found if route.programme == self.programme.name]

    @property
    def ordinary(self) -> bool:
        """Whether it is part of ordinary provision, so that what is compared is having none."""
        return any(route.ordinary for route in self.routes)

    @property
    def entries(self) -> dict[Among, str]:
        """How those are found who enter each group; where no officer makes an offer, only who gets a place is known."""
        if self.ordinary:
            return {"offered": "referred"}
        if any(route.stage in ("street", "custody") for route in self.routes):
            return {"offered": "offered", "admitted": "admitted"}
        return {"admitted": "admitted"}

    def arms(self) -> tuple[Regime, Regime]:
        """Without the programme and with it, the rest being as everywhere."""
        if self.ordinary:
            return regime_named("without-liaison"), loader.regime("none")
        without, mine = loader.regime("none"), self.routes
        names = (*(route.name for route in mine), *without.routes)
        changed = {"name": "with-programme", "routes": names, "own_routes": tuple(mine)}
        return without, without.model_copy(update=changed)


def wide(route: Route) -> Route:
    """The same door, at which everybody who fits is asked, once; in the community at its own rate."""
    if route.ordinary:
        return route
    asked = route.offer if route.stage == "community" else 1.0
    return route.model_copy(update={"offer": asked, "repeats_allowed": False})


# --- living it -------------------------------------------------------------------------------------------------------


def sums_of(
    question: Question, strengths: Sequence[float], world: int, seed: int = 1, times: float = 1.0
) -> dict[str, Sums]:
    """All offences in one world of those who enter each group: [strengths, with the programme and without it, people].

    By group and months. Who enters is found with each strength anew, since it may move who is met. The town is `times` its
    usual size.
    """
    control, treated = question.arms()
    years = 1 + math.ceil(max(MONTHS) / MONTHS_A_YEAR)
    plan = make_plan(
        _place(times),
        [control, treated],
        control.name,
        years,
        1,
        1,
        seed,
        {"channel_capacity": 0.0, **people_here()},
        True,
        laws=(),
    )
    setting = replace(setting_of(plan, world), run_in_regime=control)  # so that nobody has been in it before
    without, *found = _lives(setting, control, treated, question.programme, strengths, seed_of(seed, world))
    sums: dict[str, Sums] = {}
    for group, entry in question.entries.items():
        entered = [_entered(entry, without, life) for life in found]
        for months in MONTHS:
            days = months * MONTH_DAYS
            sums[key(group, months)] = np.array(
                [
                    (
                        life.latent_between(who, when, days).sum(),
                        without.latent_between(who, when, days).sum(),
                        len(who),
                    )
                    for life, (who, when) in zip(found, entered, strict=True)
                ]
            )
    return sums


def people_here() -> dict[str, float]:
    """The middle of what is believed of the place's people, where a posterior is kept that is used."""
    found = usual(loader.locality(PLACE)).posterior
    return found.middle() if found else {}


def size_for(people: float) -> float:
    """How large a town has to be, against the usual, where so many people of the usual one enter."""
    return next(times for least, times in SIZES if people >= least)


def _place(times: float) -> Locality:
    return of_size(loader.locality(PLACE), RESIDENTS * times)


def _lives(
    setting: Setting, control: Regime, treated: Regime, programme: Programme, strengths: Sequence[float], seed: int
) -> list[Life]:
    """The arm without the programme, then that with it once for each strength."""
    people = people_of(setting.locality.adults, setting.values)
    trunk = Simulation.build(setting, seed, int(LOG_A_YEAR * people * setting.days / YEAR_DAYS))
    trunk.run_in()
    first = trunk.fork(control, None)
    lives = [lived(first)]
    for strength in strengths:
        branch = trunk.fork(treated, first)
        branch.strengthen(programme, strength)
        lives.append(lived(branch))
    return lives


def _entered(entry: str, without: Life, with_: Life) -> tuple[NDArray[np.int64], Sums]:
    """Who entered within a year of the fork, and when; an offer is one that would have been made in the arm without, too."""
    found = ENTRIES[entry](Diary(without if entry == "offered" else with_)).sort_index()
    when = found.to_numpy().astype(np.float64)
    keep = (when >= with_.fork) & (when < with_.fork + YEAR_DAYS)
    return found.index.to_numpy().astype(np.int64)[keep], when[keep]
