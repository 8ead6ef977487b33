"""One simulated person's years under each regime: what happened to them, in words, and how much better or worse it was.

All regimes are lived by the same people with the same luck, in the first replicate of a comparison. A single life is mostly
luck: journeys show what the numbers are made of, not what a regime does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...agents.states import State
from ...model.arguments import seed_of
from ...model.ledger.log import SPELLS, Log, log_of
from ...model.simulation import NEVER
from ...scenarios.loader import Catalogue
from ...scenarios.words import ETHNICITIES, NEEDS, SEXES, YEAR_DAYS
from ..plans import Plan, setting_of
from .happenings import Happening, Lane, eased, tell
from .hard_times import hard_times
from .lives import STEP, Life, live_all

MUCH: Final = 0.5  # latent offences by which a life is called better or worse
DAYS_INSIDE: Final = 7.0  # days in cells or prison by which it is


class Found(StrEnum):
    """How a life under a regime compares with the same life under the reference."""

    DIFFERS = "differs"
    HELPED = "helped"
    HARMED = "harmed"


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is when the regimes part: age in years; the severity of each need they have, 0 to 1."""

    number: int
    age: float
    sex: str
    ethnicity: str
    contacts: int
    proven: int
    needs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's years under one regime: what happened, and what it comes to (offences by their intensity, days inside).

    `eased` is the most that support took off what their needs add to offending, as a share; `helped` the day by which help
    with each need had come, where it did.
    """

    regime: str
    happenings: tuple[Happening, ...]
    offences: float
    inside: float
    end: str
    eased: float
    helped: Mapping[str, float]

    def count(self, lane: Lane) -> int:
        """How often something happened in a lane."""
        return sum(each.lane is lane for each in self.happenings)

    def days(self, *lanes: Lane) -> float:
        """Days spent in some lanes."""
        return sum(each.ended - each.began for each in self.happenings if each.lane in lanes)


class Journeys:
    """Every person's years under every regime of a plan, the reference first."""

    def __init__(self, plan: Plan, lives: Sequence[Life], catalogue: Catalogue) -> None:
        """Look at lives that were lived from the same fork."""
        self.regimes = [regime.name for regime in plan.in_order]
        self.plan, self._lives, self._catalogue = plan, dict(zip(self.regimes, lives, strict=True)), catalogue
        self._logs = {name: _since(life) for name, life in self._lives.items()}

    @cached_property
    def _programmes(self) -> list[str]:
        """The title of the programme behind each route, by the route's number."""
        titles = {each.name: each.title for each in self._catalogue.programmes}
        return [titles[route.programme] for route in self._catalogue.routes]

    @property
    def days(self) -> int:
        """How many days there are to see."""
        return YEAR_DAYS * self.plan.years

    @cached_property
    def people(self) -> NDArray[np.int64]:
        """The people who were there when the regimes parted and to whom anything happened afterwards, by number.

        Spells of needs alone are nothing that police or services know of.
        """
        reading = self._lives[self.regimes[0]].reading
        there = (reading.people("enters") <= reading.fork) & (reading.people("exits") > reading.fork)
        busy = np.zeros(len(there), bool)
        for log in self._logs.values():
            busy[log.but(*SPELLS).people] = True
        return np.flatnonzero(there & busy)

    def person(self, number: int) -> Person:
        """Who somebody is."""
        reading = self._lives[self.regimes[0]].reading
        severity = zip(NEEDS, reading.people("needs")[number], strict=True)
        return Person(
            number=number,
            age=(reading.fork - float(reading.people("born")[number])) / 365.25,
            sex=SEXES[int(reading.people("sex")[number])],
            ethnicity=ETHNICITIES[int(reading.people("ethnicity")[number])],
            contacts=int(reading.people("contacts_fork")[number]),
            proven=int(reading.people("proven_fork")[number]),
            needs={need: float(each) for need, each in severity if each > 0},
        )

    def journey(self, number: int, regime: str) -> Journey:
        """A person's years under a regime."""
        life = self._lives[regime]
        mine = life.eased[life.eased["person"] == number]
        log = self._logs[regime].of_person(number)
        lasting = {name: int(life.reading.people(name)[number]) for name in ("spells", "eased", "lost")}
        told = [
            *tell(log, self.days, self._programmes), *hard_times(log, self.days, **lasting), *_spells(mine, self.days)
        ]  # fmt: skip
        found = sorted(told, key=lambda each: (each.began, list(Lane).index(each.lane)))
        end = State.words()[int(life.reading.people("state")[number])]
        return Journey(
            regime, tuple(found), float(life.latent[-1, number]), float(self._inside[regime][number]),
            "" if end == State.words()[State.PRESENT] else end, float(mine["share"].max(initial=0.0)), _helped(mine),
        )  # fmt: skip

    # --- who -----------------------------------------------------------------------------------------------------------

    def found(self, regime: str) -> dict[Found, NDArray[np.int64]]:
        """Those whose path differs from the reference's; those of them called helped, and harmed, in this one history of luck.

        Helped is half an offence fewer, or a week less inside, and neither of the two worse by as much; harmed likewise.
        """
        first = self.regimes[0]
        offences = self._lives[regime].latent[-1] - self._lives[first].latent[-1]
        inside = self._inside[regime] - self._inside[first]
        better = (offences <= -MUCH) | (inside <= -DAYS_INSIDE)
        worse = (offences >= MUCH) | (inside >= DAYS_INSIDE)
        those = np.zeros(len(offences), bool)
        those[self.people] = True
        those &= self._differing(regime)
        return {
            Found.DIFFERS: np.flatnonzero(those),
            Found.HELPED: np.flatnonzero(those & better & ~worse),
            Found.HARMED: np.flatnonzero(those & worse & ~better),
        }

    def _differing(self, regime: str) -> NDArray[np.bool_]:
        """Whose log is another than under the reference."""
        found = np.zeros(self._lives[regime].reading.size, bool)
        found[self._logs[self.regimes[0]].differing(self._logs[regime])] = True
        return found

    @cached_property
    def _inside(self) -> dict[str, NDArray[np.float64]]:
        """Days that each person was in cells, on remand or in prison, overlaps once."""
        return {name: _days_inside(log, self._lives[name].reading.size, self.days) for name, log in self._logs.items()}


def _spells(mine: NDArray[np.void], days: int) -> Iterator[Happening]:
    """How far support eased somebody's needs, in spells."""
    looks, shares, got = (mine[name].tolist() for name in ("look", "share", "got"))
    return eased(looks, shares, got, STEP, days)


def _helped(mine: NDArray[np.void]) -> dict[str, float]:
    """The day by which help with each need had come, the earliest first."""
    first = {
        need: float(mine["look"][with_].min()) * STEP
        for k, need in enumerate(NEEDS)
        if (with_ := mine["got"] >> k & 1 == 1).any()
    }
    return dict(sorted(first.items(), key=lambda each: each[1]))


def _since(life: Life) -> Log:
    """The log since the fork, its moments counted from there."""
    return log_of(life.reading).between(life.fork).counted_from(life.fork)


def _days_inside(log: Log, people: int, days: int) -> NDArray[np.float64]:
    """Days inside of each person."""
    found = np.zeros(people)
    inside = log.of("inside").sort_values("moment", kind="stable")
    reached: dict[int, float] = {}
    for person, begins, ends in zip(inside.person, inside.moment, inside.until, strict=True):
        start, stop = max(float(begins), reached.get(person, 0.0)), min(float(ends), float(days))
        if stop > start:
            found[person] += stop - start
            reached[person] = stop
    return found


def travel(plan: Plan, stop: threading.Event = NEVER) -> Journeys:
    """Live the first replicate of a plan under each of its regimes, with everything that happens written down.

    Raises:
        Stopped: `stop` was set.
    """
    setting = setting_of(plan, 0)
    lives = live_all(setting, plan.in_order, seed_of(plan.seed, 0), stop, eased=True)
    return Journeys(plan, lives, setting.catalogue)
