"""The same people lived twice, once under each arm of a study, with all that happened to each of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.build.places import people_of
from ...model.ledger.easing import EASED
from ...model.ledger.reading import Reading
from ...model.simulation import NEVER, Setting, Simulation
from ...scenarios.schema import Regime

STEP: Final = 14  # days between two looks at how much people offend, and how far their needs are eased
LOG_A_YEAR: Final = 20  # happenings to keep room for, per person and year; there are about nine


@dataclass(frozen=True, slots=True)
class Life:
    """One arm: what there is to read of it at its end, and the latent offences of each person up to each look.

    `latent` is (looks + 1, people), running totals since the fork; the looks are `STEP` days apart, and between them
    offending is taken to go on as it was at the look before. `eased` has a row for every look at which support eased
    somebody's needs, or added to what they weigh, in the order of looks (see `EASED`); none where that was not asked for.
    """

    reading: Reading
    latent: NDArray[np.float64]
    eased: NDArray[np.void]

    @property
    def fork(self) -> float:
        """The moment of the fork, in days."""
        return self.reading.fork

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
    people = people_of(setting.locality.adults, setting.values)
    trunk = Simulation.build(setting, seed, int(LOG_A_YEAR * people * setting.days / 365))
    trunk.run_in(stop)
    lives: list[Life] = []
    first: Simulation | None = None
    for regime in regimes:
        branch = trunk.fork(regime, first)
        first = first or branch
        lives.append(lived(branch, stop, eased))
    return lives


def lived(branch: Simulation, stop: threading.Event = NEVER, noting: bool = False) -> Life:
    """Run one arm from the fork to its end, looking at everybody every `STEP` days."""
    looks = -(-(branch.setting.days - branch.day) // STEP)
    latent = np.zeros((looks + 1, Reading(branch.world).size))
    eased = [np.empty(0, EASED)]
    for k in range(looks):
        now = Reading(branch.world)
        if noting:
            eased.append(now.eased(k))
        latent[k + 1] = latent[k] + now.rates() * (STEP / 365.0)
        branch.run(STEP, stop)
    return Life(Reading(branch.settle()), latent, np.concatenate(eased))
