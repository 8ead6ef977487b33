"""What a comparison is made of, fixed before the first run: place, regimes, years, replicates, what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...scenarios import loader
from ...scenarios.editing import Edits
from ...scenarios.parameters import Parameter, in_place
from ...scenarios.schema import Locality, Named, Regime
from .posterior import Posterior

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Plan:
    """One comparison. `regimes` includes the reference; `current` is the regime of the run-in.

    `changes` are the parameters the user fixed, by name; `edits` the fields of library items that were changed, which
    the regimes bring along already; `unedited` are the regimes before that, for whoever changes more. `practice` is the
    regime of the run-in to start from then, where it is not the library's.
    Of every draw of the uncertain parameters so many `histories` of luck are lived, each a
    replicate. With a `posterior` each draw takes one of its draws, whole, for the parameters it has.
    """

    locality: Locality
    current: Regime
    regimes: tuple[Regime, ...]
    reference: str
    years: int = 3
    run_in: int = 1
    replicates: int = 40
    seed: int = 1
    fixed_parameters: bool = False
    changes: Mapping[str, float] = field(default_factory=dict)
    edits: Edits = field(default_factory=dict)
    unedited: tuple[Regime, ...] = ()
    histories: int = field(default=1, kw_only=True)
    practice: Regime | None = field(default=None, kw_only=True)
    posterior: Posterior | None = field(default=None, kw_only=True)

    @property
    def draws(self) -> int:
        """How many draws of the uncertain parameters the replicates are lived in."""
        return self.replicates // self.histories


@dataclass(frozen=True, slots=True)
class RunResult:
    """One run: one regime in one replicate. `error` is empty when it succeeded; `outcomes` are keyed by name.

    `tables` are what it counted by month, group or neighbourhood, where that was asked for.
    """

    regime: str
    replicate: int
    seed: int
    seconds: float
    outcomes: Mapping[str, float]
    error: str = ""
    tables: Mapping[str, NDArray[Any]] = field(default_factory=dict)


def content(plan: Plan) -> dict[str, Any]:
    """The plan as plain data, down to the content of every file it rests on: what is kept with the results."""
    kept = {"posterior": plan.posterior.content()} if plan.posterior else {}  # so that older plans read the same
    return kept | {
        "locality": plan.locality.model_dump(mode="json"),
        "current_practice": plan.current.model_dump(mode="json"),
        "regimes": [regime.model_dump(mode="json") for regime in plan.regimes],
        "catalogue": catalogue_content(plan, plan.regimes),
        "reference": plan.reference,
        "years": plan.years,
        "run_in": plan.run_in,
        "replicates": plan.replicates,
        "seed": plan.seed,
        "fixed_parameters": plan.fixed_parameters,
        "changes": dict(sorted(plan.changes.items())),
        "histories": plan.histories,
        "edits": {item: dict(sorted(plan.edits[item].items())) for item in sorted(plan.edits)},
    }


def drawn(plan: Plan) -> list[Parameter]:
    """The uncertain parameters that replicates draw, but for those of programmes that nobody compares here."""
    return [] if plan.fixed_parameters else not_known(plan)


def not_known(plan: Plan) -> list[Parameter]:
    """The uncertain parameters that are not set, but for those of programmes that nobody compares here.

    What a posterior has is uncertain, whatever was declared.
    """
    left_out = {*plan.changes, *idle(plan)}
    joint = plan.posterior.names if plan.posterior else ()
    known = in_place(plan.locality.parameters).values()
    return [p for p in known if (p.role == "uncertainty" or p.name in joint) and p.name not in left_out]


def from_posterior(plan: Plan) -> list[Parameter]:
    """Those of them that come from the plan's posterior."""
    return [p for p in not_known(plan) if plan.posterior and p.name in plan.posterior.names]


def in_order(plan: Plan) -> list[Regime]:
    """The regimes in the order in which they are run: the reference first, whose index contacts all have."""
    return sorted(plan.regimes, key=lambda regime: regime.name != plan.reference)


def changed(values: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    """Changes to parameters and to fields of library items by the names they have after --set."""
    return {**values, **{f"{item}.{field}": to for item, fields in edits.items() for field, to in fields.items()}}


def idle(plan: Plan) -> frozenset[str]:
    """The parameters that decide nothing under any of its regimes, nor in the run-in."""
    return loader.idle(loader.catalogue([*plan.regimes, plan.current]))


def catalogue_content(plan: Plan, regimes: Iterable[Regime]) -> dict[str, Any]:
    """Every route, programme and service that these regimes, or the run-in before them, can use."""
    found = items_of(plan, regimes).items()
    return {kind: [item.model_dump(mode="json") for item in items] for kind, items in found}


def items_of(plan: Plan, regimes: Iterable[Regime]) -> dict[str, Sequence[Named]]:
    """The same as items, by kind."""
    found = loader.catalogue([*regimes, plan.current])
    return {"routes": found.routes, "programmes": found.programmes, "services": found.services}
