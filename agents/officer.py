"""An officer: what they would do without diversion, whether they offer it, and what they come to believe."""

from __future__ import annotations

import math

import numpy as np

from ..scenarios.words import MONTH_DAYS, NEEDS, ContactKind, Disposal, Ethnicity, Stage
from .arithmetic import LN2, exp, expit, log, logit
from .chance import Decision, draw, draw_four
from .engine.behaviour import behaviour
from .person import age_at, openness
from .recent import recent_at, recent_lean
from .records import Incident, Officer, Person, Programme, Route, Team

N_NEEDS = len(NEEDS)


@behaviour
def arrival(u: float, pull: float) -> float:
    """When an alternative of this pull would arrive in a race of exponential clocks.

    The first to arrive is the one whose pull plus a Gumbel number of its own, −log(−log u), is the highest.
    """
    return -log(u) * exp(-pull)


@behaviour
def attends(u: float, team: Team, par: np.record) -> bool:
    """Whether anybody comes: surely when the team has time, less often as pressure rises above its usual."""
    strain = par.channel_time_cost * (team.pressure - par.usual_pressure)
    return u < par.attend_share * min(max(1.0 - par.attend_sensitivity * strain, 0.0), 1.0 / par.attend_share)


@behaviour
def wait_days(u: float, team: Team, par: np.record) -> float:
    """Days until an officer comes to an incident that waits: more as pressure rises above its usual, fewer below."""
    strain = par.channel_time_cost * (team.pressure - par.usual_pressure)
    return -log(u) * par.wait_hours / 24.0 * max(1.0 + par.wait_sensitivity * strain, par.wait_least)


@behaviour
def fade_evidence(incident: Incident, par: np.record) -> None:
    """What waiting costs: part of the evidence is gone when the officer comes."""
    incident.late = 1
    incident.evidence *= 1.0 - par.evidence_fade


@behaviour
def seen_record(count: int, at_fork: int, par: np.record) -> float:
    """The record an officer acts on: what stood at the fork, and what came since as far as that channel is open."""
    return np.float64(at_fork) + par.channel_record * np.float64(count - at_fork)


@behaviour
def arrest_utility(officer: Officer, person: Person, incident: Incident, team: Team, par: np.record) -> float:
    """The pull towards arrest against doing nothing."""
    pull = par.arrest_base[incident.category] + officer.severity
    pull += par.arrest_evidence * (incident.evidence - par.evidence_middle) + par.arrest_victim * np.float64(
        incident.victim
    )
    pull += par.arrest_history * math.sqrt(min(np.float64(incident.prior_contacts), par.history_contacts_most))
    pull -= par.arrest_pressure * par.channel_time_cost * (team.pressure - par.usual_pressure)
    return pull + log(par.arrest_ratio[int(person.ethnicity)] * par.discretion_ratio[int(person.ethnicity)])


@behaviour
def shadow_disposal(officer: Officer, person: Person, incident: Incident, team: Team, par: np.record, seed: int) -> int:
    """What this officer would do here without diversion: the alternative with the highest utility plus its own luck.

    Each alternative has the number at its own place among four of one key; a fifth would be the first of another key.
    """
    luck = draw_four(seed, incident.person, Decision.SHADOW, incident.key, 0)
    best: int = Disposal.NO_FURTHER_ACTION
    first = arrival(luck[0], 0.0)
    record = math.sqrt(min(np.float64(incident.prior_contacts), par.history_contacts_most))
    lean = par.arrest_evidence * (incident.evidence - par.evidence_middle) + par.arrest_victim * np.float64(
        incident.victim
    )
    for choice in range(Disposal.COMMUNITY_RESOLUTION, Disposal.ARREST + 1):
        if choice == Disposal.COMMUNITY_RESOLUTION:
            pull = par.resolution_base[incident.category] - par.resolution_history * record
        elif choice == Disposal.VOLUNTARY_INTERVIEW:
            pull = par.interview_base[incident.category] + lean
        else:
            pull = arrest_utility(officer, person, incident, team, par)
        at = arrival(luck[choice], pull)
        if at < first:
            best, first = choice, at
    return best


@behaviour
def in_time(route: Route, moment: float) -> bool:
    """Whether a route's own dates allow it at this moment, wherever it is open."""
    return bool(route.opens <= moment < route.closes)


@behaviour
def needs_qualify(person: Person, route: Route) -> bool:
    """Whether a person has at least one of the needs a route asks for, at the severity it asks for."""
    asked = False
    for k in range(N_NEEDS):
        if route.needs[k]:
            asked = True
            if np.float64(person.needs[k]) >= route.min_severity:
                return True
    return not asked


@behaviour
def recent_fits(person: Person, route: Route, moment: float, par: np.record) -> bool:
    """Whether somebody has as many recent contacts as a route asks for, and no more than it admits."""
    if route.min_recent <= 0.0 and route.max_recent < 0.0:
        return True
    recent = recent_at(person, moment, par)
    return bool(route.min_recent <= recent and (route.max_recent < 0.0 or recent <= route.max_recent))


@behaviour
def eligible(person: Person, incident: Incident, route: Route, par: np.record) -> bool:
    """Whether the route's own rules admit this person at this contact (not whether anybody offers it)."""
    age = age_at(person, incident.moment)
    if route.kinds[incident.category] == 0 or not route.age_min <= age < route.age_max:
        return False
    if route.domestic_excluded and incident.domestic or route.domestic_only and not incident.domestic:
        return False
    if route.max_proven >= 0 and incident.prior_proven > route.max_proven:
        return False
    if not recent_fits(person, route, incident.moment, par):
        return False
    if person.case >= 0 and (person.ordinary == 0 or route.ordinary):  # ordinary support gives way to a programme
        return False
    if route.repeats == 0 and person.referred_at > 0.0:
        return False
    return needs_qualify(person, route)


@behaviour
def admits(person: Person, incident: Incident, par: np.record, seed: int) -> bool:
    """Whether the person admits the offence, where a route demands it."""
    chance = par.admission * (1.0 if person.ethnicity == Ethnicity.WHITE else par.admission_ratio_minority)
    return draw(seed, incident.person, Decision.ADMISSION, incident.key, 0) < chance


@behaviour
def training_left(trained: float, moment: float, par: np.record) -> float:
    """What is left of training: 1 when fresh, halving with each half-life, 0 for the untrained."""
    if trained < 0.0 or moment < trained:
        return 0.0
    return exp(-LN2 * (moment - trained) / (par.training_half_life * MONTH_DAYS))


@behaviour
def offer_chance(
    officer: Officer, person: Person, incident: Incident, route: Route, trained: float, par: np.record
) -> float:
    """The probability that this officer offers this route to this eligible person."""
    if route.offer <= 0.0 or route.offer >= 1.0:
        return min(max(route.offer, 0.0), 1.0)
    # Stretched, so that over officers of all leanings the mean chance is the one declared.
    odds = logit(route.offer) * par.keenness_stretch + officer.keenness + route.lift
    if route.stage == Stage.STREET:
        odds += par.offer_shadow[incident.shadow]
    if route.stage != Stage.CUSTODY:
        odds += par.training_effect * training_left(trained, incident.moment, par)
    odds += par.belief_weight * par.channel_belief * (officer.belief - par.belief_start)
    odds += recent_lean(person, route.stage, incident.moment, par)
    if route.stage != Stage.SOCIAL_CONTACT:
        bands = min(np.float64(incident.prior_contacts) / par.cream_band, par.cream_bands_most)
        odds += par.cream_skimming * (bands - par.cream_centre)
    odds -= log(par.discretion_ratio[int(person.ethnicity)])
    return expit(odds) * par.offer_ratio[int(person.ethnicity)]


@behaviour
def offers(
    officer: Officer,
    person: Person,
    incident: Incident,
    route: Route,
    trained: float,
    par: np.record,
    seed: int,
) -> bool:
    """Whether this route is offered here: eligibility is settled, this is the officer's will."""
    if draw(seed, incident.person, Decision.OFFER, incident.key, route.luck) >= offer_chance(
        officer, person, incident, route, trained, par
    ):
        return False
    return route.admission == 0 or admits(person, incident, par, seed)


@behaviour
def consent_chance(person: Person, programme: Programme, moment: float, lift: float, par: np.record) -> float:
    """The probability of saying yes: the programme's own, moved by trust, by its appeal and by `lift`, in log-odds."""
    return expit(logit(programme.consent) + openness(person, programme, moment, par) + lift)


@behaviour
def record_years(person: Person, moment: float) -> float:
    """The years that a person's record goes back, at least one: those of the career they came with, and those since."""
    return max(np.float64(person.career) + (moment - person.enters) / 365.0, 1.0)


@behaviour
def expected_contacts(person: Person, incident: Incident, par: np.record) -> float:
    """The repeat contacts a year that an officer expects without diversion, from the record they see.

    The contacts on record, with this one where it is over an offence, by the years that the record goes back, times
    `belief_expected`.
    """
    seen = np.float64(incident.prior_contacts) + (1.0 if incident.category != ContactKind.WELFARE else 0.0)
    return par.belief_expected * seen / record_years(person, incident.moment)


@behaviour
def move_belief(officer: Officer, step: float, par: np.record) -> None:
    """Shift an officer's belief that diversion works by `step`: most where they are in two minds, alike up and down.

    So steps that are nothing on average leave belief where it is on average.
    """
    room = 2.0 * officer.belief * (1.0 - officer.belief)
    officer.belief = min(max(officer.belief + par.channel_belief * step * room, 0.0), 1.0)
