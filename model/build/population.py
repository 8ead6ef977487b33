"""People and teams made from a locality, by kernels under the same number rules as the engine."""

from __future__ import annotations

import math

import numpy as np

from ...agents.arithmetic import exp, log, normal
from ...agents.chance import Decision, draw, draw_four, draw_two
from ...agents.court import add_sanctions, further_offences
from ...agents.declaring import Table
from ...agents.engine.behaviour import behaviour, kernel
from ...agents.mix import set_mix
from ...agents.person import N_NEEDS, need_weight, set_need_sums, welfare_rate
from ...agents.recent import fading_years, how_often
from ...agents.records import Officer, Person, PersonNo
from ...agents.spells import start_spells
from ...agents.states import State
from .careers import Flow, Weights, begin_career, ending, under_way
from .spread import LARGEST_MEAN, gamma, pick, poisson, total

GOLDEN = 0.61803398874989490  # steps by which any stretch of rows has the kinds of career in their shares


@kernel
def make_people(
    people: Table[Person],
    par: np.record,
    seed: int,
    first: int,
    weights: Weights,
    flow: Flow,
    area: np.ndarray,
    spacing: float,
) -> int:
    """Fill every row: the first `first` are there on day 0, the rest enter one every `spacing` days, fixed beforehand.

    Who enters begins a career, or moves in with one under way, as many as move away.
    """
    starting, moving = total(weights.starts), par.move_rate * first
    for i in range(people.shape[0]):
        person = people[i]
        person.state = State.ABSENT
        u, v = draw_two(seed, i, Decision.ENTRY, 0, 0)
        begins = i >= first and v * (starting + moving) >= moving
        if i < first:
            step = (i + 0.5) * GOLDEN
            person.place = pick(weights.places, (i + 0.5) / first)
            person.kind = pick(flow.stock, step - math.floor(step))
        else:
            person.enters = (i - first + u) * spacing
            person.place = pick(weights.places, draw(seed, i, Decision.ENTRY, 1, 0))
            person.kind = pick(weights.starts if begins else flow.stock, draw(seed, i, Decision.ENTRY, 2, 1))
        make_person(person, i, seed, par, weights, flow, begins)
        person.rate0 *= area[person.place]
    return people.shape[0]


@behaviour
def make_person(
    person: Person, i: PersonNo, seed: int, par: np.record, weights: Weights, flow: Flow, begins: bool
) -> None:
    """Career, age, sex, ethnicity, care experience, needs and propensity of one person, and how long they stay."""
    if begins:
        age, years = begin_career(person, i, seed, par, weights, flow, 0)
    else:
        age, years = under_way(person, i, seed, par, weights, flow)
    person.born = person.enters - age * 365.25
    person.career = years
    _, v, x, y = draw_four(seed, i, Decision.BUILD, 1, 0)
    start_spells(person, x, par)
    trust = par.trust_start + par.trust_spread * normal(y)
    person.trust = min(max(trust, par.trust_margin), 1.0 - par.trust_margin)
    person.rate0 = gamma(seed, i, par.career_shape[int(person.kind)], 0) * exp(need_weight(person.needs, par))
    if person.care:
        person.rate0 *= par.care_ratio
    person.exits = person.enters - log(v) * 365.0 / max(par.move_rate, 1e-9)
    person.stay = -log(draw(seed, i, Decision.CAREER, 0, 2)) * 365.0 / ending(person, flow, par)
    person.referrer = -1
    person.case = -1
    person.programme = 0


@kernel
def scale_people(people: Table[Person], par: np.record, seed: int, first: int, rates: np.ndarray) -> float:
    """Scale the offending of each kind to its rate, over those there on the first day, then work out all that follows.

    Their mean rate comes back; 0 where nobody offends.
    """
    factors = rate_factors(people, par, first, rates)
    found = 0.0
    for i in range(people.shape[0]):
        person = people[i]
        person.rate0 *= factors[int(person.kind)]
        if i < first:
            found += person.rate0 * usual_spells(person, par)
        set_mix(person, par)
        set_need_sums(person, par)
        person.welfare0 = welfare_rate(person, par)
        make_history(person, i, seed, par)
    return found / first


@behaviour
def rate_factors(people: Table[Person], par: np.record, first: int, rates: np.ndarray) -> np.ndarray:
    """By what each kind's offending is multiplied so that those of the first day have the mean of `rates`."""
    heads, sums = np.zeros(rates.shape[0]), np.zeros(rates.shape[0])
    for i in range(first):
        heads[int(people[i].kind)] += 1.0
        sums[int(people[i].kind)] += people[i].rate0 * usual_spells(people[i], par)
    factors = np.zeros(rates.shape[0])
    for kind in range(rates.shape[0]):
        factors[kind] = rates[kind]
        if sums[kind] > 0.0:
            factors[kind] *= heads[kind] / sums[kind]
    return factors


@behaviour
def usual_spells(person: Person, par: np.record) -> float:
    """The mean over good and bad times of what spells of needs do to somebody's offending, by the needs they have."""
    having = 0
    for k in range(N_NEEDS):
        having |= (1 << k) if np.float64(person.needs[k]) > 0.0 else 0
    return par.spell_usual[having]


@behaviour
def make_history(person: Person, i: PersonNo, seed: int, par: np.record) -> None:
    """Earlier contacts and proven offences, in proportion to a person's own rate and years, and the label they left."""
    years = np.float64(person.career)
    contacts = person.rate0 * usual_spells(person, par) * person.contact_share * years
    u, v, x, y = draw_four(seed, i, Decision.HISTORY, 0, 0)
    proven = poisson(v, min(contacts * par.history_proven, LARGEST_MEAN))
    lately = contacts / max(years, 1.0) * fading_years(par)
    person.recent = poisson(draw(seed, i, Decision.HISTORY, 1, 0), min(lately, LARGEST_MEAN))
    person.last_contact = person.enters
    person.sanctions = 0
    add_sanctions(person, proven)
    further = further_offences(how_often(person, person.enters, par), par)
    person.proven = proven + poisson(y, min(proven * further, LARGEST_MEAN))
    person.contacts = proven + poisson(x, min(contacts * (1.0 - par.history_proven), LARGEST_MEAN))
    person.recent = min(np.float64(person.recent), np.float64(person.contacts))
    person.contacts_fork = person.contacts
    person.proven_fork = person.proven
    person.label = par.channel_label * u if proven > 0 else 0.0


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
