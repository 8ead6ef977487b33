"""The way through support in a tiny town: every count, hour and date against its value worked out by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from diversion.agents.chance import Decision, draw
from diversion.agents.service import hand_over_days, stay_days
from diversion.agents.states import CaseState, Event, Whereabouts
from diversion.model import support as s
from diversion.model.ledger.measures import Measure as M
from diversion.model.sanctions import sanction
from diversion.model.waiting import enqueue
from diversion.scenarios.words import Disposal, Task

Towns = Callable[..., Any]
MONTH = 30.4375
NEAR: dict[str, Any] = {"abs": 4e-6}  # what rounding into fixed point may take off a sum of a few
LEAD, CONTRACT, ORDINARY = "lead-street", "checkpoint-custody", "liaison-and-diversion"


def referred(
    town: Any, name: str = LEAD, i: int = 0, deferred: int = 0, moment: float = 100.25, key: int = 4097
) -> int:
    """The case of somebody who has just been referred."""
    town.somebody(i)
    incident = town.incident(i, moment=moment, key=key)
    incident.arrested = int(name == CONTRACT)
    s.refer(town.w, incident, town.route(name), deferred, moment)
    return int(town.w.people[i].case)


def admitted(town: Any, name: str = LEAD, i: int = 0, moment: float = 100.25, key: int = 4097) -> int:
    """The case of somebody who has just got a place."""
    c = referred(town, name, i, 0, moment, key)
    town.w.cases[c].began = town.w.people[i].since = moment
    s.admit(town.w, c, moment)
    return c


def test_a_referral_takes_the_hours_of_a_hand_over_and_they_are_not_freed(tiny: Towns) -> None:
    """Row 30: hand-over hours that were dropped from the ledger moved nothing but the golden numbers."""
    town = tiny("combined", hours_hand_over=0.4, leadership_trust=0.2)
    town.w.clock.leadership = 0.5
    incident = town.incident()
    c = referred(town, LEAD, deferred=Disposal.ARREST)
    case, person, team = town.w.cases[c], town.w.people[0], town.w.teams[int(incident.team)]
    assert town.hours() == {"hand_over": pytest.approx(0.4, **NEAR)}
    assert town.w.hours[3, Task.HAND_OVER] == town.w.ledger[int(incident.officer), Task.HAND_OVER] == team.today
    assert town.everything() == {"freed": pytest.approx(-0.4, **NEAR)}
    assert (person.referrer, person.referred_at, person.ordinary) == (incident.officer, 100.25, 0)
    assert person.trust == pytest.approx(0.5)
    assert (case.state, case.route, case.deferred, case.began) == (CaseState.REFERRED, town.route(LEAD), 3, 100.25)
    (meeting,) = town.planned(Event.HAND_OVER)
    days = hand_over_days(0, 4097, town.programme_of(town.route(LEAD)), town.w.clock.seed)
    assert (meeting.moment, meeting.case, meeting.version) == (100.25 + days, c, case.version)


def test_ordinary_provision_and_doors_without_an_officer_take_no_officer_s_hours(tiny: Towns) -> None:
    town = tiny("combined", hours_hand_over=0.4)
    town.w.people[0].referrer = -1
    referred(town, ORDINARY)
    assert town.hours() == town.everything() == {}
    assert (town.w.people[0].referrer, town.w.people[0].referred_at, town.w.people[0].ordinary) == (-1, 0.0, 1)
    incident = town.incident(1)
    incident.officer = -1
    s.refer(town.w, incident, town.route(LEAD), 0, 100.25)
    assert town.hours() == town.everything() == {}
    assert (town.w.people[1].referrer, town.w.people[1].referred_at) == (-1, 100.25)


def test_ordinary_support_gives_way_to_a_programme(tiny: Towns) -> None:
    town = tiny("combined")
    r = town.route(ORDINARY)
    old = admitted(town, ORDINARY)
    version, active = int(town.w.cases[old].version), int(town.service_of(r).active)
    new = referred(town, LEAD)
    assert town.w.cases[new].route == town.route(LEAD) and town.w.people[0].case == new
    assert town.steps(r)["gone"] == 1.0 and town.service_of(r).active == active - 1 == 0
    assert town.count("gone") == 0.0, "ordinary provision is left out of the tables of groups"
    assert town.w.cases[old].version == version + 1


@pytest.mark.parametrize("how", ["closed", "unwilling", "in prison", "on remand"])
def test_who_is_not_taken_on_meets_what_was_put_off(how: str, tiny: Towns) -> None:
    town = tiny("combined")
    r = town.route(CONTRACT)
    c = referred(town, CONTRACT, deferred=Disposal.CHARGE)
    town.programme_of(r).engagement = 0.0 if how == "unwilling" else 1.0
    town.w.routes[r].open = how != "closed"
    inside = {"in prison": Whereabouts.IMPRISONED, "on remand": Whereabouts.ON_REMAND}.get(how, Whereabouts.LIBERTY)
    town.w.people[0].inside = inside
    s.hand_over(town.w, c, 100.25)
    lost = "lapsed" if how == "closed" else "not_engaged"
    assert town.counted(lost, "resumed", "engaged") == [1.0, 1.0, 0.0]
    assert town.steps(r) == {lost: 1.0}
    assert town.w.people[0].case == -1 and town.w.cases[c].state != CaseState.REFERRED
    (back,) = town.planned(Event.RESUME)
    case = town.w.cases[int(back.case)]
    assert (back.moment, case.deferred, case.arrested, case.key, case.route) == (100.25, Disposal.CHARGE, 1, 4097, -1)


def test_prison_keeps_nobody_from_support_where_that_channel_is_closed(tiny: Towns) -> None:
    town = tiny("combined", channel_custody_time=0.0)
    c = referred(town)
    town.programme_of(town.route(LEAD)).engagement = 1.0
    town.w.people[0].inside = Whereabouts.IMPRISONED
    s.hand_over(town.w, c, 100.25)
    assert town.count("engaged") == 1.0


@pytest.mark.parametrize(
    ("active", "limit", "found"), [(0, 0.0, "admitted"), (999, 9.0, "waiting"), (999, 0.0, "turned_away")]
)
def test_who_engages_finds_a_place_a_queue_or_a_closed_door(active: int, limit: float, found: str, tiny: Towns) -> None:
    town = tiny("combined")
    r = town.route(CONTRACT)
    c = referred(town, CONTRACT, deferred=Disposal.CHARGE)
    service = town.service_of(r)
    service.active, service.waiting_limit, town.programme_of(r).engagement = active, limit, 1.0
    s.hand_over(town.w, c, 102.0)
    assert town.counted("engaged", "admitted", "turned_away", "resumed") == [
        1.0, float(found == "admitted"), float(found == "turned_away"), float(found == "turned_away")]  # fmt: skip
    assert service.waiting == (found == "waiting") and service.active == active + (found == "admitted")
    state = {"admitted": CaseState.IN_SUPPORT, "waiting": CaseState.WAITING, "turned_away": CaseState.PROSECUTION}[
        found
    ]
    assert town.w.cases[c].state == state or found == "turned_away"
    assert town.w.cases[c].began == 102.0 or found == "turned_away"
    assert town.w.people[0].case == (-1 if found == "turned_away" else c)


@pytest.mark.parametrize("how", ["unwilling", "turned away", "turned away, to let it rest"])
def test_on_the_street_only_who_finds_no_support_after_all_meets_what_was_put_off(how: str, tiny: Towns) -> None:
    """E7: who was turned away after a diversion at the scene was dealt with for nothing."""
    town = tiny("combined")
    r = town.route(LEAD)
    town.w.routes[r].returns_if_full = how != "turned away, to let it rest"
    c = referred(town, LEAD, deferred=Disposal.ARREST)
    service = town.service_of(r)
    service.active, service.waiting_limit = 999, 0.0
    town.programme_of(r).engagement = 0.0 if how == "unwilling" else 1.0
    s.hand_over(town.w, c, 102.0)
    assert town.counted("turned_away", "resumed") == [float(how != "unwilling"), float(how == "turned away")]
    assert len(town.planned(Event.RESUME)) == (how == "turned away")
    assert town.w.people[0].case == -1 and town.w.people[0].trust == pytest.approx(0.4)


@pytest.mark.parametrize(("name", "coerced"), [(CONTRACT, True), (LEAD, False)])
def test_coercion_costs_trust_when_a_place_is_taken_and_again_when_it_is_sanctioned(
    name: str, coerced: bool, tiny: Towns
) -> None:
    """E9: nothing answered coercion."""
    town = tiny("combined", trust_coerced=-0.1, trust_sanctioned=-0.2, trust_support=0.05, peer_trust=0.0)
    town.somebody()
    c = referred(town, name, deferred=Disposal.CHARGE if coerced else 0)
    s.admit(town.w, c, 100.25)
    assert town.w.people[0].trust == pytest.approx(0.35 if coerced else 0.45)
    sanction(town.w, c, 110.0)
    assert town.w.people[0].trust == pytest.approx(0.15 if coerced else 0.45)


def queue(town: Any, *moments: float) -> list[int]:
    """Cases of people who have engaged at these moments and wait for a place of the contract."""
    cases = []
    for i, moment in enumerate(moments):
        c = referred(town, CONTRACT, i, Disposal.CHARGE, key=4097 + i)
        town.w.cases[c].began = moment
        enqueue(town.w, c, moment)
        cases.append(c)
    return cases


def test_a_place_goes_to_who_has_waited_longest_and_the_wait_is_counted_since_engaging(tiny: Towns) -> None:
    """Row 30: last come, first served is noticed in the queue as well as in the rule."""
    town = tiny("combined", wait_loss=0.0)
    service = town.service_of(town.route(CONTRACT))
    first, second, third = queue(town, 103.0, 101.0, 104.0)
    service.present, service.caseload, service.active, service.order = 1, 4.0, 3, 0
    s.fill_places(town.w, int(town.programme_of(town.route(CONTRACT)).service), 110.0)
    states = [int(town.w.cases[c].state) for c in (first, second, third)]
    assert states == [CaseState.WAITING, CaseState.IN_SUPPORT, CaseState.WAITING]
    assert town.counted("admitted", "wait_days", "lapsed") == [1.0, 9.0, 0.0]
    assert (service.waiting, service.active) == (2, 4)


@pytest.mark.parametrize("why", ["no longer wants it", "in prison"])
def test_who_cannot_or_no_longer_wants_to_come_lapses_and_the_next_is_asked(why: str, tiny: Towns) -> None:
    town = tiny("combined", wait_loss=0.5 if why == "no longer wants it" else 0.0)
    service = town.service_of(town.route(CONTRACT))
    cases = queue(town, 100.25, 100.5)
    service.present, service.caseload, service.active = 1, 4.0, 0
    if why == "in prison":
        town.w.people["inside"][:2] = Whereabouts.IMPRISONED
    s.fill_places(town.w, int(town.programme_of(town.route(CONTRACT)).service), 700.0)
    assert town.counted("admitted", "lapsed", "resumed") == [0.0, 2.0, 2.0]
    assert service.waiting == service.active == 0
    assert (town.w.people["case"][:2] == -1).all() and cases


def test_a_worker_is_picked_from_a_keyed_place_in_the_list_onwards_among_those_who_are_there(tiny: Towns) -> None:
    town = tiny("combined", workers_pre_arrest=5.0)
    service = town.service_of(town.route(LEAD))
    first, n = int(service.first), int(service.workers)
    for key in range(30):
        start = int(draw(town.w.clock.seed, 3, Decision.WORKER_BREAK, key, 1) * n)
        assert s.pick_worker(town.w, service, 3, key) == first + start
        town.w.workers[first + start].present = 0
        assert s.pick_worker(town.w, service, 3, key) == first + (start + 1) % n
        town.w.workers["present"][first : first + n] = 1
    town.w.workers["present"][first : first + n] = 0
    assert s.pick_worker(town.w, service, 3, 0) == -1


def test_an_admission_begins_support_and_says_when_it_will_end(tiny: Towns) -> None:
    town = tiny("combined", trust_support=0.1, peer_trust=0.5, belief_good=0.2, channel_belief=1.0, belief_start=0.4)
    r = town.route(LEAD)
    programme, service = town.programme_of(r), town.service_of(r)
    programme.peer_led = 0.5
    c = referred(town)
    case, person = town.w.cases[c], town.w.people[0]
    person.bond = 0.7
    case.began = 101.0
    s.admit(town.w, c, 106.5)
    assert town.counted("admitted", "wait_days", "could_reach_year") == [1.0, 5.5, 1.0]
    assert (case.state, case.began, service.active, person.programme) == (
        CaseState.IN_SUPPORT,
        106.5,
        1,
        town.w.routes[r].programme,
    )
    assert (person.bond, person.trust) == (0.0, pytest.approx(0.4 + 0.1 * 1.25))
    assert town.w.officers[int(case.officer)].belief == pytest.approx(0.4 + 0.2 * 2.0 * 0.4 * 0.6)
    stay = stay_days(person, 0, 4097, 0.0, 0, programme, town.w.par, town.w.clock.seed)
    ends = [event.moment for event in town.planned(Event.EXIT)]
    assert ends == ([106.5 + stay] if 106.5 + stay < 730.0 else [])
    assert town.w.workers[int(case.worker)].service == programme.service


def test_who_never_drops_out_stays_the_whole_length_from_admission(tiny: Towns) -> None:
    town = tiny("combined")
    programme = town.programme_of(town.route(LEAD))
    programme.length, programme.dropout_early, programme.dropout_late = 120.0, 1e-12, 1e-12
    c = referred(town)
    s.admit(town.w, c, 106.5)
    assert [event.moment for event in town.planned(Event.EXIT)] == [226.5]


@pytest.mark.parametrize(("moment", "could"), [(365.0, 1.0), (365.01, 0.0)])
def test_a_year_of_support_can_be_reached_only_within_the_run(moment: float, could: float, tiny: Towns) -> None:
    town = tiny("combined")
    c = referred(town)
    s.admit(town.w, c, moment)
    assert town.count("could_reach_year") == could


def test_ordinary_support_is_neither_written_down_nor_believed_in(tiny: Towns) -> None:
    town = tiny("combined", belief_good=0.2)
    before = town.w.officers["belief"].copy()
    admitted(town, ORDINARY)
    assert town.everything() == {} and (town.w.officers["belief"] == before).all()
    assert town.steps(town.route(ORDINARY)) == {"admitted": 1.0}


@pytest.mark.parametrize(("days", "how"), [(119.9995, "completed"), (119.0, "dropped")])
def test_support_that_lasts_its_length_is_completed_and_else_dropped_with_what_follows(
    days: float, how: str, tiny: Towns
) -> None:
    town = tiny("combined")
    programme = town.programme_of(town.route(CONTRACT))
    programme.length, programme.bond = 120.0, 0.0
    c = admitted(town, CONTRACT)
    town.w.cases[c].deferred = Disposal.CHARGE
    s.finish(town.w, c, 100.25 + days)
    dropped = float(how == "dropped")
    assert town.counted("completed", "dropped", "resumed") == [1.0 - dropped, dropped, dropped]
    assert town.w.people[0].case == -1 and town.service_of(town.route(CONTRACT)).active == 0


def test_a_trusted_worker_who_holds_somebody_gives_them_a_stay_of_its_own(tiny: Towns) -> None:
    town = tiny("combined")
    programme = town.programme_of(town.route(CONTRACT))
    programme.length, programme.bond = 400.0, 1.0
    c = admitted(town, CONTRACT)
    town.w.people[0].bond = 1.0
    town.w.heads[:] = -1
    s.finish(town.w, c, 120.25)
    assert town.w.cases[c].stays == 1 and town.counted("completed", "dropped") == [0.0, 0.0]
    stay = stay_days(town.w.people[0], 0, 4097, 20.0, 1, programme, town.w.par, town.w.clock.seed)
    assert [event.moment for event in town.planned(Event.EXIT)] == [120.25 + stay]


def test_meetings_over_a_client_take_officers_hours_for_as_long_as_support_lasts(tiny: Towns) -> None:
    town = tiny("combined", hours_hand_over=0.0)
    r = town.route(LEAD)
    programme = town.programme_of(r)
    programme.coordination_hours, programme.length, programme.bond = 0.5, 60.0, 0.0
    c = admitted(town)
    town.w.people[0].begun = 140.0  # up to the last review hours were entered there
    s.end_support(town.w, c, 140.0 + 2.0 * MONTH)
    assert town.hours() == {"coordination": pytest.approx(1.0, **NEAR)}
    assert town.count("freed") == pytest.approx(-1.0, **NEAR)
    assert town.w.ledger[int(town.incident().officer), Task.COORDINATION] > 0


@pytest.mark.parametrize(
    ("admission", "days", "reached"), [(100.25, 365.0, 1.0), (100.25, 364.9, 0.0), (365.5, 365.0, 0.0)]
)
def test_who_stayed_a_year_is_counted_in_the_month_of_admission(
    admission: float, days: float, reached: float, tiny: Towns
) -> None:
    town = tiny("combined")
    c = admitted(town, moment=admission)
    s.end_support(town.w, c, admission + days)
    assert town.count("reached_year") == reached
    month = int(admission * 12 / 365)
    assert (town.w.by_group[month, :, M.REACHED_YEAR].sum() > 0) == bool(reached)


def test_what_came_after_the_last_review_is_not_lost_to_who_leaves(tiny: Towns) -> None:
    town = tiny("combined")
    programme = town.programme_of(town.route(LEAD))
    programme.months_to_full = 4.0
    c = admitted(town)
    s.end_support(town.w, c, 100.25 + 2.0 * MONTH)
    assert town.w.people[0].support == pytest.approx(1.0 - math.exp(-1.5))


def test_a_place_that_is_given_back_goes_to_the_next_in_line(tiny: Towns) -> None:
    town = tiny("combined", wait_loss=0.0)
    service = town.service_of(town.route(CONTRACT))
    service.present, service.caseload = 1, 1.0
    c = admitted(town, CONTRACT, 5)
    (waiting,) = queue(town, 101.0)
    s.drop_out(town.w, c, M.DROPPED_WORKER, 111.0)
    assert town.counted("dropped", "dropped_worker", "admitted", "wait_days", "resumed") == [1.0, 1.0, 2.0, 10.0, 0.0]
    assert town.w.cases[waiting].state == CaseState.IN_SUPPORT and (service.active, service.waiting) == (1, 0)


def test_whoever_waits_or_is_on_the_way_leaves_without_a_place(tiny: Towns) -> None:
    town = tiny("combined")
    service = town.service_of(town.route(CONTRACT))
    waiting, other = queue(town, 101.0, 102.0)
    s.drop_case(town.w, waiting, 103.0)
    assert (service.waiting, service.head) == (1, other) and town.w.people[0].case == -1
    on_the_way = referred(town, LEAD, 5)
    s.drop_case(town.w, on_the_way, 103.0)
    assert town.w.people[5].case == -1 and town.w.cases[on_the_way].state == CaseState.FREE


def test_another_programme_takes_over_at_the_size_of_the_effect_that_is_left(tiny: Towns) -> None:
    town = tiny("combined")
    w = town.w
    old, new = int(w.routes[town.route(CONTRACT)].programme), int(w.routes[town.route(LEAD)].programme)
    for p, relief in ((old, 0.2), (new, 0.5)):
        w.programmes[p].relief, w.programmes[p].structure = relief, 0.0
        w.programmes[p].meets[:] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    person = town.somebody(needs=[1.0, 0.0, 0.0, 0.0, 0.0, 0.0], support=0.5, programme=old, got=0b1)
    s.take_over(w, person, new, 100.25)
    assert (person.programme, person.support, person.got) == (new, pytest.approx(0.5 * 0.2 / 0.5), 0b1)
    s.take_over(w, person, new, 100.25)
    assert person.support == pytest.approx(0.2)
    person.support = 0.9
    s.take_over(w, person, old, 100.25)
    assert (person.programme, person.support) == (old, 1.0), "no more than the whole effect"
    w.programmes[new].relief = 0.0
    s.take_over(w, person, new, 100.25)
    assert (person.programme, person.support) == (new, 0.0), "a programme without effect carries nothing over"


def test_ordinary_support_does_not_wipe_out_a_larger_effect(tiny: Towns) -> None:
    town = tiny("combined")
    w = town.w
    large, small = int(w.routes[town.route(CONTRACT)].programme), int(w.routes[town.route(ORDINARY)].programme)
    for p, relief in ((large, 0.5), (small, 0.1)):
        w.programmes[p].relief, w.programmes[p].structure = relief, 0.0
        w.programmes[p].meets[:] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    fields: dict[str, Any] = dict(needs=[1.0, 0.0, 0.0, 0.0, 0.0, 0.0], programme=large, got=0b1, bond=0.3)
    person = town.somebody(support=0.9, ordinary=1, **fields)
    s.take_over(w, person, small, 100.25)
    assert (person.programme, person.support, person.bond) == (large, 0.9, 0.3)
    person = town.somebody(support=0.1, ordinary=1, **fields)
    s.take_over(w, person, small, 100.25)
    assert (person.programme, person.support) == (small, pytest.approx(0.5))
