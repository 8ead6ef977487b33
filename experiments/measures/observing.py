"""Runs that are looked at person by person: one world under one regime, with the log of what happened to whom."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from ...model.build.places import people_of
from ...model.ledger.counts import Counts
from ...model.ledger.log import Log, log_of
from ...model.ledger.reading import Reading
from ...model.simulation import NEVER, Setting, Simulation
from ...scenarios.schema import Locality, Regime
from ...scenarios.words import YEAR_DAYS
from . import cohorts

HAPPENINGS: Final = 6.0  # room for so many a person and year; Blackpool has 2.8, of people as there are at the start
SPARE: Final = 10_000  # and for a small place
MORE: Final = 4.0  # times the room, when it was not enough


@dataclass(frozen=True, eq=False)
class Observation:
    """A run from its fork to its end, everything counted, and its log since the first day of the run-in."""

    reading: Reading
    log: Log
    place: Locality
    values: Mapping[str, float]
    years: int

    @property
    def fork(self) -> float:
        """The moment of the fork, in days."""
        return self.reading.fork

    @property
    def end(self) -> float:
        """The moment at which the run ends, in days."""
        return self.fork + YEAR_DAYS * self.years

    @property
    def adults(self) -> float:
        """Residents aged 18 or over."""
        return self.place.residents.value * self.place.adult_share.value

    @property
    def counts(self) -> Counts:
        """What was counted since the fork."""
        return self.reading.counts

    @cached_property
    def since(self) -> Log:
        """The log since the fork."""
        return self.log.between(self.fork)

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """The category of contact each matter began with: person, began, category."""
        return cohorts.kinds(self.log)

    @cached_property
    def followed(self) -> pd.DataFrame:
        """Quarterly cohorts of people dealt with, each with `again`, their proven reoffences, and their `age`."""
        found = cohorts.followed(self.log, self.fork, self.end)
        return found.assign(age=(found.moment - self.born(found.person)) / 365.25)

    def born(self, person: pd.Series) -> np.ndarray:
        """The moment of birth of each of these people, in days."""
        found: np.ndarray = self.reading.people("born")[person.to_numpy(np.int64)]
        return found


def observe(setting: Setting, regime: Regime, seed: int, stop: threading.Event = NEVER) -> Observation:
    """Run one regime of a setting with its log kept.

    Raises:
        Stopped: `stop` was set; looked at every 28 simulated days.
    """
    room = HAPPENINGS * _person_years(setting) + SPARE
    while not (reading := _lived(setting, regime, seed, int(room), stop)).whole:
        room *= MORE
    return Observation(reading, log_of(reading), setting.locality, setting.values, setting.years)


def _person_years(setting: Setting) -> float:
    people = people_of(setting.locality.adults, setting.values)
    return people * (setting.run_in + setting.years)


def _lived(setting: Setting, regime: Regime, seed: int, room: int, stop: threading.Event) -> Reading:
    """The run at its end, with room for so many happenings: room that is not needed still takes time to copy."""
    simulation = Simulation.build(setting, seed, room)
    simulation.run_in(stop)
    branch = simulation.fork(regime)
    branch.run(setting.days, stop)
    return Reading(branch.settle())
