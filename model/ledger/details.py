"""The finer outcomes of a run, in families with dotted names: hours by task, cost by agency, the way in, for whom.

`funnel.lead-street.consented` is one of them. They stand in the same table as the outcomes of `outcomes.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ...scenarios.words import ETHNICITIES, NEEDS, PUBLIC, TASKS, Ethnicity
from .costs import costs, own_routes
from .counts import ARRESTS, DIMENSIONS
from .measures import STEPS
from .outcome import Better, Outcome, Run

# The Home Office's codes, as they are counted together, and the measures that count them.
RECORDED: Final[Mapping[str, str]] = {
    "1": "outcome_1", "2-3": "outcome_3", "8": "outcome_8", "14-16": "outcome_14_16", "18": "outcome_18",
    "21": "outcome_21", "22": "outcome_22",
}  # fmt: skip
CODES: Final = tuple(RECORDED)
FUNNEL: Final = tuple({"referrals": "offered", "consents": "consented"}.get(step, step) for step in STEPS)
# The measures behind the steps that are reported for each group of people.
FOR_WHOM: Final[Mapping[str, str]] = {
    "eligible": "eligible", "offered": "referrals", "consented": "consents", "engaged": "engaged",
    "record_avoided": "records_avoided",
}  # fmt: skip
PER_1000: Final = "arrests_per_1000"
ENOUGH_YEARS: Final = 100  # person-years of a group below which its rates are chance


@dataclass(frozen=True, slots=True)
class Family:
    """Outcomes of one kind: `members` are their names without the family's, given the routes, in the order shown.

    `read` takes all that a run has of them off it, by the same names.
    """

    name: str
    label: str
    members: Callable[[Sequence[str]], Iterable[str]]
    read: Callable[[Run], Mapping[str, float]]
    unit: str = "a year"
    better: Better = "neither"
    decimals: int = 1

    def outcome(self, member: str) -> Outcome:
        """What one of them stands for."""
        rest, unit = member, self.unit
        if member.endswith(PER_1000):
            rest, unit = member.removesuffix("_per_1000"), "per 1,000 person-years"
        words = rest.replace(".", ", ").replace("_", " ")
        return Outcome(
            f"{self.name}.{member}", f"{self.label}: {words}", unit, "exploratory", self.better,
            lambda run: self.read(run)[member], decimals=self.decimals,
        )  # fmt: skip


def detail_names(routes: Iterable[str]) -> Iterator[str]:
    """Every name there can be with these routes, in the order in which they are shown."""
    names = list(routes)
    for family in FAMILIES.values():
        yield from (f"{family.name}.{member}" for member in family.members(names))


def describe(name: str) -> Outcome:
    """What a dotted name stands for."""
    family, _, member = name.partition(".")
    return FAMILIES[family].outcome(member)


def details(run: Run) -> dict[str, float]:
    """Every finer outcome of one run."""
    return {
        f"{family.name}.{member}": value for family in FAMILIES.values() for member, value in family.read(run).items()
    }


# --- how each family is read -------------------------------------------------------------------------------------------


def _hours(run: Run) -> dict[str, float]:
    return {task: hours / run.years for task, hours in run.tasks.items()}


def _recorded(run: Run) -> dict[str, float]:
    return {code: run.yearly[measure] for code, measure in RECORDED.items()}


def _relieved(run: Run) -> dict[str, float]:
    return dict(zip(NEEDS, (run.reading.relieved / run.years).tolist(), strict=True))


def _way_in(run: Run) -> dict[str, float]:
    """The steps of the way in through each route that the regime opens."""
    yearly = (run.reading.way_in / run.years).tolist()
    return {
        f"{route.name}.{step}": value
        for route, steps in zip(run.catalogue.routes, yearly, strict=False)  # where there is no route, one empty row
        if route.name in run.regime.routes
        for step, value in zip(FUNNEL, steps, strict=True)
    }


def _for_whom(run: Run) -> dict[str, float]:
    """People and arrests of each group and, where the regime has routes of its own, the steps of the way in."""
    own = any(True for _ in own_routes(run.regime, run.catalogue))
    measures = ("person_years", *ARRESTS, *FOR_WHOM.values())
    found: dict[str, float] = {}
    for dimension, groups in DIMENSIONS.items():
        columns = [(run.reading.counts.by_group(dimension, measure) / run.years).tolist() for measure in measures]
        for group, (people, *counts) in zip(groups, zip(*columns, strict=True), strict=True):
            start = f"{dimension}.{group}"
            found[f"{start}.person_years"] = people
            arrests, steps = math.fsum(counts[: len(ARRESTS)]), counts[len(ARRESTS) :]
            found[f"{start}.{PER_1000}"] = 1000.0 * arrests / people if people else math.nan
            if own:
                found |= {f"{start}.{step}": value for step, value in zip(FOR_WHOM, steps, strict=True)}
    return found


def _groups(_: Sequence[str]) -> Iterator[str]:
    for dimension, groups in DIMENSIONS.items():
        for group in groups:
            yield from (f"{dimension}.{group}.{step}" for step in ("person_years", PER_1000, *FOR_WHOM))


def _disparities(run: Run) -> dict[str, float]:
    """Arrests a head, and offers to the eligible, of each ethnic group as a multiple of those of white people."""
    counts = run.reading.counts
    people, arrests, eligible, offers = (
        counts.by_group("ethnicity", *measures).tolist()
        for measures in (("person_years",), ARRESTS, ("eligible",), ("referrals",))
    )
    white = Ethnicity.WHITE
    found: dict[str, float] = {}
    for what, events, whole in (("arrests", arrests, people), ("offers", offers, eligible)):
        for k, group in enumerate(ETHNICITIES):
            if k != white:
                some = min(people[k], people[white]) >= ENOUGH_YEARS and events[k] > 0.0 and events[white] > 0.0
                rates = (events[k] / whole[k], events[white] / whole[white]) if some else (math.nan, math.nan)
                found[f"{what}.{group}"] = rates[0] / rates[1]
    return found


def _against_white(_: Sequence[str]) -> Iterator[str]:
    for what in ("arrests", "offers"):
        yield from (f"{what}.{group}" for k, group in enumerate(ETHNICITIES) if k != Ethnicity.WHITE)


FAMILIES: Final[Mapping[str, Family]] = {
    family.name: family
    for family in (
        Family("hours", "Officer hours", lambda _: TASKS, _hours),
        Family("cost", "Cost", lambda _: PUBLIC, costs, "£ a year", "lower"),
        Family("recorded", "Recorded outcome", lambda _: CODES, _recorded),
        Family("relieved", "Need relieved", lambda _: NEEDS, _relieved, "person-years a year", "higher"),
        Family("funnel", "The way in", lambda routes: (f"{r}.{step}" for r in routes for step in FUNNEL), _way_in),
        Family("equity", "For whom", _groups, _for_whom),
        Family("disparity", "Against white people", _against_white, _disparities, "times as many", decimals=2),
    )
}
