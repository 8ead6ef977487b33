"""How large the worlds of a plan are: what no machine could hold is refused, and what is large says so before it begins.

Core objects: `check_sizes`, `large_lines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...model.build.build import people_of, workers_in
from ...scenarios.parameters import InputError, resolve
from .plan import Plan

MOST_PEOPLE: Final = 25_000_000  # whoever moves in later included; England and Wales over fifty years are 22 million
MOST_POSTS: Final = 100_000  # of all services together
MOST_OFFENCES: Final = 300.0  # a year of one person in the model, in the mean; the usual figure is 6
MOST_RUNS: Final = 10_000_000
LARGE_PEOPLE: Final = 500_000
LARGE_RUNS: Final = 10_000
BYTES_A_PERSON: Final = 1_000  # with cases, ties and what is to come; it is for a warning


def check_sizes(plan: Plan, changes: Mapping[str, Any] | None = None) -> None:
    """Refuse a plan whose worlds could not be meant, before anything is computed.

    Args:
        plan: The plan.
        changes: Parameters that are varied, at their largest, by name.

    Raises:
        InputError: a size is beyond its limit; the sentence says which and what it comes to.
    """
    values = resolve({**plan.changes, **(changes or {})}, plan.locality.parameters)
    for size, most, said, field in _sizes(plan, values):
        if size > most:
            raise InputError(f"{said} would be {size:,.0f}, more than the {most:,.0f} that can be meant.", (field,))


def _sizes(plan: Plan, values: Mapping[str, float]) -> Iterator[tuple[float, float, str, str]]:
    """Each size, its limit, what to call it, and the field of a scenario file that it is about."""
    place = plan.locality
    yield _people(plan, values), MOST_PEOPLE, f"The people in the model of {place.name} over all years", "locality"
    offences = values["latent_per_person"] * place.crime_per_1000.value / max(values["england_crime"], 1e-9)
    yield offences, MOST_OFFENCES, f"The offences a year of each person in the model of {place.name}", "locality"
    posts = {each.name: max(workers_in(each, r, values) for r in plan.everything) for each in plan.catalogue.services}
    largest = max(posts, key=lambda name: posts[name], default="")
    yield sum(posts.values()), MOST_POSTS, f"The posts of all services, most of them of {largest},", "regimes"
    yield plan.replicates * len(plan.regimes), MOST_RUNS, "The runs, replicates × regimes,", "replicates"


def _people(plan: Plan, values: Mapping[str, float]) -> float:
    """Everybody who is ever in one world, from the first day to the last."""
    a_year = values["exit_rate"] + values["move_rate"] + values["entry_for_deaths"]
    return people_of(plan.locality, values) * (1.0 + a_year * (plan.run_in + plan.years))


def large_lines(plan: Plan) -> list[str]:
    """What will take much memory or long, a sentence each; none for most plans."""
    people = _people(plan, resolve(plan.changes, plan.locality.parameters))
    runs = plan.replicates * len(plan.regimes)
    lines = []
    if people > LARGE_PEOPLE:
        room = max(0.5, people * BYTES_A_PERSON / 1e9)
        lines.append(
            f"This is large: {people:,.0f} people in each world, some {room:.1f} GB of memory for each at work."
        )
    if runs > LARGE_RUNS:
        lines.append(f"This is long: {runs:,} runs; --dry-run counts those that are kept already.")
    return lines
