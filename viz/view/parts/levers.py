"""Which levers stand on the first page, and how they speak: at most eight, of those that the compared regimes use.

They are what people argue about most: decisions (workers, caseloads) and the four or five figures nobody knows that
answers hang on. Ranges, usual values and sources come from the declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ....experiments.plans import Plan, usually
from ....experiments.wording import lower_first, plain
from ....scenarios.parameters import Parameter

MOST: Final = 8
SANDBOX: Final = 3


@dataclass(frozen=True, slots=True)
class Lever:
    """A parameter as a visitor sets it: in the words of the page, `times` as large as the model has it."""

    name: str
    label: str
    unit: str
    times: float = 1.0
    step: float = 1.0


PER_HUNDRED: Final = 100.0
LEVERS: Final = (
    Lever("offer_street", "How often officers offer it on the street", "in 100 eligible", PER_HUNDRED),
    Lever("workers_pre_arrest", "Street case managers", "workers", step=0.5),
    Lever("engagement_street_warm", "Take part, handed over at the scene", "in 100 who agree", PER_HUNDRED),
    Lever("effect_lead", "A year of offences of those in street support", "% of what it would be", PER_HUNDRED),
    Lever("offer_contract", "How often a contract is offered in custody", "in 100 eligible", PER_HUNDRED),
    Lever("workers_contract", "Workers with contracts", "workers", step=0.5),
    Lever("effect_contract", "Two years of offences of those offered a contract", "% of what it would be", PER_HUNDRED),
    Lever("offer_custody", "How often coaching is offered in custody", "in 100 eligible", PER_HUNDRED),
    Lever("caseload_pre_arrest", "People each street case manager supports", "people"),
    Lever("workers_custody", "Custody coaches", "workers", step=0.5),
    Lever("engagement_custody", "Take part after custody", "in 100 who agree", PER_HUNDRED),
    Lever("effect_coaching", "A year of offences of those coached", "% of what it would be", PER_HUNDRED),
    Lever("hours_training", "Training of each officer", "hours"),
    Lever("posts_ratio", "Posts filled in every service", "% of those paid for", PER_HUNDRED),
    Lever("youth_services", "Offending under 25, by youth services", "% of today's", PER_HUNDRED),
    Lever("freed_to_serious", "Freed hours that reach serious crime", "%", PER_HUNDRED),
)


def levers_for(plan: Plan, most: int = MOST) -> list[Lever]:
    """The first levers, in order, that decide something under one of these regimes."""
    left_out = plan.idle
    return [lever for lever in LEVERS if lever.name not in left_out][:most]


def usual_of(plan: Plan, lever: Lever) -> Parameter:
    """Its declaration as it stands in this place."""
    return plan.parameters[lever.name]


def reach(usual: Parameter) -> tuple[float, float]:
    """Where a slider begins and ends: beyond the usual value on both sides, as far as it can be moved there at all.

    In a place whose own figure is at the end of what is believed, the slider would otherwise go one way only.
    """
    low, high = usual.low, usual.high
    if usual.default >= high:
        high = min(usual.ceiling, 2 * usual.default)
    if usual.default <= low:
        low = max(usual.floor, usual.default / 2)
    return low, high


def hint(lever: Lever, usual: Parameter) -> str:
    """What is usual, in the lever's own unit."""
    middle = plain(round(usual.default * lever.times, 3))
    if usual.role != "uncertainty" or usual.low >= usual.high:
        return f"Usual: {middle}."
    low, high = (plain(round(end * lever.times, 3)) for end in (usual.low, usual.high))
    return f"Usual: {middle}; not known, so drawn from {low} to {high}."


def told(plan: Plan, name: str, value: float) -> str:
    """A changed parameter in the words of its lever, or of its declaration where it has none."""
    lever = next((each for each in LEVERS if each.name == name), None)
    usual = plan.parameters[name]
    if lever is None:
        return f"{usual.text.rstrip('.')}: {plain(value)} {usual.unit} ({usually(usual)})"
    rest = hint(lever, usual)
    return f"{lever.label}: {plain(round(value * lever.times, 3))} {lever.unit} ({lower_first(rest).rstrip('.')})"
