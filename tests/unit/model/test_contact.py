"""A contact in a tiny town, from its candidate moment to what the officer does: each against its value by hand (row 30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents.chance import Decision, draw, draw_four, draw_two
from diversion.agents.mix import pick_category, pick_targeted, targeted_share
from diversion.agents.officer import wait_days
from diversion.agents.states import CaseState, Event, State, Status, Whereabouts
from diversion.model import belief
from diversion.model import contact as c
from diversion.model.calendar import BY_ENFORCEMENT, open_over
from diversion.scenarios.words import ContactKind, Disposal, Stage

Towns = Callable[..., Any]
# As many contacts over each category, so that some dozens of candidates meet any two of them.
ALIKE: dict[str, Any] = {"category_base": 1.0, "career_mix": 1.0, "category_tilt": 0.0, "recorded": 0.5, "suspect": 0.5}
NEAR: dict[str, Any] = {"abs": 4e-6}
NEVER_DIVERTED = {"attend_share": 1.0, "hours_attend": 1.5, "hours_welfare": 2.5, "hours_resolution": 0.75}


def luck(town: Any, key: int, i: int = 0) -> tuple[float, float, float, float]:
    """The gap, the mark, the luck of the category, and that of coming at once."""
    return draw_four(town.w.clock.seed, i, Decision.CANDIDATE, key, 0)


def tried(town: Any, key: int, **fields: Any) -> str:
    """What a candidate moment of person 0 becomes: offence, welfare, further (by enforcement) or nothing."""
    town.somebody(contact_share=0.5, bound=2.0, **fields)
    before = town.counted("suspects", "welfare_contacts")
    c.candidate(town.w, 0, 100.25, key)
    offences, welfare = (
        now - old for now, old in zip(town.counted("suspects", "welfare_contacts"), before, strict=True)
    )
    return "offence" if offences else "welfare" if welfare else "nothing"


@pytest.mark.parametrize("inside", [Whereabouts.LIBERTY, Whereabouts.IMPRISONED])
def test_offences_take_the_low_end_of_a_mark_and_welfare_the_high_end(inside: int, tiny: Towns) -> None:
    town = tiny(attend_share=1.0, attend_sensitivity=0.0, channel_custody_time=0.75).sure(**ALIKE)
    free = 1.0 if inside == Whereabouts.LIBERTY else 0.25
    seen = set()
    for key in range(1, 60):
        mark = luck(town, key)[1]
        offence, welfare = mark * 2.0 < 1.2 * 0.5 * free, mark * 2.0 > 2.0 - 0.4 * free
        expected = "offence" if offence else "welfare" if welfare else "nothing"
        assert tried(town, key, rate=1.2, welfare=0.4, inside=inside) == expected
        seen.add(expected)
    assert len(seen) == 3 and town.w.clock.candidates == 59
    assert town.w.clock.contacts == sum(town.counted("suspects", "welfare_contacts"))


def test_the_next_candidate_is_planned_whatever_comes_of_this_one_within_the_block(tiny: Towns) -> None:
    town = tiny()
    town.somebody(contact_share=0.5, bound=80.0, rate=1.0, until=118.0)
    for key in range(4096, 4126):
        gap = luck(town, key)[0]
        town.w.heads[:], town.w.clock.heap = -1, 0
        c.candidate(town.w, 0, 100.25, key)
        moment = 100.25 - np.log(gap) * 365.0 / 80.0
        found = [(each.moment, each.case, each.person) for each in town.planned(Event.CANDIDATE)]
        assert found == ([(pytest.approx(moment), key + 1, 0)] if moment < 118.0 else [])


def test_who_is_not_there_has_no_candidates_and_a_rate_above_its_bound_stops_the_run(tiny: Towns) -> None:
    town = tiny()
    town.somebody(state=State.DEAD, bound=2.0)
    c.candidate(town.w, 0, 100.25, 4097)
    assert town.w.clock.candidates == 0 and not town.planned(Event.CANDIDATE)
    town.somebody(3, contact_share=0.5, bound=1.0, rate=1.5, welfare=0.25, state=State.PRESENT)
    c.candidate(town.w, 3, 100.25, 4097)
    assert town.w.clock.status == Status.OK
    town.somebody(3, welfare=0.26)
    c.candidate(town.w, 3, 100.25, 4098)
    assert (town.w.clock.status, town.w.clock.bad_person) == (Status.BOUND_EXCEEDED, 3)


def test_more_enforcement_adds_contacts_over_what_it_targets_and_less_takes_some_away(tiny: Towns) -> None:
    town = tiny(attend_share=1.0, attend_sensitivity=0.0).sure(**ALIKE)
    w = town.w
    w.clock.targets[:] = 0
    w.clock.targets[[2, 3]] = 1
    seen = set()
    for level in (1.5, 0.4):
        w.clock.enforcement = level
        for key in range(1, 120):
            mark, which = luck(town, key)[1:3]
            place, usual = mark * 2.0, 1.2 * 0.5
            category = pick_category(w.people[0], which, w.par)
            met, kind = False, "nothing"
            if place < usual:
                skipped = level < 1.0 and w.clock.targets[category]
                met = not skipped or draw(w.clock.seed, 0, Decision.ENFORCEMENT, key, 0) < level
                kind = "usual" if met else "not looked for"

            free = {"inside": Whereabouts.LIBERTY}  # who was met may be held
            assert tried(town, key, rate=1.2, **free) == ("offence" if met else "nothing"), (level, key)
            seen.add(kind)

    assert seen == {"usual", "not looked for", "nothing"}


@pytest.mark.parametrize("level", [1.5, 3.0])
@pytest.mark.parametrize("inside", [Whereabouts.LIBERTY, Whereabouts.IMPRISONED])
def test_what_enforcement_adds_is_a_stream_of_its_own_over_what_it_targets(
    level: float, inside: int, tiny: Towns
) -> None:
    """E8: further contacts were cut from the same candidates as usual ones, whose bound then knew of all regimes."""
    town = tiny(attend_share=1.0, attend_sensitivity=0.0, channel_custody_time=0.75).sure(**ALIKE)
    w = town.w
    w.clock.enforcement, w.clock.targets[:] = level, 0
    w.clock.targets[[2, 3]] = 1
    share = targeted_share(town.somebody(), w.clock.targets, w.par)
    free, met = (1.0 if inside == Whereabouts.LIBERTY else 0.25), []
    for key in range(4096, 4396):
        w.heads[:], w.clock.heap = -1, 0
        town.somebody(contact_share=0.5, bound=2.0, rate=1.2, until=118.0, inside=inside)
        before = town.count("suspects")
        c.enforced(w, 0, 100.25, key, 1)
        gap, mark, which, _ = luck(town, key + BY_ENFORCEMENT)
        further = bool(mark * 2.0 < 1.2 * 0.5 * free * share)
        assert town.count("suspects") - before == further
        moment = 100.25 - np.log(gap) * 365.0 / (2.0 * (level - 1.0))
        found = [(each.moment, each.case) for each in town.planned(Event.ENFORCED)]
        assert found == ([(pytest.approx(moment), key + 1)] if moment < 118.0 else [])
        met += [pick_targeted(w.people[0], which, w.clock.targets, w.par)] * further
    assert set(met) == {2, 3} and w.clock.contacts == len(met)


def test_only_a_regime_with_more_enforcement_has_that_stream_and_from_the_fork_on(tiny: Towns) -> None:
    town = tiny(attend_share=1.0, attend_sensitivity=0.0)
    town.somebody(contact_share=0.5, bound=2.0, rate=3.9, until=118.0)
    for level, since in ((1.0, 1), (0.5, 1), (2.0, 0)):
        town.w.clock.enforcement = level
        for key in range(4096, 4126):
            c.enforced(town.w, 0, 100.25, key, since)
    assert town.w.clock.candidates == 0 and not town.planned(Event.ENFORCED)


@pytest.mark.parametrize("category", [ContactKind.SHOPLIFTING, ContactKind.WELFARE])
def test_what_is_not_attended_at_once_waits_or_is_filed_as_an_evidential_difficulty(category: int, tiny: Towns) -> None:
    town = tiny(wait_share=0.5)
    w, waited, filed = town.w, 0, 0
    for key in range(20):
        u, v = draw_two(w.clock.seed, 0, Decision.WAIT, key, 0)
        incident = town.incident(category=category, key=key)
        w.heads[:], w.clock.heap = -1, 0
        w.cases["version"][:] = np.arange(len(w.cases)) + key
        c.come_to_notice(w, 0, 100.25, key, category, 1.0 - 1e-12)
        late = town.planned(Event.LATE_CONTACT)
        if u < 0.5:
            waited += 1
            days = wait_days(v, w.teams[int(incident.team)], w.par)
            assert [each.moment for each in late] == [100.25 + days]
            case = w.cases[int(late[0].case)]
            assert late[0].version == case.version, "or it would be stale"
            assert (case.state, case.key, case.category, case.opened) == (CaseState.UNATTENDED, key, category, 100.25)
        else:
            filed += 1
            assert not late
    offence = float(category != ContactKind.WELFARE)
    assert town.counted("suspects", "waited", "unattended", "outcome_14_16", "contacts") == [
        20.0 * offence, waited, filed * offence, filed * offence, 0.0]  # fmt: skip
    assert waited and filed


@pytest.mark.parametrize("who", ["free", "locked up", "gone"])
def test_an_officer_who_comes_late_finds_the_same_facts_with_less_evidence_or_nobody(who: str, tiny: Towns) -> None:
    town = tiny(wait_share=1.0, evidence_fade=0.25, channel_custody_time=1.0, **NEVER_DIVERTED)
    w = town.w
    incident = town.incident(key=5)
    n = open_over(w, incident, CaseState.UNATTENDED)
    town.somebody(
        inside=Whereabouts.IMPRISONED if who == "locked up" else Whereabouts.LIBERTY,
        state=State.LEFT if who == "gone" else State.PRESENT,
    )
    c.late_contact(w, n, 103.0)
    came = float(who == "free")
    assert town.counted("contacts", "unattended") == [came, 1.0 - came]
    assert town.count("wait_hours") == pytest.approx(24.0 * 2.75 * came, **NEAR)
    assert w.cases[n].state != CaseState.UNATTENDED
    if came:
        assert w.people[0].last_contact == 100.25, "what is a repeat goes by when the offence happened"


def test_a_welfare_contact_takes_its_hours_and_is_no_offence(tiny: Towns) -> None:
    town = tiny(**NEVER_DIVERTED)
    c.meet(town.w, town.incident(category=ContactKind.WELFARE), 100.25)
    assert town.everything() == {"welfare_contacts": 1.0}
    assert town.hours() == {"attend": 2.5} and town.w.people[0].contacts == 0


ENDS = {
    Disposal.NO_FURTHER_ACTION: ({"no_actions": 1.0, "outcome_14_16": 1.0}, {}),
    Disposal.COMMUNITY_RESOLUTION: ({"resolutions": 1.0, "outcome_8": 1.0}, {"attend": 0.75}),
    Disposal.VOLUNTARY_INTERVIEW: ({"interviews": 1.0}, {"interview": 1.25}),
}


@pytest.mark.parametrize("disposal", ENDS, ids=lambda each: each.word)
def test_each_disposal_at_the_scene_is_counted_recorded_and_takes_its_hours(disposal: int, tiny: Towns) -> None:
    town = tiny(hours_interview=1.25, **NEVER_DIVERTED)
    incident = town.incident()
    incident.disposal = disposal
    c.act(town.w, incident, 100.25)
    assert (town.everything(), town.hours()) == ENDS[Disposal(disposal)]
    assert len(town.planned(Event.LATER_DECISION)) == (disposal == Disposal.VOLUNTARY_INTERVIEW)


def test_an_arrest_at_the_scene_takes_transport_booking_and_interview(tiny: Towns) -> None:
    town = tiny(hours_interview=1.25, hours_arrest=2.5, hours_booking=0.75)
    incident = town.incident()
    incident.disposal = Disposal.ARREST
    c.act(town.w, incident, 100.25)
    assert town.hours() == {"arrest_and_transport": 2.5, "booking": 0.75, "interview": 1.25}
    assert town.count("arrests") == 1.0 and town.w.people[0].inside == Whereabouts.DETAINED


def test_a_contact_is_counted_written_down_and_adds_to_the_record(tiny: Towns) -> None:
    town = tiny(**NEVER_DIVERTED)
    w = town.w
    person = town.somebody(contacts=2, year_contacts=1, last_contact=50.0)
    incident = town.incident()
    c.deal_with(w, incident, 100.25)
    assert (person.contacts, person.year_contacts, person.last_contact) == (3, 2, 100.25)
    assert town.counted("contacts") == [1.0] and town.hours()["attend"] >= 1.5
    assert w.widening[Stage.STREET, incident.shadow, incident.disposal] == w.widening.sum() == 1
    assert incident.shadow == incident.disposal


def test_who_is_wanted_is_arrested_whatever_the_officer_would_do(tiny: Towns) -> None:
    town = tiny("combined", offer_street=1.0)
    for i in range(12):
        town.somebody(i, warrant=1)
        incident = town.incident(i)
        c.deal_with(town.w, incident, 100.25)
        assert incident.shadow == incident.disposal == Disposal.ARREST and town.w.people[i].warrant == 0
    assert town.counted("arrests", "eligible") == [12.0, 0.0]


def test_diversion_at_the_scene_takes_the_disposal_s_place_and_is_what_widening_shows(tiny: Towns) -> None:
    town = tiny("combined", offer_street=1.0)
    town.programme_of(town.route("lead-street")).consent = 1.0
    town.w.officers["keenness"] = 0.0
    town.somebody(needs=[1.0, 0, 0, 0, 0, 0], case=-1)
    incident = town.incident()
    incident.domestic = 0
    c.deal_with(town.w, incident, 100.25)
    assert incident.disposal == Disposal.PRE_ARREST_DIVERSION
    assert town.w.widening[Stage.STREET, incident.shadow, Disposal.PRE_ARREST_DIVERSION] == 1
    assert town.counted("diverted", "arrests", "interviews", "resolutions", "no_actions") == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert town.count("drawn_in") == float(incident.shadow == Disposal.NO_FURTHER_ACTION)


@pytest.mark.parametrize("shadow", [Disposal.NO_FURTHER_ACTION, Disposal.COMMUNITY_RESOLUTION,
                                    Disposal.VOLUNTARY_INTERVIEW, Disposal.ARREST])  # fmt: skip
def test_only_who_is_spared_a_threat_is_less_deterred_for_its_days(shadow: int, tiny: Towns) -> None:
    town = tiny(lenient_days=200.0, trust_diverted=0.1)
    person = town.somebody()
    incident = town.incident()
    incident.shadow = shadow
    c.spare(town.w, incident, 100.25)
    threat = shadow in (Disposal.VOLUNTARY_INTERVIEW, Disposal.ARREST)
    assert person.lenient_until == (300.25 if threat else 0.0)
    assert person.trust == pytest.approx(0.5)
    assert person.since == 100.25


@pytest.mark.parametrize(
    ("referred", "opened", "moves"), [(50.0, 100.25, True), (50.0, 50.0, False), (50.0, 40.0, False),
                                      (50.0, 149.9, True), (50.0, 150.0, False)]
)  # fmt: skip
def test_a_repeat_within_its_days_shakes_the_belief_of_who_referred_last(
    referred: float, opened: float, moves: bool, tiny: Towns
) -> None:
    town = tiny(belief_days=100.0, belief_bad=0.2, channel_belief=1.0)
    person = town.somebody(referred_at=referred, referrer=2, last_contact=99.0)
    before = float(town.w.officers[2].belief)
    after = before - 0.2 * 2.0 * before * (1.0 - before) if moves else before
    c.note_repeat(town.w, 0, opened)
    assert town.w.officers[2].belief == pytest.approx(after)
    assert person.last_contact == max(99.0, opened)
    person.referrer = -1
    c.note_repeat(town.w, 0, opened)
    assert town.w.officers[2].belief == pytest.approx(after)


@pytest.mark.parametrize(
    ("referred", "begun", "moment", "inside", "days"),
    [(80.0, 72.0, 100.0, 0, 20.0), (50.0, 72.0, 100.0, 0, 28.0), (-10.0, 72.0, 100.0, 0, 18.0), (-60.0, 72.0, 100.0, 0, 0.0),
     (50.0, 72.0, 100.0, Whereabouts.IMPRISONED, 7.0)],
)  # fmt: skip
def test_days_without_the_contacts_that_were_expected_speak_for_it(
    referred: float, begun: float, moment: float, inside: int, days: float, tiny: Towns
) -> None:
    """E13: over the days since the last review in which a repeat would have told against it."""
    town = tiny(belief_days=100.0, belief_bad=0.2, channel_belief=1.0, channel_custody_time=0.75)
    town.somebody(referred_at=referred, referrer=2, begun=begun, expected=7.3, inside=inside)
    town.w.officers[2].belief = 0.5
    belief.gain_faith(town.w, 0, moment)
    assert town.w.officers[2].belief == pytest.approx(0.5 + 0.5 * 0.2 * 7.3 * days / 365.0)
    town.w.people[0].referrer = -1
    known = town.w.officers["belief"].copy()
    belief.gain_faith(town.w, 0, moment)
    assert (town.w.officers["belief"] == known).all()


def test_nothing_is_written_where_there_is_no_room_for_a_log(tiny: Towns) -> None:
    town = tiny()
    c.deal_with(town.w, town.incident(), 100.25)
    assert town.w.clock.logged == 0 and len(town.w.log) == 0
