"""What a world says of people at a moment: how much they offend now, and how far support eases their needs."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...agents.person import YOUNG
from ...agents.records import N_NEEDS
from ...agents.states import State, Whereabouts
from ..world import World

DAYS_OF_AGE: Final = 365.25  # in a year, as the engine counts ages
EASED: Final = np.dtype([
    ("look", "i4"),   # which look it was
    ("person", "i4"),
    ("share", "f4"),  # of what their needs add to offending, that support takes away; below zero it adds to it
    ("got", "u1"),    # the needs with which help has come, one bit each
])  # fmt: skip


def rates(world: World) -> NDArray[np.float64]:
    """Latent offences a year of each person now, [person]; none of who is away or locked up."""
    people = world.people
    here = (people["state"] == State.PRESENT) & (people["inside"] == Whereabouts.LIBERTY)
    return np.where(here, people["rate"], 0.0)


def eased(world: World, look: int) -> NDArray[np.void]:
    """How far support eases needs now: of everybody with any support, what it takes off the weight of their needs.

    This is what the engine takes off the log of offending, as a share of what needs add to it.
    """
    people, par = world.people.view(np.ndarray), world.par
    who = np.flatnonzero(people["support"])
    who = who[people["state"][who] == State.PRESENT]
    names = ("support", "born", "needs", "got", "programme")
    support, born, needs, got, number = (people[name][who] for name in names)
    programmes = world.programmes[number]
    bits = got[:, None] >> np.arange(N_NEEDS) & 1
    weights = par["need_weight"] * needs
    young = float(world.clock.day) - born < YOUNG * DAYS_OF_AGE
    relief = np.where(young, programmes["relief_young"], programmes["relief"]) * par["channel_support"] * support
    off, whole = (bits * programmes["meets"] * weights).sum(axis=1) * relief, weights.sum(axis=1)
    some = (off != 0.0) & (whole > 0.0)
    found = np.empty(int(some.sum()), EASED)
    helped = (bits * ((programmes["meets"] > 0.0) & (needs > 0.0))) << np.arange(N_NEEDS)
    found["look"], found["person"] = look, who[some]
    found["share"], found["got"] = off[some] / whole[some], helped.sum(axis=1)[some]
    return found
