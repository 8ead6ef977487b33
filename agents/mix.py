"""What somebody's offences are: their mix of categories, what of it police come to know, and what it does."""

from __future__ import annotations

import numpy as np

from ..scenarios.words import CATEGORIES, NEEDS
from .engine.behaviour import behaviour
from .records import Person

N_CATEGORIES = len(CATEGORIES)
N_NEEDS = len(NEEDS)


@behaviour
def category_share(person: Person, category: int, par: np.record) -> float:
    """How much a category weighs in this person's offending, before dividing by the sum over categories.

    The mix follows the kind of career and the needs a person came with, which no regime changes, so a regime cannot turn
    one offence into another by relieving a need.
    """
    tilt = 1.0
    for k in range(N_NEEDS):
        tilt += par.category_tilt[category * N_NEEDS + k] * np.float64(person.needs[k])
    return par.category_base[category] * par.career_mix[int(person.kind) * N_CATEGORIES + category] * tilt


@behaviour
def suspect_share(person: Person, category: int, par: np.record) -> float:
    """The share of recorded offences of a category for which this person becomes a suspect: never more than all."""
    return min(par.suspect[category] * par.contact_ratio[int(person.ethnicity)], 1.0)


@behaviour
def contact_part(person: Person, category: int, par: np.record) -> float:
    """How much a category weighs in this person's contacts: its share in offending × recorded × with a suspect."""
    return category_share(person, category, par) * par.recorded[category] * suspect_share(person, category, par)


@behaviour
def pick_category(person: Person, u: float, par: np.record) -> int:
    """Which category a contact is over: by share in offending × share that leads to a suspect."""
    total = 0.0
    for c in range(N_CATEGORIES):
        total += contact_part(person, c, par)
    left = u * total
    for c in range(N_CATEGORIES):
        left -= contact_part(person, c, par)
        if left < 0.0:
            return c
    return N_CATEGORIES - 1


@behaviour
def targeted_share(person: Person, targets: np.ndarray, par: np.record) -> float:
    """The share of a person's offence contacts that is over the targeted categories."""
    total = aimed = 0.0
    for c in range(N_CATEGORIES):
        part = contact_part(person, c, par)
        total += part
        aimed += part if targets[c] else 0.0
    return aimed / total


@behaviour
def pick_targeted(person: Person, u: float, targets: np.ndarray, par: np.record) -> int:
    """Which targeted category a contact is over that enforcement has brought."""
    left = u * targeted_share(person, targets, par)
    total = 0.0
    for c in range(N_CATEGORIES):
        total += contact_part(person, c, par)
    last = 0
    for c in range(N_CATEGORIES):
        if targets[c]:
            last = c
            left -= contact_part(person, c, par) / total
            if left < 0.0:
                return c
    return last


@behaviour
def set_mix(person: Person, par: np.record) -> None:
    """Work out, once, what this person's mix of categories means for contacts, records, harm, victims and cost.

    What is recorded has a suspect or has none, so the two together are the same whoever they are.
    """
    total = contact = undetected = harm = victim = known = cost = 0.0
    for c in range(N_CATEGORIES):
        share = category_share(person, c, par)
        total += share
        suspects = suspect_share(person, c, par)
        contact += share * par.recorded[c] * suspects
        undetected += share * par.recorded[c] * (1.0 - suspects)
        harm += share * par.harm_mean[c]
        known += share * par.harm_mean[c] * par.recorded[c]
        victim += share * par.has_victim[c]
        cost += share * par.crime_cost[c]
    person.contact_share = contact / total
    person.undetected_share = undetected / total
    person.harm_share = harm / total
    person.recorded_harm_share = known / total
    person.victim_share = victim / total
    person.cost_share = cost / total
