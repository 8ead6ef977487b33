"""The harm of single known offences in a run: as declared on average, and the same in every regime."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from diversion.agents.states import Happening
from diversion.model.ledger.reading import Reading
from diversion.model.world import World
from diversion.scenarios.words import ContactKind

Worlds = Callable[..., list[World]]
SPREAD = math.sqrt(2.0 * math.log(943.5 / 365.0))


def contacts(world: World) -> np.ndarray:
    """What was written down of each contact."""
    log = np.asarray(world.log[: int(world.clock.logged)])
    return np.asarray(log[log["kind"] == Happening.CONTACT])


def test_known_violence_has_the_median_and_mean_of_the_harm_index(worlds_of: Worlds) -> None:
    (world,) = worlds_of(residents=60_000, years=2, log_room=200_000)
    found = contacts(world)
    violent = found[found["category"] == ContactKind.VIOLENCE_WITH_INJURY]["harm"].astype(float)
    assert len(violent) > 200
    mean_error = 943.5 * math.sqrt(math.expm1(SPREAD * SPREAD) / len(violent))
    assert abs(violent.mean() - 943.5) < 3.0 * mean_error
    assert abs(np.log(np.median(violent) / 365.0)) < 3.0 * SPREAD * math.sqrt(math.pi / 2.0 / len(violent))
    assert set(found[found["category"] == ContactKind.SHOPLIFTING]["harm"]) == {1.0}


def test_the_same_contact_does_the_same_harm_in_every_regime(worlds_of: Worlds) -> None:
    changes = {"offer_street": 0.9, "offer_contract": 0.9}
    both = worlds_of(regimes=("none", "combined"), changes=changes, residents=20_000, years=2, log_room=200_000)
    none, combined = ({(int(r["person"]), float(r["began"])): float(r["harm"]) for r in contacts(w)} for w in both)
    shared = none.keys() & combined.keys()
    assert len(shared) > 100 and none.keys() != combined.keys()
    assert all(none[each] == combined[each] for each in shared)


def test_how_harmful_violence_and_burglary_are_moves_nothing_but_harm(worlds_of: Worlds) -> None:
    """But for charging and sentences, which look at harm: how one offence stands among its kind, and a kind among others."""
    blind = {"charge_harm": 0.0, "prison_harm": 0.0}
    low, high = (
        Reading(worlds_of(changes=blind | {"harm_violence": violence, "harm_burglary": burglary})[0]).totals()
        for violence, burglary in ((0.6, 0.08), (1.3, 1.3))
    )
    moved = {name for name in low if low[name] != high[name]}
    assert moved == {"harm", "recorded_harm"} and low["harm"] < high["harm"]


def test_the_more_harmful_of_a_kind_is_charged_the_more_often(worlds_of: Worlds) -> None:
    (world,) = worlds_of(changes={"charge_harm": 1.0}, residents=60_000, years=2, log_room=200_000)
    found = contacts(world)
    violent = found[found["category"] == ContactKind.VIOLENCE_WITH_INJURY]
    log = np.asarray(world.log[: int(world.clock.logged)])
    charges = log[log["kind"] == Happening.CHARGE]
    charged = {(int(r["person"]), float(r["began"])) for r in charges}
    known = np.array([(int(r["person"]), float(r["began"])) in charged for r in violent])
    worse = violent["harm"] > 365.0
    assert known[worse].mean() > 1.5 * known[~worse].mean()
