"""One replicate: the parameters it draws, its people, one run-in, and a run of every regime from the same fork."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from ..model import day
from ..model.arguments import seed_of
from ..model.ledger import outcomes, series
from ..model.simulation import Setting, Simulation, Stopped
from ..scenarios import loader
from .draws import draw_values
from .plan import Plan, RunResult, in_order

__all__ = ["Stopped", "seed_of", "setting_of", "simulate", "warm_up"]


def values_of(plan: Plan, replicate: int) -> dict[str, float]:
    """Every parameter's value in a replicate: as changed by the user, else drawn or default, as it holds in the place.

    Replicates that are histories of the same draw have the same values, each with luck of its own.
    """
    seed = seed_of(plan.seed, replicate // plan.histories)
    return draw_values(plan.changes, seed, plan.fixed_parameters, plan.locality.parameters, plan.posterior)


def setting_of(plan: Plan, replicate: int) -> Setting:
    """What a replicate simulates."""
    return Setting(
        locality=plan.locality,
        regimes=plan.regimes,
        values=values_of(plan, replicate),
        run_in_regime=plan.current,
        run_in=plan.run_in,
        years=plan.years,
    )


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
    for regime in in_order(plan):
        wanted = regimes is None or regime.name in regimes
        if first is not None and not wanted:
            continue
        branch = trunk.fork(regime, first)
        branch.run(setting.days, stop)
        first = first or branch
        if wanted:
            world = branch.settle()
            counted = outcomes(world, regime, parts, setting.values, plan.years)
            found = {name: value + 0.0 for name, value in counted.items()}  # no −0.0, which SQLite does not keep
            kept = series(world) if tables else {}
            yield RunResult(regime.name, replicate, seed, time.perf_counter() - began, found, tables=kept)
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
