"""How things are counted: rounded once into fixed point, added to the table of groups and the table of places."""

from __future__ import annotations

import math

import numpy as np

from ...agents.engine.behaviour import behaviour
from ...agents.person import CELLS, age_at, at_liberty, group_of, structure_log, support_log, victim_rate
from ...agents.records import OfficerNo, Person, Service
from ...agents.states import CaseState, Status
from ...scenarios.words import Task
from ..world import SCALE, World
from .measures import Measure as M

MOST = 2**61  # of a total in fixed point: four of them are still a whole number of 64 bits


@behaviour
def fixed(x: float) -> int:
    """A number as an integer of 1/2^20, rounded once; `MOST` for one that is too large, and for what is no number."""
    scaled = x * SCALE + 0.5
    return int(math.floor(scaled)) if -MOST < scaled < MOST else MOST


@behaviour
def between(rate: float, before: float, after: float) -> int:
    """What a steady rate adds up to between two times since the block began, so that the parts sum to the whole exactly."""
    return fixed(rate * after) - (fixed(rate * before) if before > 0.0 else 0)


@behaviour
def month_of_day(w: World, day: int) -> int:
    """The month of a day; what would come after the end of the run is counted in its last month."""
    return int(w.months[min(day, w.months.shape[0] - 1)])


@behaviour
def month_of(w: World, moment: float) -> int:
    """The month of a moment."""
    return month_of_day(w, int(math.floor(moment)))


@behaviour
def month_until(w: World, moment: float) -> int:
    """The month in which lies what ends at a moment: where that is the very end of a month, this one and not the next."""
    day = int(math.floor(moment))
    return month_of_day(w, day - 1 if day > 0 and np.float64(day) == moment else day)


@behaviour
def add(w: World, measure: int, month: int, group: int, place: int, amount: int) -> None:
    """Add a fixed-point amount to both tables."""
    w.by_group[month, group, measure] = held(w, w.by_group[month, group, measure] + amount)
    w.by_place[month, place, measure] = held(w, w.by_place[month, place, measure] + amount)


@behaviour
def held(w: World, total: int) -> int:
    """A total that has just grown; beyond `MOST` the run fails, long before the whole number would wrap."""
    if not -MOST < total < MOST:
        w.clock.status = Status.TOO_LARGE
    return total


@behaviour
def count(w: World, measure: int, person: Person, moment: float, amount: float) -> None:
    """Count `amount` of something that happened to a person."""
    add(w, measure, month_of(w, moment), group_of(person, moment), int(person.place), fixed(amount))


@behaviour
def so_far(amount: float, begin: float, end: float, moment: float) -> int:
    """What of an amount that comes steadily between two moments has come by one of the moments between."""
    return fixed(amount * ((moment - begin) / (end - begin)))


@behaviour
def spread(w: World, measure: int, group: int, place: int, begin: float, end: float, amount: float) -> None:
    """Add what came steadily between two moments to the months it came in; the parts sum to the whole exactly."""
    first, last, done = month_of(w, begin), month_until(w, end), 0
    for month in range(first, last):
        due = so_far(amount, begin, end, w.month_ends[month])
        add(w, measure, month, group, place, due - done)
        done = due
    add(w, measure, max(first, last), group, place, fixed(amount) - done)


@behaviour
def work(w: World, j: OfficerNo, task: int, hours: float, moment: float) -> None:
    """Enter hours of officer `j` in the ledger; training is outside the day's demand."""
    amount = fixed(hours)
    month = month_of(w, moment)
    w.ledger[j, task] += amount
    w.hours[month, task] = held(w, w.hours[month, task] + amount)
    if task != Task.TRAINING:
        w.teams[w.officers[j].team].today += amount


@behaviour
def count_support(w: World, person: Person, moment: float, group: int, place: int, years: float, eased: float) -> None:
    """Count the time of support since the last time, and the need it relieves."""
    since = person.since
    if person.case >= 0 and w.cases[person.case].state == CaseState.IN_SUPPORT:
        days = fixed(years * 365.0)
        if w.clock.counting:
            r = int(w.cases[person.case].route)
            step = M.SUPPORT_DAYS - M.ELIGIBLE
            w.funnel[r, step] = held(w, w.funnel[r, step] + days)
        if person.ordinary == 0:
            spread(w, M.SUPPORT_DAYS, group, place, since, moment, years * 365.0)
    if eased != 0.0:
        # `eased` is minus weight × need relieved; by the average weight it becomes needs of one person.
        spread(w, M.RELIEF, group, place, since, moment, -eased / w.par.mean_need_weight * years)
        if w.clock.counting:
            count_relief(w, person, group, years)


@behaviour
def count_relief(w: World, person: Person, group: int, years: float) -> None:
    """Count what is relieved of each need, in needs of one person; the first groups are the young."""
    programme = w.programmes[person.programme]
    size = programme.relief_young if group < CELLS else programme.relief
    size *= w.par.channel_support * person.support * years
    for k in range(w.relieved.shape[0]):
        if (int(person.got) >> k) & 1:
            w.relieved[k] = held(w, w.relieved[k] + fixed(size * programme.meets[k] * np.float64(person.needs[k])))


@behaviour
def accrue(w: World, person: Person, moment: float) -> None:
    """Count, exactly and by intensity, what a person did and underwent since the last time; call before any change."""
    par = w.par
    years = (moment - person.since) / 365.0
    if years <= 0.0:
        return
    middle = (moment + person.since) / 2.0
    group = group_of(person, middle)
    place = int(person.place)
    rate = person.rate * at_liberty(person, par)
    began, last = np.float64(person.full), month_until(w, moment)
    before, after = (person.since - began) / 365.0, (moment - began) / 365.0
    for month in range(month_of(w, person.since), last):
        end = (w.month_ends[month] - began) / 365.0
        accrue_in(w, person, rate, month, group, place, before, end)
        before = end
    accrue_in(w, person, rate, last, group, place, before, after)
    in_support = person.case >= 0 and w.cases[person.case].state == CaseState.IN_SUPPORT
    if person.support > 0.0 or in_support:
        eased = eased_log(w, person, middle)
        count_support(w, person, moment, group, place, years, eased)
    person.since = moment


@behaviour
def accrue_in(
    w: World, person: Person, rate: float, month: int, group: int, place: int, before: float, after: float
) -> None:
    """Count, by intensity, what a person did and underwent in one month, between two times since the block began."""
    add(w, M.LATENT, month, group, place, between(rate, before, after))
    add(w, M.HARM, month, group, place, between(rate * np.float64(person.harm_share), before, after))
    add(w, M.RECORDED_HARM, month, group, place, between(rate * np.float64(person.recorded_harm_share), before, after))
    add(w, M.CRIME_COST, month, group, place, between(rate * np.float64(person.cost_share), before, after))
    add(w, M.VICTIM_OFFENCES, month, group, place, between(rate * np.float64(person.victim_share), before, after))
    add(w, M.UNDETECTED, month, group, place, between(rate * np.float64(person.undetected_share), before, after))
    add(w, M.PERSON_YEARS, month, group, place, between(1.0, before, after))
    add(w, M.DEATHS_EXPECTED, month, group, place, between(np.float64(person.death), before, after))


@behaviour
def eased_log(w: World, person: Person, moment: float) -> float:
    """The log of what support does to a person's needs at this moment; 0 without support."""
    if person.support <= 0.0:
        return 0.0
    return support_log(person, w.programmes[person.programme], age_at(person, moment), w.par)


@behaviour
def effect_log(w: World, person: Person, moment: float) -> float:
    """The log of all that support does to a person's offending at this moment; 0 without support."""
    if person.support <= 0.0:
        return 0.0
    held = structure_log(person, w.programmes[person.programme], age_at(person, moment), w.par)
    return eased_log(w, person, moment) + held


@behaviour
def victim_chance(w: World, person: Person, moment: float, years: float) -> float:
    """The probability of being a victim within `years`, given the needs that remain."""
    return victim_rate(person, eased_log(w, person, moment), w.par) * years


@behaviour
def count_uncovered(w: World, service: Service, moment: float) -> None:
    """Count the days during which more people were in support than the workers who were there could hold."""
    over = np.float64(service.active) - np.float64(service.present) * service.caseload
    if over > 0.0 and w.par.channel_capacity > 0.0:
        spread(w, M.UNCOVERED_DAYS, 0, 0, service.counted, moment, over * (moment - service.counted))
    service.counted = moment
