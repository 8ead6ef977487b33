"""One replicate: the parameters it draws, its people, one run-in, and a run of every regime from the same fork."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from ..agents.behaviour import engine_hash
from ..model import day
from ..model.arguments import seed_of
from ..model.ledger import outcomes
from ..model.simulation import Setting, Simulation, Stopped
from ..scenarios import loader
from ..scenarios.schema import Regime
from .draws import draw_values
from .plan import Plan, RunResult, catalogue_content

__all__ = ["Stopped", "identities", "seed_of", "setting_of", "simulate", "warm_up"]


def values_of(plan: Plan, replicate: int) -> dict[str, float]:
    """Every parameter's value in a replicate: as changed by the user, else drawn or default, as it holds in the place.

    Replicates that are histories of the same draw have the same values, each with luck of its own.
    """
    seed = seed_of(plan.seed, replicate // plan.histories)
    return draw_values(plan.changes, seed, fixed=plan.fixed_parameters, own=plan.locality.parameters)


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


def _in_order(plan: Plan) -> list[Regime]:
    return sorted(plan.regimes, key=lambda regime: regime.name != plan.reference)


def simulate(
    plan: Plan, replicate: int, stop: threading.Event, regimes: Sequence[str] | None = None
) -> Iterator[RunResult]:
    """Yield one result per regime of a replicate, the reference first; only `regimes`, where given.

    The reference is always run, because its contacts are the index contacts of all.

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
    for regime in _in_order(plan):
        wanted = regimes is None or regime.name in regimes
        if first is not None and not wanted:
            continue
        branch = trunk.fork(regime, first)
        branch.run(setting.days, stop)
        first = first or branch
        if wanted:
            found = outcomes(branch.settle(), regime, parts, setting.values, plan.years)
            yield RunResult(regime.name, replicate, seed, time.perf_counter() - began, found)
        began = time.perf_counter()


def identities(plan: Plan) -> dict[tuple[int, str], str]:
    """What each run is, by replicate and regime: a digest of everything that decides its result, and of the engine."""
    shared = {
        "locality": plan.locality.model_dump(mode="json"),
        "regimes": sorted((item.model_dump_json() for item in plan.regimes), key=str),
        "current_practice": plan.current.model_dump(mode="json"),
        "library": catalogue_content(plan, plan.regimes),
        "reference": plan.reference,
        "years": plan.years,
        "run_in": plan.run_in,
        "seed": plan.seed,
        "engine": engine_hash(),
    }
    begun = hashlib.sha256(json.dumps(shared, sort_keys=True).encode())
    found = {}
    for number in range(plan.replicates):
        values = json.dumps(values_of(plan, number), sort_keys=True)
        for regime in plan.regimes:
            digest = begun.copy()
            digest.update(json.dumps({"regime": regime.name, "replicate": number, "values": values}).encode())
            found[number, regime.name] = digest.hexdigest()
    return found


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
