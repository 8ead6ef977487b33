"""A person known to police or at risk of it: what they need, how often they offend, and what changes that."""

from __future__ import annotations

import math

import numpy as np

from ..scenarios.words import AGE_BOUNDS, ETHNICITIES, MONTH_DAYS, NEEDS, SEXES, Need
from .arithmetic import LN2, exp
from .declaring import Table
from .engine.behaviour import behaviour
from .par import AGES
from .records import Person, Programme
from .states import Whereabouts

N_NEEDS = len(NEEDS)
YOUNG, MIDDLE = AGE_BOUNDS
EVERYTHING = 2**N_NEEDS - 1  # every need's bit
LAST_AGE = AGES - 1.000001  # just below the end of a table by age
CELLS = len(SEXES) * len(ETHNICITIES)  # groups of one age
TO_FULL = 3.0  # how many times over something grows until 95% is there: e^-3 is 5%
ROUNDING = 1e-12  # more than what rounding can take off a bound


@behaviour
def age_at(person: Person, moment: float) -> float:
    """Age in years."""
    return (moment - person.born) / 365.25


@behaviour
def on_curve(curve: np.ndarray, age: float) -> float:
    """A value from a table by whole year of age, straight between the years."""
    age = min(max(age, 0.0), LAST_AGE)
    year = math.floor(age)
    part = age - year
    return curve[year] * (1.0 - part) + curve[year + 1] * part


@behaviour
def group_of(person: Person, moment: float) -> int:
    """The cell of the group tables: age group × sex × ethnicity, 0 to 23."""
    days = moment - person.born
    band = 0 if days < YOUNG * 365.25 else (1 if days < MIDDLE * 365.25 else 2)
    return band * CELLS + int(person.sex) * len(ETHNICITIES) + int(person.ethnicity)


@behaviour
def need_weight(needs: np.ndarray, par: np.record) -> float:
    """The sum of weight × severity over the needs: the log of what they do to offending."""
    total = 0.0
    for k in range(N_NEEDS):
        total += par.need_weight[k] * np.float64(needs[k])
    return total


@behaviour
def weight_of(person: Person, programme: Programme, got: int, par: np.record) -> float:
    """The part of `need_weight` that those of a programme's needs make up for which help has come."""
    total = 0.0
    for k in range(N_NEEDS):
        if (got >> k) & 1:
            total += programme.meets[k] * par.need_weight[k] * np.float64(person.needs[k])
    return total


@behaviour
def set_need_sums(person: Person, par: np.record) -> None:
    """Work out, once, what this person's needs together mean for dying and for being a victim."""
    total, ratio = 0.0, 1.0
    for k in range(N_NEEDS):
        total += np.float64(person.needs[k])
        ratio *= 1.0 + (par.death_need[k] - 1.0) * np.float64(person.needs[k])
    person.need_total = total
    person.death_ratio = ratio


@behaviour
def welfare_rate(person: Person, par: np.record) -> float:
    """Welfare contacts a year from mental health, housing and trauma, before anything a regime can change."""
    pull = (
        np.float64(person.needs[Need.MENTAL_HEALTH])
        + par.welfare_housing * np.float64(person.needs[Need.HOUSING])
        + par.welfare_trauma * np.float64(person.needs[Need.TRAUMA])
    )
    return par.welfare_contacts * pull


@behaviour
def support_log(person: Person, programme: Programme, age: float, par: np.record) -> float:
    """The log of what easing needs does to offending: minus relief × the weight of the needs for which help has come."""
    relief = programme.relief_young if age < YOUNG else programme.relief
    return -par.channel_support * person.support * relief * weight_of(person, programme, int(person.got), par)


@behaviour
def structure_log(person: Person, programme: Programme, age: float, par: np.record) -> float:
    """The log of what support does to offending without any need being met: structure, attention, a threat."""
    structure = programme.structure_young if age < YOUNG else programme.structure
    return -par.channel_support * person.support * structure


@behaviour
def active_spells(person: Person) -> int:
    """The needs of which somebody is in a spell that support has not eased, one bit each."""
    return int(person.spells) & ~int(person.eased)


@behaviour
def spell_eased_log(person: Person, par: np.record) -> float:
    """The log of what easing takes off what somebody's spells add to offending: never more than they add."""
    return par.spell_log[active_spells(person)] - par.spell_log[int(person.spells)]


@behaviour
def lost_log(person: Person, par: np.record) -> float:
    """The log of what a home or work lost by being locked up does to offending, beside a spell that has it already."""
    gone = int(person.lost) & ~active_spells(person)
    weight = 0.0
    for k in range(N_NEEDS):
        if (gone >> k) & 1:
            weight += par.need_weight[k]
    return par.channel_custody_time * par.loss_weight * weight


@behaviour
def desist_pace(person: Person, programmes: Table[Programme], moment: float, par: np.record) -> float:
    """How often somebody gives up offending for good against without support: oftener, the more support takes off offending."""
    if person.support <= 0.0 or par.desist_support == 0.0:
        return 1.0
    programme, age = programmes[person.programme], age_at(person, moment)
    moved = support_log(person, programme, age, par) + structure_log(person, programme, age, par)
    return exp(-par.desist_support * moved)


@behaviour
def other_logs(person: Person, moment: float, par: np.record) -> float:
    """The log of label, lost deterrence, a home or work lost, spells eased, and peers together."""
    total = -person.label * par.log_avoided_conviction
    total += par.channel_ties * par.tie_strength * np.float64(person.peers)
    if person.lost:
        total += lost_log(person, par)
    if person.eased:
        total += spell_eased_log(person, par)
    if moment < person.lenient_until:
        total += par.channel_deterrence * par.log_deterrence_lost
    return total


@behaviour
def set_steady(person: Person, age: float, par: np.record) -> None:
    """Take note, for the block that begins, of what no regime changes: the spells of needs, and age through youth services."""
    person.steady = exp(par.spell_log[int(person.spells)]) if person.spells else 1.0
    if par.youth_services != 1.0 and age < par.youth_services_age:
        person.steady *= par.youth_services


@behaviour
def most_welfare(par: np.record) -> float:
    """The most by which anything may raise welfare contacts; `par.bound_ratio` is the same for offending."""
    return par.victim_welfare_ratio * par.harm_margin


@behaviour
def set_rates(person: Person, programmes: Table[Programme], moment: float, par: np.record) -> None:
    """Bring a person's offending and welfare rates up to date with everything that acts on them now."""
    eased = held = 0.0
    if person.support > 0.0:
        programme, age = programmes[person.programme], age_at(person, moment)
        eased = support_log(person, programme, age, par)
        held = structure_log(person, programme, age, par)
    welfare = person.welfare0 * (exp(eased) if eased != 0.0 else 1.0)
    if person.full < person.victim_until:  # as of the start of the block, so that nothing in between moves it
        welfare *= par.victim_welfare_ratio
    person.welfare = min(welfare, person.welfare0 * most_welfare(par))
    moved = eased + held + other_logs(person, moment, par)
    person.rate = person.rate0 * person.steady * (min(exp(moved), par.bound_ratio) if moved != 0.0 else 1.0)


@behaviour
def set_bound(person: Person, par: np.record) -> None:
    """Set the contacts a year that no regime can exceed until the next review; equal in every regime by construction.

    It holds only what no regime changes: age, spells of needs, and the most by which anything may raise offending
    (`par.bound_ratio`) and welfare contacts; `set_rates` lets nothing beyond, whatever else is compared.
    """
    offences = person.rate0 * person.steady * person.contact_share * par.bound_ratio
    person.bound = (offences + person.welfare0 * most_welfare(par)) * (1.0 + ROUNDING)


@behaviour
def at_liberty(person: Person, par: np.record) -> float:
    """The share of their usual offending open to somebody now: 1 in the community, 0 in custody or prison."""
    return 1.0 if person.inside == Whereabouts.LIBERTY else 1.0 - par.channel_custody_time


@behaviour
def openness(person: Person, programme: Programme, moment: float, par: np.record) -> float:
    """The log-odds that a person adds to consent and engagement: trust, less where peers lead, and a programme's appeal."""
    appeal = programme.appeal_young if age_at(person, moment) < YOUNG else programme.appeal_older
    return par.trust_weight * (1.0 - programme.peer_led) * (person.trust - par.trust_start) + appeal


@behaviour
def move_trust(person: Person, step: float, par: np.record) -> None:
    """Add `step` to a person's trust, kept between 0 and 1."""
    person.trust = min(max(person.trust + par.channel_trust * step, 0.0), 1.0)


@behaviour
def taper(proven: int, par: np.record) -> float:
    """How strongly one more proven offence labels: fully for the first, not at all once the record is full."""
    return max(0.0, 1.0 - np.float64(proven) / par.full_record)


@behaviour
def add_label(person: Person, share: float, par: np.record) -> None:
    """Close doors behind a person: `share` of what a conviction would do, less for those with a long record."""
    person.label += share * taper(person.proven, par) * (1.0 - person.label)


@behaviour
def label_at_charge(par: np.record) -> float:
    """What a charge labels before any conviction, as a share of what a conviction does."""
    return par.channel_charge * par.charge_label


@behaviour
def label_after_charge(person: Person, par: np.record) -> float:
    """The share that a conviction adds to what its charge has labelled, so that both together label like one conviction."""
    full = taper(person.proven, par)
    before = label_at_charge(par) * full
    return (1.0 - label_at_charge(par)) / (1.0 - before) if before < 1.0 else 0.0


@behaviour
def left_after(days: float, half_life_months: float) -> float:
    """The share of something that is left after some days, given its half-life."""
    return exp(-LN2 * days / (half_life_months * MONTH_DAYS))


@behaviour
def grow_support(person: Person, programme: Programme, days: float, in_support: bool, par: np.record) -> None:
    """Let the effect of support grow while it lasts and fade after it ends."""
    if in_support:
        person.support = 1.0 - (1.0 - person.support) * exp(-TO_FULL * days / (programme.months_to_full * MONTH_DAYS))
    elif person.support > 0.0:
        left = person.support * left_after(days, programme.half_life)
        person.support = left if left >= par.support_least else 0.0


@behaviour
def grow_bond(person: Person, days: float, par: np.record) -> None:
    """Let the relationship with a worker grow."""
    person.bond = 1.0 - (1.0 - person.bond) * exp(-TO_FULL * days / (par.bond_months * MONTH_DAYS))


@behaviour
def death_rate(person: Person, age: float, moment: float, in_support: bool, par: np.record) -> float:
    """Expected deaths a year: by age, needs, the weeks after prison, and support if it changes them."""
    rate = on_curve(par.death_curve, age) * np.float64(person.death_ratio)
    released = np.float64(person.released_at)
    if released > 0.0 and moment - released < par.death_release_days:
        rate *= 1.0 + par.channel_mortality * (par.death_release_ratio - 1.0)
    if in_support:
        rate *= 1.0 + par.channel_mortality * (par.death_support_ratio - 1.0)
    return rate


@behaviour
def victim_rate(person: Person, eased: float, par: np.record) -> float:
    """Times a year a person is a victim: a base, more with need, less as support relieves needs."""
    total = np.float64(person.need_total)
    if eased != 0.0:
        total *= exp(eased)
    return par.victim_base * (1.0 + par.victim_need * total)
