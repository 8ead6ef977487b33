"""Custody, courts, orders and what follows a broken promise in a tiny town: each against its value by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents import court
from diversion.agents.custody import BAIL, detention_hours, downstream_hours, end_of, leaves_record, sergeant
from diversion.agents.spells import WORK
from diversion.agents.states import CaseState, Event, State, Verdict, Whereabouts
from diversion.model import courts as k
from diversion.model import custody as c
from diversion.model import orders as o
from diversion.model import sanctions as s
from diversion.model import warrants
from diversion.model.calendar import open_over
from diversion.model.incident import recall_incident
from diversion.model.support import admit, days_away, refer
from diversion.scenarios.words import ContactKind, Disposal, Need, Stage

Towns = Callable[..., Any]
NEAR: dict[str, Any] = {"abs": 6e-6}
CONTRACT, LEAD = "checkpoint-custody", "lead-street"
AT, PRISON, REMAND = 100.25, Whereabouts.IMPRISONED, Whereabouts.ON_REMAND


def case_of(town: Any, i: int = 0, key: int = 4097, **fields: Any) -> int:
    """An open prosecution."""
    c = int(open_over(town.w, town.incident(i, key=key), CaseState.PROSECUTION))
    for name, value in fields.items():
        setattr(town.w.cases[c], name, value)
    return c


# --- custody -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("occupied", "channel", "drive"), [(0, 1.0, 0.0), (2, 1.0, 0.5), (3, 1.0, 0.5), (1, 1.0, 0.0), (9, 0.0, 0.0)]
)
def test_an_arrest_takes_its_hours_and_a_drive_where_every_cell_is_taken(
    occupied: int, channel: float, drive: float, tiny: Towns
) -> None:
    town = tiny(hours_arrest=2.5, hours_booking=0.75, trust_arrest=-0.1, channel_capacity=channel)
    w = town.w
    w.suite.cells, w.suite.drive_hours, w.suite.occupied = 2.0, 0.5, occupied
    person = town.somebody(warrant=1)
    c.detain(w, case_of(town), ContactKind.SHOPLIFTING, AT)
    assert town.hours() == {"arrest_and_transport": 2.5 + drive, "booking": 0.75}
    held = detention_hours(0, 4097, 0, w.par, w.clock.seed)
    assert town.count("custody_hours") == pytest.approx(held, **NEAR)
    assert (w.suite.occupied, w.suite.full) == (occupied + 1, int(drive > 0))
    assert (person.inside, person.inside_until, person.warrant) == (Whereabouts.DETAINED, AT + held / 24.0, 0)
    assert person.trust == pytest.approx(0.3)
    assert [each.moment for each in town.planned(Event.CUSTODY_DECISION)] == [AT + held / 24.0]


def test_custody_does_not_shorten_a_longer_time_inside(tiny: Towns) -> None:
    town = tiny()
    person = town.somebody(inside=PRISON, inside_until=300.0)
    c.detain(town.w, case_of(town), ContactKind.SHOPLIFTING, AT)
    assert (person.inside, person.inside_until) == (PRISON, 300.0)


def test_each_stay_of_a_case_has_luck_of_its_own(tiny: Towns) -> None:
    case = tiny().w.cases[0]
    case.tries, case.breaches = 1, 2
    assert c.stay_of(case, ContactKind.SHOPLIFTING) == 0
    assert c.stay_of(case, ContactKind.WARRANT) == warrants.occasion_of(case) == 17
    assert c.stay_of(case, ContactKind.BREACH) == 129


ENDS = {
    Disposal.CAUTION: {"cautions": 1.0, "outcome_3": 1.0, "proven_offences": 1.0},
    Disposal.COMMUNITY_RESOLUTION: {"resolutions": 1.0, "outcome_8": 1.0},
    Disposal.RELEASE: {"releases": 1.0, "outcome_14_16": 1.0},
    Disposal.NO_FURTHER_ACTION: {"no_actions": 1.0, "outcome_14_16": 1.0},
    Disposal.CHARGE: {"charges": 1.0, "outcome_1": 1.0},
    Disposal.CUSTODY_STAGE_DIVERSION: {},
    BAIL: {"bails": 1.0},  # on bail, since `under_investigation_share` is 0 here
}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_of_those_who_are_let_go_for_now_a_share_is_under_investigation_rather_than_on_bail(
    share: float, tiny: Towns
) -> None:
    town = tiny(under_investigation_share=share)
    town.somebody(since=AT)
    c.settle(town.w, case_of(town), BAIL, AT)
    assert town.counted("bails", "under_investigation") == [1.0, share]


@pytest.mark.parametrize("decision", ENDS)
def test_each_decision_is_counted_recorded_and_labels_as_it_should(decision: int, tiny: Towns) -> None:
    town = tiny(label_conditional=0.3, bail_days=70.0, under_investigation_share=0.0)
    person = town.somebody(since=AT)
    n = case_of(town)
    c.settle(town.w, n, decision, AT)
    assert town.everything() == ENDS[decision]
    conditional = decision in (Disposal.CAUTION, Disposal.CUSTODY_STAGE_DIVERSION)
    assert person.label == (pytest.approx(0.3) if conditional else 0.0)
    assert person.proven == (decision == Disposal.CAUTION), "a diversion is no proven offence"
    open_ = decision in (Disposal.CHARGE, BAIL)
    assert (town.w.cases[n].state == CaseState.PROSECUTION) == open_
    assert len(town.planned(Event.LATER_DECISION)) == (decision == BAIL)
    assert len(town.planned(Event.HEARING)) == (decision == Disposal.CHARGE)


def test_the_end_of_detention_frees_a_cell_and_leads_straight_to_court_on_a_warrant_or_a_breach(tiny: Towns) -> None:
    for fields in ({"tries": 1}, {"category": ContactKind.BREACH}):
        town = tiny()
        town.w.suite.occupied = 1
        town.somebody(inside=Whereabouts.DETAINED, inside_until=AT)
        n = case_of(town, **fields)
        c.custody_decision(town.w, n, AT)
        assert town.w.suite.occupied == 0 and town.w.people[0].inside == Whereabouts.LIBERTY
        assert [each.moment for each in town.planned(Event.HEARING)] == [AT + 1.0] and town.w.cases[n].brought == 1
        assert town.everything().keys() <= {"person_years"}


def test_at_the_end_of_detention_over_an_offence_the_sergeant_decides_by_its_evidence(tiny: Towns) -> None:
    seen = set()
    for key in range(4097, 4137):
        town = tiny()
        town.w.suite.occupied = 1
        town.somebody(inside=Whereabouts.DETAINED, inside_until=AT)
        n, facts = case_of(town, key=key), town.incident(key=key)
        decision = sergeant(town.w.people[0], 0, 0, facts.evidence, key, town.w.par, town.w.clock.seed)
        without = sergeant(town.w.people[0], 0, 0, 0.0, key, town.w.par, town.w.clock.seed)
        c.custody_decision(town.w, n, AT)
        names = {BAIL: "bails", Disposal.CHARGE: "charges", Disposal.CAUTION: "cautions", Disposal.RELEASE: "releases"}
        assert town.counted(*names.values()) == [float(each == decision) for each in names]
        seen.add((decision, decision == without))
    assert {each for each, _ in seen} == {BAIL, Disposal.CHARGE, Disposal.CAUTION, Disposal.RELEASE}
    assert (Disposal.CHARGE, False) in seen  # somebody is charged only because of the evidence


@pytest.mark.parametrize(("route", "replaces", "found"), [
    (-1, 1, Disposal.CHARGE), (0, 1, Disposal.CUSTODY_STAGE_DIVERSION), (0, 0, Disposal.CHARGE),
    (2, 1, Disposal.CUSTODY_STAGE_DIVERSION),
])  # fmt: skip
def test_a_route_of_whatever_number_takes_a_decision_s_place_where_it_replaces(
    route: int, replaces: int, found: int, tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = tiny("combined")
    monkeypatch.setattr(c, "offer_routes", lambda *given: route)
    town.w.routes["replaces"], town.w.routes["ordinary"] = replaces, 0
    town.w.widening[:], town.w.clock.counting = 0, 1
    assert c.divert(town.w, town.incident(), Disposal.CHARGE, True, AT) == found
    assert town.w.widening.sum() == (route >= 0)
    assert town.w.widening[Stage.CUSTODY, Disposal.CHARGE, found] == (route >= 0)


def contract(town: Any, deferred: int = Disposal.CHARGE, supported: bool = True) -> int:
    """The case of somebody under a contract, or on the way to one."""
    refer(town.w, town.incident(key=1), town.route(CONTRACT), deferred, AT)
    n = int(town.w.people[0].case)
    if supported:
        admit(town.w, n, AT)
    return n


@pytest.mark.parametrize(
    ("coercive", "deferred", "key", "opened", "broken"),
    [(1, Disposal.CHARGE, 2, 101.0, True), (0, Disposal.CHARGE, 2, 101.0, False), (1, 0, 2, 101.0, False),
     (1, Disposal.CHARGE, 1, 101.0, False), (1, Disposal.CHARGE, 2, AT, False)],
)  # fmt: skip
@pytest.mark.parametrize("supported", [True, False])
def test_only_a_new_offence_breaks_a_coercive_contract(
    coercive: int, deferred: int, key: int, opened: float, broken: bool, supported: bool, tiny: Towns
) -> None:
    town = tiny("combined")
    contract(town, deferred, supported)
    town.programme_of(town.route(CONTRACT)).coercive = coercive
    c.break_contract(town.w, 0, key, opened, 105.0)
    assert town.counted("dropped", "lapsed", "resumed") == [
        float(broken and supported), float(broken and not supported), float(broken)]  # fmt: skip
    assert (town.w.people[0].case < 0) == broken


def test_an_offence_of_who_has_no_contract_breaks_nobody_s(tiny: Towns) -> None:
    town = tiny("combined")
    contract(town)
    town.w.cases[-1] = town.w.cases[int(town.w.people[0].case)]  # the last row, which no number means
    town.w.people[1].case = -1
    c.break_contract(town.w, 1, 9, 101.0, 105.0)
    assert town.everything().get("resumed", 0.0) == 0.0


@pytest.mark.parametrize("decision", [Disposal.CHARGE, Disposal.CAUTION, Disposal.RELEASE])
def test_a_charge_or_a_caution_breaks_a_contract_and_a_release_does_not(decision: int, tiny: Towns) -> None:
    town = tiny("combined")
    contract(town)
    c.settle(town.w, case_of(town, key=9, opened=101.0), decision, 105.0)
    assert town.count("resumed") == float(decision != Disposal.RELEASE)


# --- courts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("arrested", "share"), [(0, 1.0), (1, 1.0), (1, 0.0)])
def test_a_charge_takes_the_file_and_a_date_and_may_mean_remand_until_then(
    arrested: int, share: float, tiny: Towns
) -> None:
    town = tiny(hours_case_file=6.0, court_delay_days=50.0).sure(remand_share=share)
    held = int(arrested and share == 1.0)
    k.charge(town.w, case_of(town, arrested=arrested), AT)
    day = AT + court.hearing_delay(0, 4097, 0, town.w.par, town.w.clock.seed)
    assert town.hours() == {"case_file": 6.0}
    assert town.counted("charges", "outcome_1", "charges_after_arrest") == [1.0, 1.0, float(arrested)]
    assert [each.moment for each in town.planned(Event.HEARING)] == [day]
    assert town.count("prison_days") == pytest.approx((day - AT) * held, **NEAR)
    assert town.w.people[0].inside == (REMAND if held else Whereabouts.LIBERTY)
    assert [each.moment for each in town.planned(Event.RELEASE)] == [day] * held


@pytest.mark.parametrize(
    ("inside", "until", "days", "counted", "state", "out"),
    [(Whereabouts.LIBERTY, 0.0, 30.0, 30.0, PRISON, 130.0), (Whereabouts.DETAINED, 100.5, 30.0, 30.0, PRISON, 130.0),
     (REMAND, 110.0, 30.0, 20.0, PRISON, 130.0), (PRISON, 110.0, 30.0, 20.0, PRISON, 130.0),
     (PRISON, 150.0, 30.0, 0.0, PRISON, 150.0), (Whereabouts.LIBERTY, 0.0, 900.0, 630.0, PRISON, 1000.0)],
)  # fmt: skip
def test_days_inside_are_counted_once_and_not_beyond_the_run(
    inside: int, until: float, days: float, counted: float, state: int, out: float, tiny: Towns
) -> None:
    town = tiny()
    person = town.somebody(inside=inside, inside_until=until)
    k.imprison(town.w, 0, days, PRISON, 100.0)
    assert town.count("prison_days") == pytest.approx(counted, **NEAR)
    assert (person.inside, person.inside_until) == (state, out)


def test_remand_does_not_turn_a_prison_term_into_remand_and_who_has_left_is_counted_whole(tiny: Towns) -> None:
    town = tiny()
    person = town.somebody(inside=PRISON, inside_until=110.0)
    k.imprison(town.w, 0, 30.0, REMAND, 100.0)
    assert (person.inside, person.inside_until, town.count("prison_days")) == (PRISON, 130.0, pytest.approx(20.0))
    town.somebody(1, state=State.LEFT)
    k.imprison(town.w, 1, 30.0, PRISON, 100.0)
    assert town.count("prison_days") == pytest.approx(50.0)
    assert town.w.people[1].inside == Whereabouts.LIBERTY


@pytest.mark.parametrize(("inside", "row"), [(Whereabouts.DETAINED, 0), (PRISON, 2), (REMAND, 4)])
def test_the_door_opens_when_the_time_is_over_and_it_may_have_cost_a_home_or_work(
    inside: int, row: int, tiny: Towns
) -> None:
    town = tiny()
    town.w.par.loss_chance[:] = 0.0
    town.w.par.loss_chance[row + 1] = 1.0
    person = town.somebody(inside=inside, inside_until=110.0)
    k.free_person(town.w, 0, 109.9)
    assert person.inside == inside
    k.free_person(town.w, 0, 110.0)
    assert person.inside == Whereabouts.LIBERTY and person.since == 110.0
    assert person.released_at == (110.0 if inside == PRISON else 0.0)
    assert person.lost == WORK and person.rate == pytest.approx(
        person.rate0 * person.steady * math.exp(town.w.par.need_weight[Need.MONEY_AND_WORK] * town.w.par.loss_weight)
    )


@pytest.mark.parametrize("ends", ["caution", "charge", "conviction"])
def test_several_offences_in_a_case_are_proven_together_and_label_once(ends: str, tiny: Towns) -> None:
    town = tiny(case_offences_first=3.0, case_offences_often=3.0, label_conditional=0.3, proven_share=1.0)
    town.sure(fail_to_appear=0.0, prison_first=0.0, prison_eleven=0.0, community_first=0.0, community_eleven=0.0)
    person, n = town.somebody(since=AT, proven=2, sanctions=1), case_of(town)
    many = court.offences_of(person, 0, 4097, AT, town.w.par, town.w.clock.seed)
    assert many > 1
    if ends == "caution":
        k.caution(town.w, n, AT)
    else:
        k.charge(town.w, n, AT)
    assert town.w.cases[n].offences == many
    if ends == "conviction":
        k.hearing(town.w, n, AT)
    proven = float(ends != "charge")
    assert (person.proven, person.sanctions) == (2 + many * proven, 1 + proven)
    assert town.counted("proven_offences", "cautions", "convictions", "charges") == [
        many * proven, float(ends == "caution"), float(ends == "conviction"), float(ends != "caution")]  # fmt: skip
    share = {"caution": 0.3, "charge": 0.0, "conviction": 1.0}[ends]
    assert person.label == pytest.approx(share * (1.0 - 2.0 / 11.0))


def test_who_does_not_come_to_court_is_wanted_and_the_case_waits_for_them(tiny: Towns) -> None:
    town = tiny(failing_without_needs=1.0, hours_court=1.5, warrant_days=30.0).sure(fail_to_appear=1.0)
    n = case_of(town)
    k.hearing(town.w, n, AT)
    assert town.everything() == {"hearings": 1.0, "missed_hearings": 1.0, "warrants": 1.0} and town.hours() == {}
    assert town.w.people[0].warrant == 1 and town.w.cases[n].tries == 1
    found = AT + court.warrant_delay(0, 4097, 1, 30.0, town.w.clock.seed)
    assert [each.moment for each in town.planned(Event.WARRANT_ARREST)] == [found]


@pytest.mark.parametrize(
    "fields",
    [
        {"inside": REMAND, "inside_until": 999.0},
        {"state": State.LEFT},
        {"tries": 1, "brought": 1},
        {"tries": 7},
        {"channel": 0.0},
    ],
)
def test_who_is_held_has_left_or_is_brought_cannot_stay_away(fields: dict[str, Any], tiny: Towns) -> None:
    town = tiny(failing_without_needs=1.0, channel_warrant=fields.pop("channel", 1.0), hours_court=1.5)
    town.sure(fail_to_appear=1.0, proven_share=0.0)
    n = case_of(town, tries=fields.pop("tries", 0), brought=fields.pop("brought", 0))
    town.somebody(**fields)
    k.hearing(town.w, n, AT)
    assert town.hours() == {"court": 1.5} and town.w.people[0].warrant == 0
    assert town.count("missed_hearings") == float(town.w.par.channel_warrant == 0.0)
    assert town.w.cases[n].state == CaseState.FREE and town.count("convictions") == 0.0


def test_a_case_can_be_missed_again_and_each_occasion_has_luck_of_its_own(tiny: Towns) -> None:
    town = tiny(failing_without_needs=1.0, warrant_put_off=1.0, court_quick_share=0.0).sure(fail_to_appear=1.0)
    n, days = case_of(town), []
    for tries in range(1, 4):
        town.w.heads[:], town.w.clock.heap = -1, 0
        k.hearing(town.w, n, AT)
        assert (town.w.cases[n].tries, town.count("missed_hearings")) == (tries, float(tries))
        town.somebody(inside=Whereabouts.LIBERTY)
        town.w.cases[n].brought = 1
        k.hearing(town.w, n, AT)
        assert town.w.cases[n].brought == 0 and town.w.cases[n].state == CaseState.PROSECUTION
        (again,) = town.planned(Event.HEARING)
        days.append(again.moment - AT)
    assert days == pytest.approx([court.hearing_delay(0, 4097, n, town.w.par, town.w.clock.seed) for n in (1, 2, 3)])
    assert len(set(days)) == 3


def test_those_with_a_record_may_be_wanted_on_the_first_day_for_a_case_of_their_own(tiny: Towns) -> None:
    town = tiny(warrant_old_days=90.0).sure(warrants_at_start=1.0)
    town.somebody(0, proven=3)
    warrants.old_warrants(town.w)
    assert [int(each) for each in np.flatnonzero(town.w.people["warrant"])] == [0] and town.count("warrants") == 1.0
    (found,) = town.planned(Event.WARRANT_ARREST)
    case = town.w.cases[int(found.case)]
    assert (int(case.person), case.tries, case.state) == (0, 1, CaseState.PROSECUTION)
    assert found.moment == court.warrant_delay(0, int(case.key), 1, 90.0, town.w.clock.seed)
    shut = tiny(channel_warrant=0.0).sure(warrants_at_start=1.0)
    shut.somebody(0, proven=3)
    warrants.old_warrants(shut.w)
    assert shut.w.people["warrant"].sum() == 0


@pytest.mark.parametrize(("share", "wanted", "cleared"), [(1.0, 1, True), (0.0, 1, False), (1.0, 0, False)])
def test_a_programme_that_coordinates_has_warrants_withdrawn_and_nobody_is_arrested(
    share: float, wanted: int, cleared: bool, tiny: Towns
) -> None:
    town = tiny("combined")
    person, n = town.somebody(warrant=wanted), case_of(town, tries=1)
    town.programme_of(town.route(LEAD)).coordinates_warrants = share
    refer(town.w, town.incident(key=5), town.route(LEAD), 0, AT)
    admit(town.w, int(person.case), AT)
    assert town.count("warrants_cleared") == float(cleared) and person.warrant == int(wanted and not cleared)
    o.warrant_arrest(town.w, n, AT + 1.0)
    assert town.count("warrant_arrests") == float(bool(wanted) and not cleared)
    assert bool(town.planned(Event.HEARING)) == (not wanted or cleared)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("proven", [0, 5, 20])
def test_a_charge_labels_by_its_share_and_whoever_is_convicted_ends_where_one_conviction_would_leave_them(
    share: float, proven: int, tiny: Towns
) -> None:
    town = tiny(channel_charge=1.0, charge_label=share).sure(fail_to_appear=0.0, proven_share=1.0)
    full = max(0.0, 1.0 - proven / 11.0)
    person, n = town.somebody(since=AT, label=0.25, proven=proven), case_of(town)
    k.charge(town.w, n, AT)
    assert person.label == pytest.approx(0.25 + 0.75 * share * full)
    k.hearing(town.w, n, AT)
    assert town.count("convictions") == 1.0 and person.label == pytest.approx(0.25 + 0.75 * full)


def test_a_conviction_adds_nothing_to_what_a_charge_labelled_where_the_channel_of_labels_is_closed(tiny: Towns) -> None:
    town = tiny(channel_charge=1.0, charge_label=0.4, channel_label=0.0).sure(fail_to_appear=0.0, proven_share=1.0)
    person, n = town.somebody(since=AT), case_of(town)
    k.charge(town.w, n, AT)
    k.hearing(town.w, n, AT)
    k.caution(town.w, case_of(town, key=4098), AT)
    assert (person.label, person.proven) == (pytest.approx(0.4), 2)


def test_a_charge_alone_raises_offending_until_the_label_fades_and_not_with_its_channel_closed(tiny: Towns) -> None:
    for channel in (0.0, 1.0):
        town = tiny(channel_charge=channel, charge_label=0.5, avoided_conviction_ratio=0.5)
        town.sure(fail_to_appear=0.0, proven_share=0.0)
        let_go, acquitted = (town.somebody(i, since=AT, rate0=2.0, steady=1.0, rate=2.0) for i in (0, 1))
        c.settle(town.w, case_of(town, 0), Disposal.RELEASE, AT)
        n = case_of(town, 1)
        k.charge(town.w, n, AT)
        k.hearing(town.w, n, AT)
        assert town.counted("charges", "convictions", "releases") == [1.0, 0.0, 1.0]
        assert acquitted.rate == pytest.approx(let_go.rate * (2.0 ** (0.5 * channel)))


def test_a_short_term_that_is_suspended_is_an_order_and_prison_where_it_is_broken(tiny: Towns) -> None:
    town = tiny(breach_share=0.6, failing_without_needs=1.0, breach_days=1.0, prison_long_share=0.0, prison_days=60.0)
    town.sure(fail_to_appear=0.0, proven_share=1.0, prison_first=5.0, short_custody_suspended=1.0, prison_harm=0.0,
              breach_prison_share=0.0, breach_fine_share=0.0)  # fmt: skip
    n = next(n for n in (case_of(town, key=key) for key in range(4097, 4137))
             if court.breach_delay(town.w.people[0], 0, int(town.w.cases[n].key), 0, town.w.par, town.w.clock.seed) < 9.0
             and court.prison_days(0, int(town.w.cases[n].key), town.w.par, town.w.clock.seed) < 180.0)  # fmt: skip
    k.hearing(town.w, n, AT)
    assert town.count("prison_days") == 0.0 and town.w.cases[n].suspended == 1 and town.planned(Event.BREACH)
    town.w.cases[n].category, town.w.cases[n].breaches, town.w.cases[n].brought = ContactKind.BREACH, 1, 1
    k.hearing(town.w, n, AT + 9.0)
    days = court.prison_days(0, int(town.w.cases[n].key), town.w.par, town.w.clock.seed)
    assert town.count("prison_days") == pytest.approx(days, **NEAR)


SENTENCES = {
    Verdict.PRISON: {"prison_first": 1.0, "prison_eleven": 1.0, "prison_harm": 0.0},
    Verdict.COMMUNITY_ORDER: {
        "prison_first": 0.0,
        "prison_eleven": 0.0,
        "community_first": 1.0,
        "community_eleven": 1.0,
    },
    Verdict.FINE: {"prison_first": 0.0, "prison_eleven": 0.0, "community_first": 0.0, "community_eleven": 0.0},
}


@pytest.mark.parametrize("verdict", SENTENCES, ids=lambda each: each.word)
def test_each_sentence_is_a_proven_offence_with_its_own_end(verdict: int, tiny: Towns) -> None:
    town = tiny(breach_share=0.6, failing_without_needs=1.0, breach_days=1.0, prison_days=80.0, hours_court=1.5)
    town.sure(fail_to_appear=0.0, proven_share=1.0, **SENTENCES[Verdict(verdict)])
    n = case_of(town)
    person = town.somebody(since=AT)
    k.hearing(town.w, n, AT)
    assert (person.proven, person.label) == (1, 1.0) and town.hours() == {"court": 1.5}
    days = court.prison_days(0, 4097, town.w.par, town.w.clock.seed) if verdict == Verdict.PRISON else 0.0
    assert town.counted("hearings", "convictions") == [1.0, 1.0]
    assert town.count("prison_days") == pytest.approx(days, **NEAR)
    broken = AT + court.breach_delay(person, 0, 4097, 0, town.w.par, town.w.clock.seed)
    planned = bool(verdict == Verdict.COMMUNITY_ORDER and broken < AT + 365.0)
    assert [each.moment for each in town.planned(Event.BREACH)] == [broken] * planned
    assert (town.w.cases[n].state == CaseState.FREE) == (not planned)


@pytest.mark.parametrize(("began", "state"), [(AT, State.PRESENT), (AT - 300.0, State.PRESENT), (AT, State.LEFT)])
def test_an_order_stays_open_only_where_it_will_be_broken_before_it_ends(began: float, state: int, tiny: Towns) -> None:
    town = tiny(breach_share=0.6, failing_without_needs=1.0, breach_days=100.0)
    seen = set()
    for key in range(30):
        n = case_of(town, key=key, began=began)
        town.w.heads[:], town.w.clock.heap = -1, 0
        town.somebody(state=state)
        k.keep_order(town.w, n, AT)
        broken = AT + court.breach_delay(town.w.people[0], 0, key, 0, town.w.par, town.w.clock.seed)
        planned = state == State.PRESENT and broken < began + 365.0
        assert bool(town.planned(Event.BREACH)) == planned == (town.w.cases[n].state != CaseState.FREE)
        seen.add(planned)
    assert len(seen) == (2 if state == State.PRESENT else 1)


@pytest.mark.parametrize(("prison", "fine"), [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
def test_a_broken_order_ends_in_prison_or_a_fine_or_goes_on_and_proves_nothing(
    prison: float, fine: float, tiny: Towns
) -> None:
    town = tiny(hours_breach=0.5, breach_share=0.6, prison_days=60.0, failing_without_needs=1.0, breach_days=1.0)
    town.sure(breach_prison_share=prison, breach_fine_share=fine)
    n = case_of(town, category=ContactKind.BREACH, tries=1, breaches=1, began=AT)
    k.hearing(town.w, n, AT)
    assert town.hours() == {"court": 0.5} and town.counted("hearings", "convictions") == [1.0, 0.0]
    days = court.prison_days(0, 4097, town.w.par, town.w.clock.seed) * prison
    assert town.count("prison_days") == pytest.approx(days, **NEAR) and town.w.people[0].proven == 0
    again = court.breach_delay(town.w.people[0], 0, 4097, 1, town.w.par, town.w.clock.seed)
    goes_on = bool(not prison and not fine and again < 365.0)
    assert [each.moment for each in town.planned(Event.BREACH)] == [AT + again] * goes_on


# --- what comes back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "arrested"),
    [({"warrant": 1}, True), ({"warrant": 0}, False), ({"warrant": 1, "state": State.LEFT}, False),
     ({"warrant": 1, "inside": PRISON}, False)],
)  # fmt: skip
def test_who_is_wanted_is_arrested_when_found_unless_found_already(
    fields: dict[str, Any], arrested: bool, tiny: Towns
) -> None:
    town = tiny()
    person = town.somebody(**fields)
    n = case_of(town, tries=1)
    o.warrant_arrest(town.w, n, AT)
    assert town.counted("warrant_arrests", "arrests") == [float(arrested), 0.0] and person.warrant == 0
    assert [each.moment for each in town.planned(Event.HEARING)] == [AT + 1.0] * (not arrested)
    assert len(town.planned(Event.CUSTODY_DECISION)) == arrested


@pytest.mark.parametrize("arrest", [0.0, 1.0])
def test_a_broken_order_comes_back_to_court_by_arrest_or_summons(arrest: float, tiny: Towns) -> None:
    town = tiny(breach_arrest_share=arrest)
    n = case_of(town, tries=1, breaches=2)
    o.breach(town.w, n, AT)
    case = town.w.cases[n]
    assert (case.category, case.breaches, case.tries) == (ContactKind.BREACH, 3, 0)
    assert town.counted("breaches", "breach_arrests", "contacts", "arrests") == [1.0, arrest, 0.0, 0.0]
    day = AT + court.breach_hearing_delay(0, 4097, 2, town.w.par, town.w.clock.seed)
    assert [each.moment for each in town.planned(Event.HEARING)] == [day] * (not arrest)


@pytest.mark.parametrize(
    ("fields", "channel", "broken"),
    [({"inside": PRISON}, 1.0, False), ({"inside": PRISON}, 0.0, True), ({"state": State.LEFT}, 1.0, False)],
)
def test_who_is_locked_up_or_has_left_has_no_order_to_keep(
    fields: dict[str, Any], channel: float, broken: bool, tiny: Towns
) -> None:
    town = tiny(channel_custody_time=channel)
    town.somebody(**fields)
    n = case_of(town)
    o.breach(town.w, n, AT)
    assert town.count("breaches") == float(broken) and (town.w.cases[n].state == CaseState.FREE) != broken


@pytest.mark.parametrize(
    "decision",
    [Disposal.ARREST, Disposal.VOLUNTARY_INTERVIEW, Disposal.CHARGE, Disposal.CAUTION, Disposal.COMMUNITY_RESOLUTION],
)
def test_what_was_put_off_and_comes_back_was_neither_avoided_nor_freed(decision: int, tiny: Towns) -> None:
    town = tiny(remand_share=0.0)
    n = case_of(town, deferred=decision, opened=90.25)
    incident = town.incident()
    recall_incident(town.w, incident, n)
    hours = downstream_hours(town.w.people[0], incident, decision, town.w.par, town.w.clock.seed)
    record = float(leaves_record(end_of(town.w.people[0], incident, decision, town.w.par, town.w.clock.seed)))
    o.resume(town.w, n, AT)
    assert town.count("freed") == pytest.approx(-hours, **NEAR) and town.count("records_avoided") == -record
    if decision == Disposal.COMMUNITY_RESOLUTION:  # the officer deals with it after all
        assert town.hours() == {"attend": pytest.approx(hours, **NEAR)} and hours > 0.0
    met = {Disposal.ARREST: "arrests", Disposal.CHARGE: "charges", Disposal.CAUTION: "cautions",
           Disposal.COMMUNITY_RESOLUTION: "resolutions"}  # fmt: skip
    for other, name in met.items():
        assert town.count(name) == float(other == decision)
    assert len(town.planned(Event.LATER_DECISION)) == (decision == Disposal.VOLUNTARY_INTERVIEW)


def test_what_comes_back_waits_for_the_prison_gate_and_cannot_meet_who_has_left(tiny: Towns) -> None:
    town = tiny()
    town.somebody(inside=REMAND, inside_until=150.0)
    n = case_of(town, deferred=Disposal.CHARGE)
    o.resume(town.w, n, AT)
    assert [each.moment for each in town.planned(Event.RESUME)] == [151.0] and town.everything() == {}
    for decision, goes_on in ((Disposal.ARREST, False), (Disposal.VOLUNTARY_INTERVIEW, False), (Disposal.CHARGE, True)):
        town.somebody(1, state=State.LEFT)
        n = case_of(town, 1, deferred=decision)
        o.resume(town.w, n, AT)
        assert (town.w.cases[n].state != CaseState.FREE) == goes_on
    assert town.counted("charges", "arrests", "interviews") == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("channel", "state", "moment", "broken"),
    [(1.0, State.PRESENT, 200.0, True), (0.0, State.PRESENT, 200.0, False), (1.0, State.LEFT, 200.0, False),
     (1.0, State.PRESENT, AT + 365.0, False), (1.0, State.PRESENT, AT + 364.9, True)],
)  # fmt: skip
def test_who_does_not_keep_a_requirement_breaks_the_order_as_long_as_it_lasts(
    channel: float, state: int, moment: float, broken: bool, tiny: Towns
) -> None:
    town = tiny("combined", channel_breach=channel)
    r = town.route(LEAD)
    town.w.routes[r].non_engagement = 2
    refer(town.w, town.incident(), r, 0, AT)
    n = int(town.w.people[0].case)
    town.w.people[0].state = state
    town.w.cases["version"][:] = np.arange(len(town.w.cases))
    s.sanction(town.w, n, moment)
    found = town.planned(Event.BREACH)
    assert [each.moment for each in found] == [moment] * broken
    if broken:
        case = town.w.cases[int(found[0].case)]
        assert found[0].version == case.version
        assert (case.key, case.opened, case.person, case.officer) == (4097, AT, 0, town.incident().officer)


def test_the_officer_of_a_case_nobody_referred_is_one_of_the_neighbourhood_s(tiny: Towns) -> None:
    town = tiny()
    n = case_of(town)
    assert s.officer_of(town.w, n) == town.incident().officer
    town.w.cases[n].officer = -1
    place = int(town.w.people[0].place)
    assert s.officer_of(town.w, n) == town.w.teams[place].first


def test_what_comes_back_is_of_somebody_arrested_only_if_they_were(tiny: Towns) -> None:
    """E19: a contract after an interview by appointment, once broken, leads to a charge without remand."""
    town = tiny("combined")
    for name, arrested in ((LEAD, 0), (CONTRACT, 1), (CONTRACT, 0)):
        incident = town.incident()
        incident.arrested = arrested
        refer(town.w, incident, town.route(name), Disposal.VOLUNTARY_INTERVIEW, AT)
        n = int(town.w.people[0].case)
        town.w.heads[:], town.w.clock.heap = -1, 0
        s.bring_back(town.w, n, AT)
        (back,) = town.planned(Event.RESUME)
        assert town.w.cases[int(back.case)].arrested == arrested
        town.w.people[0].case = -1


# --- remand, prison and who keeps a place ------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [10.0, 60.0, 200.0])
def test_time_on_remand_is_set_against_the_sentence(days: float, tiny: Towns) -> None:
    """E19: whoever had been on remand served the whole sentence again; together they last as long as the longer one."""
    town = tiny(court_delay_days=days, prison_days=75.0)
    town.sure(remand_share=1.0, proven_share=1.0, **SENTENCES[Verdict.PRISON])
    n = case_of(town, arrested=1)
    k.charge(town.w, n, AT)
    (trial,) = town.planned(Event.HEARING)
    held, term = trial.moment - AT, court.prison_days(0, 4097, town.w.par, town.w.clock.seed)
    assert town.w.cases[n].remand == held
    k.hearing(town.w, n, trial.moment)
    assert town.count("prison_days") == pytest.approx(max(held, term), **NEAR)
    assert town.w.people[0].inside_until == pytest.approx(max(AT + term, trial.moment))
    out = [each.moment for each in town.planned(Event.RELEASE)]
    assert max(out) == town.w.people[0].inside_until, "who has served it all goes free at once"
    k.free_person(town.w, 0, max(out))
    assert town.w.people[0].inside == Whereabouts.LIBERTY and town.w.people[0].released_at > 0.0


def test_only_days_that_are_not_served_for_something_else_count_as_remand_and_bail_counts_none(tiny: Towns) -> None:
    town = tiny().sure(remand_share=1.0)
    town.somebody(inside=PRISON, inside_until=AT + 5.0)
    n = case_of(town, arrested=1)
    k.charge(town.w, n, AT)
    (trial,) = town.planned(Event.HEARING)
    assert town.w.cases[n].remand == pytest.approx(trial.moment - AT - 5.0)
    town.somebody(1)
    n = case_of(town, 1, arrested=0)
    k.charge(town.w, n, AT)
    assert town.w.cases[n].remand == 0.0
    assert k.days_to_serve(town.w, n) == court.prison_days(1, 4097, town.w.par, town.w.clock.seed)


@pytest.mark.parametrize("state", [PRISON, REMAND])
@pytest.mark.parametrize(("days", "hold", "lost"), [(29.0, 28.0, True), (28.0, 28.0, False), (1.0, 0.0, True)])
@pytest.mark.parametrize("channel", [1.0, 0.0])
def test_a_long_stay_inside_costs_the_place_at_once_and_brings_no_sanction(
    channel: float, days: float, hold: float, lost: bool, state: int, tiny: Towns
) -> None:
    """E15: support went on in prison, and the place was held; a contract is not broken by a stay over something else."""
    town = tiny("combined", prison_hold_days=hold, channel_custody_time=channel)
    n = contract(town)
    service = town.service_of(town.route(CONTRACT))
    k.imprison(town.w, 0, days, state, 105.0)
    gone = lost and channel == 1.0
    assert town.counted("dropped", "dropped_prison", "resumed", "breaches") == [float(gone), float(gone), 0.0, 0.0]
    assert (town.w.people[0].case < 0) == (town.w.cases[n].state == CaseState.FREE) == gone
    assert service.active == int(not gone) and town.planned(Event.RESUME) == []
    assert town.steps(town.route(CONTRACT)).get("dropped", 0.0) == float(gone)


def test_a_second_stay_that_follows_a_short_one_counts_what_is_still_to_come(tiny: Towns) -> None:
    town = tiny("combined", prison_hold_days=28.0)
    contract(town)
    k.imprison(town.w, 0, 20.0, REMAND, 105.0)
    k.imprison(town.w, 0, 10.0, PRISON, 106.0)  # inside until 125 anyway
    assert town.count("dropped_prison") == 0.0 and days_away(town.w, int(town.w.people[0].case), 130.0) == 20.0
    k.imprison(town.w, 0, 40.0, PRISON, 110.0)
    assert town.count("dropped_prison") == 1.0


@pytest.mark.parametrize("deferred", [0, Disposal.CHARGE])
def test_who_has_no_place_yet_loses_none(deferred: int, tiny: Towns) -> None:
    town = tiny("combined")
    contract(town, deferred, supported=False)
    k.imprison(town.w, 0, 90.0, PRISON, 105.0)
    assert town.counted("dropped", "dropped_prison", "lapsed") == [0.0, 0.0, 0.0] and town.w.people[0].case >= 0


# --- contracts after an interview by appointment -----------------------------------------------------------------------


@pytest.mark.parametrize(("arrested", "only", "offered"), [(1, 0, True), (0, 0, True), (1, 1, True), (0, 1, False)])
def test_a_contract_is_offered_at_the_decision_after_an_interview_too(
    arrested: int, only: int, offered: bool, tiny: Towns
) -> None:
    """E19: only the arrested were offered one."""
    town = tiny("combined", custody_widening=0.0).sure(charge_base_later=20.0)
    r = town.route(CONTRACT)
    town.w.routes[r].offer, town.programme_of(r).consent, town.w.routes[r].arrested_only = 1.0, 1.0, only
    town.w.routes[r].domestic_excluded = 0
    town.somebody(case=-1)
    c.decide_later(town.w, case_of(town, arrested=arrested), AT)
    assert town.counted("eligible", "diverted", "charges") == [float(offered), float(offered), float(not offered)]
    if offered:
        case = town.w.cases[int(town.w.people[0].case)]
        assert (case.deferred, case.arrested) == (Disposal.CHARGE, arrested)
