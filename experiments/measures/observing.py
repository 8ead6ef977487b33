"""Runs that are looked at person by person: one world under one regime, with the log of what happened to whom."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from ...model.simulation import NEVER, Setting, Simulation
from ...model.world import World
from ...scenarios.schema import Locality, Regime
from ...scenarios.words import YEAR_DAYS
from . import cohorts

HAPPENINGS: Final = 6.0  # room for so many a person and year; Blackpool has 2.8, of people as there are at the start
SPARE: Final = 10_000  # and for a small place
MORE: Final = 4.0  # times the room, when it was not enough


@dataclass(frozen=True, eq=False)
class Observation:
    """A run from its fork to its end, everything counted, and its log since the first day of the run-in.

    `log` has one row a happening: its columns are the fields of `LOG`, which says what they mean.
    """

    world: World
    log: pd.DataFrame
    place: Locality
    values: Mapping[str, float]
    years: int

    @property
    def fork(self) -> float:
        """The moment of the fork, in days."""
        return float(self.world.clock.fork_day)

    @property
    def end(self) -> float:
        """The moment at which the run ends, in days."""
        return self.fork + YEAR_DAYS * self.years

    @property
    def adults(self) -> float:
        """Residents aged 18 or over."""
        return self.place.residents.value * self.place.adult_share.value

    @cached_property
    def since(self) -> pd.DataFrame:
        """The log since the fork."""
        return self.log[self.log.moment >= self.fork]

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
        found: np.ndarray = self.world.people["born"][person.to_numpy(np.int64)]
        return found


def observe(setting: Setting, regime: Regime, seed: int, stop: threading.Event = NEVER) -> Observation:
    """Run one regime of a setting with its log kept.

    Raises:
        Stopped: `stop` was set; looked at every 28 simulated days.
    """
    room = HAPPENINGS * _person_years(setting) + SPARE
    while (world := _lived(setting, regime, seed, int(room), stop)).clock.logged >= len(world.log):
        room *= MORE
    return Observation(world, happenings(world), setting.locality, setting.values, setting.years)


def _person_years(setting: Setting) -> float:
    people = setting.locality.residents.value * setting.values["people_share"]
    return people * (setting.run_in + setting.years)


def _lived(setting: Setting, regime: Regime, seed: int, room: int, stop: threading.Event) -> World:
    """The run's world at its end, with room for so many happenings: room that is not needed still takes time to copy."""
    simulation = Simulation.build(setting, seed, room)
    simulation.run_in(stop)
    branch = simulation.fork(regime)
    branch.run(setting.days, stop)
    return branch.settle()


def happenings(world: World) -> pd.DataFrame:
    """The log of a run, one row a happening.

    Raises:
        RuntimeError: there was no room for all of it.
    """
    if int(world.clock.logged) >= len(world.log):
        raise RuntimeError(f"more than {len(world.log):,} happenings: the log of this run is not whole")
    rows = world.log[: int(world.clock.logged)]
    return pd.DataFrame({name: rows[name] for name in rows.dtype.names or ()})
