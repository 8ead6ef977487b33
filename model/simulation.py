"""One run of the engine, driven from Python: run days, fork into regimes, and read off what was counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from ..agents.par import put
from ..agents.states import Status
from ..scenarios.law import Law
from ..scenarios.loader import Catalogue, catalogue
from ..scenarios.schema import Locality, Programme, Regime
from ..scenarios.words import REVIEW_DAYS, YEAR_DAYS, Stage
from . import day
from .build.build import build, enforcement, set_regime, set_strength
from .build.laws import Turn, turns
from .ledger.counting import MOST
from .ledger.months import Month, months_of
from .world import World, copy, with_own_programmes, with_room

TOO_LARGE: Final = "more than can be counted: some number that was given is far too large, or is none"
NEVER: Final = threading.Event()  # what stops a run that nobody can stop


class Stopped(Exception):
    """Somebody asked the run to stop; nothing of it is kept."""


class RunFailed(RuntimeError):
    """The engine found that one of its own rules was broken; the message says which."""


@dataclass(frozen=True)
class Setting:
    """All that decides a run but its seed and its regime. The `laws` hold in every regime, each from its own day on."""

    locality: Locality
    regimes: tuple[Regime, ...]
    values: Mapping[str, float]
    run_in_regime: Regime
    run_in: int = 1
    years: int = 3
    laws: tuple[Law, ...] = ()

    @property
    def days(self) -> int:
        """Run-in and horizon, in days."""
        return YEAR_DAYS * (self.run_in + self.years)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that are counted by, of the run-in and after; the regimes part on the locality's start."""
        return months_of(self.locality.start, YEAR_DAYS * self.run_in, self.days)

    @property
    def everything(self) -> tuple[Regime, ...]:
        """The compared regimes and that of the run-in."""
        return (*self.regimes, self.run_in_regime)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The numbered routes, programmes and services of all of them."""
        return catalogue(self.everything)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The days on which the law changes, and the values it gives parameters from then on."""
        return turns(self.laws, self.values, self.locality.start, YEAR_DAYS * self.run_in)


@dataclass(slots=True)
class Simulation:
    """A world that moves: `run` advances it, `fork` parts it into a regime, `settled` reads it without changing it."""

    setting: Setting
    world: World
    regime: Regime

    @classmethod
    def build(cls, setting: Setting, seed: int, log_room: int = 0) -> Simulation:
        """People and teams on the eve of day 0, under the regime of the run-in."""
        parts = setting.catalogue
        world = build(setting.locality, setting.values, parts, setting.everything, setting.months, seed, log_room)
        world.clock.parting = YEAR_DAYS * setting.run_in
        set_regime(world, setting.run_in_regime, parts, setting.values, setting.regimes)
        day.start(world)
        return cls(setting, world, setting.run_in_regime)

    @property
    def day(self) -> int:
        """Days run so far."""
        return int(self.world.clock["day"])

    def run(self, days: int, stop: threading.Event | None = None) -> None:
        """Run `days` more days (at most to the end); `Stopped` when `stop` is set, looked at every 28 days.

        Raises:
            RunFailed: a bound was exceeded, or the calendar ran out of room within a day.
        """
        left = min(days, self.setting.days - self.day)
        while left > 0:
            if stop is not None and stop.is_set():
                raise Stopped
            left -= day.run_days(self.world, min(left, REVIEW_DAYS, self._enforce_law()))
            self._look_after()

    def _enforce_law(self) -> int:
        """Give parameters the values that the law in force today says; the days until it changes again come back."""
        now = self.day
        for turn in self.setting.turns:
            if turn.day > now:
                return turn.day - now
            if turn.day == now:
                for name, value in turn.values.items():
                    put(self.world.par, name, value)
        return self.setting.days

    def _look_after(self) -> None:
        clock = self.world.clock
        if clock["status"] == Status.OK:  # by name it is quicker
            return
        if clock.status == Status.NEEDS_ROOM or clock.status == Status.NEEDS_CASES:
            # Each by itself: a longer horizon has more events to hold, and must number its cases like a shorter one.
            self.world = with_room(self.world, ["cases" if clock.status == Status.NEEDS_CASES else "events"])
            self.world.clock.status = Status.OK
        elif clock.status == Status.BOUND_EXCEEDED:
            raise RunFailed(f"person {clock.bad_person} exceeded their bound on contacts on day {clock.day}")
        elif clock.status == Status.TOO_LARGE:
            raise RunFailed(f"by day {clock.day} something adds up to {TOO_LARGE}")
        elif clock.status == Status.TOO_MANY:
            raise RunFailed(f"person {clock.bad_person} has more contacts in one block of days than can be told apart")
        elif clock.status == Status.OUT_OF_ROOM:
            raise RunFailed(f"the calendar ran out of room within day {clock.day}")

    def run_in(self, stop: threading.Event | None = None) -> None:
        """Run up to the fork."""
        self.run(YEAR_DAYS * self.setting.run_in - self.day, stop)

    def fork(self, regime: Regime, first: Simulation | None = None) -> Simulation:
        """A copy that goes on under `regime`. `first` is the finished reference, whose index contacts are taken over."""
        world = copy(self.world)
        setting = self.setting
        if enforcement(regime, setting.values) > 1.0:  # everybody may get a candidate moment of it at once
            world = with_room(world, ["events"])
        set_regime(world, regime, setting.catalogue, setting.values, setting.regimes, parted=True)
        training = any(row.open and row.stage < Stage.CUSTODY for row in world.routes)
        day.part(world, int(first is None), int(training))
        if first is not None:
            for field in ("index", "referable"):
                world.people[field] = first.world.people[field]
        return replace(self, world=world, regime=regime)

    def strengthen(self, programme: Programme, strength: float) -> None:
        """Give a programme another strength from now on; it is how one finds which strength gives which effect."""
        self.world = with_own_programmes(self.world)
        set_strength(self.world, self.setting.catalogue, self.setting.values, programme, strength)

    def settle(self) -> World:
        """Count everything up to now in this world itself; for a simulation that has come to its end."""
        day.settle_accounts(self.world)
        return _countable(self.world)

    def settled(self) -> World:
        """A copy in which everything is counted up to now; this simulation is left as it is."""
        world = copy(self.world)
        day.settle_accounts(world)
        return _countable(world)


def _countable(world: World) -> World:
    """The same settled world; `RunFailed` where what its tables hold is together more than a whole number can be.

    Each entry was looked at whenever it grew; the sums that are read off them are larger.
    """
    apart = (world.by_group.reshape(-1, world.by_group.shape[2]), world.hours, world.funnel, world.relieved[np.newaxis])
    largest = max(float(np.abs(table.astype(np.float64)).sum(axis=0).max()) for table in apart)
    if world.clock.status == Status.TOO_LARGE or not largest < MOST:
        raise RunFailed(f"by the end something adds up to {TOO_LARGE}")
    return world


def run_regimes(simulation: Simulation, regimes: Sequence[Regime], stop: threading.Event | None = None) -> list[World]:
    """From the fork to the end under each regime, the first being the reference; their settled worlds."""
    return [world for _, world in branches(simulation, regimes, [regime.name for regime in regimes], stop)]


def branches(
    simulation: Simulation, regimes: Sequence[Regime], wanted: Sequence[str], stop: threading.Event | None = None
) -> Iterator[tuple[Regime, World]]:
    """The settled world at the end under each of the regimes that is `wanted`, one after the other.

    The first is the reference, and is lived in any case, because its contacts are the index contacts of all.
    """
    first: Simulation | None = None
    for regime in regimes:
        if first is not None and regime.name not in wanted:
            continue
        branch = simulation.fork(regime, first)
        branch.run(branch.setting.days, stop)
        first = first or branch
        if regime.name in wanted:
            yield regime, branch.settle()


def lived(
    setting: Setting, seed: int, regimes: Sequence[Regime], wanted: Sequence[str], stop: threading.Event | None = None
) -> Iterator[tuple[Regime, World]]:
    """The same from the eve of the first day."""
    trunk = Simulation.build(setting, seed)
    trunk.run_in(stop)
    yield from branches(trunk, regimes, wanted, stop)


__all__ = ["RunFailed", "Setting", "Simulation", "Stopped", "branches", "lived", "run_regimes"]
