"""The calendar, the order of a day, its end, the fork, and what can be seen at a contact, by hand (row 30)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.chance import Decision, draw_four
from diversion.agents.person import group_of
from diversion.agents.states import CaseState, Event, State, Status, Whereabouts
from diversion.model import calendar as k
from diversion.model import day as d
from diversion.model import incident as n
from diversion.model import index as x
from diversion.model.support import admit, refer
from diversion.model.waiting import enqueue
from diversion.scenarios.words import ContactKind, Disposal

Towns = Callable[..., Any]
NEAR: dict[str, Any] = {"abs": 6e-6}
LEAD, CONTRACT = "lead-street", "checkpoint-custody"


# --- the calendar ------------------------------------------------------------------------------------------------------


def test_events_of_a_day_come_by_moment_then_person_then_kind_then_case_however_they_were_entered(tiny: Towns) -> None:
    events = list(itertools.product((100.25, 100.5), (1, 2), (3, 5), (7, 9)))
    for seed in range(4):
        w = tiny().w
        for position in np.random.default_rng(seed).permutation(len(events)):
            moment, person, kind, case = events[position]
            k.schedule(w, moment, person, kind, case, 6)
        popped = []
        while w.clock.heap > 0:
            e = w.events[k.heap_pop(w)]
            popped.append((float(e.moment), int(e.person), int(e.kind), int(e.case)))
            assert e.version == 6
        assert popped == events


def test_an_event_stands_on_its_day_and_one_beyond_the_last_is_left_out(tiny: Towns) -> None:
    w = tiny().w
    left = int(w.clock.events_left)
    for moment in (101.5, 101.25, 729.99, 730.0, 9e9):
        k.schedule(w, moment, 0, Event.HEARING, 0, 0)
    days = [int(day) for day in np.flatnonzero((w.heads >= 0).any(axis=1))]
    assert days == [101, 729] and w.clock.events_left == left - 3
    w.clock.day = 101
    d.take_bucket(w)
    assert w.clock.heap == 2 and not (w.heads[101] >= 0).any()
    for _ in range(2):
        k.free_event(w, k.heap_pop(w))
    assert w.clock.events_left == left - 1


def test_without_room_the_run_fails_instead_of_losing_something(tiny: Towns) -> None:
    w = tiny().w
    w.clock.free_event = -1
    k.schedule(w, 101.5, 0, Event.HEARING, 0, 0)
    assert w.clock.status == Status.OUT_OF_ROOM
    w.clock.status, w.clock.free_case = Status.OK, -1
    assert k.open_case(w, CaseState.PROSECUTION, 0, 0, 1, 0, 100.0, 0) == 0 and w.clock.status == Status.OUT_OF_ROOM


def test_a_case_begins_clean_and_a_closed_one_leaves_no_event_behind(tiny: Towns) -> None:
    w = tiny().w
    left = int(w.clock.cases_left)
    c = k.open_case(w, CaseState.PROSECUTION, 3, 5, 77, 2, 99.5, 1)
    case = w.cases[c]
    for name in ("deferred", "arrested", "tries", "breaches", "stays"):
        setattr(case, name, 1)
    version = int(case.version)
    k.close_case(w, c)
    assert (case.state, case.version, w.clock.cases_left) == (CaseState.FREE, version + 1, left)
    again = k.open_case(w, CaseState.REFERRED, 4, 6, 78, 3, 99.75, 0)
    assert again == c and w.clock.cases_left == left - 1
    found = [
        getattr(case, name) for name in ("state", "person", "officer", "key", "category", "opened", "began", "late")
    ]
    assert found == [CaseState.REFERRED, 4, 6, 78, 3, 99.75, 99.75, 0]
    found = [
        getattr(case, name)
        for name in ("route", "worker", "next", "deferred", "arrested", "tries", "breaches", "stays")
    ]
    assert found == [-1, -1, -1, 0, 0, 0, 0, 0]
    case.version = 31999
    k.close_case(w, c)
    assert case.version == 0


def test_the_next_candidate_comes_after_an_exponential_gap_within_the_block(tiny: Towns) -> None:
    for u in (0.001, 0.2, 0.5, 0.84, 0.85, 0.87, 0.999):
        town = tiny()
        k.next_candidate(town.w, 2, Event.CANDIDATE, 2.0, 77, u, 101.0, 129.0)
        moment = 101.0 - math.log(u) * 365.0 / 2.0
        found = [(each.moment, each.case, each.person) for each in town.planned(Event.CANDIDATE)]
        assert found == [(pytest.approx(moment), 77, 2)] * bool(moment < 129.0)


def test_reviews_are_spread_over_the_block_in_order_of_rows() -> None:
    days = [k.offset_of.function(i, 56) if hasattr(k.offset_of, "function") else k.offset_of(i, 56) for i in range(56)]
    assert days == [i // 2 for i in range(56)]


# --- the day -----------------------------------------------------------------------------------------------------------


def test_an_event_of_a_closed_case_is_stale(tiny: Towns) -> None:
    town = tiny()
    c = k.open_over(town.w, town.incident(), CaseState.PROSECUTION)
    version = int(town.w.cases[c].version)
    d.happen(town.w, 100.5, 0, Event.HEARING, c, version + 1)
    assert town.count("hearings") == 0.0
    d.happen(town.w, 100.5, 0, Event.HEARING, c, version)
    assert town.count("hearings") == 1.0


@pytest.mark.parametrize(("state", "heard"), [(State.PRESENT, 1.0), (State.LEFT, 1.0), (State.DEAD, 0.0)])
def test_a_prosecution_outlives_a_departure_but_not_a_death(state: int, heard: float, tiny: Towns) -> None:
    town = tiny()
    c = k.open_over(town.w, town.incident(), CaseState.PROSECUTION)
    town.w.people[0].state, town.w.suite.occupied = state, 3
    d.of_case(town.w, 100.5, Event.HEARING, c)
    assert town.count("hearings") == heard and town.w.suite.occupied == 3
    if state == State.DEAD:
        c = k.open_over(town.w, town.incident(), CaseState.PROSECUTION)
        d.of_case(town.w, 100.5, Event.CUSTODY_DECISION, c)
        assert town.w.suite.occupied == 2 and town.w.cases[c].state == CaseState.FREE


def test_support_of_who_has_left_ends_without_being_completed(tiny: Towns) -> None:
    town = tiny("combined")
    refer(town.w, town.incident(), town.route(LEAD), 0, 100.25)
    c = int(town.w.people[0].case)
    admit(town.w, c, 100.25)
    before = town.everything()
    town.w.people[0].state = State.LEFT
    d.of_case(town.w, 100.5, Event.EXIT, c)
    assert town.w.cases[c].state == CaseState.FREE and town.everything() == before


@pytest.mark.parametrize(("state", "free"), [(State.PRESENT, True), (State.LEFT, False), (State.DEAD, False)])
def test_the_door_opens_only_for_who_is_still_in_the_model(state: int, free: bool, tiny: Towns) -> None:
    town = tiny()
    person = town.somebody(state=state, inside=Whereabouts.IMPRISONED, inside_until=100.5)
    d.happen(town.w, 100.5, 0, Event.RELEASE, 0, 0)
    assert person.inside == (Whereabouts.LIBERTY if free else Whereabouts.IMPRISONED)


def test_a_day_opens_what_is_dated_lives_its_events_in_order_and_closes(
    tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tiny().w
    w.people["state"] = State.DEAD
    done: list[Any] = []
    monkeypatch.setattr(d, "keep_dates", lambda w, now: done.append(("dates", now)))
    monkeypatch.setattr(d, "happen", lambda w, moment, i, kind, c, version: done.append((moment, i, kind, c, version)))
    monkeypatch.setattr(d, "close_day", lambda w: done.append(("closed", int(w.clock.day))))
    k.schedule(w, 100.75, 2, Event.HEARING, 5, 7)
    k.schedule(w, 100.25, 3, Event.RELEASE, 6, 8)
    w.clock.dated = 1
    d.one_day(w)
    events = [(100.25, 3, Event.RELEASE, 6, 8), (100.75, 2, Event.HEARING, 5, 7)]
    assert done == [("dates", 100.0), *events, ("closed", 100)] and w.clock.day == 101
    done.clear()
    w.clock.dated = 0
    d.one_day(w)
    assert done == [("closed", 101)]


def test_today_s_hours_become_tomorrow_s_pressure(tiny: Towns) -> None:
    town = tiny(pressure_days=20.0)
    w = town.w
    team = w.teams[0]
    team.available, team.background, team.load, team.today = 40.0, 30.0, 8.0, 28 * 2**20
    d.close_day(w)
    assert (team.load, team.today) == (pytest.approx(9.0), 0) and team.pressure == pytest.approx(39.0 / 40.0)
    w.clock.counting = 0
    d.close_day(w)
    assert team.pressure == w.par.usual_pressure


def test_a_year_of_the_horizon_is_closed_on_its_last_day_only(tiny: Towns) -> None:
    for day, closed in ((363, 0.0), (364, 1.0), (365, 0.0), (729, 1.0)):
        town = tiny()
        town.w.people[0].year_contacts, town.w.clock.day = 3, day
        d.close_day(town.w)
        assert town.count("three_or_more") == closed


def test_the_fork_takes_stock_and_lapses_what_the_regime_does_not_have(tiny: Towns) -> None:
    town = tiny("combined", hours_training=4.0)
    w = town.w
    w.clock.day, w.clock.counting = 100, 0
    refer(w, town.incident(), town.route(CONTRACT), 8, 50.25)
    enqueue(w, int(w.people[0].case), 60.0)
    refer(w, town.incident(1), town.route(LEAD), 0, 50.25)
    enqueue(w, int(w.people[1].case), 60.0)
    w.routes[town.route(CONTRACT)].open = 0
    w.people["contacts"][:3], w.people["proven"][:3], w.people["year_contacts"][:3] = 5, 2, 4
    w.people["since"] = 90.0
    w.ledger[:] = 0
    w.ledger[int(w.teams[0].first), 0] = 300 * 2**20
    d.part(w, 1, 1)
    assert town.counted("lapsed", "resumed") == [1.0, 1.0] and list(w.people["case"][:2] >= 0) == [False, True]
    assert (w.people["contacts_fork"][:3] == 5).all() and (w.people["proven_fork"][:3] == 2).all()
    assert not w.people["year_contacts"].any() and (w.people["since"] == 100.0).all()
    assert w.teams[0].load == pytest.approx(3.0)
    assert w.teams[0].background == pytest.approx(w.par.usual_pressure * w.teams[0].available - 3.0)
    assert (w.clock.counting, w.clock.fork_day, w.clock.reference, w.clock.trained) == (1, 100, 1, 100.0)
    assert town.hours() == {"training": 4.0 * len(w.officers)}, "hours of the run-in are forgotten"
    assert (w.services["counted"] == 100.0).all()


@pytest.mark.parametrize(("day", "load"), [(1, 6.0), (2, 3.0), (0, 6.0)])
def test_a_short_run_in_is_a_day_at_least(day: int, load: float, tiny: Towns) -> None:
    w = tiny().w
    w.clock.day = day
    w.people["since"] = float(day)
    w.ledger[int(w.teams[0].first), 0] = 6 * 2**20
    d.part(w, 1, 0)
    assert w.teams[0].load == pytest.approx(load)


@pytest.mark.parametrize("n", [27, 29, 30, 85])
def test_everybody_is_reviewed_on_the_first_day_and_then_each_on_their_own(
    n: int, tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tiny().w
    seen: list[Any] = []
    monkeypatch.setattr(d, "review_rows", lambda w, first, last, block, now: seen.append((first, last, block, now)))
    for name in ("move_in", "review_later"):
        monkeypatch.setattr(d, name, lambda *given: None)
    w.clock.residents = n
    for day in range(60):
        seen.clear()
        w.clock.day = day
        d.review_day(w)
        own = [i for i in range(n) if k.offset_of(i, n) == day % 28]
        first, last, block, now = seen[-1]
        assert seen[:-1] == ([(0, n, 0, 0.0)] if day == 0 else []) and list(range(first, last)) == own
        assert (block, now) == (day // 28 + 1, day)


def test_accounts_are_settled_up_to_now_and_outcome_18_is_what_has_no_suspect(tiny: Towns) -> None:
    town = tiny("combined")
    w = town.w
    refer(w, town.incident(), town.route(LEAD), 0, 100.25)
    admit(w, int(w.people[0].case), 100.25)
    refer(w, town.incident(1), town.route(LEAD), 0, 400.0)
    admit(w, int(w.people[1].case), 400.0)  # who has not been in for a year
    town.somebody(rate=3.65, undetected_share=0.5, since=100.25, full=100.25)
    w.people["state"][1:] = State.LEFT
    town.before = w.by_group.sum(axis=(0, 1))
    w.clock.day = 466
    d.settle_accounts(w)
    assert town.count("person_years") == pytest.approx(365.75 / 365.0, **NEAR)
    assert town.count("latent") == pytest.approx(3.6575, rel=1e-5)
    assert town.count("outcome_18") == town.count("undetected") == pytest.approx(3.6575 / 2.0, rel=1e-5)
    assert np.array_equal(w.by_place[..., 61], w.by_place[..., 3]) and town.count("reached_year") == 1.0


@pytest.mark.parametrize(("events", "cases", "run"), [(0, 0, 1), (-1, 0, 0), (0, -1, 0), (900, 900, 3)])
def test_no_day_is_begun_without_room_for_what_it_may_bring(events: int, cases: int, run: int, tiny: Towns) -> None:
    w = tiny().w
    people = int(w.clock.residents)
    w.people["state"] = State.DEAD
    w.clock.events_left, w.clock.cases_left = 64 + people // 8 + events, 64 + people // 16 + cases
    assert d.run_days(w, 3 if run == 3 else 1) == run and w.clock.day == 100 + run
    assert w.clock.status == (Status.OK if run else Status.NEEDS_ROOM if events else Status.NEEDS_CASES)
    assert run or d.run_days(w, 1) == 0


# --- what can be seen at a contact -------------------------------------------------------------------------------------


def test_a_contact_is_at_home_or_next_door_with_an_officer_of_that_place(tiny: Towns) -> None:
    town = tiny(next_door_share=0.3, victim_wants_action=0.5, channel_record=0.5)
    w, doors = town.w, set()
    home = int(w.people[0].place)
    near = [int(place) for place in w.places[home] if place >= 0]
    town.somebody(contacts=7, contacts_fork=4, proven=3, proven_fork=2)
    for key in range(60):
        u, v, which, evidence = draw_four(w.clock.seed, 0, Decision.PLACE, key, 0)
        place = near[int(v * len(near))] if u < 0.3 else home
        seen = town.incident(key=key, category=4)
        team = w.teams[place]
        assert (seen.place, seen.team, seen.evidence) == (place, place, evidence)
        assert seen.officer == team.first + int(which * team.officers)
        u, v, y, _ = draw_four(w.clock.seed, 0, Decision.VICTIM, key, 0)
        assert seen.victim == (u < w.par.has_victim[4] and v < 0.5) and seen.domestic == (y < w.par.domestic[4])
        assert (seen.prior_contacts, seen.prior_proven, seen.group) == (5, 2, group_of(w.people[0], 100.25))
        welfare = town.incident(key=key, category=ContactKind.WELFARE)
        assert (welfare.victim, welfare.domestic) == (0, 0)
        doors.add((place == home, seen.victim, seen.domestic))
    assert len(doors) >= 4
    assert n.where(w, home, 0.3, 0.5) == home
    w.places[home] = -1
    assert n.where(w, home, 0.0, 0.5) == home, "who has no neighbours stays at home"


def test_a_case_recalls_the_facts_of_its_contact_with_the_evidence_that_was_left(tiny: Towns) -> None:
    town = tiny(evidence_fade=0.25)
    seen, again = town.incident(key=9, category=3), town.incident()
    c = k.open_over(town.w, seen, CaseState.PROSECUTION)
    town.w.cases[c].officer = 1
    for late, left in ((0, 1.0), (1, 0.75)):
        town.w.cases[c].late = late
        n.recall_incident(town.w, again, c)
        assert again.evidence == pytest.approx(seen.evidence * left)
        assert (again.key, again.category, again.place, again.officer) == (9, 3, seen.place, 1)


CODES = {1: "outcome_1", 2: "outcome_3", 3: "outcome_3", 8: "outcome_8", 14: "outcome_14_16", 15: "outcome_14_16",
         16: "outcome_14_16", 18: "outcome_18", 21: "outcome_21", 22: "outcome_22"}  # fmt: skip


@pytest.mark.parametrize("code", range(24))
def test_every_outcome_is_counted_under_its_own_code(code: int, tiny: Towns) -> None:
    town = tiny()
    n.record_outcome(town.w, town.w.people[0], code, 100.25)
    assert town.everything() == ({CODES[code]: 1.0} if code in CODES else {})


# --- index contacts ----------------------------------------------------------------------------------------------------


def indexed(town: Any, **fields: Any) -> Any:
    """A contact whose shadow is an arrest, of somebody whom the street route fits and who is offered it for sure."""
    town.w.routes["offer"][:] = 1.0
    town.somebody(needs=[1.0] * 6, referred_at=0.0)
    town.w.people[0].case = -1
    seen = town.incident()
    seen.domestic, seen.shadow = 0, Disposal.ARREST
    for name, value in fields.items():
        setattr(seen, name, value)
    return seen


def test_the_first_contact_after_the_fork_is_noted_for_everyone_the_eligible_and_the_offered(tiny: Towns) -> None:
    town = tiny("combined")
    town.w.clock.reference = 1
    x.note_at_scene(town.w, indexed(town, opened=100.25), 101.0)
    x.note_at_scene(town.w, indexed(town, opened=120.25), 120.25)
    assert list(town.w.people[0].index) == [100.25, 100.25, 100.25]
    assert town.w.people[0].referable == 101.0


@pytest.mark.parametrize(
    ("fields", "found"),
    [({"opened": -1.0}, [0, 0, 0]), ({"shadow": Disposal.NO_FURTHER_ACTION, "category": 7}, [1, 0, 0]),
     ({"shadow": Disposal.ARREST, "category": 4}, [1, 1, 0])],
)  # fmt: skip
def test_index_contacts_go_by_the_rules_and_by_the_offer(fields: dict[str, Any], found: list[int], tiny: Towns) -> None:
    town = tiny("combined")
    town.w.clock.reference = 1
    x.note_at_scene(town.w, indexed(town, **fields), 101.0)
    assert [int(each > 0) for each in town.w.people[0].index] == found
    assert town.w.people[0].referable == 0.0


@pytest.mark.parametrize(
    ("shadow", "only", "found"),
    [(Disposal.VOLUNTARY_INTERVIEW, 0, 1), (Disposal.VOLUNTARY_INTERVIEW, 1, 0), (Disposal.ARREST, 1, 1),
     (Disposal.COMMUNITY_RESOLUTION, 0, 0)],
)  # fmt: skip
def test_whoever_may_be_charged_after_an_interview_is_eligible_too(
    shadow: int, only: int, found: int, tiny: Towns
) -> None:
    """E19: a contract is for who was interviewed by appointment as well, unless the route says otherwise."""
    town = tiny("combined")
    town.w.clock.reference = 1
    town.w.routes["arrested_only"][:] = only
    seen = indexed(town, shadow=shadow, category=4)
    x.note_at_scene(town.w, seen, 100.0)
    assert int(town.w.people[0].index[1] > 0) == found and seen.arrested == 0


def test_only_the_reference_notes_index_contacts_and_only_open_dates_count(tiny: Towns) -> None:
    town = tiny("combined")
    town.w.clock.reference = 0
    x.note_at_scene(town.w, indexed(town), 100.25)
    assert not any(town.w.people[0].index)
    town.w.clock.reference = 1
    town.w.routes["closes"][:] = 50.0
    x.note_at_scene(town.w, indexed(town), 100.25)
    assert [int(each > 0) for each in town.w.people[0].index] == [1, 0, 0]
    town.w.routes["closes"][:], town.w.routes["compared"][:] = 1e9, 0
    x.note_at_scene(town.w, indexed(town), 100.25)
    assert [int(each > 0) for each in town.w.people[0].index] == [1, 0, 0]


def test_an_offer_in_custody_is_noted_at_its_contact_unless_an_earlier_one_was(tiny: Towns) -> None:
    town = tiny("combined")
    w = town.w
    w.clock.reference = 1
    seen = indexed(town, opened=100.25)
    for before, last, decision, index, again in [
        (0.0, 100.25, Disposal.CHARGE, 100.25, 0), (0.0, 130.0, Disposal.CHARGE, 100.25, 1),
        (0.0, 500.0, Disposal.CHARGE, 100.25, 0), (90.0, 130.0, Disposal.CHARGE, 90.0, 0),
        (120.0, 130.0, Disposal.CHARGE, 100.25, 1), (0.0, 130.0, Disposal.RELEASE, 0.0, 0),
        (100.25, 130.0, Disposal.CHARGE, 100.25, 0),
    ]:  # fmt: skip
        w.people[0].index[x.OFFERED], w.people[0].again[x.OFFERED], w.people[0].last_contact = before, 0, last
        x.note_in_custody(w, seen, decision, 133.0)
        assert (w.people[0].index[x.OFFERED], w.people[0].again[x.OFFERED]) == (index, again)


@pytest.mark.parametrize(("opened", "again"), [(50.0, 0), (49.0, 0), (50.1, 1), (415.0, 1), (415.1, 0)])
def test_a_repeat_is_a_contact_within_365_days_of_an_index_contact(opened: float, again: int, tiny: Towns) -> None:
    town = tiny()
    person = town.somebody()
    person.index[:] = [50.0, 0.0, 50.0]
    x.note_again(town.w, 0, opened)
    assert list(person.again) == [again, 0, again]


@pytest.mark.parametrize(("referable", "after"), [(0.0, 0), (50.0, 2), (60.0, 1), (70.0, 0)])
def test_contacts_are_counted_from_when_somebody_would_first_have_been_referred(
    referable: float, after: int, tiny: Towns
) -> None:
    town = tiny()
    person = town.somebody(referable=referable)
    for opened in (50.0, 60.0, 900.0 if referable < 60.0 else 70.0):
        x.note_again(town.w, 0, opened)
    assert person.after == after


def test_the_first_moment_at_which_somebody_would_be_referred_stands(tiny: Towns) -> None:
    """A decision in custody comes after the contact: what happened in between came before anybody could offer anything."""
    town = tiny("combined")
    w = town.w
    w.clock.reference = 1
    x.note_in_custody(w, indexed(town, opened=100.25), Disposal.CHARGE, 133.0)
    assert (w.people[0].index[x.OFFERED], w.people[0].referable) == (100.25, 133.0)
    x.note_in_custody(w, indexed(town, opened=99.0), Disposal.CHARGE, 140.0)
    assert (w.people[0].index[x.OFFERED], w.people[0].referable) == (99.0, 133.0)
