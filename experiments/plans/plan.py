"""What a comparison is made of, fixed before the first run: place, regimes, years, replicates, what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...model.build.places import entrants_of, people_of
from ...model.ledger.months import Month, months_of
from ...scenarios import loader
from ...scenarios.editing import Edits
from ...scenarios.law import Law
from ...scenarios.loader import Catalogue
from ...scenarios.parameters import Parameter, in_place, resolve
from ...scenarios.schema import Locality, Named, Regime, Route
from ...scenarios.words import YEAR_DAYS
from ..wording import day_of, years
from .laws import law_facts, law_line
from .posterior import Posterior

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One comparison. `regimes` includes the reference; `current` is the regime of the run-in.

    `changes` are the parameters the user fixed, by name; `edits` the fields of library items that were changed, which
    the regimes bring along already; `unedited` are the regimes before that, for whoever changes more. `practice` is the
    regime of the run-in to start from then, where it is not the library's.
    Of every draw of the uncertain parameters so many `histories` of luck are lived, each a
    replicate. With a `posterior` each draw takes one of its draws, whole, for the parameters it has.
    The `laws` hold in all regimes, each from its own day on.
    `overridden` tells of what was typed in place of what its file says, the file's value last; it is no part of the question.

    What follows from these is worked out when it is first asked for and kept, but never sent to another process.
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
    histories: int = 1
    practice: Regime | None = None
    posterior: Posterior | None = None
    laws: tuple[Law, ...] = ()
    overridden: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)

    @property
    def draws(self) -> int:
        """How many draws of the uncertain parameters the replicates are lived in."""
        return self.replicates // self.histories

    @cached_property
    def everything(self) -> tuple[Regime, ...]:
        """The compared regimes and that of the run-in."""
        return (*self.regimes, self.current)

    @cached_property
    def in_order(self) -> tuple[Regime, ...]:
        """The regimes in the order in which they are run: the reference first, whose index contacts all have."""
        return tuple(sorted(self.regimes, key=lambda regime: regime.name != self.reference))

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every route, programme and service that the regimes, or the run-in before them, can use."""
        return loader.catalogue(self.everything)

    @property
    def library(self) -> dict[str, Sequence[Named]]:
        """The same by kind."""
        found = self.catalogue
        return {"routes": found.routes, "programmes": found.programmes, "services": found.services}

    @cached_property
    def own(self) -> Mapping[str, Named]:
        """The regimes before anything was changed, and the items that they bring along, by name."""
        regimes = self.unedited or self.regimes
        items = (item for each in regimes for item in (*each.own_routes, *each.own_programmes, *each.own_services))
        return {item.name: item for item in (*regimes, *items)}

    @cached_property
    def doors(self) -> Mapping[str, tuple[Route, ...]]:
        """The routes that each compared regime adds to ordinary provision, in its own order; a regime without is left out."""
        known = {route.name: route for route in self.routes}
        found = {each.name: tuple(known[name] for name in each.routes) for each in self.regimes}
        mine = {name: tuple(route for route in routes if not route.ordinary) for name, routes in found.items()}
        return {name: routes for name, routes in mine.items() if routes}

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The routes that any of the compared regimes opens, by their numbers."""
        return loader.catalogue(self.regimes).routes

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Every parameter as it holds in this place, by name."""
        return in_place(self.locality.parameters)

    @cached_property
    def usual(self) -> Mapping[str, float]:
        """Every parameter's value where none is drawn."""
        return resolve(self.changes, self.locality.parameters)

    @property
    def period(self) -> str:
        """The time that is simulated: `3 years from 1 April 2026, after 1 year of current practice`."""
        after = f", after {years(self.run_in)} of current practice" if self.run_in else ""
        return f"{years(self.years)} from {day_of(self.locality.start)}{after}"

    @property
    def law(self) -> str:
        """Which laws are in force and since when, in one line."""
        return law_line(self.laws, self.locality.start)

    @property
    def law_facts(self) -> list[dict[str, Any]]:
        """The same as plain data."""
        return law_facts(self.laws, self.locality.start)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months since the regimes part that its runs count by."""
        return months_of(self.locality.start, 0, YEAR_DAYS * self.years)

    @property
    def people(self) -> float:
        """About how many simulated people a run begins with: what its careers come to."""
        return people_of(self.locality.adults, self.usual)

    @property
    def everybody(self) -> float:
        """About how many are ever in one world, from the first day to the last: a row of memory is kept for each."""
        return self.people + entrants_of(self.locality.adults, self.usual) * (self.run_in + self.years)

    @cached_property
    def idle(self) -> frozenset[str]:
        """The parameters that decide nothing under any of its regimes, nor in the run-in, nor in its laws."""
        return loader.idle(self.catalogue, self.laws)

    @cached_property
    def not_known(self) -> tuple[Parameter, ...]:
        """The uncertain parameters that are not set, but for those of programmes that nobody compares here.

        What a posterior has is uncertain, whatever was declared.
        """
        left_out = {*self.changes, *self.idle}
        joint = self.posterior.names if self.posterior else ()
        uncertain = (p for p in self.parameters.values() if p.role == "uncertainty" or p.name in joint)
        return tuple(p for p in uncertain if p.name not in left_out)

    @property
    def drawn(self) -> tuple[Parameter, ...]:
        """Those of them that replicates draw."""
        return () if self.fixed_parameters else self.not_known

    @property
    def from_posterior(self) -> tuple[Parameter, ...]:
        """Those of them that come from its posterior."""
        joint = self.posterior.names if self.posterior else ()
        return tuple(p for p in self.not_known if p.name in joint)

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """All of it as plain data, down to the content of every file it rests on: what is kept with the results."""
        kept = {"posterior": self.posterior.content()} if self.posterior else {}  # so that older plans read the same
        return kept | {
            "locality": self.locality.model_dump(mode="json"),
            "current_practice": self.current.model_dump(mode="json"),
            "regimes": [regime.model_dump(mode="json") for regime in self.regimes],
            "catalogue": {
                kind: [item.model_dump(mode="json") for item in items] for kind, items in self.library.items()
            },
            "laws": [law.model_dump(mode="json") for law in self.laws],
            "reference": self.reference,
            "years": self.years,
            "run_in": self.run_in,
            "replicates": self.replicates,
            "seed": self.seed,
            "fixed_parameters": self.fixed_parameters,
            "changes": dict(sorted(self.changes.items())),
            "histories": self.histories,
            "edits": {item: dict(sorted(self.edits[item].items())) for item in sorted(self.edits)},
        }

    def __getstate__(self) -> dict[str, Any]:
        """What was asked alone, so that it stays small on its way to another process."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
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


def changed(values: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    """Changes to parameters and to fields of library items by the names they have after --set."""
    return {**values, **{f"{item}.{name}": to for item, given in edits.items() for name, to in given.items()}}
