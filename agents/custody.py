"""Police custody: how long somebody is held, what the sergeant decides, and what each decision costs in hours."""

from __future__ import annotations

import numpy as np

from ..scenarios.words import Disposal
from .arithmetic import expit, log
from .chance import Decision, draw, draw_two
from .engine.behaviour import behaviour
from .harm import harm_lean
from .officer import seen_record
from .records import Incident, Person, PersonNo

BAIL = 9  # released under investigation or on bail: the decision comes weeks later


@behaviour
def detention_hours(person_id: PersonNo, key: int, which: int, par: np.record, seed: int) -> float:
    """Hours held: the sum of two exponential times, so that very short and very long stays are rare."""
    u, v = draw_two(seed, person_id, Decision.DETENTION, key, which)
    return -par.detention_hours / 2.0 * (log(u) + log(v))


@behaviour
def charge_chance(person: Person, category: int, evidence: float, lean: float, base: float, par: np.record) -> float:
    """The probability of a charge given that the decision is made now: evidence, seriousness, record, disparity.

    `lean` is how far the harm done stands above the median of its category, in doublings.
    """
    odds = base + par.charge_evidence * (evidence - par.evidence_middle) + par.charge_category[category]
    odds += par.charge_harm * lean
    record = min(seen_record(person.proven, person.proven_fork, par), par.full_record)
    odds += par.charge_record * record / par.full_record
    odds += log(par.discretion_ratio[int(person.ethnicity)])
    return min(expit(odds) * par.charge_ratio[int(person.ethnicity)], 1.0)


@behaviour
def caution_chance(person: Person, par: np.record) -> float:
    """The probability of a caution for somebody who is not charged: mostly for the first few times."""
    return par.caution_share / (1.0 + par.caution_record * seen_record(person.proven, person.proven_fork, par))


@behaviour
def charge_or_not(person: Person, person_id: PersonNo, key: int, par: np.record, seed: int) -> int:
    """What comes of a decision to charge: a charge, or the out-of-court resolution that a law has considered first.

    Like a caution it is mostly for the first few times.
    """
    u, v = draw_two(seed, person_id, Decision.LAW, key, 1)
    record = seen_record(person.proven, person.proven_fork, par)
    if u >= par.out_of_court_share / (1.0 + par.caution_record * record):
        return Disposal.CHARGE
    return Disposal.CAUTION if v < par.out_of_court_cautions else Disposal.COMMUNITY_RESOLUTION


@behaviour
def under_investigation(person_id: PersonNo, key: int, par: np.record, seed: int) -> bool:
    """Whether somebody let go until a later decision is released under investigation, rather than on bail."""
    return draw(seed, person_id, Decision.LAW, key, 2) < par.under_investigation_share


@behaviour
def sergeant(
    person: Person, person_id: PersonNo, category: int, evidence: float, key: int, par: np.record, seed: int
) -> int:
    """The decision at the end of detention: bail, charge, caution or release; or a resolution, where a law asks for it."""
    if draw(seed, person_id, Decision.BAIL, key, 0) < par.bail_share:
        return BAIL
    u, v = draw_two(seed, person_id, Decision.SERGEANT, key, 0)
    lean = harm_lean(person_id, key, category, par, seed)
    if u < charge_chance(person, category, evidence, lean, par.charge_base, par):
        return charge_or_not(person, person_id, key, par, seed)
    return Disposal.CAUTION if v < caution_chance(person, par) else Disposal.RELEASE


@behaviour
def later_decision(
    person: Person, person_id: PersonNo, category: int, evidence: float, key: int, par: np.record, seed: int
) -> int:
    """The decision weeks later, after bail or a voluntary interview: charge, caution, resolution or nothing."""
    u, v = draw_two(seed, person_id, Decision.LATER_DECISION, key, 0)
    lean = harm_lean(person_id, key, category, par, seed)
    if u < charge_chance(person, category, evidence, lean, par.charge_base_later, par):
        return charge_or_not(person, person_id, key, par, seed)
    if v < caution_chance(person, par):
        return Disposal.CAUTION
    return (
        Disposal.COMMUNITY_RESOLUTION
        if v < caution_chance(person, par) + par.resolution_share_later
        else Disposal.NO_FURTHER_ACTION
    )


@behaviour
def no_action(decision: int) -> bool:
    """Whether nothing at all follows from a decision."""
    return decision == Disposal.NO_FURTHER_ACTION or decision == Disposal.RELEASE


@behaviour
def drawn_in_at(person_id: PersonNo, key: int, par: np.record, seed: int) -> bool:
    """Whether whoever would let somebody go offers them a contract all the same, because there is one."""
    return draw(seed, person_id, Decision.CUSTODY_WIDENING, key, 0) < par.custody_widening


@behaviour
def remanded(person_id: PersonNo, key: int, par: np.record, seed: int) -> bool:
    """Whether somebody charged waits for court in prison."""
    return draw(seed, person_id, Decision.REMAND, key, 0) < par.remand_share


@behaviour
def charge_hours(par: np.record) -> float:
    """Officer hours that a charge brings after the decision: the file, and court."""
    return par.hours_case_file + par.hours_court


@behaviour
def end_of(person: Person, incident: Incident, shadow: int, par: np.record, seed: int) -> int:
    """What a disposal at the scene, or bail, would have come to, carried on by the same luck to the decision at its end."""
    decision = shadow
    if decision == Disposal.ARREST:
        decision = sergeant(person, incident.person, incident.category, incident.evidence, incident.key, par, seed)
    if decision == Disposal.VOLUNTARY_INTERVIEW or decision == BAIL:
        decision = later_decision(
            person, incident.person, incident.category, incident.evidence, incident.key, par, seed
        )
    return decision


@behaviour
def leaves_record(decision: int) -> bool:
    """Whether a decision leaves something on the record that is disclosed later: a caution, or a charge and its end."""
    return decision == Disposal.CHARGE or decision == Disposal.CAUTION


@behaviour
def downstream_hours(person: Person, incident: Incident, shadow: int, par: np.record, seed: int) -> float:
    """Officer hours the shadow disposal would still have cost after the scene, carried on by the same luck to its end."""
    if shadow == Disposal.COMMUNITY_RESOLUTION:
        return par.hours_resolution
    hours = 0.0
    if shadow == Disposal.VOLUNTARY_INTERVIEW:
        hours = par.hours_interview
    elif shadow == Disposal.ARREST:
        hours = par.hours_arrest + par.hours_booking + par.hours_interview
    return hours + charge_hours(par) if end_of(person, incident, shadow, par, seed) == Disposal.CHARGE else hours
