"""The doors into support in a tiny town: who is counted, what hours go and what comes back, by hand (row 30)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from diversion.agents.chance import Decision, draw
from diversion.agents.custody import BAIL, downstream_hours, end_of, later_decision, leaves_record
from diversion.agents.officer import consent_chance, offers
from diversion.agents.states import CaseState, Event, State, Whereabouts
from diversion.model import doors as d
from diversion.model.calendar import open_over
from diversion.model.incident import fill_incident
from diversion.model.index import could_enter
from diversion.model.ledger.counting import fixed
from diversion.model.ledger.measures import Measure as M
from diversion.scenarios import loader
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import ContactKind, Disposal, Stage

Towns = Callable[..., Any]
NEAR: dict[str, Any] = {"abs": 6e-6}
LEAD, CONTRACT, ORDINARY, SOCIAL = (
    "lead-street",
    "checkpoint-custody",
    "liaison-and-diversion",
    "lead-social-contact-welfare",
)
HOURS = {"hours_diversion": 0.7, "hours_custody_diversion": 0.3, "hours_hand_over": 0.2}
ENTRY = {"case": -1, "needs": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0], "referred_at": 0.0, "proven_fork": 0, "proven": 0}


def ready(town: Any, name: str, consent: float = 1.0, offer: float = 1.0) -> int:
    """A route that is offered, and agreed to, with these probabilities; its number comes back."""
    r: int = town.route(name)
    town.w.routes[r].offer, town.programme_of(r).consent = offer, consent
    town.w.routes[r].age_max, town.w.routes[r].repeats, town.w.routes[r].domestic_only = 121.0, 1, 0
    town.somebody(**ENTRY)
    return r


def incident_of(town: Any, **fields: Any) -> Any:
    """A contact that no rule of the routes excludes."""
    found = town.incident()
    found.domestic = found.victim = 0
    found.arrested = 1
    for name, value in fields.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(
    ("name", "decision", "own"),
    [(LEAD, Disposal.ARREST, 0.7), (LEAD, Disposal.COMMUNITY_RESOLUTION, 0.7), (LEAD, Disposal.NO_FURTHER_ACTION, 0.7),
     (LEAD, Disposal.VOLUNTARY_INTERVIEW, 0.7), (CONTRACT, Disposal.CHARGE, 0.3), (CONTRACT, Disposal.CAUTION, 0.3)],
)  # fmt: skip
def test_freed_is_what_the_disposal_would_have_cost_less_what_the_way_in_takes(
    name: str, decision: int, own: float, tiny: Towns
) -> None:
    """Row 30: hours freed without what the disposal would cost later moved nothing but the golden numbers."""
    town = tiny("combined", hours_arrest=2.5, hours_booking=0.9, hours_interview=1.2, hours_case_file=6.0, hours_court=1.5,
                hours_resolution=0.8, **HOURS)  # fmt: skip
    r = ready(town, name)
    incident = incident_of(town, shadow=decision)
    assert d.offer(town.w, incident, r, decision, 100.25)
    end = end_of(town.w.people[0], incident, decision, town.w.par, town.w.clock.seed)
    spared = {Disposal.COMMUNITY_RESOLUTION: 0.8, Disposal.VOLUNTARY_INTERVIEW: 1.2, Disposal.ARREST: 4.6}.get(
        decision, 0.0
    )  # type: ignore[call-overload]
    spared += 7.5 if end == Disposal.CHARGE else 0.0
    assert town.count("freed") == pytest.approx(spared - own - 0.2, **NEAR)
    assert town.hours() == {"referral": pytest.approx(own, **NEAR), "hand_over": pytest.approx(0.2, **NEAR)}
    drawn = float(decision == Disposal.NO_FURTHER_ACTION)
    record = float(leaves_record(end))
    assert town.counted("eligible", "referrals", "consents", "diverted", "drawn_in", "records_avoided", "outcome_22") == [
        1.0, 1.0, 1.0, 1.0, drawn, record, 1.0]  # fmt: skip
    assert town.steps(r) == {name: 1.0 for name in ("eligible", "referrals", "consents", "diverted")} | (
        {"drawn_in": 1.0} if drawn else {}
    )


def test_who_says_no_has_taken_the_officer_s_hours_all_the_same(tiny: Towns) -> None:
    town = tiny("combined", **HOURS)
    r = ready(town, LEAD, consent=0.0)
    assert not d.offer(town.w, incident_of(town), r, Disposal.ARREST, 100.25)
    assert town.hours() == {"referral": pytest.approx(0.7, **NEAR)}
    assert town.everything() == {"eligible": 1.0, "referrals": 1.0, "freed": pytest.approx(-0.7, **NEAR)}


def test_who_is_not_offered_a_route_was_eligible_and_no_more(tiny: Towns) -> None:
    town = tiny("combined", **HOURS)
    r = ready(town, LEAD, offer=0.0)
    assert not d.offer(town.w, incident_of(town), r, Disposal.ARREST, 100.25)
    assert town.everything() == {"eligible": 1.0} and town.hours() == {}


def test_a_route_beside_the_disposal_takes_nothing_s_place(tiny: Towns) -> None:
    town = tiny("combined", **HOURS)
    r = ready(town, SOCIAL)
    assert d.offer(town.w, incident_of(town, category=ContactKind.WELFARE), r, Disposal.NO_FURTHER_ACTION, 100.25)
    assert town.count("freed") == pytest.approx(-0.9, **NEAR)
    assert town.counted("consents", "diverted", "drawn_in", "outcome_22", "records_avoided") == [
        1.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ]
    assert town.w.cases[int(town.w.people[0].case)].deferred == 0


def test_ordinary_provision_costs_no_officer_and_stands_in_the_funnel_alone(tiny: Towns) -> None:
    town = tiny("combined", screening_finds=1.0, **HOURS)
    r = ready(town, ORDINARY)
    assert d.offer(town.w, incident_of(town), r, Disposal.RELEASE, 100.25)
    assert town.hours() == {} and town.everything() == {}
    assert town.steps(r) == {"eligible": 1.0, "referrals": 1.0, "consents": 1.0, "drawn_in": 1.0}


@pytest.mark.parametrize(("opened", "met"), [(0.0, 1.0), (-0.5, 0.0)])
def test_the_funnel_counts_only_people_met_since_the_fork(opened: float, met: float, tiny: Towns) -> None:
    town = tiny("combined")
    r = ready(town, LEAD)
    d.offer(town.w, incident_of(town, opened=opened), r, Disposal.ARREST, 100.25)
    assert town.steps(r).get("consents", 0.0) == met and town.count("consents") == 1.0


@pytest.mark.parametrize("returns", [0, 1])
def test_what_is_put_off_comes_back_only_on_routes_that_say_so(returns: int, tiny: Towns) -> None:
    town = tiny("combined")
    for name, decision, deferred in (
        (CONTRACT, Disposal.CHARGE, Disposal.CHARGE),
        (LEAD, Disposal.ARREST, Disposal.ARREST * returns),
    ):
        r = ready(town, name)
        town.w.routes[r].returns_if_full = returns
        d.enter(town.w, incident_of(town), r, decision, 100.25)
        assert town.w.cases[int(town.w.people[0].case)].deferred == deferred


def test_a_victim_who_wants_action_is_counted_where_a_disposal_is_replaced(tiny: Towns) -> None:
    town = tiny("combined")
    r = ready(town, LEAD)
    d.offer(town.w, incident_of(town, victim=1), r, Disposal.ARREST, 100.25)
    assert town.count("diverted_with_victim") == 1.0


FITS = [
    # route, decision, kind of contact, warrant, state, whether it is for them
    (LEAD, Disposal.ARREST, 0, 0, State.PRESENT, True),
    (LEAD, Disposal.ARREST, 0, 1, State.PRESENT, False),
    (LEAD, Disposal.ARREST, 0, 0, State.LEFT, False),
    (CONTRACT, Disposal.CHARGE, 0, 0, State.PRESENT, True),
    (CONTRACT, Disposal.CAUTION, 0, 0, State.PRESENT, True),
    (CONTRACT, Disposal.RELEASE, 0, 0, State.PRESENT, False),
    (CONTRACT, Disposal.COMMUNITY_RESOLUTION, 0, 0, State.PRESENT, False),
    (CONTRACT, Disposal.CHARGE, ContactKind.BREACH, 0, State.PRESENT, False),
    (CONTRACT, Disposal.CHARGE, ContactKind.WARRANT, 0, State.PRESENT, False),
    (ORDINARY, Disposal.RELEASE, 0, 0, State.PRESENT, True),
    (ORDINARY, Disposal.CHARGE, ContactKind.WARRANT, 1, State.PRESENT, True),
]


@pytest.mark.parametrize(("name", "decision", "kind", "warrant", "state", "fits"), FITS)
def test_a_route_fits_by_its_rules_and_by_what_it_takes_the_place_of(
    name: str, decision: int, kind: int, warrant: int, state: int, fits: bool, tiny: Towns
) -> None:
    town = tiny("combined", custody_widening=0.0)
    r = ready(town, name)
    town.w.routes[r].kinds[:] = 1
    town.somebody(warrant=warrant, state=state)
    assert bool(d.fits(town.w, incident_of(town, category=kind), r, decision)) is fits


def test_at_a_door_with_an_officer_the_first_yes_ends_the_offers_and_a_closed_route_is_none(tiny: Towns) -> None:
    town = tiny("combined", screening_finds=1.0, custody_widening=0.0)
    contract, ordinary = ready(town, CONTRACT), ready(town, ORDINARY)
    assert contract < ordinary
    w = town.w
    assert d.offer_routes(w, incident_of(town), Stage.CUSTODY, Disposal.CHARGE, True, 100.25) == contract
    assert town.steps(ordinary) == {}
    w.people[0].case = -1
    assert d.offer_routes(w, incident_of(town), Stage.CUSTODY, Disposal.RELEASE, True, 100.25) == ordinary
    w.people[0].case = -1
    assert d.offer_routes(w, incident_of(town), Stage.CUSTODY, Disposal.RELEASE, False, 100.25) == -1
    assert d.offer_routes(w, incident_of(town), Stage.HOSPITAL, Disposal.CHARGE, True, 100.25) == -1
    w.routes["open"][:] = 0
    assert d.offer_routes(w, incident_of(town), Stage.CUSTODY, Disposal.CHARGE, True, 100.25) == -1


def test_who_offers_is_the_officer_or_a_rate_of_the_route_s_own_and_custody_must_see_the_need(tiny: Towns) -> None:
    town = tiny("combined", screening_finds=0.5, cream_skimming=0.0)
    w, seen = town.w, set()
    seed = w.clock.seed
    for key in range(40):
        incident = incident_of(town, key=key)
        screened = draw(seed, 0, Decision.SCREENING, key, 0) < 0.5
        r = ready(town, ORDINARY, offer=0.5)
        expected = screened and draw(seed, 0, Decision.OFFER, key, w.routes[r].luck) < 0.5
        assert d.offered(w, incident, r, -1.0) == expected
        for name in (LEAD, CONTRACT):
            r = ready(town, name, offer=0.5)
            wills = offers(w.officers[int(incident.officer)], w.people[0], incident, w.routes[r], -1.0, w.par, seed)
            assert d.offered(w, incident, r, -1.0) == wills, "neither asks for a need in custody"
            seen.add((name, wills))
        w.routes[r].needs[2] = 1
        assert d.offered(w, incident, r, -1.0) == (wills and screened)
        w.routes[r].needs[2], w.routes[r].stage = 0, Stage.HOSPITAL
        assert d.offered(w, incident, r, -1.0) == (draw(seed, 0, Decision.OFFER, key, w.routes[r].luck) < 0.5)
        w.routes[r].stage = Stage.COMMUNITY
        assert d.offered(w, incident, r, -1.0)
        w.routes[r].stage = Stage.CUSTODY
    assert len(seen) == 4


def test_consent_goes_by_its_chance_with_luck_of_the_route_s_own(tiny: Towns) -> None:
    town = tiny("combined")
    r, w = ready(town, LEAD, consent=0.5), town.w
    chance = consent_chance(w.people[0], town.programme_of(r), 100.25, 0.0, w.par)
    for key in range(30):
        agreed = d.agrees(w, incident_of(town, key=key), r, 100.25)
        assert agreed == (draw(w.clock.seed, 0, Decision.CONSENT, key, w.routes[r].luck) < chance)


def test_the_one_diversion_that_a_test_forces_happens_once_and_at_the_scene(tiny: Towns) -> None:
    town = tiny("combined")
    r, contract = ready(town, LEAD, 0.0, 0.0), town.route(CONTRACT)
    w = town.w
    w.clock.forced_person = 0
    assert not d.is_forced(w, incident_of(town), w.routes[contract])
    assert not d.is_forced(w, incident_of(town, person=1), w.routes[r])
    assert d.offer(w, incident_of(town), r, Disposal.ARREST, 100.25) and w.clock.forced_key == 1
    w.people[0].case = -1
    assert not d.offer(w, incident_of(town), r, Disposal.ARREST, 100.25)


@pytest.fixture
def everywhere() -> Regime:
    """A regime with a route at each door without an officer."""
    routes = ("violence-intervention-hospital", "adder-outreach", "probation-order")
    return loader.regime("combined").model_copy(update={"routes": routes})


def test_a_victim_comes_to_hospital_by_its_share_and_there_is_offered_a_way_in_without_an_officer(
    tiny: Towns, everywhere: Regime
) -> None:
    town = tiny(everywhere, hospital_share=0.5, **HOURS)
    r, w, came = ready(town, "violence-intervention-hospital"), town.w, 0
    for block in range(30):
        town.somebody(**ENTRY)
        hurt = draw(w.clock.seed, 0, Decision.HOSPITAL, block * 4096 + 4095, 0) < 0.5
        d.in_hospital(w, 0, block, 100.25)
        came += int(hurt)
        assert town.count("referrals") == came
    assert 0 < came < 30 and town.hours() == {} and town.count("diverted") == town.count("freed") == 0.0
    town.somebody(inside=Whereabouts.DETAINED, **ENTRY)
    for block in range(30):
        d.in_hospital(w, 0, block, 100.25)
    assert town.count("referrals") == came and town.steps(r)["consents"] == came
    assert {int(w.cases[int(each.case)].officer) for each in town.planned(Event.HAND_OVER)} == {-1}


@pytest.mark.parametrize(("recent", "sought"), [(1.0, 1.0), (0.0, math.exp(-0.3)), (3.0, math.exp(0.6))])
def test_outreach_finds_people_at_its_rate_a_year_and_everybody_found_is_offered_it(
    recent: float, sought: float, tiny: Towns, everywhere: Regime
) -> None:
    town = tiny(everywhere, channel_record=1.0, **HOURS).sure(offer_recent=0.3, recent_centre=1.0, recent_most=9.0)
    r, w, found = ready(town, "adder-outreach", offer=3.0), town.w, 0
    for block in range(60):
        town.somebody(recent=recent, last_contact=101.0, **ENTRY)
        luck = draw(w.clock.seed, 0, Decision.OFFER, block * 4096 + 4094, w.routes[r].luck)
        found += int(luck < 3.0 * sought * 28.0 / 365.0)
        d.reach_out(w, 0, block, 100.25, 28.0)
        assert town.counted("eligible", "referrals", "consents") == [found] * 3
    assert 0 < found < 60 and town.hours() == {}
    town.somebody(inside=Whereabouts.IMPRISONED, **ENTRY)
    for block in range(60):
        d.reach_out(w, 0, block, 100.25, 28.0)
    assert town.count("eligible") == found


def test_an_order_may_contain_a_requirement_of_treatment(tiny: Towns, everywhere: Regime) -> None:
    town = tiny(everywhere, **HOURS)
    r, w = ready(town, "probation-order"), town.w
    order = town.incident(0, key=7)
    c = open_over(w, order, CaseState.PROSECUTION)
    d.at_court(w, c, 101.0)
    mine = w.cases[int(w.people[0].case)]
    assert (mine.route, mine.officer, mine.key, mine.opened) == (r, -1, 7 + 128 * 4294967296, 101.0)
    assert town.counted("eligible", "referrals", "consents") == [1.0, 1.0, 1.0] and town.hours() == {}
    town.somebody(state=State.LEFT, **ENTRY)
    d.at_court(w, c, 101.0)
    assert town.count("eligible") == 1.0


def test_hours_freed_are_those_that_the_same_luck_would_have_cost(tiny: Towns) -> None:
    town = tiny("combined")
    r = ready(town, LEAD)
    for key in range(12):
        incident = incident_of(town, key=key)
        fill_incident(town.w, incident, 0, key, 0, 100.25)
        expected = downstream_hours(town.w.people[0], incident, Disposal.ARREST, town.w.par, town.w.clock.seed)
        assert d.replace(town.w, incident, town.w.routes[r], Disposal.ARREST, 100.25) == expected > 0.0


# --- who is drawn in ---------------------------------------------------------------------------------------------------


def test_bail_is_traced_to_its_end_by_the_same_luck(tiny: Towns) -> None:
    """E5: 41% of DIVERT's take-ups are on bail, and none of them ever counted as drawn in."""
    town = tiny("combined")
    r = ready(town, CONTRACT)
    town.w.routes[r].replaces = 0
    drawn = ended = 0
    for key in range(60):
        person = town.somebody(**ENTRY)
        incident = incident_of(town, key=key)
        later = later_decision(person, 0, 0, incident.evidence, key, town.w.par, town.w.clock.seed)
        d.enter(town.w, incident, r, BAIL, 100.25)
        drawn += later == Disposal.NO_FURTHER_ACTION
        ended += later not in (Disposal.CHARGE, Disposal.CAUTION)
        assert town.counted("drawn_in", "drawn_in_end") == [drawn, ended]
    assert 0 < drawn < ended < 60 and town.w.ends[Stage.CUSTODY, BAIL].sum() == town.w.ends.sum() == 60
    assert town.steps(r)["drawn_in"] == drawn


@pytest.mark.parametrize("shadow", [Disposal.NO_FURTHER_ACTION, Disposal.COMMUNITY_RESOLUTION,
                                    Disposal.VOLUNTARY_INTERVIEW, Disposal.ARREST])  # fmt: skip
def test_at_the_scene_net_widening_is_counted_at_once_and_in_the_end(shadow: int, tiny: Towns) -> None:
    """E5: of those diverted on the street 40% would have had no action there, but 84% neither caution nor charge."""
    town = tiny("combined")
    r, ended = ready(town, LEAD), 0
    for key in range(40):
        person = town.somebody(**ENTRY)
        incident = incident_of(town, key=key)
        d.enter(town.w, incident, r, shadow, 100.25)
        ended += not leaves_record(end_of(person, incident, shadow, town.w.par, town.w.clock.seed))
    now = 40.0 if shadow == Disposal.NO_FURTHER_ACTION else 0.0
    assert town.counted("drawn_in", "drawn_in_end") == [now, ended]
    assert town.w.ends[Stage.STREET, shadow].sum() == town.w.ends.sum() == 40
    assert (0 < ended < 40) == (shadow in (Disposal.VOLUNTARY_INTERVIEW, Disposal.ARREST))


def test_ordinary_provision_and_a_welfare_contact_widen_no_regime_s_net(tiny: Towns) -> None:
    town = tiny("combined")
    for name in (ORDINARY, SOCIAL):
        d.enter(town.w, incident_of(town), ready(town, name), Disposal.RELEASE, 100.25)
    assert town.count("drawn_in_end") == town.count("drawn_in") == town.w.ends.sum() == 0


@pytest.mark.parametrize("decision", [Disposal.RELEASE, Disposal.NO_FURTHER_ACTION])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_contract_may_draw_in_who_would_have_been_let_go(share: float, decision: int, tiny: Towns) -> None:
    """E5: custody-stage diversion widened nobody's net by construction; now with a probability, by luck of its own."""
    town = tiny("combined", custody_widening=share)
    r = ready(town, CONTRACT)
    found = [bool(d.fits(town.w, incident_of(town, key=key), r, decision)) for key in range(60)]
    luck = [draw(town.w.clock.seed, 0, Decision.CUSTODY_WIDENING, key, 0) < share for key in range(60)]
    assert found == luck and (0 < sum(found) < 60) == (0.0 < share < 1.0)
    assert not any(
        d.fits(town.w, incident_of(town, key=key, category=kind), r, decision)
        for key in range(20)
        for kind in (ContactKind.BREACH, ContactKind.WARRANT)
    )


def test_who_is_drawn_in_is_spared_nothing_and_charged_on_failing(tiny: Towns) -> None:
    town = tiny("combined", **HOURS)
    r = ready(town, CONTRACT)
    d.enter(town.w, incident_of(town), r, Disposal.RELEASE, 100.25)
    assert town.counted("drawn_in", "drawn_in_end", "diverted", "records_avoided") == [1.0, 1.0, 1.0, 0.0]
    assert town.count("freed") == pytest.approx(-0.3 - 0.2, **NEAR)
    assert town.w.cases[int(town.w.people[0].case)].deferred == Disposal.CHARGE
    town.somebody(**ENTRY)
    town.w.routes[r].non_engagement = 0
    d.enter(town.w, incident_of(town), r, Disposal.RELEASE, 100.25)
    assert town.w.cases[int(town.w.people[0].case)].deferred == 0


def test_a_route_for_the_arrested_only_is_not_for_who_was_interviewed_by_appointment(tiny: Towns) -> None:
    """E19: no route could tell, because nobody but the arrested was offered any."""
    town = tiny("combined")
    assert not town.w.routes[town.route(CONTRACT)].arrested_only and town.w.routes[town.route(ORDINARY)].arrested_only
    for name, only, arrested, fits in ((CONTRACT, 0, 0, True), (CONTRACT, 1, 0, False), (CONTRACT, 1, 1, True),
                                       (ORDINARY, 1, 0, False)):  # fmt: skip
        r = ready(town, name)
        town.w.routes[r].arrested_only = only
        assert bool(d.fits(town.w, incident_of(town, arrested=arrested), r, Disposal.CHARGE)) is fits


def test_every_step_goes_by_when_the_contact_was_and_not_by_when_the_officer_came(tiny: Towns) -> None:
    """At the scene "diverted" and "drawn in" held people who were in no step before them."""
    town = tiny("combined")
    r = ready(town, LEAD)
    d.offer(town.w, incident_of(town, opened=-0.5), r, Disposal.NO_FURTHER_ACTION, 100.25)
    assert town.steps(r) == {} and town.counted("diverted", "drawn_in") == [1.0, 1.0]


@pytest.mark.parametrize(("name", "decision"), [(LEAD, Disposal.COMMUNITY_RESOLUTION), (CONTRACT, Disposal.CHARGE)])
def test_what_a_way_in_frees_is_one_entry_rounded_once_at_every_door(name: str, decision: int, tiny: Towns) -> None:
    """In custody the offer and what it saves were rounded apart."""
    apart = 0
    for part in range(1, 9):
        town = tiny("combined", hours_resolution=part / 3.0, hours_case_file=part / 3.0, hours_court=0.0, hours_hand_over=0.0,
                    hours_diversion=part / 7.0, hours_custody_diversion=part / 7.0)  # fmt: skip
        d.offer(town.w, incident_of(town), ready(town, name), decision, 100.25)
        freed = int(town.w.by_group[:, :, M.FREED].sum())
        assert freed == fixed(part / 3.0 - part / 7.0)
        apart += freed != fixed(part / 3.0) + fixed(-part / 7.0)
    assert apart


@pytest.mark.parametrize("name", [LEAD, CONTRACT])
def test_a_full_service_is_offered_to_nobody_and_moves_nobody_in_or_out_of_the_reference(
    name: str, tiny: Towns
) -> None:
    """E7: whoever stands at a door knows its list; who would be referred by any regime's rules hangs on no list."""
    town = tiny("combined")
    r = ready(town, name)
    stage, decision = int(town.w.routes[r].stage), Disposal.CHARGE if name == CONTRACT else Disposal.ARREST
    service = town.service_of(r)
    incident = incident_of(town)
    assert could_enter(town.w, incident, stage, decision, True)
    service.active, service.waiting, service.waiting_limit = 999, 9, 0.0
    assert could_enter(town.w, incident, stage, decision, True)
    assert not d.offer(town.w, incident, r, decision, 100.25)
    assert town.steps(r) == {"eligible": 1.0} and town.hours() == {}
    town.w.par.channel_capacity = 0.0
    assert d.offer(town.w, incident, r, decision, 100.25)
