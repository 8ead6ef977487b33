"""The courts and prison: a caution, a charge, a hearing, a conviction, time inside and the way out."""

from __future__ import annotations

import numpy as np

from ..agents.court import (
    MOST_MISSED,
    add_sanctions,
    breach_delay,
    breach_sentence,
    fails_to_appear,
    hearing_delay,
    offences_of,
    prison_days,
    put_off_again,
    suspended,
    verdict,
)
from ..agents.custody import (
    remanded,
)
from ..agents.engine.behaviour import behaviour
from ..agents.person import add_label, group_of, label_after_charge, label_at_charge, set_rates
from ..agents.records import CaseNo, Person, PersonNo
from ..agents.states import Event, State, Verdict, Whereabouts
from ..scenarios.words import ContactKind, Stage, Task
from .calendar import close_case, schedule
from .doors import at_court
from .incident import record_outcome
from .ledger.counting import accrue, add, count, fixed, month_of, work
from .ledger.happenings import write_caution, write_charge, write_conviction, write_inside, write_release
from .ledger.measures import Measure as M
from .spells import lose
from .support import keep_or_lose_place
from .warrants import occasion_of, want
from .world import World


@behaviour
def free_person(w: World, i: PersonNo, moment: float) -> None:
    """Open the door for somebody whose time inside is over."""
    person = w.people[i]
    if person.state == State.PRESENT and person.inside != Whereabouts.LIBERTY and moment >= person.inside_until - 1e-9:
        accrue(w, person, moment)
        if person.inside == Whereabouts.IMPRISONED:
            person.released_at = moment
            write_release(w, i, moment)
        lose(w, i, moment)
        person.inside = Whereabouts.LIBERTY
        set_rates(person, w.programmes, moment, w.par)


@behaviour
def caution(w: World, c: CaseNo, moment: float) -> None:
    """A caution: its offences are proven in the official count, and it is a mild label."""
    case = w.cases[c]
    i = int(case.person)
    person, par = w.people[i], w.par
    case.offences = offences_of(person, i, case.key, moment, par, w.clock.seed)
    count(w, M.CAUTIONS, person, moment, 1.0)
    write_caution(w, c, moment)
    record_outcome(w, person, 3, moment)
    prove(w, c, par.label_conditional, moment)


@behaviour
def prove(w: World, c: CaseNo, label: float, moment: float) -> None:
    """The offences of a case on the record, and, on who has not left, `label` of what a conviction labels."""
    case = w.cases[c]
    person = w.people[case.person]
    count(w, M.PROVEN_OFFENCES, person, moment, np.float64(case.offences))
    here = person.state == State.PRESENT
    if here:
        accrue(w, person, moment)
        add_label(person, w.par.channel_label * label, w.par)
    person.proven += int(case.offences)
    add_sanctions(person, 1)
    if here:
        set_rates(person, w.programmes, moment, w.par)


@behaviour
def charge(w: World, c: CaseNo, moment: float) -> None:
    """A charge: the file, perhaps remand, and a date in court."""
    case, par, seed = w.cases[c], w.par, w.clock.seed
    i = int(case.person)
    person = w.people[i]
    case.offences = offences_of(person, i, case.key, moment, par, seed)
    count(w, M.CHARGES, person, moment, 1.0)
    write_charge(w, c, moment)
    record_outcome(w, person, 1, moment)
    work(w, case.officer, Task.CASE_FILE, par.hours_case_file, moment)
    label_charged(w, person, moment)
    hearing = moment + hearing_delay(i, case.key, 0, par, seed)
    if case.arrested:
        count(w, M.CHARGES_AFTER_ARREST, person, moment, 1.0)
        if person.state == State.PRESENT and remanded(i, case.key, par, seed):
            serving = person.inside_until if person.inside == Whereabouts.IMPRISONED else moment
            case.remand = max(hearing - max(serving, moment), 0.0)
            imprison(w, i, hearing - moment, Whereabouts.ON_REMAND, moment)
    schedule(w, hearing, i, Event.HEARING, c, case.version)


@behaviour
def label_charged(w: World, person: Person, moment: float) -> None:
    """A charge harms whoever has not left before any conviction, and whether or not there will be one."""
    share = label_at_charge(w.par)
    if share > 0.0 and person.state == State.PRESENT:
        accrue(w, person, moment)
        add_label(person, share, w.par)
        set_rates(person, w.programmes, moment, w.par)


@behaviour
def imprison(w: World, i: PersonNo, days: float, state: int, moment: float) -> None:
    """Prison or remand (`state`) for some days from now; days that somebody is inside anyway are not counted again."""
    person = w.people[i]
    if person.state != State.PRESENT:
        count_inside(w, person, moment, moment + days, moment)
        return
    accrue(w, person, moment)
    already = max(person.inside_until, moment) if person.inside >= Whereabouts.IMPRISONED else moment
    count_inside(w, person, already, moment + days, moment)
    if person.inside != Whereabouts.IMPRISONED:
        person.inside = state
    person.inside_until = max(person.inside_until, moment + days)
    keep_or_lose_place(w, i, person.inside_until - already, moment)
    write_inside(w, i, state, person.inside_until, moment)
    schedule(w, person.inside_until, i, Event.RELEASE, 0, 0)


@behaviour
def count_inside(w: World, person: Person, since: float, until: float, moment: float) -> None:
    """Count days inside that a court decides on at `moment`, each in its month, up to the end of the run.

    What is decided before the regimes part counts up to then only: what is served later is the same in every regime.
    """
    group, place = group_of(person, moment), int(person.place)
    ends = w.month_ends
    end = min(until, ends[ends.shape[0] - 1] if w.clock.counting else float(w.clock.parting))
    month, start = month_of(w, since), since
    while start < end:
        stop = min(end, ends[month])
        add(w, M.PRISON_DAYS, month, group, place, fixed(stop - since) - fixed(start - since))
        month, start = month + 1, stop


@behaviour
def hearing(w: World, c: CaseNo, moment: float) -> None:
    """A day in court: not turning up makes a warrant; otherwise the case ends, or a community order begins.

    The case of somebody who has left goes on without them: they are counted as coming.
    """
    case, par, seed = w.cases[c], w.par, w.clock.seed
    i = int(case.person)
    person = w.people[i]
    count(w, M.HEARINGS, person, moment, 1.0)
    free = person.inside == Whereabouts.LIBERTY and person.state == State.PRESENT
    may_miss = free and not case.brought and case.tries < MOST_MISSED
    if may_miss and fails_to_appear(person, i, case.key, occasion_of(case), par, seed):
        count(w, M.MISSED_HEARINGS, person, moment, 1.0)
        if par.channel_warrant > 0.0:
            case.tries += 1
            want(w, c, par.warrant_days, moment)
            return
    if case.brought and case.tries > 0 and free and put_off_again(i, case.key, occasion_of(case), par, seed):
        case.brought = 0
        schedule(
            w, moment + hearing_delay(i, case.key, occasion_of(case), par, seed), i, Event.HEARING, c, case.version
        )
        return
    if case.category == ContactKind.BREACH:
        breach_hearing(w, c, moment)
        return
    work(w, case.officer, Task.COURT, par.hours_court, moment)
    free_person(w, i, moment)
    result = verdict(person, i, int(case.category), case.key, moment, par, seed)
    if result == Verdict.PRISON and suspended(prison_days(i, case.key, par, seed), i, case.key, par, seed):
        result = Verdict.COMMUNITY_ORDER
        case.suspended = 1
    if result != Verdict.ACQUITTED:
        convict(w, c, result, moment)
        if result == Verdict.PRISON:
            serve(w, c, moment)
    if result == Verdict.COMMUNITY_ORDER:
        count(w, M.ORDERS, person, moment, 1.0)
        case.began = moment
        if w.clock.doors[Stage.COURT]:
            at_court(w, c, moment)
        keep_order(w, c, moment)
    else:
        close_case(w, c)


@behaviour
def serve(w: World, c: CaseNo, moment: float) -> None:
    """A prison sentence begins: counted, and what remand has not served of it."""
    i = int(w.cases[c].person)
    count(w, M.PRISON_TERMS, w.people[i], moment, 1.0)
    imprison(w, i, days_to_serve(w, c), Whereabouts.IMPRISONED, moment)


@behaviour
def days_to_serve(w: World, c: CaseNo) -> float:
    """The days of a prison sentence that are left when those on remand over the same case are taken off."""
    case = w.cases[c]
    return max(prison_days(int(case.person), case.key, w.par, w.clock.seed) - case.remand, 0.0)


@behaviour
def keep_order(w: World, c: CaseNo, moment: float) -> None:
    """A community order begins or goes on: the case stays open only where the order will be broken before it ends."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    person = w.people[i]
    broken = moment + breach_delay(person, i, case.key, int(case.breaches), par, w.clock.seed)
    if person.state == State.PRESENT and broken < case.began + par.order_days:
        schedule(w, broken, i, Event.BREACH, c, case.version)
    else:
        close_case(w, c)


@behaviour
def breach_hearing(w: World, c: CaseNo, moment: float) -> None:
    """A broken order before the court: no new offence is proven; prison, a fine in its place, or the order goes on.

    A suspended term is served.
    """
    case, par, seed = w.cases[c], w.par, w.clock.seed
    i = int(case.person)
    work(w, case.officer, Task.COURT, par.hours_breach, moment)
    free_person(w, i, moment)
    result = breach_sentence(i, case.key, int(case.breaches) - 1, par, seed)
    if case.suspended:
        result = Verdict.PRISON
    if result == Verdict.PRISON:
        serve(w, c, moment)
    if result == Verdict.COMMUNITY_ORDER:
        keep_order(w, c, moment)
    else:
        close_case(w, c)


@behaviour
def convict(w: World, c: CaseNo, sentence: int, moment: float) -> None:
    """A conviction: counted, its offences on the record, and a label."""
    count(w, M.CONVICTIONS, w.people[w.cases[c].person], moment, 1.0)
    write_conviction(w, c, sentence, moment)
    prove(w, c, label_after_charge(w.people[w.cases[c].person], w.par), moment)
