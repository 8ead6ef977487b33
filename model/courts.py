"""The courts and prison: a caution, a charge, a hearing, a conviction, time inside and the way out."""

from __future__ import annotations

from ..agents.behaviour import behaviour
from ..agents.court import (
    ACQUITTED,
    PRISON,
    fails_to_appear,
    hearing_delay,
    prison_days,
    verdict,
    warrant_delay,
)
from ..agents.custody import (
    remanded,
)
from ..agents.person import add_label, set_rates
from ..agents.records import (
    E_HEARING,
    E_RELEASE,
    E_WARRANT_ARREST,
    IMPRISONED,
    LIBERTY,
    REMANDED,
)
from ..scenarios.words import (
    CASE_FILE,
    COURT,
)
from .calendar import close_case, schedule
from .counting import accrue, count, work, write
from .scene import record_outcome
from .world import (
    L_CAUTION,
    L_CONVICTION,
    L_PRISON_RELEASE,
    M_CAUTION,
    M_CHARGE,
    M_CHARGE_ARREST,
    M_CONVICTION,
    M_HEARING,
    M_MISSED,
    M_PRISON_DAYS,
    World,
)


@behaviour
def free_person(w: World, i: int, moment: float) -> None:
    """Open the door for somebody whose time inside is over."""
    person = w.people[i]
    if person.inside != LIBERTY and moment >= person.inside_until - 1e-9:
        accrue(w, person, moment)
        if person.inside == IMPRISONED:
            person.released_at = moment
            person.collateral = 1.0
            write(w, moment, moment, i, L_PRISON_RELEASE, int(person.proven))
        person.inside = LIBERTY
        set_rates(person, w.programmes, moment, w.par)


@behaviour
def caution(w: World, c: int, moment: float) -> None:
    """A caution: a proven offence in the official count, and a mild label."""
    case = w.cases[c]
    i = int(case.person)
    person, par = w.people[i], w.par
    count(w, M_CAUTION, person, moment, 1.0)
    write(w, moment, case.opened, i, L_CAUTION, int(person.proven))
    record_outcome(w, person, 3, moment)
    accrue(w, person, moment)
    add_label(person, par.label_conditional)
    person.proven += 1
    set_rates(person, w.programmes, moment, par)


@behaviour
def charge(w: World, c: int, moment: float) -> None:
    """A charge: the file, perhaps remand, and a date in court."""
    case, par, seed = w.cases[c], w.par, w.clock.seed
    i = int(case.person)
    person = w.people[i]
    count(w, M_CHARGE, person, moment, 1.0)
    record_outcome(w, person, 1, moment)
    work(w, case.officer, CASE_FILE, par.hours_case_file, moment)
    hearing = moment + hearing_delay(i, case.key, 0, par, seed)
    if case.bailed:
        count(w, M_CHARGE_ARREST, person, moment, 1.0)
        if remanded(i, case.key, par, seed):
            imprison(w, i, hearing - moment, REMANDED, moment)
    schedule(w, hearing, i, E_HEARING, c, case.version)


@behaviour
def imprison(w: World, i: int, days: float, state: int, moment: float) -> None:
    """Prison or remand (`state`) for some days from now; days that somebody is inside anyway are not counted again."""
    person = w.people[i]
    accrue(w, person, moment)
    end = min(moment + days, float(w.clock.last_day + 1))
    already = max(person.inside_until, moment) if person.inside >= IMPRISONED else moment
    count(w, M_PRISON_DAYS, person, moment, max(end - already, 0.0))
    if person.inside != IMPRISONED:
        person.inside = state
    person.inside_until = max(person.inside_until, moment + days)
    schedule(w, person.inside_until, i, E_RELEASE, 0, 0)


@behaviour
def hearing(w: World, c: int, moment: float) -> None:
    """A day in court: not turning up makes a warrant; otherwise the case ends."""
    case, par, seed = w.cases[c], w.par, w.clock.seed
    i = int(case.person)
    person = w.people[i]
    count(w, M_HEARING, person, moment, 1.0)
    if person.inside == LIBERTY and case.tries == 0 and fails_to_appear(person, i, case.key, 0, par, seed):
        count(w, M_MISSED, person, moment, 1.0)
        if par.channel_warrant > 0.0:
            case.tries += 1
            person.warrant = 1
            wait = warrant_delay(i, case.key, int(case.tries), par, seed)
            schedule(w, moment + wait, i, E_WARRANT_ARREST, c, case.version)
            return
    work(w, case.officer, COURT, par.hours_court, moment)
    free_person(w, i, moment)
    result = verdict(person, i, case.key, par, seed)
    if result != ACQUITTED:
        convict(w, c, result, moment)
        if result == PRISON:
            imprison(w, i, prison_days(i, case.key, par, seed), IMPRISONED, moment)
    close_case(w, c)


@behaviour
def convict(w: World, c: int, sentence: int, moment: float) -> None:
    """A proven offence: counted, on the record, and a label."""
    case, par = w.cases[c], w.par
    i = int(case.person)
    person = w.people[i]
    count(w, M_CONVICTION, person, moment, 1.0)
    write(w, moment, case.opened, i, L_CONVICTION, sentence * 1000 + int(person.proven))
    accrue(w, person, moment)
    add_label(person, 1.0)
    person.proven += 1
    set_rates(person, w.programmes, moment, par)
