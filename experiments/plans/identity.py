"""What runs of a plan simulate: the plan at a point of a design, its setting in a replicate, and the identity of each run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from ...agents.engine.hashing import engine_hash
from ...model.arguments import seed_of
from ...model.simulation import Setting
from ...scenarios import loader
from ...scenarios.editing import edited, of_current, sort_out
from ...scenarios.facts import facts
from ...scenarios.parameters import register
from ..measures import reading_hash
from .draws import draw_values
from .plan import Plan, changed

Changes = Mapping[str, Any]
Known = TypeVar("Known")

MOST_KNOWN: Final = 500  # combinations of changed fields, some 30 kB each


def at(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """The plan with more changes on top of its own: what one point of a design simulates.

    Parameters alone take microseconds; fields of library items take milliseconds, because items are read and checked anew.

    Args:
        plan: The plan, which stays as it is.
        changes: Parameters and fields of library items by name, as in `make_plan`.

    Raises:
        InputError: a name or value that cannot be meant.

    Example:
        >>> from diversion.experiments.plans.making import make_plan
        >>> plan = make_plan("blackpool", ["pre-arrest"])
        >>> at(plan, {"caseload_pre_arrest": 12}).changes  # clients a worker
        {'caseload_pre_arrest': 12.0}
    """
    known = register()
    values = {name: known[name].check(value) for name, value in changes.items() if name in known}
    merged = {**plan.changes, **values}
    if len(values) == len(changes):
        return replace(plan, changes=merged)
    fields = {name: value for name, value in changes.items() if name not in known}
    _, given = sort_out(changed({}, plan.edits) | fields, plan.own)
    edits = of_current(given, plan.locality.current)
    regimes = tuple(edited(regime, edits) for regime in plan.unedited or plan.regimes)
    current = edited(plan.practice or loader.regime(plan.locality.current), edits)
    return replace(plan, current=current, regimes=regimes, changes=merged, edits=given)


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
        laws=plan.laws,
    )


class Variants:
    """A plan and what becomes of it where something is changed; what takes long is worked out once for neighbours."""

    def __init__(self, plan: Plan, measures: Sequence[str] = ()) -> None:
        """Start from the plan that all scenarios share; runs of which `measures` are read off are other runs."""
        self._plan = plan
        self._read = {"measures": [*measures, reading_hash()]} if measures else {}
        self._edited: dict[str, Plan] = {}
        self._begun: dict[str, bytes] = {}

    def at(self, changes: Changes) -> Plan:
        """The plan of one scenario."""
        known = register()
        return at(self._with_fields(_fields(changes)), {name: changes[name] for name in changes if name in known})

    def _with_fields(self, fields: Changes) -> Plan:
        """The plan with fields of library items changed, which many scenarios have in common."""
        key = _key(fields)
        return _remembered(self._edited, key, lambda: at(self._plan, fields))

    def identities(self, changes: Changes, replicate: int) -> dict[str, str]:
        """What each run of a replicate is, by regime: a digest of everything that decides its result, and of the engine."""
        plan = self.at(changes)
        alone = json.dumps([replicate, seed_of(plan.seed, replicate), values_of(plan, replicate)], sort_keys=True)
        begun = self._digest(_key(_fields(changes)), plan)
        return {regime.name: _named(begun, regime.name, alone) for regime in plan.regimes}

    def _digest(self, key: str, plan: Plan) -> bytes:
        return _remembered(
            self._begun,
            key,
            lambda: hashlib.sha256(json.dumps(_shared(plan) | self._read, sort_keys=True).encode()).digest(),
        )


def _remembered(known: dict[str, Known], key: str, make: Callable[[], Known]) -> Known:
    """What is known under a key, made when it is not; the oldest is forgotten, so that no batch is too large for it."""
    if key not in known:
        if len(known) >= MOST_KNOWN:
            del known[next(iter(known))]
        known[key] = make()
    return known[key]


def _fields(changes: Changes) -> dict[str, Any]:
    known = register()
    return {name: changes[name] for name in sorted(changes) if name not in known}


def _key(fields: Changes) -> str:
    return json.dumps(fields, default=str)


def _shared(plan: Plan) -> dict[str, Any]:
    """What all replicates and regimes have in common, apart from the values of parameters: no prose, which decides nothing.

    What is declared stands beside what holds, because published effects are read at the declared waits.
    """
    return {
        "declared": {name: each.default for name, each in register().items()},
        "locality": facts(plan.locality),
        "regimes": sorted(json.dumps(facts(item), sort_keys=True) for item in plan.regimes),
        "current_practice": facts(plan.current),
        "library": {kind: facts(items) for kind, items in plan.library.items()},
        "laws": facts(plan.laws),
        "reference": plan.reference,
        "years": plan.years,
        "run_in": plan.run_in,
        "seed": plan.seed,
        "engine": engine_hash(),
    }


def _named(begun: bytes, regime: str, alone: str) -> str:
    return hashlib.sha256(begun + json.dumps([regime, alone]).encode()).hexdigest()
