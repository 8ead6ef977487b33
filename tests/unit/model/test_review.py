"""A review, a worker's comings and goings, dates and queues in a tiny town: each against its value by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.chance import Decision, draw, draw_four
from diversion.agents.person import death_rate, left_after
from diversion.agents.states import CaseState, Event, State, Whereabouts
from diversion.model import openings, staff, waiting
from diversion.model import review as r
from diversion.model.calendar import offset_of
from diversion.model.courts import free_person, imprison
from diversion.model.ledger.measures import Measure as M
from diversion.model.support import admit, end_support, refer
from diversion.model.waiting import enqueue
from diversion.scenarios.words import Stage

Towns = Callable[..., Any]
NEAR: dict[str, Any] = {"abs": 6e-6}
LEAD, CONTRACT, ORDINARY = "lead-street", "checkpoint-custody", "liaison-and-diversion"
MONTH = 30.4375


def review(
    town: Any, luck: tuple[float, float, float, float] = (0.999, 0.999, 0.999, 0.5), i: int = 0, days: float = 28.0
) -> None:
    """A review of somebody on day 128 with luck of our own: of the spell, of dying, of being a victim, of the next contact."""
    town.w.luck[:, 0] = [int(each * 2**32) for each in luck]
    person = town.w.people[i]
    person.begun = person.full = 128.0 - days
    person.since = max(person.since, person.begun)
    r.review(town.w, i, 0, 5, 128.0, 156.0)


def helped(town: Any, name: str = LEAD, i: int = 0, moment: float = 100.25) -> int:
    """The case of somebody in support."""
    refer(town.w, town.incident(i), town.route(name), 0, moment)
    c = int(town.w.people[i].case)
    town.w.cases[c].began = town.w.people[i].since = moment
    admit(town.w, c, moment)
    return c


def alive(town: Any, i: int = 0, **fields: Any) -> Any:
    """Somebody of thirty who stays."""
    return town.somebody(i, **({"exits": 1e9, "stay": 1e9, "begun": 100.0, "since": 100.0} | fields))


def test_people_die_by_the_hazard_they_were_counted_by_and_leave_when_their_time_comes(tiny: Towns) -> None:
    for death, luck, state in ((0.365, 0.0279, State.DEAD), (0.365, 0.0281, State.PRESENT), (0.0, 0.0, State.PRESENT)):
        town = tiny()
        person = alive(town, death=death, rate=2.0)
        review(town, (0.999, luck, 0.999, 0.5))
        assert person.state == state and town.count("deaths") == float(state == State.DEAD)
        assert (person.rate == 0.0) or state == State.PRESENT
    for exits, state in ((128.0, State.LEFT), (128.1, State.PRESENT)):
        town = tiny()
        person = alive(town, exits=exits)
        review(town)
        assert person.state == state and town.count("left") == float(state == State.LEFT)


@pytest.mark.parametrize(("stay", "days", "state"), [
    (28.0, 28.0, State.LEFT), (28.1, 28.0, State.PRESENT), (14.0, 14.0, State.LEFT), (14.1, 14.0, State.PRESENT),
])  # fmt: skip
def test_people_give_up_offending_when_the_luck_of_their_career_is_used_up(
    stay: float, days: float, state: int, tiny: Towns
) -> None:
    town = tiny()
    person = alive(town, stay=stay)
    review(town, days=days)
    assert (person.state, bool(person.desists)) == (state, state == State.LEFT)
    assert town.count("left") == float(state == State.LEFT)
    assert person.stay == pytest.approx(stay - days)


def test_who_has_just_come_uses_up_no_luck_and_who_moves_away_has_not_given_up(tiny: Towns) -> None:
    town = tiny()
    person = alive(town, state=State.ABSENT, stay=20.0)
    review(town)
    assert (person.state, person.stay, person.desists) == (State.PRESENT, 20.0, 0)
    town = tiny()
    person = alive(town, exits=128.0, stay=1.0)
    review(town)
    assert (person.state, person.desists) == (State.LEFT, 0)


def test_who_leaves_gives_up_their_place(tiny: Towns) -> None:
    town = tiny("combined")
    helped(town)
    alive(town, exits=120.0)
    review(town)
    assert town.counted("gone", "left") == [1.0, 1.0]
    assert town.w.people[0].case == -1 and town.service_of(town.route(LEAD)).active == 0


def test_who_is_gone_leans_on_nobody(tiny: Towns) -> None:
    town = tiny()
    town.w.leans[:] = 0.5
    r.leave(town.w, 1, State.DEAD, M.DEATHS, 128.0)
    assert town.w.leans[:3].tolist() == [0.5, 0.0, 0.5]


@pytest.mark.parametrize(("first", "last"), [(0, 3), (2, 21), (5, 5), (3, 19)])
def test_those_of_a_day_are_reviewed_each_once_with_luck_drawn_for_as_many_as_there_is_room(
    first: int, last: int, tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tiny().w
    drawn: list[Any] = []
    seen: list[Any] = []
    monkeypatch.setattr(r, "draw_rows", lambda seed, start, what, block, luck, some: drawn.append((start, some)))
    monkeypatch.setattr(r, "take_turn", lambda w, i, row, block, now: seen.append((i, drawn[-1][0] + row, block, now)))
    r.review_rows(w, first, last, 3, 60.0)
    assert seen == [(i, i, 3, 60.0) for i in range(first, last)]
    rows = w.luck.shape[1]
    assert drawn == [(start, min(rows, last - start)) for start in range(first, last, rows)]
    seen.clear()
    w.due[::3], w.due[1::3] = 60.0, 60.5  # whoever is not due yet is passed over
    r.review_rows(w, first, last, 3, 60.0)
    assert [i for i, *_ in seen] == [i for i in range(first, last) if i % 3 != 1]


def test_newcomers_are_let_in_when_their_time_has_come_and_nobody_comes_back(tiny: Towns) -> None:
    town = tiny()
    w, first = town.w, int(town.w.clock.residents)
    assert w.clock.moved_in >= first and len(w.people) > first + 1
    w.clock.moved_in = first
    w.people["enters"][first : first + 2] = 128.5, 200.0
    for now, there in ((128.0, 0), (128.5, 1), (199.9, 1)):
        r.move_in(w, now)
        assert w.clock.moved_in == first + there
    person = alive(town, state=State.ABSENT)
    review(town)
    assert person.state == State.PRESENT and (person.since, town.count("entered")) == (128.0, 1.0)
    assert town.count("person_years") == 0.0
    r.leave(w, 0, State.LEFT, M.LEFT, 128.0)
    r.review_rows(w, 0, 1, 6, 156.0)
    assert (person.state, person.begun, w.due[0]) == (State.LEFT, 128.0, np.inf)


@pytest.mark.parametrize(("luck", "victim"), [(0.0114, True), (0.0116, False)])
def test_victims_are_counted_and_stay_recent_for_their_days(luck: float, victim: bool, tiny: Towns) -> None:
    town = tiny("combined", victim_base=0.15, victim_need=0.0, victim_days=90.0)
    helped(town)
    person = alive(town)
    review(town, (0.999, 0.999, luck, 0.5))  # 0.15 × 28 / 365 is 0.01151
    assert town.counted("victimisation", "victimisation_supported") == [float(victim)] * 2
    assert person.victim_until == (218.0 if victim else 0.0)


def test_victims_in_ordinary_support_are_not_among_the_supported(tiny: Towns) -> None:
    town = tiny("combined")
    helped(town, ORDINARY)
    alive(town)
    review(town, (0.999, 0.999, 1e-9, 0.5))
    assert town.counted("victimisation", "victimisation_supported") == [1.0, 0.0]


def test_a_review_brings_everything_up_to_date(tiny: Towns) -> None:
    town = tiny(spell_lean=0.4, label_half_life=36.0, spell_weight__drugs=2.0, spell_cap=2.5)
    w = town.w
    person = alive(town, spells=1, label=0.5, rate0=2.0, welfare0=0.1, contact_share=0.5)
    w.par.spell_ends[:] = 0.0
    w.ties[0] = [1, 2, 3, -1]
    w.leans[1:4] = [0.25, -0.5, 0.1]
    review(town)
    assert w.leans[0] == pytest.approx(0.4 * 2.0 / 2.5) and person.peers == pytest.approx((0.25 - 0.5 + 0.1) / 3.0)
    assert person.label == pytest.approx(0.5 * 0.5 ** (28.0 / (36.0 * MONTH)))
    assert person.begun == person.since == 128.0
    age = (128.0 - person.born) / 365.25
    assert person.death == pytest.approx(death_rate(person, age, 128.0, False, w.par), rel=1e-6)
    assert person.rate > 0.0 and person.bound >= person.rate * 0.5 + person.welfare
    gap = -math.log(0.5) * 365.0 / person.bound
    assert [each.moment for each in town.planned(Event.CANDIDATE)] == [pytest.approx(128.0 + gap)] * bool(gap < 28.0)
    assert town.count("person_years") == pytest.approx(28.0 / 365.0, **NEAR)


def test_a_label_fades_alike_in_a_whole_block_and_in_parts_of_one(tiny: Towns) -> None:
    town = tiny()
    person = alive(town, label=0.5)
    for days in (10.0, 18.0, 84.0):
        r.fade_label(person, days, town.w.par)
    parts = person.label
    person.label = 0.5
    for _ in range(4):
        r.fade_label(person, 28.0, town.w.par)
    assert parts == pytest.approx(person.label) == pytest.approx(0.5 * left_after(112.0, town.w.par.label_half_life))


def test_support_grows_from_admission_and_fades_when_it_is_another_programme_s(tiny: Towns) -> None:
    town = tiny("combined")
    programme = town.programme_of(town.route(LEAD))
    programme.months_to_full, programme.half_life = 4.0, 6.0
    c = helped(town, moment=118.0)
    person = alive(town, support=0.0)
    r.settle_support(town.w, person, 28.0, 128.0)
    assert person.support == pytest.approx(1.0 - math.exp(-3.0 * 10.0 / (4.0 * MONTH))), "ten of 28 days"
    person.support, person.case = 0.5, -1
    r.settle_support(town.w, person, 28.0, 128.0)
    assert person.support == pytest.approx(0.5 * 0.5 ** (28.0 / (6.0 * MONTH)))
    other = int(town.w.routes[town.route(CONTRACT)].programme)
    town.w.programmes[other].half_life = 3.0
    person.support, person.programme, person.case = 0.5, other, c
    r.settle_support(town.w, person, 28.0, 128.0)
    assert person.support == pytest.approx(0.5 * 0.5 ** (28.0 / (3.0 * MONTH)))


@pytest.mark.parametrize(
    ("ties", "leans", "found"),
    [([1, 2, 3, 4], [0.4, 0.2, -0.2, 0.0], 0.1), ([1, -1, -1, -1], [0.4, 0, 0, 0], 0.4), ([-1] * 4, [0.4] * 4, 0.0),
     ([1, 2, 3, 4], [-9.0] * 4, -1.0), ([1, 2, -1, -1], [-9.0] * 4, -1.0)],
)  # fmt: skip
def test_influence_is_the_mean_of_those_one_knows(
    ties: list[int], leans: list[float], found: float, tiny: Towns
) -> None:
    town = tiny()
    town.w.ties[0], town.w.leans[1:5] = ties, leans
    assert r.peer_lean(town.w, 0) == pytest.approx(found)
    assert r.peer_lean(town.sure(channel_ties=0.0).w, 0) == 0.0


def test_three_or_more_contacts_in_a_year_are_counted_once_and_the_year_begins_anew(tiny: Towns) -> None:
    town = tiny()
    town.w.people["year_contacts"][:4] = [2, 3, 7, 0]
    r.close_year(town.w, 364.999)
    assert town.count("three_or_more") == 2.0 and not town.w.people["year_contacts"].any()


def test_everybody_s_luck_is_that_of_their_own_key_however_many_are_drawn_at_once(tiny: Towns) -> None:
    town = tiny()
    n, w = int(town.w.clock.people), town.w
    w.people["exits"] = w.people["stay"] = 1e9
    w.people["death"] = 0.5 * 365.0 / 28.0  # half die by luck
    r.review_rows(w, 0, n, 5, 128.0)
    for i in range(n):
        dies = draw_four(w.clock.seed, i, Decision.REVIEW, 5, 0)[1] < np.float32(0.5 * 365.0 / 28.0) * 28.0 / 365.0
        assert (w.people[i].state == State.DEAD) == dies
    assert offset_of(n - 1, n) == 27 and offset_of(0, n) == 0


def test_those_who_moved_in_are_reviewed_so_many_at_a_time_on_the_days_they_were_given(
    tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tiny().w
    town = w._replace(turns=np.array([3, 4, 3, 3]))
    w.clock.residents, rows = 20, w.luck.shape[1]
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(r, "review_rows", lambda w, first, last, *rest: seen.append((first, last)))
    sizes: dict[int, list[tuple[int, int]]] = {
        20: [],
        21: [(20, 21)],
        20 + 2 * rows: [(20, 20 + rows)],
        27 + 2 * rows: [(20, 20 + rows), (20 + 2 * rows, 27 + 2 * rows)],
    }
    for size, groups in sizes.items():
        seen.clear()
        w.clock.moved_in = size
        r.review_later(town, 3, 5, 128.0)
        assert seen == groups


def test_who_moves_in_is_known_by_those_on_both_sides_in_each_line(tiny: Towns) -> None:
    w = tiny().w
    i = int(w.clock.residents)
    w.clock.moved_in = i
    w.people["enters"][i : i + 2] = 128.0, 1e9
    w.ties[:] = -1
    w.ties[i, :3] = 3, 4, 5
    r.move_in(w, 128.0)
    found = {(j, k): int(w.ties[j, k]) for j in range(i) for k in range(w.ties.shape[1]) if w.ties[j, k] >= 0}
    assert found == {(3, 1): i, (4, 0): i, (5, 3): i}


# --- workers -----------------------------------------------------------------------------------------------------------


def test_a_worker_leaves_after_an_exponential_time_and_the_post_is_filled_after_another(tiny: Towns) -> None:
    town = tiny("combined")
    w, service = town.w, town.service_of(town.route(LEAD))
    k = int(service.first) + 1
    service.turnover, service.vacancy_days = 0.5, 40.0
    staff.plan_leaving(w, k, 10.0)
    u = draw(w.clock.seed, service.luck, Decision.WORKER_LEAVES, 0, 1)  # of the service's name and the post in it (E8)
    leaves = 10.0 - math.log(u) * 365.0 / 0.5
    assert [each.moment for each in town.planned(Event.WORKER_LEAVES)] == [pytest.approx(leaves)] * (leaves < 730)
    w.heads[:] = -1
    before = int(service.present)
    staff.worker_leaves(w, k, 110.0)
    assert (w.workers[k].present, w.workers[k].left, service.present) == (0, 110.0, before - 1)
    u = draw(w.clock.seed, service.luck, Decision.WORKER_RETURNS, 0, 1)
    assert [each.moment for each in town.planned(Event.WORKER_RETURNS)] == [pytest.approx(110.0 - math.log(u) * 40.0)]
    staff.worker_returns(w, k, 130.0)
    assert (w.workers[k].present, w.workers[k].spells, service.present) == (1, 1, before)
    service.turnover = 0.0
    w.heads[:], w.clock.heap = -1, 0
    staff.plan_leaving(w, k, 10.0)
    assert not town.planned(Event.WORKER_LEAVES)


def test_days_without_a_worker_are_those_of_clients_beyond_what_workers_can_hold(tiny: Towns) -> None:
    town = tiny("combined")
    w, service = town.w, town.service_of(town.route(LEAD))
    service.present, service.caseload, service.active, service.counted = 2, 5.0, 8, 100.0
    staff.worker_leaves(w, int(service.first), 105.0)
    assert town.count("uncovered_days") == 0.0
    staff.worker_returns(w, int(service.first), 115.0)
    assert town.count("uncovered_days") == pytest.approx(3.0 * 10.0, **NEAR)


def test_a_worker_who_returns_opens_a_place(tiny: Towns) -> None:
    town = tiny("combined", wait_loss=0.0)
    w, service = town.w, town.service_of(town.route(CONTRACT))
    refer(w, town.incident(), town.route(CONTRACT), 0, 100.25)
    c = int(w.people[0].case)
    enqueue(w, c, 100.25)
    service.present, service.caseload = 0, 4.0
    w.workers[int(service.first)].present = 0
    staff.worker_returns(w, int(service.first), 115.0)
    assert w.cases[c].state == CaseState.IN_SUPPORT


def test_a_post_that_the_regime_does_not_pay_for_is_no_place(tiny: Towns) -> None:
    town = tiny("combined")
    w, service = town.w, town.service_of(town.route(LEAD))
    k = int(service.first)
    service.workers, service.present = 0, 0
    assert not staff.funded(w, k)
    staff.worker_leaves(w, k, 110.0)
    staff.worker_returns(w, k, 120.0)
    assert service.present == 0 and w.workers[k].present == 1


@pytest.mark.parametrize(
    ("left", "share", "broken", "new"),
    [(120.0, 1.0, True, False), (120.0, 0.0, False, True), (100.25, 1.0, False, False), (100.0, 1.0, False, False),
     (-1.0, 1.0, False, False)],
)  # fmt: skip
def test_a_relationship_breaks_with_a_worker_who_left_since_the_last_review_or_another_takes_over(
    left: float, share: float, broken: bool, new: bool, tiny: Towns
) -> None:
    town = tiny("combined", workers_pre_arrest=6.0).sure(worker_break_share=share)
    c = helped(town)
    case, person = town.w.cases[c], town.w.people[0]
    person.bond = 0.5
    town.w.workers[int(case.worker)].left = left
    assert staff.broken_off(town.w, 0, 128.0) == broken
    assert person.bond == (0.0 if new else 0.5)
    case.worker = -1
    assert not staff.broken_off(town.w, 0, 128.0)


def test_a_worker_who_left_before_the_last_review_breaks_nothing_now(tiny: Towns) -> None:
    town = tiny("combined").sure(worker_break_share=1.0)
    c = helped(town)
    town.w.workers[int(town.w.cases[c].worker)].left = 120.0
    assert not staff.broken_off(town.w, 0, 148.0) and staff.broken_off(town.w, 0, 147.9)


def test_another_worker_who_is_there_takes_over_from_one_who_left(tiny: Towns) -> None:
    town = tiny("combined", workers_pre_arrest=6.0).sure(worker_break_share=0.0)
    c = helped(town)
    case, service = town.w.cases[c], town.service_of(town.route(LEAD))
    first, workers = int(service.first), int(service.workers)
    case.worker = first
    for k in range(workers):  # everybody but the last of them has gone
        town.w.workers[first + k].present = int(k == workers - 1)
    town.w.workers[first].left = 120.0
    assert workers > 1 and not staff.broken_off(town.w, 0, 128.0)
    assert case.worker == first + workers - 1


def test_a_worker_of_whatever_number_is_known_longer_and_no_worker_is_not(tiny: Towns) -> None:
    town = tiny("combined", bond_months=5.0).sure(worker_break_share=0.0)
    town.programme_of(town.route(LEAD)).bond = 0.4
    c, person = helped(town, moment=118.0), town.w.people[0]
    for worker, bond in ((0, 1.0 - math.exp(-3.0 * 10.0 / (5.0 * MONTH))), (-1, 0.0)):
        town.w.cases[c].worker, person.bond = worker, 0.0
        staff.keep_up(town.w, 0, 128.0, 28.0)
        assert person.bond == pytest.approx(bond)


@pytest.mark.parametrize(("days", "key"), [(0.0, 320), (27.9, 320), (28.0, 321), (85.0, 323), (64 * 28.0, 320)])
def test_each_review_of_a_case_has_a_key_of_its_own(days: float, key: int, tiny: Towns) -> None:
    case = tiny().w.cases[0]
    case.key, case.began = 5, 100.0
    assert staff.review_key(case, 100.0 + days) == key


def test_who_loses_a_worker_is_not_sanctioned_and_who_relapses_is(tiny: Towns) -> None:
    for act, name, sanctioned in ((staff.lose_worker, "dropped_worker", 0.0), (staff.put_out, "dropped_relapse", 1.0)):
        town = tiny("combined")
        c = helped(town, CONTRACT)
        town.w.cases[c].deferred = 8
        act(town.w, 0, 120.0)
        assert town.counted("dropped", name, "resumed") == [1.0, 1.0, sanctioned]


def test_a_review_in_support_brings_meetings_help_and_a_bond(tiny: Towns) -> None:
    town = tiny("combined", hours_hand_over=0.0, bond_months=5.0).sure(worker_break_share=0.0)
    programme = town.programme_of(town.route(LEAD))
    programme.coordination_hours, programme.bond = 0.5, 0.4
    programme.wait[:], programme.meets[:] = 0.0, 0.5
    helped(town, moment=118.0)
    town.w.people[0].got = 0
    staff.keep_up(town.w, 0, 128.0, 28.0)
    person = town.w.people[0]
    assert town.hours() == {"coordination": pytest.approx(0.5 * 10.0 / MONTH, **NEAR)}
    assert person.bond == pytest.approx(1.0 - math.exp(-3.0 * 10.0 / (5.0 * MONTH))) and person.got == 0b111111
    town.w.cases[int(person.case)].began = 60.0
    staff.keep_up(town.w, 0, 128.0, 28.0)
    assert town.hours()["coordination"] == pytest.approx(0.5 * 38.0 / MONTH, **NEAR)


# --- queues and dates --------------------------------------------------------------------------------------------------


def test_a_waiting_list_is_left_from_anywhere_and_the_smallest_goes_first(tiny: Towns) -> None:
    town = tiny("combined")
    w, service = town.w, town.service_of(town.route(CONTRACT))
    cases = []
    for i in range(5):
        refer(w, town.incident(i, key=i + 1), town.route(CONTRACT), 0, 100.25)
        cases.append(int(w.people[i].case))
        enqueue(w, cases[-1], 101.0 + i)
    for n, c in enumerate(cases):
        w.cases[c].priority = (3.0, 1.0, 2.0, 0.5, 4.0)[n]
    order = []
    while service.waiting:
        c = waiting.first_in_line(w, service)
        order.append(cases.index(c))
        waiting.unlink(w, service, c)
        assert w.cases[c].next == -1
    assert order == [3, 1, 2, 0, 4] and service.head == -1


def test_a_route_opens_on_its_day_trains_officers_once_and_ends_with_its_money(tiny: Towns) -> None:
    town = tiny("combined", hours_training=4.0)
    w, route = town.w, town.w.routes[town.route(LEAD)]
    w.routes["open"][:] = 0
    w.routes["chosen"][:] = 0
    route.chosen, route.opens, route.closes, w.clock.trained = 1, 110.0, 120.0, -1.0
    openings.keep_dates(w, 109.0)
    assert (route.open, w.clock.doors.sum(), w.clock.trained) == (0, 0, -1.0)
    openings.keep_dates(w, 110.0)
    assert (route.open, w.clock.trained, list(w.clock.doors)) == (1, 110.0, [1, 0, 0, 0, 0, 0])
    assert town.hours() == {"training": 4.0 * len(w.officers)} and not w.teams["today"].any()
    route.open = 0
    openings.keep_dates(w, 111.0)
    assert town.hours() == {"training": 4.0 * len(w.officers)}, "nobody is trained twice"
    openings.keep_dates(w, 120.0)
    assert (route.open, w.clock.doors[Stage.STREET]) == (0, 0)
    openings.keep_dates(w, 121.0)
    assert route.open == 0


def test_a_route_in_custody_trains_nobody_and_one_that_is_not_chosen_stays_shut(tiny: Towns) -> None:
    town = tiny("combined")
    w, route = town.w, town.w.routes[town.route(CONTRACT)]
    w.routes["open"][:], w.routes["chosen"][:] = 0, 0
    route.opens, w.clock.trained = 110.0, -1.0
    openings.keep_dates(w, 115.0)
    assert route.open == 0
    route.chosen = 1
    openings.keep_dates(w, 115.0)
    assert (route.open, w.clock.trained) == (1, -1.0)


def test_when_money_ends_who_waits_lapses_and_who_is_in_is_put_out_and_others_stay(tiny: Towns) -> None:
    town = tiny("combined", workers_pre_arrest=6.0)
    w, lead = town.w, town.route(LEAD)
    helped(town, LEAD, 0)
    helped(town, CONTRACT, 1)
    refer(w, town.incident(2), lead, 0, 100.25)
    refer(w, town.incident(3), lead, 0, 100.25)
    enqueue(w, int(w.people[3].case), 101.0)
    openings.end_funding(w, lead, 120.0)
    assert town.counted("lapsed", "dropped", "dropped_funding", "resumed") == [2.0, 1.0, 1.0, 0.0]
    assert [int(each) >= 0 for each in w.people["case"][:4]] == [False, True, False, False]


@pytest.mark.parametrize("out", [110.0, 128.0, 140.0])
def test_the_effect_of_support_stands_still_for_who_is_inside(out: float, tiny: Towns) -> None:
    """E15: it grew on in prison. Here somebody is inside from day 105; the days outside alone make it grow, bond and all."""
    town = tiny("combined", prison_hold_days=3650.0)
    programme = town.programme_of(town.route(LEAD))
    programme.months_to_full, programme.bond = 4.0, 0.5
    alive(town)
    helped(town)
    imprison(town.w, 0, out - 105.0, Whereabouts.IMPRISONED, 105.0)
    review(town)
    person = town.w.people[0]
    outside = 4.75 + max(128.0 - out, 0.0)
    assert person.support == pytest.approx(1.0 - math.exp(-3.0 * outside / (4.0 * MONTH)))
    assert person.bond == pytest.approx(1.0 - math.exp(-3.0 * outside / (town.w.par.bond_months * MONTH)))
    if out > 128.0:
        free_person(town.w, 0, out)
    outside += 22.0 - max(out - 128.0, 0.0)
    end_support(town.w, int(person.case), 150.0)
    assert person.support == pytest.approx(1.0 - math.exp(-3.0 * outside / (4.0 * MONTH)))
