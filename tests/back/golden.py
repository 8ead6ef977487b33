"""The golden numbers: one small comparison to the bit. `uv run python tests/back/golden.py "why they changed"` remakes them.

The command writes `golden.json` and a line into CHANGELOG.md; nothing else may change them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from diversion.experiments.plans.draws import draw_values
from diversion.model.ledger.outcomes import outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Setting, Simulation, run_regimes
from diversion.model.world import World
from diversion.scenarios import loader

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.json"
REGIMES = ("none", "current", "custody-stage", "pre-arrest", "combined")
STORED_AT = ("case", "head")  # where a case lies in the machine, which hangs on how much room there was
STATE = ("people", "by_group", "by_place", "ledger", "hours", "widening", "funnel", "services", "officers")


def digest(world: World) -> str:
    """A digest of everything that a run leaves behind, to the last bit."""
    found = hashlib.sha256()
    for name in STATE:
        array = getattr(world, name)
        # Field by field: what lies between the fields of a record is nobody's and differs from run to run.
        fields = [field for field in array.dtype.names or () if field not in STORED_AT]
        for part in [array[field] for field in fields] if array.dtype.names else [array]:
            found.update(np.ascontiguousarray(part).tobytes())
    return found.hexdigest()


def remake() -> dict[str, Any]:
    """Outcomes and digest of each regime in a small Blackpool, with one replicate's drawn parameters."""
    place = loader.locality("blackpool")
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 30_000.0})})
    regimes = tuple(loader.regime(name) for name in REGIMES)
    values = draw_values({"offer_street": 0.5, "offer_contract": 0.6}, 7, fixed=False)
    setting = Setting(place, regimes, values, loader.regime(place.current), 1, 1)
    simulation = Simulation.build(setting, 7)
    simulation.run_in()
    worlds = run_regimes(simulation, regimes)
    parts = setting.catalogue
    return {
        regime.name: {"digest": digest(world), "outcomes": outcomes(Reading(world), regime, parts, values, 1)}
        for regime, world in zip(regimes, worlds, strict=True)
    }


def refresh(reason: str) -> None:
    """Write the numbers anew and say why in the change log."""
    GOLDEN.write_text(json.dumps(remake(), indent=1) + "\n")
    log = HERE.parents[1] / "CHANGELOG.md"
    head, mark, rest = log.read_text().partition("## [Unreleased]\n")
    log.write_text(f"{head}{mark}\n- **Numbers** changed: {reason}\n{rest}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('Say why the golden numbers change: uv run python tests/back/golden.py "reason"')
    refresh(sys.argv[1].strip())
