"""The same people lived twice, once under each arm of a study, with all that happened to each of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...agents.person import YOUNG
from ...agents.records import LIBERTY, N_NEEDS, PRESENT
from ...model.simulation import NEVER, Setting, Simulation
from ...model.world import World
from ...scenarios.schema import Regime

STEP: Final = 14  # days between two looks at how much people offend, and how far their needs are eased
DAYS_OF_AGE: Final = 365.25  # in a year, as the engine counts ages
EASED: Final = np.dtype([
    ("look", "i4"),
    ("person", "i4"),
    ("share", "f4"),  # of what their needs add to offending, that support takes away; below zero it adds to it
    ("got", "u1"),    # the needs with which help has come, one bit each
])  # fmt: skip
LOG_A_YEAR: Final = 20  # happenings to keep room for, per person and year; there are about nine


@dataclass(frozen=True, slots=True)
class Life:
    """One arm: the settled world and its log, and the latent offences of each person up to each look.

    `latent` is (looks + 1, people), running totals since the fork; the looks are `STEP` days apart, and between them
    offending is taken to go on as it was at the look before. `eased` has a row for every look at which support eased
    somebody's needs, or added to what they weigh, in the order of looks; none where that was not asked for.
    """

    world: World
    latent: NDArray[np.float64]
    eased: NDArray[np.void]

    @property
    def fork(self) -> float:
        """The moment of the fork, in days."""
        return float(self.world.clock.fork_day)

    def latent_between(self, who: NDArray[np.int64], start: NDArray[np.float64], days: float) -> NDArray[np.float64]:
        """Latent offences of each of `who` in so many days from their own `start`."""
        return self._latent_until(who, start + days) - self._latent_until(who, start)

    def _latent_until(self, who: NDArray[np.int64], moment: NDArray[np.float64]) -> NDArray[np.float64]:
        place = np.clip((moment - self.fork) / STEP, 0.0, len(self.latent) - 1.0)
        before = np.minimum(place.astype(np.int64), len(self.latent) - 2)
        share = place - before
        found: NDArray[np.float64] = (1 - share) * self.latent[before, who] + share * self.latent[before + 1, who]
        return found


@dataclass(frozen=True, slots=True)
class Pair:
    """The two arms of a study in one replicate, from the same fork."""

    control: Life
    treated: Life


def live(setting: Setting, control: Regime, treated: Regime, seed: int, stop: threading.Event = NEVER) -> Pair:
    """Run both arms from one fork. Index contacts are those of the control arm.

    Raises:
        Stopped: `stop` was set.
    """
    return Pair(*live_all(setting, (control, treated), seed, stop))


def live_all(
    setting: Setting, regimes: Sequence[Regime], seed: int, stop: threading.Event = NEVER, eased: bool = False
) -> list[Life]:
    """Run several regimes from one fork, the first being the one whose index contacts all have.

    `eased` asks for how far needs are eased at every look, which a replayed trial has no use for.

    Raises:
        Stopped: `stop` was set.
    """
    people = setting.locality.residents.value * setting.values["people_share"]
    trunk = Simulation.build(setting, seed, int(LOG_A_YEAR * people * setting.days / 365))
    trunk.run_in(stop)
    lives: list[Life] = []
    first: Simulation | None = None
    for regime in regimes:
        branch = trunk.fork(regime, first)
        first = first or branch
        lives.append(_lived(branch, stop, eased))
    return lives


def _lived(branch: Simulation, stop: threading.Event, noting: bool) -> Life:
    looks = -(-(branch.setting.days - branch.day) // STEP)
    latent = np.zeros((looks + 1, len(branch.world.people)))
    eased = [np.empty(0, EASED)]
    for k in range(looks):
        if noting:
            eased.append(_eased(branch.world, k))
        latent[k + 1] = latent[k] + _rates(branch.world) * (STEP / 365.0)
        branch.run(STEP, stop)
    world = branch.settle()
    if int(world.clock.logged) >= len(world.log):
        raise RuntimeError(f"more than {len(world.log):,} happenings: the log of this run is not whole")
    return Life(world, latent, np.concatenate(eased))


def _rates(world: World) -> NDArray[np.float64]:
    """Latent offences a year of each person now; none of who is away or locked up."""
    people = world.people
    here = (people["state"] == PRESENT) & (people["inside"] == LIBERTY)
    return np.where(here, people["rate"], 0.0)


def _eased(world: World, look: int) -> NDArray[np.void]:
    """How far support eases needs now: of everybody with any support, what it takes off the weight of their needs.

    This is what the engine takes off the log of offending, as a share of what needs add to it.
    """
    people, par = world.people.view(np.ndarray), world.par
    who = np.flatnonzero(people["support"])
    who = who[people["state"][who] == PRESENT]
    names = ("support", "bond", "born", "needs", "got", "programme")
    support, bond, born, needs, got, number = (people[name][who] for name in names)
    programmes = world.programmes[number]
    bits = got[:, None] >> np.arange(N_NEEDS) & 1
    weights = par["need_weight"] * needs
    young = float(world.clock.day) - born < YOUNG * DAYS_OF_AGE
    relief = np.where(young, programmes["relief_young"], programmes["relief"]) * par["channel_support"] * support
    relief *= 1.0 - programmes["bond"] * (1.0 - bond)
    off, whole = (bits * programmes["meets"] * weights).sum(axis=1) * relief, weights.sum(axis=1)
    some = (off != 0.0) & (whole > 0.0)
    found = np.empty(int(some.sum()), EASED)
    helped = (bits * ((programmes["meets"] > 0.0) & (needs > 0.0))) << np.arange(N_NEEDS)
    found["look"], found["person"] = look, who[some]
    found["share"], found["got"] = off[some] / whole[some], helped.sum(axis=1)[some]
    return found
