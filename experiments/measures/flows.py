"""How much passes through police and courts: arrests, charges, cautions, referrals, and what an arrest takes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from ...model.ledger.counts import ARRESTS
from ...scenarios.words import CATEGORIES, Stage
from .cohorts import imprisoned
from .counted import Counted, Measure
from .observing import Observation

VIOLENT: Final = ("assault_without_injury", "violence_with_injury")
THEFT: Final = ("shoplifting", "other_theft")
DRUGS: Final = ("drug_possession",)
PUBLIC_ORDER: Final = ("public_order",)
IN_CUSTODY: Final = (Stage.CUSTODY,)  # the stages of routes whose door is there
ON_THE_STREET: Final = (
    Stage.STREET,
    Stage.SOCIAL_CONTACT,
)  # an officer opens it, at the scene or after a welfare contact


def ratio(part: str, *whole: str) -> Callable[[Observation], Counted]:
    """What reads one measure of the ledger against others."""
    return lambda seen: Counted(seen.counts.total(part), seen.counts.total(*whole))


def _arrests_per_1000(seen: Observation) -> Counted:
    return Counted(seen.counts.total("arrests"), seen.adults * seen.years)


def _arrests_over(categories: tuple[str, ...]) -> Callable[[Observation], Counted]:
    numbers = [CATEGORIES.index(name) for name in categories]

    def read(seen: Observation) -> Counted:
        known = seen.since.arrests_over_offences()[["person", "began"]].merge(seen.kinds, on=["person", "began"])
        return Counted(float(known.category.isin(numbers).sum()), float(len(known)))

    return read


def _settled_out_of_court(seen: Observation) -> Counted:
    """Arrests that end in a caution, or in a custody route that takes the place of a charge or caution."""
    held = seen.since.arrests_over_offences()[["person", "began"]]
    cautions = seen.since.of("caution")[["person", "began"]].merge(held, on=["person", "began"])
    diverted = seen.since.of("referral").route.isin(seen.reading.contracts()).sum()
    return Counted(float(len(cautions) + diverted), float(len(held)))


def _officer_hours(seen: Observation) -> Counted:
    return Counted(sum(seen.values[f"hours_{task}"] for task in ("arrest", "booking", "interview")), 1.0)


def _police_cost(categories: tuple[str, ...]) -> Callable[[Observation], Counted]:
    """What reads what officers' hours over contacts of some kinds cost, from attending to court, and how many there are.

    Hours on community resolutions, on interviews by appointment and on offers are not in it.
    """
    numbers = [CATEGORIES.index(name) for name in categories]

    def read(seen: Observation) -> Counted:
        contacts = seen.since.of("contact").category.isin(numbers).sum()
        arrests, charges = _arrests_over(categories)(seen).part, seen.since.of("charge").category.isin(numbers).sum()
        hours = contacts * seen.values["hours_attend"] + arrests * _officer_hours(seen).part
        hours += charges * (seen.values["hours_case_file"] + seen.values["hours_court"])
        return Counted(float(hours) * seen.values["cost_officer_hour"], float(contacts))

    return read


def _days_to_charge(seen: Observation) -> Counted:
    charged = seen.since.of("charge")
    return Counted(float((charged.moment - charged.began).sum()), float(len(charged)))


def _prison(seen: Observation) -> Counted:
    return Counted(float(len(imprisoned(seen.since))), seen.counts.total("hearings"))


def _referrals(stages: tuple[int, ...], step: str) -> Callable[[Observation], Counted]:
    """What reads a step on the way into a regime's own routes of some stages, against the residents."""
    return lambda seen: Counted(seen.reading.took(step, *stages), seen.place.residents.value * seen.years)


def _keenest(seen: Observation) -> Counted:
    """Officer hours on referrals: those of the tenth of officers who have most, and all."""
    hours = sorted(seen.reading.hours_of_officers("referral").tolist(), reverse=True)
    return Counted(math.fsum(hours[: max(1, round(len(hours) / 10))]), math.fsum(hours))


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
    Measure("detention_hours", "Detention", "hours", 1.0, ratio("custody_hours", *ARRESTS)),
    Measure("officer_hours_of_an_arrest", "Officer hours of a simple arrest", "hours", 1.0, _officer_hours),
    Measure("police_cost_possession", "Officers' hours over a possession of drugs", "£", 1.0, _police_cost(DRUGS)),
    Measure("custody_referrals_per_1000", "Referrals in custody per 1,000 residents", "a year", 1000.0,
            _referrals(IN_CUSTODY, "referrals")),
    Measure("custody_consents_per_1000", "Taken on in custody per 1,000 residents", "a year", 1000.0,
            _referrals(IN_CUSTODY, "consents")),
    Measure("street_referrals_per_1000", "Referrals before arrest per 1,000 residents", "a year", 1000.0,
            _referrals(ON_THE_STREET, "referrals")),
    Measure("keenest_officers", "Referral work of the keenest tenth of officers", "%", 100.0, _keenest),
    Measure("drawn_in", "Diverted who would have had no action", "%", 100.0,
            lambda seen: Counted(*seen.reading.widened())),
)  # fmt: skip
