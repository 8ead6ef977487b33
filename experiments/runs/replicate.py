"""One replicate: its people, one run-in, and a run of every regime from the same fork."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from ...model import day
from ...model.arguments import seed_of
from ...model.ledger.outcomes import outcomes
from ...model.ledger.reading import Reading
from ...model.simulation import Setting, Simulation, lived
from ...scenarios import loader
from ..plans import Plan, RunResult, draw_values, setting_of


def simulate(
    plan: Plan, replicate: int, stop: threading.Event, regimes: Sequence[str] | None = None, tables: bool = False
) -> Iterator[RunResult]:
    """Yield one result per regime of a replicate, the reference first; only `regimes`, where given.

    The reference is always run, because its contacts are the index contacts of all. `tables` asks for the counts by
    month, group and neighbourhood as well.

    Raises:
        Stopped: `stop` was set; looked at every 28 simulated days.
    """
    setting = setting_of(plan, replicate)
    seed = seed_of(plan.seed, replicate)
    wanted = [regime.name for regime in plan.regimes] if regimes is None else regimes
    began = time.perf_counter()
    for regime, world in lived(setting, seed, plan.in_order, wanted, stop):
        reading = Reading(world)
        counted = outcomes(reading, regime, plan.catalogue, setting.values, plan.years)
        found = {name: value + 0.0 for name, value in counted.items()}  # no −0.0, which SQLite does not keep
        yield RunResult(
            regime=regime.name,
            replicate=replicate,
            seed=seed,
            seconds=time.perf_counter() - began,
            outcomes=found,
            tables=reading.counts.tables if tables else {},
        )
        began = time.perf_counter()


def compiled() -> bool:
    """Whether this machine has the model's kernels, so that the first run is as quick as the others."""
    return day.run_days.cached


def warm_up(say: Callable[[str], None]) -> None:
    """Compile the kernels, or load them; `say` is told in one sentence when this machine must compile them first."""
    if not compiled():
        say("Compiling the model for this machine: about half a minute, once.")
    locality = loader.locality("england-mix")
    residents = locality.residents.model_copy(update={"value": 2000.0})
    small = locality.model_copy(update={"residents": residents})
    none = loader.regime("none")
    setting = Setting(small, (none,), draw_values({}, 1, fixed=True, own=small.parameters), none, 1, 1)
    trunk = Simulation.build(setting, 1)
    trunk.run(1)
    trunk.fork(none).settled()
