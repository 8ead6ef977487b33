"""Print digests of small settled worlds, field by field; `test_number_rules.py` runs this in processes of its own.

Two processes that print the same agree in every bit of everybody they hold and everything they count.
"""

from __future__ import annotations

import hashlib
import json
import sys

import numpy as np

from diversion.experiments.plans.draws import draw_values
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Setting, Simulation, run_regimes
from diversion.model.world import World
from diversion.scenarios import loader

# Busy and generous, so that even a few dozen people go through every door and out again.
CHANGES = {
    "career_rate.occasional": 20.0,
    "career_rate.young": 20.0,
    "career_rate.persistent": 20.0,
    "offer_street": 0.9,
    "offer_social": 0.9,
    "offer_contract": 0.9,
    "engagement_street_warm": 0.95,
    "dropout_early": 0.02,
    "dropout_contract": 0.03,
    "wait_loss": 0.3,
    "waiting_limit": 0.5,
    "worker_break_share": 0.7,
    "consent_contract": 0.95,
    "engagement_contract": 0.8,
    "workers_pre_arrest": 1.0,
    "caseload_pre_arrest": 2.0,
    "fail_to_appear": 0.4,
    "turnover_a_year": 4.0,
    "remand_share": 0.3,
}
REGIMES = ("none", "pre-arrest", "custody-stage")


def settled(residents: float, seed: int) -> dict[str, World]:
    """The settled world of each regime, of a made-up town with so many residents."""
    place = loader.locality("england-mix")
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": residents})})
    regimes = tuple(loader.regime(name) for name in REGIMES)
    setting = Setting(place, regimes, draw_values(CHANGES, seed, fixed=False), loader.regime("none"), 1, 2)
    simulation = Simulation.build(setting, seed, log_room=5000)
    simulation.run_in()
    return dict(zip(REGIMES, run_regimes(simulation, regimes), strict=True))


def digests(world: World) -> dict[str, str]:
    """A digest of every field of every table of a world."""
    found = {}
    for name, value in world._asdict().items():
        if name == "handle":  # addresses in memory
            continue
        rows = np.atleast_1d(value)
        for field in rows.dtype.names or ("",):
            values = np.ascontiguousarray(rows[field] if field else rows)
            found[f"{name}.{field}"] = hashlib.sha256(values.tobytes()).hexdigest()
    return found


if __name__ == "__main__":
    worlds = settled(float(sys.argv[1]), int(sys.argv[2]))
    print(
        json.dumps(
            {
                "digests": {f"{name}.{key}": v for name, world in worlds.items() for key, v in digests(world).items()},
                "totals": {name: Reading(world).totals() for name, world in worlds.items()},
            }
        )
    )
