"""People and teams made from a locality, by kernels under the same number rules as the engine."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...agents.arithmetic import LN2, exp, log, normal
from ...agents.chance import Decision, draw, draw_four, draw_two
from ...agents.declaring import Table
from ...agents.engine.behaviour import behaviour, kernel
from ...agents.person import N_NEEDS, YOUNG, age_at, need_weight, on_curve, set_mix, set_need_sums, welfare_rate
from ...agents.records import Officer, Person, PersonNo
from ...agents.states import State
from ...scenarios.words import Need
from .needs import need_cuts

LARGEST_MEAN = 150.0  # for which `poisson` is good


class Weights(NamedTuple):
    """What people are drawn from: shares laid end to end."""

    ages: np.ndarray
    entrants: np.ndarray  # the same for those who enter later at any age of a band
    newly: np.ndarray  # the same for those who enter later at the first age of a band
    bounds: np.ndarray
    male: float
    ethnicities: np.ndarray
    places: np.ndarray


@behaviour
def total(weights: np.ndarray) -> float:
    """The sum of the weights, from the first to the last."""
    found = 0.0
    for k in range(weights.shape[0]):
        found += weights[k]
    return found


@behaviour
def pick(weights: np.ndarray, u: float) -> int:
    """The index that `u` falls on when the weights are laid end to end."""
    left = u * total(weights)
    for k in range(weights.shape[0]):
        left -= weights[k]
        if left < 0.0:
            return k
    return weights.shape[0] - 1


@behaviour
def gamma(seed: int, who: int, shape: float, turn: int) -> float:
    """A gamma number with mean 1, another at each `turn`: Marsaglia and Tsang (2000), with the boost for shapes below 1."""
    boosted = shape + 1.0 if shape < 1.0 else shape
    d = boosted - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    value = d
    for attempt in range(64):
        u, v = draw_two(seed, who, Decision.BUILD, 100 + attempt, turn)
        x = normal(u)
        t = 1.0 + c * x
        if t <= 0.0:
            continue
        cube = t * t * t
        square = x * x
        # The first test, of the same authors, spares nearly everybody the logarithms.
        if v < 1.0 - 0.0331 * square * square or log(v) < 0.5 * square + d - d * cube + d * log(cube):
            value = d * cube
            break
    if shape < 1.0:
        value *= exp(log(draw(seed, who, Decision.BUILD, 99, turn)) / shape)
    return value / shape


@behaviour
def poisson(u: float, mean: float) -> int:
    """The Poisson count (capped at 200) at probability `u`, for a mean up to 150."""
    k = 0
    chance = exp(-mean)
    upto = chance
    while u >= upto and k < 200:
        k += 1
        chance *= mean / k
        upto += chance
    return k


@behaviour
def make_needs(person: Person, i: PersonNo, seed: int, par: np.record, cuts: np.ndarray) -> None:
    """Correlated needs: one common factor, a threshold for each need, and severity above it."""
    first, second = draw_four(seed, i, Decision.NEED, 0, 0), draw_four(seed, i, Decision.NEED, 0, 1)
    factor = normal(first[0]) * math.sqrt(par.need_correlation)
    own = math.sqrt(1.0 - par.need_correlation)
    for k in range(N_NEEDS):
        z = factor + own * normal(first[1 + k] if k < 3 else second[k - 3])
        if person.care and k == Need.TRAUMA:
            z += par.care_trauma
        severity = par.severity_least + (1.0 - par.severity_least) * draw(seed, i, Decision.NEED, 1 + k, 0)
        person.needs[k] = severity if z > cuts[k] else 0.0


@behaviour
def make_person(
    person: Person,
    i: PersonNo,
    seed: int,
    par: np.record,
    weights: Weights,
    cuts: np.ndarray,
    ages: np.ndarray,
    newly: bool,
) -> None:
    """Age, sex, ethnicity, care experience, needs and propensity of one person."""
    u, v, x, y = draw_four(seed, i, Decision.BUILD, 0, 0)
    band = pick(ages, u)
    low, high = weights.bounds[band], weights.bounds[band + 1]
    age = low if newly else low + v * (high - low)
    person.born = person.enters - age * 365.25
    person.sex = 1 if x < weights.male else 0
    person.ethnicity = pick(weights.ethnicities, y)
    u, _, x, y = draw_four(seed, i, Decision.BUILD, 1, 0)
    person.care = 1 if u < par.care_share else 0
    person.spell = 1 if x < par.spell_share else 0
    trust = par.trust_start + par.trust_spread * normal(y)
    person.trust = min(max(trust, par.trust_margin), 1.0 - par.trust_margin)
    make_needs(person, i, seed, par, cuts[int(weights.bounds[band] < YOUNG), int(person.sex)])
    person.rate0 = gamma(seed, i, par.propensity_shape, 0) * exp(need_weight(person.needs, par))
    if person.care:
        person.rate0 *= par.care_ratio
    person.referrer = -1
    person.case = -1
    person.programme = 0


@behaviour
def young_share(weights: Weights) -> float:
    """The share of those who are there on the first day that is young, by the bands of ages."""
    young = 0.0
    for band in range(weights.ages.shape[0]):
        young += weights.ages[band] if weights.bounds[band] < YOUNG else 0.0
    return young / total(weights.ages)


@kernel
def make_people(
    people: Table[Person],
    par: np.record,
    seed: int,
    first: int,
    weights: Weights,
    drug_ratio: float,
    area: np.ndarray,
    spacing: float,
) -> int:
    """Fill every row: the first `first` are there on day 0, the rest enter one every `spacing` days, fixed beforehand."""
    cuts = need_cuts(par, drug_ratio, young_share(weights), weights.male)
    for i in range(people.shape[0]):
        person = people[i]
        person.state = State.ABSENT
        u, v = draw_two(seed, i, Decision.ENTRY, 0, 0)
        if i >= first:
            person.enters = (i - first + u) * spacing
        newly = i >= first and v < total(weights.newly) / (total(weights.newly) + total(weights.entrants))
        ages = weights.ages if i < first else (weights.newly if newly else weights.entrants)
        if i < first:
            person.place = pick(weights.places, (i + 0.5) / first)
        else:
            person.place = pick(weights.places, draw(seed, i, Decision.ENTRY, 1, 0))
        make_person(person, i, seed, par, weights, cuts, ages, newly)
        person.rate0 *= area[person.place]
    return people.shape[0]


@kernel
def scale_people(people: Table[Person], par: np.record, seed: int, first: int, mean_rate: float) -> float:
    """Scale offending to the locality's level, then work out all that follows from it; 0 where nobody offends."""
    total = 0.0
    for i in range(first):
        person = people[i]
        total += person.rate0 * on_curve(par.age_curve, age_at(person, 0.0)) * usual_spell(par)
    if total <= 0.0:
        return 0.0
    factor = mean_rate * first / total
    for i in range(people.shape[0]):
        person = people[i]
        person.rate0 *= factor
        set_mix(person, par)
        set_need_sums(person, par)
        person.welfare0 = welfare_rate(person, par)
        make_history(person, i, seed, par, 0)
    usual = usual_exit(people, par, first)
    for i in range(people.shape[0]):
        if i >= first:
            take_turn_of_leaver(people[i], i, seed, par, usual)
        make_leaving(people[i], i, seed, par, usual)
    return factor


@behaviour
def exit_ratio(person: Person, par: np.record) -> float:
    """How often people of this record give up offending, against who has none: `par.exit_record` times at each doubling."""
    return exp(log(par.exit_record) * log(1.0 + np.float64(person.proven)) / LN2)


@behaviour
def usual_exit(people: Table[Person], par: np.record, first: int) -> float:
    """The mean of `exit_ratio` over those who are there on the first day."""
    found = 0.0
    for i in range(first):
        found += exit_ratio(people[i], par)
    return found / first


@behaviour
def take_turn_of_leaver(person: Person, i: PersonNo, seed: int, par: np.record, usual: float) -> None:
    """Draw the propensity and record of who comes later anew until they are as those who leave, in whose place they come.

    Otherwise those who stay long, who offend more, would gather in the model.
    """
    soonest = par.exit_rate / usual + par.move_rate
    for turn in range(64):
        own = par.exit_rate * exit_ratio(person, par) / usual + par.move_rate
        if draw(seed, i, Decision.ENTRY, 3, turn) * soonest <= own:
            return
        before = gamma(seed, i, par.propensity_shape, turn)
        person.rate0 *= gamma(seed, i, par.propensity_shape, turn + 1) / before
        make_history(person, i, seed, par, turn + 1)


@behaviour
def make_leaving(person: Person, i: PersonNo, seed: int, par: np.record, usual: float) -> None:
    """When somebody leaves and why, fixed beforehand: they give up offending, the sooner the shorter their record, or move."""
    stopping = par.exit_rate * (exit_ratio(person, par) / usual)
    leaving = max(stopping + par.move_rate, 1e-9)
    _, v, _, _ = draw_four(seed, i, Decision.BUILD, 1, 0)
    person.exits = person.enters - log(v) * 365.0 / leaving
    person.desists = 1 if draw(seed, i, Decision.BUILD, 2, 0) * leaving < stopping else 0


@behaviour
def usual_spell(par: np.record) -> float:
    """The mean over good and bad spells of what they do to offending."""
    return 1.0 + par.spell_share * (par.spell_ratio - 1.0)


@behaviour
def make_history(person: Person, i: PersonNo, seed: int, par: np.record, turn: int) -> None:
    """Earlier contacts and proven offences, in proportion to a person's own rate and years, and the label they left."""
    age = age_at(person, person.enters)
    years = min(max(age - par.history_from_age, 0.0), par.history_years)
    curve = on_curve(par.age_curve, max(age - years / 2.0, par.history_curve_from))
    contacts = person.rate0 * curve * usual_spell(par) * person.contact_share * years
    u, v, x, _ = draw_four(seed, i, Decision.HISTORY, 0, turn)
    proven = poisson(v, min(contacts * par.history_proven, LARGEST_MEAN))
    person.proven = proven
    person.contacts = proven + poisson(x, min(contacts * (1.0 - par.history_proven), LARGEST_MEAN))
    person.contacts_fork = person.contacts
    person.proven_fork = person.proven
    person.label = u if proven > 0 else 0.0


@kernel
def tie_keys(people: Table[Person], par: np.record, seed: int) -> np.ndarray:
    """For each person, and for each of two lines, a number to sort by: neighbourhood, then age plus chance.

    Age plus chance is kept to 1/65,536 of a year, so that both find room in one whole number.
    """
    rows = people.shape[0]
    keys = np.empty((2, rows), np.int64)
    for i in range(rows):
        u, v = draw_two(seed, i, Decision.TIE, 0, 0)
        age = -people[i].born / 365.25
        place = int(people[i].place) * 134217728
        keys[0, i] = place + tie_level(age + par.tie_age_spread * normal(u))
        keys[1, i] = place + tie_level(age + par.tie_age_spread * normal(v))
    return keys


@kernel
def step_aside(ties: np.ndarray, residents: int) -> int:
    """Take those who move in later out of the lines, the last first, so that each keeps whom they will stand between.

    Whom somebody stands between when they move in is decided by those who came before them alone.
    """
    for i in range(ties.shape[0] - 1, residents - 1, -1):
        for turn in range(0, ties.shape[1], 2):
            before, after = int(ties[i, turn]), int(ties[i, turn + 1])
            if before >= 0:
                ties[before, turn + 1] = after
            if after >= 0:
                ties[after, turn] = before
    return residents


@kernel
def take_turns(turns: np.ndarray, residents: int, rows: int, block: int, seed: int) -> int:
    """On which day of a `block` those who move in later are reviewed: so many `rows` at a time, by luck of their own."""
    for k in range(turns.shape[0]):
        turns[k] = int(math.floor(draw(seed, residents + k * rows, Decision.ENTRY, 2, 0) * block))
    return turns.shape[0]


@behaviour
def tie_level(age: float) -> int:
    """An age from −1,000 to 1,000 years, such as chance makes of it, as a whole number below 2^27."""
    return int(math.floor((min(max(age, -1000.0), 1000.0) + 1000.0) * 65536.0))


@kernel
def make_officers(officers: Table[Officer], par: np.record, seed: int) -> int:
    """Each officer's leaning to arrest and to divert; a few are far keener than the rest."""
    for j in range(officers.shape[0]):
        u, v = draw_two(seed, j, Decision.BUILD, 9, 1)
        officers[j].severity = par.officer_severity_spread * normal(u)
        officers[j].keenness = par.officer_keenness_spread * normal(v)
        officers[j].belief = par.belief_start
    return officers.shape[0]
