"""The courts: when a case is heard, whether the person comes, and what follows a verdict."""

from __future__ import annotations

import math

import numpy as np

from .arithmetic import exp, log
from .chance import Decision, draw, draw_two
from .engine.behaviour import behaviour
from .officer import seen_record
from .person import N_NEEDS
from .recent import how_often
from .records import Person, PersonNo
from .states import Verdict

NEVER = 1e9  # days
MOST_MISSED = 7  # hearings of a case, so that each keeps luck of its own
MOST_KEPT = 255  # cautions and convictions, all that a record has room for


@behaviour
def add_sanctions(person: Person, more: int) -> None:
    """Cautions and convictions on the record, as far as there is room."""
    person.sanctions = min(int(person.sanctions) + more, MOST_KEPT)


@behaviour
def further_offences(often: float, par: np.record) -> float:
    """The mean of the further offences in a case, before the most that one holds, of somebody who offends so `often`."""
    return par.case_offences_first + (par.case_offences_often - par.case_offences_first) * often


@behaviour
def offences_of(person: Person, person_id: PersonNo, key: int, moment: float, par: np.record, seed: int) -> int:
    """How many offences a case holds: its own and, geometrically, others that were committed and come to light with it."""
    mean = further_offences(how_often(person, moment, par), par)
    if mean <= 0.0:
        return 1
    luck = log(draw(seed, person_id, Decision.OFFENCES, key, 0))
    further = luck / log(mean / (1.0 + mean))
    return 1 + int(math.floor(min(further, par.case_offences_most - 1.0)))


@behaviour
def waiting_days(mean_days: float, u: float, v: float, par: np.record) -> float:
    """A waiting time around `mean_days`: part of it fixed, the rest the sum of two exponential times."""
    return mean_days * (par.wait_certain - (1.0 - par.wait_certain) / 2.0 * (log(u) + log(v)))


@behaviour
def hearing_delay(person_id: PersonNo, key: int, tries: int, par: np.record, seed: int) -> float:
    """Days from charge to hearing: most cases come up within days, the others wait for months."""
    u, v = draw_two(seed, person_id, Decision.COURT_DATE, key, 2 * tries)
    mean = par.court_delay_days
    if draw(seed, person_id, Decision.COURT_DATE, key, 2 * tries + 1) < par.court_quick_share:
        mean = par.court_quick_days
    return waiting_days(mean, u, v, par)


@behaviour
def mean_need(person: Person) -> float:
    """The mean severity over all needs: what makes appointments hard to keep."""
    need = 0.0
    for k in range(N_NEEDS):
        need += np.float64(person.needs[k]) / np.float64(N_NEEDS)
    return need


@behaviour
def fails_to_appear(person: Person, person_id: PersonNo, key: int, tries: int, par: np.record, seed: int) -> bool:
    """Whether somebody does not come to court: a warrant follows."""
    return draw(seed, person_id, Decision.APPEAR, key, tries) < par.fail_to_appear * (
        par.failing_without_needs + mean_need(person)
    )


@behaviour
def warrant_delay(person_id: PersonNo, key: int, tries: int, mean_days: float, seed: int) -> float:
    """Days until somebody wanted on a warrant is found."""
    return -mean_days * log(draw(seed, person_id, Decision.WARRANT_FOUND, key, tries))


@behaviour
def put_off_again(person_id: PersonNo, key: int, tries: int, par: np.record, seed: int) -> bool:
    """Whether a court lets somebody who was brought on a warrant go until another day, which they may miss as well.

    Nobody is brought before a first hearing is missed, so that the verdict's own luck, the number 0, is left alone.
    """
    return draw(seed, person_id, Decision.VERDICT, key, tries) < par.warrant_put_off


@behaviour
def wanted_before(person: Person, person_id: PersonNo, key: int, par: np.record, seed: int) -> bool:
    """Whether somebody with a record is wanted, on the first day, for a hearing that they missed before it."""
    return person.proven > 0 and draw(seed, person_id, Decision.APPEAR, key, 0) < par.warrants_at_start


@behaviour
def share_of_record(person: Person, par: np.record) -> float:
    """How full a record is in the eyes of a court, from nothing proven (0) to all that weighs (1)."""
    return min(seen_record(person.proven, person.proven_fork, par), par.full_record) / par.full_record


@behaviour
def seriousness(category: int, par: np.record) -> float:
    """How many times as often an offence of this category leads to prison as one of usual harm."""
    return exp(par.prison_harm * log(max(par.harm_days[category], par.prison_least_harm) / par.prison_usual_harm))


@behaviour
def prison_share(person: Person, category: int, moment: float, par: np.record) -> float:
    """The share of convictions that end in prison: by how often somebody offends of late, record and seriousness."""
    recent = par.prison_recent * how_often(person, moment, par)
    standing = recent + (1.0 - par.prison_recent) * share_of_record(person, par)
    share = par.prison_first + (par.prison_eleven - par.prison_first) * standing
    return min(share * seriousness(category, par), 1.0)


@behaviour
def order_share(person: Person, par: np.record) -> float:
    """The share of convictions that end in a community order: more of those with a record."""
    return par.community_first + (par.community_eleven - par.community_first) * share_of_record(person, par)


@behaviour
def verdict(
    person: Person, person_id: PersonNo, category: int, key: int, moment: float, par: np.record, seed: int
) -> int:
    """The end of a case: acquitted or dropped, fine, community order or a prison term."""
    if draw(seed, person_id, Decision.VERDICT, key, 0) >= par.proven_share:
        return Verdict.ACQUITTED
    u = draw(seed, person_id, Decision.SENTENCE, key, 0)
    prison = prison_share(person, category, moment, par)
    if u < prison:
        return Verdict.PRISON
    return Verdict.COMMUNITY_ORDER if u < prison + order_share(person, par) else Verdict.FINE


@behaviour
def prison_days(person_id: PersonNo, key: int, par: np.record, seed: int) -> float:
    """Days served of a short or a long term: part of the mean is certain, the rest exponential."""
    u, v = draw_two(seed, person_id, Decision.PRISON_TERM, key, 0)
    mean = par.prison_long_days if u < par.prison_long_share else par.prison_days
    return mean * (par.prison_certain - (1.0 - par.prison_certain) * log(v))


@behaviour
def suspended(days: float, person_id: PersonNo, key: int, par: np.record, seed: int) -> bool:
    """Whether a term, of which `days` would be served, is short enough to be suspended, and is."""
    short = days < par.suspended_below * par.served_share
    return short and draw(seed, person_id, Decision.SENTENCE, key, 1) < par.short_custody_suspended


@behaviour
def breach_delay(person: Person, person_id: PersonNo, key: int, breaches: int, par: np.record, seed: int) -> float:
    """Days until a community order that begins, or goes on after `breaches`, is broken; `NEVER` for most."""
    u, v = draw_two(seed, person_id, Decision.BREACH, key, 4 * breaches)
    if u >= par.channel_breach * par.breach_share * (par.failing_without_needs + mean_need(person)):
        return NEVER
    return -par.breach_days * log(v)


@behaviour
def breach_arrest(person_id: PersonNo, key: int, breaches: int, par: np.record, seed: int) -> bool:
    """Whether somebody who broke an order is arrested for it; the others are summoned."""
    return draw(seed, person_id, Decision.BREACH, key, 4 * breaches + 1) < par.breach_arrest_share


@behaviour
def breach_hearing_delay(person_id: PersonNo, key: int, breaches: int, par: np.record, seed: int) -> float:
    """Days from a summons over a broken order to the hearing."""
    u, v = draw_two(seed, person_id, Decision.BREACH, key, 4 * breaches + 2)
    return waiting_days(par.breach_court_days, u, v, par)


@behaviour
def breach_sentence(person_id: PersonNo, key: int, breaches: int, par: np.record, seed: int) -> int:
    """What the court makes of a broken order: prison, or a fine in its place, or the order goes on."""
    u = draw(seed, person_id, Decision.BREACH, key, 4 * breaches + 3)
    if u < par.breach_prison_share:
        return Verdict.PRISON
    return Verdict.FINE if u < par.breach_prison_share + par.breach_fine_share else Verdict.COMMUNITY_ORDER
