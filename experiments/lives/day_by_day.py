"""What one sees of a run on a day: two regimes played side by side from the same fork, for somebody who watches.

They live the first replicate of a comparison, so that what is watched to its end are the very numbers of that replicate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...model.ledger.counts import ARRESTS
from ...model.ledger.reading import Reading
from ..plans import Plan, values_of

if TYPE_CHECKING:
    from ...model.model import DiversionModel

# Ten tasks are more than anybody can tell apart on a chart.
TASK_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "At the scene": ("attend",),
    "Arrest and custody": ("arrest_and_transport", "booking"),
    "Interviews, files and court": ("interview", "case_file", "court"),
    "Diversion": ("referral", "hand_over", "training", "coordination"),
}


@dataclass(frozen=True, slots=True)
class Caseload:
    """One service on a day: people in support, places its workers in post can hold, people waiting.

    `used` says whether the regime in force sends anybody there.
    """

    title: str
    used: bool
    active: int
    places: float
    waiting: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One regime on one day, `day` days after the regimes parted; counts are since then, and it is never changed.

    `by_place` are contacts over an offence in each neighbourhood; `workload` what is asked of each neighbourhood's officers,
    in % of the hours they have, as of the last weeks; `hours` officer hours by `TASK_GROUPS`.
    """

    regime: str
    day: int
    contacts: int
    arrests: int
    referrals: int
    supported: int
    by_place: tuple[int, ...]
    workload: tuple[float, ...]
    hours: tuple[float, ...]
    held: int
    cells: float
    services: tuple[Caseload, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A node of the graph of neighbourhoods: where it lies, its share of the people, deprivation from 0 to 1."""

    column: int
    row: int
    people: float
    deprivation: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The neighbourhoods, and which of them lie next to each other."""

    places: tuple[Neighbourhood, ...]
    borders: tuple[tuple[int, int], ...]


def trunk_of(plan: Plan) -> DiversionModel:
    """The model of the first replicate on the eve of day 0; run it to its fork, and fork it into regimes."""
    from ...model.model import DiversionModel  # Mesa is slow to import, and only who watches needs it

    given: dict[str, Any] = {"years": plan.years, "run_in": plan.run_in, "changes": values_of(plan, 0)}
    model = DiversionModel(plan.locality, plan.regimes[0], plan.regimes, plan.seed, **given)
    model.datacollector = None
    return model


def see(model: DiversionModel) -> Seen:
    """What there is to see of a model today."""
    reading = Reading(model.world)
    counts = reading.counts
    return Seen(
        regime=model.regime.name,
        day=max(0, model.day - model.fork_day),
        contacts=int(counts.total("contacts")),
        arrests=int(counts.total(*ARRESTS)),
        referrals=int(counts.total("referrals")),
        supported=model.people_in_support,
        by_place=tuple(counts.by_place("contacts").astype(np.int64).tolist()),
        workload=tuple((100.0 * reading.pressure).tolist()),
        hours=_hours(reading.hours_by_task()) if model.parted else (0.0,) * len(TASK_GROUPS),
        held=int(model.custody.occupied),
        cells=float(model.custody.cells),
        services=tuple(_caseload(model, service.name, service.title) for service in model.catalogue.services),
    )


def _hours(by_task: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(math.fsum(by_task[task] for task in tasks) for tasks in TASK_GROUPS.values())


def _caseload(model: DiversionModel, name: str, title: str) -> Caseload:
    service = model.service(name)
    routes = [route for route in model.catalogue.routes if route.name in model.regime.routes]
    behind = {route.programme for route in routes}
    used = any(item.service == name for item in model.catalogue.programmes if item.name in behind)
    return Caseload(title, used, int(service.active), float(service.places), int(service.waiting))


def ground(model: DiversionModel) -> Ground:
    """The neighbourhoods of a model as they lie on a plan."""
    graph = model.graph
    columns = max(1, round(model.locality.grid_columns.value))
    nodes = [
        Neighbourhood(number % columns, number // columns, node["people"], node["deprivation"])
        for number, node in graph.nodes(data=True)
    ]
    return Ground(tuple(nodes), tuple((int(a), int(b)) for a, b in graph.edges))


def date_of(plan: Plan, day: int) -> date:
    """The date of a day counted from when the regimes part, as the locality's start is the day they part."""
    return plan.locality.start + timedelta(days=day)


# --- in words --------------------------------------------------------------------------------------------------------


def differing(one: Seen, other: Seen) -> list[tuple[str, int, int]]:
    """What can be counted of both: its name, under the one and under the other."""
    return [
        ("Contacts with police over an offence", one.contacts, other.contacts),
        ("Arrests", one.arrests, other.arrests),
        ("Referrals to a diversion programme", one.referrals, other.referrals),
        ("People in support today", one.supported, other.supported),
        ("People in the custody suite today", one.held, other.held),
        ("Officer hours on these people", round(sum(one.hours)), round(sum(other.hours))),
    ]


def parted_places(one: Seen, other: Seen) -> Sequence[int]:
    """The neighbourhoods whose count of contacts is no longer the same, by number."""
    return [k for k, (a, b) in enumerate(zip(one.by_place, other.by_place, strict=True)) if a != b]
