"""What happens to whom, kept one row a happening where a run was asked to; `LogRow` says what a row holds."""

from __future__ import annotations

from ...agents.court import prison_days
from ...agents.engine.behaviour import behaviour
from ...agents.harm import harm_of
from ...agents.records import CaseNo, Incident, PersonNo, RouteNo
from ...agents.states import Happening, Turn, Verdict
from ..world import World


@behaviour
def new_row(w: World, kind: int, i: PersonNo, began: float, moment: float) -> int:
    """Begin a row about person `i`; its number comes back, or -1 where there is no room for it."""
    n = int(w.clock.logged)
    if n >= w.log.shape[0]:
        return -1
    row = w.log[n]
    row.moment = moment
    row.began = began
    row.person = i
    row.kind = kind
    w.clock.logged = n + 1
    return n


@behaviour
def write_contact(w: World, incident: Incident, moment: float) -> None:
    """An officer deals with an offence."""
    n = new_row(w, Happening.CONTACT, incident.person, incident.opened, moment)
    if n >= 0:
        w.log[n].category = incident.category
        w.log[n].harm = harm_of(incident.person, incident.key, incident.category, w.par, w.clock.seed)


@behaviour
def write_arrest(w: World, c: CaseNo, over: int, moment: float) -> None:
    """An arrest in a case: over its offence, on a warrant, or over a broken order."""
    n = new_row(w, Happening.ARREST, w.cases[c].person, w.cases[c].opened, moment)
    if n >= 0:
        w.log[n].category = over


@behaviour
def write_charge(w: World, c: CaseNo, moment: float) -> None:
    """A charge."""
    n = new_row(w, Happening.CHARGE, w.cases[c].person, w.cases[c].opened, moment)
    if n >= 0:
        w.log[n].category = w.cases[c].category
        w.log[n].offences = w.cases[c].offences


@behaviour
def write_record(w: World, n: int, c: CaseNo) -> None:
    """How many offences a case holds, and what was on the person's record before it."""
    case, row = w.cases[c], w.log[n]
    row.offences = case.offences
    row.proven = w.people[case.person].proven
    row.sanctions = w.people[case.person].sanctions


@behaviour
def write_caution(w: World, c: CaseNo, moment: float) -> None:
    """A caution, before it is on the record."""
    n = new_row(w, Happening.CAUTION, w.cases[c].person, w.cases[c].opened, moment)
    if n >= 0:
        write_record(w, n, c)


@behaviour
def write_conviction(w: World, c: CaseNo, sentence: int, moment: float) -> None:
    """A conviction, before it is on the record."""
    n = new_row(w, Happening.CONVICTION, w.cases[c].person, w.cases[c].opened, moment)
    if n >= 0:
        w.log[n].sentence = sentence
        if sentence == Verdict.PRISON:
            w.log[n].term = (
                prison_days(int(w.cases[c].person), w.cases[c].key, w.par, w.clock.seed) / w.par.served_share
            )
        write_record(w, n, c)


@behaviour
def write_breach(w: World, c: CaseNo, moment: float) -> None:
    """A community order is broken."""
    new_row(w, Happening.BREACH, w.cases[c].person, w.cases[c].opened, moment)


@behaviour
def write_cleared(w: World, i: PersonNo, moment: float) -> None:
    """The prosecutor withdraws the warrants that somebody is wanted on."""
    new_row(w, Happening.CLEARED, i, moment, moment)


@behaviour
def write_inside(w: World, i: PersonNo, state: int, until: float, moment: float) -> None:
    """Somebody is locked up, on remand or in prison."""
    n = new_row(w, Happening.INSIDE, i, moment, moment)
    if n >= 0:
        w.log[n].inside = state
        w.log[n].until = until


@behaviour
def write_release(w: World, i: PersonNo, moment: float) -> None:
    """Somebody comes out of prison."""
    n = new_row(w, Happening.PRISON_RELEASE, i, moment, moment)
    if n >= 0:
        w.log[n].proven = w.people[i].proven


@behaviour
def write_support(w: World, kind: int, i: PersonNo, r: RouteNo, began: float, moment: float) -> None:
    """A step on the way through a route: a referral (a regime's own, or ordinary), an admission or an exit."""
    n = new_row(w, kind, i, began, moment)
    if n >= 0:
        w.log[n].route = r


@behaviour
def write_spell(w: World, kind: int, i: PersonNo, need: int, turn: int, moment: float) -> None:
    """A spell of a need begins or ends, once the regimes have parted: `turn` says how, and where from inside, where."""
    if not w.clock.counting:
        return
    n = new_row(w, kind, i, moment, moment)
    if n >= 0:
        w.log[n].need = need
        w.log[n].turn = turn
        w.log[n].inside = w.people[i].inside if turn == Turn.LOST else 0
