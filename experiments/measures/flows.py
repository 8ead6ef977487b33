"""How much passes through police and courts: arrests, charges, cautions, referrals, and what an arrest takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from ...agents.court import PRISON
from ...model.ledger.happenings import over_an_offence
from ...model.ledger.reading_off import since_fork, widened
from ...model.world import L_CAUTION, L_CHARGE, L_CONVICTION, L_REFERRAL, MEASURES, SCALE
from ...scenarios.words import CATEGORIES, CUSTODY, REFERRAL, SOCIAL_CONTACT
from .counted import Counted, Measure
from .observing import Observation

VIOLENT: Final = ("assault_without_injury", "violence_with_injury")
THEFT: Final = ("shoplifting", "other_theft")
DRUGS: Final = ("drug_possession",)
PUBLIC_ORDER: Final = ("public_order",)
EPISODES: Final = ("arrests", "warrant_arrests", "breach_arrests")


def total(seen: Observation, *names: str) -> float:
    """What these measures of the ledger come to together since the fork."""
    sums = since_fork(seen.world).sum(axis=0)
    return float(sum(int(sums[MEASURES.index(name)]) for name in names)) / SCALE


def ratio(part: str, *whole: str) -> Callable[[Observation], Counted]:
    """What reads one measure of the ledger against others."""
    return lambda seen: Counted(total(seen, part), total(seen, *whole))


def arrests(seen: Observation) -> pd.DataFrame:
    """Arrests over an offence since the fork: person, moment, began."""
    log = seen.since
    return log[over_an_offence(log)][["person", "moment", "began"]]


def _arrests_per_1000(seen: Observation) -> Counted:
    return Counted(total(seen, "arrests"), seen.adults * seen.years)


def _arrests_over(categories: tuple[str, ...]) -> Callable[[Observation], Counted]:
    numbers = [CATEGORIES.index(name) for name in categories]

    def read(seen: Observation) -> Counted:
        known = arrests(seen).merge(seen.kinds, on=["person", "began"])
        return Counted(float(known.category.isin(numbers).sum()), float(len(known)))

    return read


def _settled_out_of_court(seen: Observation) -> Counted:
    """Arrests that end in a caution, or in a custody route that takes the place of a charge or caution."""
    held, log = arrests(seen)[["person", "began"]], seen.since
    cautions = log[log.kind == L_CAUTION][["person", "began"]].merge(held, on=["person", "began"])
    routes = seen.world.routes
    replacing = [r for r in range(len(routes)) if routes.stage[r] == CUSTODY and routes.replaces[r]]
    diverted = ((log.kind == L_REFERRAL) & log.route.isin(replacing)).sum()
    return Counted(float(len(cautions) + diverted), float(len(held)))


def _officer_hours(seen: Observation) -> Counted:
    return Counted(sum(seen.values[f"hours_{task}"] for task in ("arrest", "booking", "interview")), 1.0)


def _days_to_charge(seen: Observation) -> Counted:
    charged = seen.since[seen.since.kind == L_CHARGE]
    return Counted(float((charged.moment - charged.began).sum()), float(len(charged)))


def _prison(seen: Observation) -> Counted:
    log = seen.since
    sent = ((log.kind == L_CONVICTION) & (log.sentence == PRISON)).sum()
    return Counted(float(sent), total(seen, "hearings"))


def _referrals(stages: Callable[[int], bool], step: str) -> Callable[[Observation], Counted]:
    """What reads a step on the way into a regime's own routes of some stages, against the residents."""

    def read(seen: Observation) -> Counted:
        return Counted(funnel_total(seen, step, stages), seen.place.residents.value * seen.years)

    return read


def funnel_total(seen: Observation, step: str, stages: Callable[[int], bool]) -> float:
    """How many people met since the fork took a step on the way into the routes of these stages; not ordinary ones."""
    world = seen.world
    column = world.funnel[:, MEASURES.index(step) - MEASURES.index("eligible")]
    own = [r for r, row in enumerate(world.routes) if row.chosen and not row.ordinary and stages(int(row.stage))]
    return float(sum(int(column[r]) for r in own)) / SCALE


def in_custody(stage: int) -> bool:
    """Whether a route of this stage has its door in custody."""
    return stage == CUSTODY


def on_the_street(stage: int) -> bool:
    """Whether an officer opens a route of this stage, at the scene or after a welfare contact."""
    return stage <= SOCIAL_CONTACT


def _keenest(seen: Observation) -> Counted:
    """Officer hours on referrals: those of the tenth of officers who have most, and all."""
    hours = sorted((int(each) for each in seen.world.ledger[:, REFERRAL]), reverse=True)
    return Counted(sum(hours[: max(1, round(len(hours) / 10))]) / SCALE, sum(hours) / SCALE)


FLOWS: Final = (
    Measure("arrests_per_1000", "Arrests per 1,000 adult residents", "a year", 1000.0, _arrests_per_1000),
    Measure("arrests_violence", "Arrests that are over violence", "%", 100.0, _arrests_over(VIOLENT)),
    Measure("arrests_drugs", "Arrests that are over drugs", "%", 100.0, _arrests_over(DRUGS)),
    Measure("arrests_theft", "Arrests that are over theft", "%", 100.0, _arrests_over(THEFT)),
    Measure("suspect_identified", "Recorded crimes with a suspect", "%", 100.0,
            ratio("suspects", "suspects", "undetected")),
    Measure("charges_per_crime", "Recorded crimes that end in a charge", "%", 100.0,
            ratio("charges", "suspects", "undetected")),
    Measure("charges_per_arrest", "Arrests that end in a charge", "%", 100.0, ratio("charges_after_arrest", "arrests")),
    Measure("arrests_settled_out_of_court", "Arrests that end out of court", "%", 100.0, _settled_out_of_court),
    Measure("days_to_charge", "From contact to charge", "days", 1.0, _days_to_charge),
    Measure("prison_per_hearing", "Hearings that end in prison", "%", 100.0, _prison),
    Measure("detention_hours", "Detention", "hours", 1.0, ratio("custody_hours", *EPISODES)),
    Measure("officer_hours_of_an_arrest", "Officer hours of a simple arrest", "hours", 1.0, _officer_hours),
    Measure("custody_referrals_per_1000", "Referrals in custody per 1,000 residents", "a year", 1000.0,
            _referrals(in_custody, "referrals")),
    Measure("custody_consents_per_1000", "Taken on in custody per 1,000 residents", "a year", 1000.0,
            _referrals(in_custody, "consents")),
    Measure("street_referrals_per_1000", "Referrals before arrest per 1,000 residents", "a year", 1000.0,
            _referrals(on_the_street, "referrals")),
    Measure("keenest_officers", "Referral work of the keenest tenth of officers", "%", 100.0, _keenest),
    Measure("drawn_in", "Diverted who would have had no action", "%", 100.0,
            lambda seen: Counted(*widened(seen.world))),
)  # fmt: skip
