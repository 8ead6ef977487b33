"""Runs that are looked at person by person: one world under one regime, with the log of what happened to whom."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ...model.simulation import Setting, Simulation
from ...model.world import World
from ...scenarios.schema import Locality, Regime
from ..worker import NEVER

LOG_ROOM = 2_000_000  # happenings that a run may keep: ten years of Blackpool have some 400,000


@dataclass(frozen=True, slots=True)
class Observation:
    """A run from its fork to its end, everything counted, and its log since the first day of the run-in.

    `log` has one row a happening: `moment` and `began` in days, `person`, `kind` (see `LOG_KINDS`) and `detail`.
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


def observe(setting: Setting, regime: Regime, seed: int, stop: threading.Event = NEVER) -> Observation:
    """Run one regime of a setting with its log kept.

    Raises:
        Stopped: `stop` was set; looked at every 28 simulated days.
    """
    simulation = Simulation.build(setting, seed, LOG_ROOM)
    simulation.run_in(stop)
    branch = simulation.fork(regime)
    branch.run(setting.days, stop)
    world = branch.settle()
    return Observation(world, happenings(world), setting.locality, setting.values, setting.years)


def happenings(world: World) -> pd.DataFrame:
    """The log of a run, one row a happening.

    Raises:
        RuntimeError: there was no room for all of it.
    """
    if int(world.clock.logged) >= len(world.log):
        raise RuntimeError(f"more than {len(world.log):,} happenings: the log of this run is not whole")
    rows = world.log[: int(world.clock.logged)]
    return pd.DataFrame({name: rows[name] for name in ("moment", "began", "person", "kind", "detail")})
