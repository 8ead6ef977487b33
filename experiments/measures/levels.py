"""What the model comes to that few have published: how often people come back, offend and cost, and how needs go with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from ...scenarios.words import NEEDS
from .cohorts import YEAR
from .counted import Counted, Measure
from .observing import Observation
from .reoffending import one_against_other


def _repeat_contact(seen: Observation) -> Counted:
    """People with another offence contact within a year of their first after the fork, of those who can be followed for one."""
    contacts = seen.since.of("contact")[["person", "moment"]]
    first = contacts.groupby("person").moment.min()
    followed = first[first <= seen.end - YEAR]
    since = contacts.moment - contacts.person.map(first)
    again = contacts.person[(since > 0) & (since <= YEAR)].unique()
    return Counted(float(followed.index.isin(again).sum()), float(len(followed)))


def _a_head(*measures: str) -> Callable[[Observation], Counted]:
    """What reads some measures of the ledger against the person-years of those in the model."""
    return lambda seen: Counted(seen.counts.total(*measures), seen.counts.total("person_years"))


def _cost(seen: Observation) -> Counted:
    """What those in the model cost police, courts and prisons, and their person-years."""
    values, total = seen.values, seen.counts.total
    hours = math.fsum(seen.reading.hours_by_task().values())
    pounds = (
        hours * values["cost_officer_hour"],
        total("custody_hours") * values["cost_custody_hour"],
        (total("hearings") - total("missed_hearings")) * values["cost_hearing"],
        total("prison_days") * values["cost_prison_day"],
    )
    return Counted(math.fsum(pounds), total("person_years"))


def _with_and_without(need: int) -> Callable[[Observation], Counted]:
    """What reads the share of those dealt with who reoffended with a need, and that of those without it."""
    return lambda seen: one_against_other(seen.followed, seen.reading.with_need(need), True, False)


LEVELS: Final = (
    Measure("repeat_contact", "Another offence contact within a year", "%", 100.0, _repeat_contact, 2),
    Measure("contacts_a_head", "Offence contacts a head", "a year", 1.0, _a_head("contacts")),
    Measure("offences_a_head", "Offences a head", "a year", 1.0, _a_head("latent")),
    Measure("cost_a_head", "Cost to police, courts and prisons a head", "£ a year", 1.0, _cost),
    *(
        Measure(f"reoffending_by_need_{need}", f"Reoffending with against without a need: {need.replace('_', ' ')}", "ratio",
                1.0, _with_and_without(k), 2)
        for k, need in enumerate(NEEDS)
    ),
)  # fmt: skip
