"""One replicate: its people, one run-in, and a run of every regime from the same fork."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from ...model import day
from ...model.arguments import seed_of
from ...model.ledger.outcomes import outcomes
from ...model.ledger.reading import Reading
from ...model.simulation import Setting, Simulation
from ...scenarios import loader
from ..plans.draws import draw_values
from ..plans.plan import Plan, RunResult
from ..plans.settings import setting_of


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
    began = time.perf_counter()
    trunk = Simulation.build(setting, seed)
    trunk.run_in(stop)
    first: Simulation | None = None
    parts = setting.catalogue()
    for regime in plan.in_order:
        wanted = regimes is None or regime.name in regimes
        if first is not None and not wanted:
            continue
        branch = trunk.fork(regime, first)
        branch.run(setting.days, stop)
        first = first or branch
        if wanted:
            reading = Reading(branch.settle())
            counted = outcomes(reading, regime, parts, setting.values, plan.years)
            found = {name: value + 0.0 for name, value in counted.items()}  # no −0.0, which SQLite does not keep
            kept = reading.counts.tables if tables else {}
            yield RunResult(
                regime=regime.name,
                replicate=replicate,
                seed=seed,
                seconds=time.perf_counter() - began,
                outcomes=found,
                tables=kept,
            )
        began = time.perf_counter()


def warm_up(say: Callable[[str], None]) -> None:
    """Compile the kernels, or load them; `say` is told in one sentence when this machine must compile them first."""
    if not day.run_days.cached:
        say("Compiling the model for this machine: about half a minute, once.")
    locality = loader.locality("england-mix")
    residents = locality.residents.model_copy(update={"value": 2000.0})
    small = locality.model_copy(update={"residents": residents})
    none = loader.regime("none")
    setting = Setting(small, (none,), draw_values({}, 1, fixed=True, own=small.parameters), none, 1, 1)
    trunk = Simulation.build(setting, 1)
    trunk.run(1)
    trunk.fork(none).settled()
