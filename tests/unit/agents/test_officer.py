"""What an officer does and whom they offer what: every formula against its value worked out by hand (row 30)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents import officer as o
from diversion.agents.chance import Decision, draw, draw_four
from diversion.agents.records import Incident, Officer, Person, Programme, Route, Team
from diversion.scenarios.words import CONTACT_KINDS, ContactKind, Disposal, Ethnicity, Stage

Par = Callable[..., Any]
One = Callable[..., Person]
YEAR = 365.25
MONTH = 30.4375


def one(kind: Any, **fields: Any) -> Any:
    """A record alone, zero but for what is given."""
    row = kind.one()
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def logit(p: float) -> float:
    """The log-odds of a probability."""
    return math.log(p / (1.0 - p))


def expit(x: float) -> float:
    """The probability of some log-odds."""
    return 1.0 / (1.0 + math.exp(-x))


def test_a_stronger_pull_arrives_sooner_in_proportion(plain: None) -> None:
    assert o.arrival(0.3, 0.0) == pytest.approx(-math.log(0.3))
    assert o.arrival(0.3, 1.5) == pytest.approx(-math.log(0.3) / math.exp(1.5))


@pytest.mark.parametrize(("pressure", "share"), [(1.0, 0.8), (1.5, 0.8 * 0.8), (0.5, 0.96), (0.1, 1.0), (9.0, 0.0)])
def test_fewer_are_attended_as_pressure_rises_above_its_usual(pressure: float, share: float, par_of: Par) -> None:
    par = par_of(attend_share=0.8, attend_sensitivity=0.5, channel_time_cost=0.8)
    team = one(Team, pressure=pressure)
    assert not o.attends(share + 1e-9, team, par)
    assert share == 0.0 or o.attends(share - 1e-9, team, par)


def test_waits_are_exponential_and_longer_under_pressure_but_never_less_than_a_least(par_of: Par) -> None:
    par = par_of(wait_hours=48.0, wait_sensitivity=2.0, wait_least=0.1, channel_time_cost=0.5)
    for pressure, ratio in ((1.0, 1.0), (1.3, 1.3), (0.8, 0.8), (0.0, 0.1)):
        wait = o.wait_days(0.25, one(Team, pressure=pressure), par)
        assert wait == pytest.approx(-math.log(0.25) * 2.0 * ratio)


def test_evidence_fades_once_by_its_share(par_of: Par) -> None:
    incident = one(Incident, evidence=0.5)
    o.fade_evidence(incident, par_of(evidence_fade=0.2))
    assert (incident.evidence, incident.late) == (pytest.approx(0.4), 1)


def test_of_what_came_since_the_fork_an_officer_sees_as_much_as_the_channel_lets_through(par_of: Par) -> None:
    assert o.seen_record(7, 3, par_of(channel_record=0.25)) == 4.0


# What the ratios of the groups are in these tests: each its own.
RATIOS = {Ethnicity.WHITE: 1.0, Ethnicity.ASIAN: 0.9, Ethnicity.BLACK: 0.8, Ethnicity.MIXED_OR_OTHER: 0.7}


def ratios_of(table: str) -> dict[str, float]:
    """Such ratios as changes of a table by ethnicity."""
    return {f"{table}__{ethnicity.word}": ratio for ethnicity, ratio in RATIOS.items()}


@pytest.mark.parametrize("ethnicity", list(Ethnicity))
def test_the_pull_to_arrest_is_the_sum_of_its_parts(ethnicity: Ethnicity, par_of: Par, somebody: One) -> None:
    par = par_of(channel_time_cost=0.5, arrest_pressure=3.0, arrest_history=0.3, history_contacts_most=25.0,
                 discretion_ratio__black=1.4, **ratios_of("arrest_ratio"))  # fmt: skip
    incident = one(Incident, category=ContactKind.BURGLARY, evidence=0.9, victim=1, prior_contacts=9)
    person = somebody(ethnicity=ethnicity)
    team, officer = one(Team, pressure=1.2), one(Officer, severity=0.35)
    expected = par.arrest_base[7] + 0.35 + par.arrest_evidence * 0.4 + par.arrest_victim + 0.3 * 3.0 - 0.3
    expected += math.log(RATIOS[ethnicity] * (1.4 if ethnicity == Ethnicity.BLACK else 1.0))
    assert o.arrest_utility(officer, person, incident, team, par) == pytest.approx(expected)
    incident.prior_contacts = 400
    assert o.arrest_utility(officer, person, incident, team, par) == pytest.approx(expected + 0.3 * 2.0)


def test_the_shadow_is_the_alternative_that_wins_by_its_pull_and_its_own_luck(par_of: Par, somebody: One) -> None:
    """With Gumbel numbers of their own the highest utility wins, as in a logit choice."""
    par = par_of(resolution_history=0.4)
    officer, team, person = one(Officer, severity=0.2), one(Team, pressure=1.0), somebody()
    seen = set()
    for key in range(60):
        incident = one(Incident, category=key % 9, evidence=key / 60.0, victim=key % 2, key=key, person=3,
                       prior_contacts=9 * (key % 30))  # fmt: skip
        record = math.sqrt(min(9 * (key % 30), 25.0))
        lean = par.arrest_evidence * (key / 60.0 - 0.5) + par.arrest_victim * (key % 2)
        pulls = [0.0, par.resolution_base[key % 9] - 0.4 * record, par.interview_base[key % 9] + lean,
                 par.arrest_base[key % 9] + 0.2 + lean + par.arrest_history * record]  # fmt: skip
        luck = draw_four(5, 3, Decision.SHADOW, key, 0)
        best = int(np.argmax([pull - math.log(-math.log(u)) for pull, u in zip(pulls, luck, strict=True)]))
        assert o.shadow_disposal(officer, person, incident, team, par, 5) == best
        seen.add(best)
    assert seen == {0, 1, 2, 3}


def test_a_route_is_in_time_from_its_first_day_to_before_its_last(plain: None) -> None:
    route = one(Route, opens=10.0, closes=20.0)
    assert [o.in_time(route, day) for day in (9.9, 10.0, 19.9, 20.0)] == [False, True, True, False]


def test_any_of_the_needs_asked_for_is_enough_if_it_is_severe_enough(plain: None, somebody: One) -> None:
    route = one(Route, min_severity=0.5)
    assert o.needs_qualify(somebody(), route)
    route.needs[1] = route.needs[4] = 1
    assert o.needs_qualify(somebody(needs=[0, 0.5]), route) and o.needs_qualify(
        somebody(needs=[0, 0.4, 0, 0, 0.7]), route
    )
    assert not o.needs_qualify(somebody(needs=[1.0, 0.4, 1.0, 1.0, 0.4, 1.0]), route)


def admitting(**fields: Any) -> Route:
    """A route whose rules let everybody in, but for what is given."""
    route: Route = one(Route, age_min=18.0, age_max=121.0, max_proven=-1, repeats=1, max_recent=-1.0)
    route.kinds[:] = 1
    for name, value in fields.items():
        setattr(route, name, value)
    return route


RULES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], bool]] = [
    # the route's rule, the person, the contact, whether they may
    ({}, {}, {}, True),
    ({"age_min": 26.0}, {"born": -26.0 * YEAR}, {}, True),
    ({"age_min": 26.0}, {"born": -25.99 * YEAR}, {}, False),
    ({"age_max": 26.0}, {"born": -25.99 * YEAR}, {}, True),
    ({"age_max": 26.0}, {"born": -26.0 * YEAR}, {}, False),
    ({"domestic_excluded": 1}, {}, {"domestic": 1}, False),
    ({"domestic_excluded": 1}, {}, {"domestic": 0}, True),
    ({"domestic_only": 1}, {}, {"domestic": 1}, True),
    ({"domestic_only": 1}, {}, {"domestic": 0}, False),
    ({"max_proven": 0}, {}, {"prior_proven": 0}, True),
    ({"max_proven": 0}, {}, {"prior_proven": 1}, False),
    ({"max_proven": 2}, {}, {"prior_proven": 2}, True),
    ({"max_proven": 2}, {}, {"prior_proven": 3}, False),
    ({}, {"case": 5}, {}, False),
    ({}, {"case": 0}, {}, False),
    ({}, {"case": 5, "ordinary": 1}, {}, True),
    ({"ordinary": 1}, {"case": 5, "ordinary": 1}, {}, False),
    ({"ordinary": 1}, {}, {}, True),
    ({"repeats": 0}, {"referred_at": 3.0}, {}, False),
    ({"repeats": 0}, {"referred_at": 0.5}, {}, False),
    ({"repeats": 0}, {}, {}, True),
    ({"repeats": 1}, {"referred_at": 3.0}, {}, True),
    ({"min_recent": 2.0}, {"recent": 2.0}, {}, True),
    ({"min_recent": 2.0}, {"recent": 1.9}, {}, False),
    ({"min_recent": 2.0}, {"recent": 2.5, "last_contact": -90.0}, {}, False),
    ({"max_recent": 2.0}, {"recent": 2.0}, {}, True),
    ({"max_recent": 2.0}, {"recent": 2.1}, {}, False),
    ({"max_recent": 2.0}, {"recent": 2.1, "last_contact": -90.0}, {}, True),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "person", "contact", "may"), RULES)
def test_each_rule_lets_in_whom_it_says(
    rule: dict[str, Any], person: dict[str, Any], contact: dict[str, Any], may: bool, par_of: Par, somebody: One
) -> None:
    who = somebody(**({"born": -30.0 * YEAR, "case": -1} | person))
    assert bool(o.eligible(who, one(Incident, **contact), admitting(**rule), par_of())) is may


def test_a_route_is_for_its_kinds_of_contact_and_its_needs_only(par_of: Par, somebody: One) -> None:
    par, who = par_of(), somebody(born=-30.0 * YEAR, case=-1, needs=[0.4])
    for kind in range(len(CONTACT_KINDS)):
        route = admitting()
        route.kinds[kind] = 0
        out = [k for k in range(len(CONTACT_KINDS)) if not o.eligible(who, one(Incident, category=k), route, par)]
        assert out == [kind]
    asking = admitting(min_severity=0.5)
    asking.needs[0] = 1
    assert not o.eligible(who, one(Incident), asking, par)


def test_minorities_admit_less_by_their_ratio(par_of: Par, somebody: One) -> None:
    par, incident = par_of(admission=0.6, admission_ratio_minority=0.5), one(Incident, person=4)
    for ethnicity, chance in ((Ethnicity.WHITE, 0.6), (Ethnicity.ASIAN, 0.3), (Ethnicity.BLACK, 0.3)):
        for key in range(40):
            incident.key = key
            admitted = o.admits(somebody(ethnicity=ethnicity), incident, par, 9)
            assert admitted == (draw(9, 4, Decision.ADMISSION, key, 0) < chance)


def test_training_halves_in_each_half_life_and_never_works_backwards(par_of: Par) -> None:
    par = par_of(training_half_life=6.0)
    assert o.training_left(10.0, 10.0, par) == 1.0
    assert o.training_left(10.0, 10.0 + 6.0 * MONTH, par) == pytest.approx(0.5)
    assert o.training_left(10.0, 9.9, par) == 0.0
    assert o.training_left(-1.0, 9.9, par) == 0.0
    assert o.training_left(0.0, 0.0, par) == 1.0


@pytest.mark.parametrize("stage", [Stage.STREET, Stage.SOCIAL_CONTACT, Stage.CUSTODY])
def test_the_chance_of_an_offer_is_the_sum_of_what_moves_it_at_each_door(
    stage: int, par_of: Par, somebody: One
) -> None:
    par = par_of(training_effect=0.4, training_half_life=6.0, belief_weight=1.5, channel_belief=0.5, belief_start=0.4,
                 cream_skimming=-0.3, cream_centre=2.0, cream_band=3.0, cream_bands_most=4.0,
                 officer_keenness_spread=1.0, discretion_ratio__asian=2.0, **ratios_of("offer_ratio"),
                 **{f"offer_recent__{Stage(stage).word}": 0.3, f"recent_centre__{Stage(stage).word}": 2.5})  # fmt: skip
    officer = one(Officer, keenness=0.7, belief=0.6)
    route = one(Route, offer=0.2, lift=0.15, stage=stage)
    incident = one(Incident, shadow=Disposal.VOLUNTARY_INTERVIEW, prior_contacts=3, moment=6.0 * MONTH)
    odds = logit(0.2) * math.sqrt(1.346) + 0.7 + 0.15 + 1.5 * 0.5 * 0.2
    odds += par.offer_shadow[2] if stage == Stage.STREET else 0.0
    odds += 0.4 * 0.5 if stage != Stage.CUSTODY else 0.0
    odds += -0.3 * (1.0 - 2.0) if stage != Stage.SOCIAL_CONTACT else 0.0
    odds += 0.3 * (1.6 - 2.5)
    met: dict[str, Any] = {"recent": 1.6, "last_contact": 6.0 * MONTH}
    found = o.offer_chance(officer, somebody(**met), incident, route, 0.0, par)
    assert found == pytest.approx(expit(odds))
    for ethnicity, ratio in RATIOS.items():
        theirs = o.offer_chance(officer, somebody(ethnicity=ethnicity, **met), incident, route, 0.0, par)
        less = math.log(2.0) if ethnicity == Ethnicity.ASIAN else 0.0
        assert theirs == pytest.approx(ratio * expit(odds - less))
    if stage != Stage.SOCIAL_CONTACT:
        incident.prior_contacts = 90
        found = o.offer_chance(officer, somebody(**met), incident, route, 0.0, par)
        assert found == pytest.approx(expit(odds - 0.3 * 3.0))


def test_offers_of_nobody_and_everybody_are_just_that(par_of: Par, somebody: One) -> None:
    par, officer, incident = par_of(offer_ratio__black=0.5), one(Officer, keenness=5.0), one(Incident)
    for offer, chance in ((0.0, 0.0), (1.0, 1.0), (1.5, 1.0), (-0.5, 0.0)):
        found = o.offer_chance(
            officer, somebody(ethnicity=Ethnicity.BLACK), incident, one(Route, offer=offer), 0.0, par
        )
        assert found == chance


def test_an_offer_needs_the_officer_s_will_and_the_admission_a_route_asks_for(par_of: Par, somebody: One) -> None:
    par = par_of(admission=0.5, cream_skimming=0.0, offer_recent__custody=0.0)
    officer, person, found = one(Officer, belief=par.belief_start), somebody(), set()
    for key, admission in itertools.product(range(30), (0, 1)):
        route = one(Route, offer=0.5, stage=Stage.CUSTODY, admission=admission, luck=6)
        incident = one(Incident, person=2, key=key)
        wills = draw(8, 2, Decision.OFFER, key, 6) < 0.5
        admits = draw(8, 2, Decision.ADMISSION, key, 0) < 0.5
        given = o.offers(officer, person, incident, route, -1.0, par, 8)
        assert given == (wills and (admits or not admission))
        found.add((wills, admits, admission))
    assert len(found) == 8


def test_consent_adds_trust_appeal_and_the_moment_to_the_programme_s_own(par_of: Par, somebody: One) -> None:
    par = par_of(trust_start=0.4, trust_weight=1.5)
    programme = one(Programme, consent=0.7, appeal_older=0.2)
    person = somebody(born=-40 * YEAR, trust=0.5)
    expected = expit(logit(0.7) + par.trust_weight * 0.1 + 0.2 + 0.35)
    assert o.consent_chance(person, programme, 0.0, 0.35, par) == pytest.approx(expected)


def test_belief_moves_alike_up_and_down_and_never_beyond_none_and_full(par_of: Par) -> None:
    """E13: a step up went by what was left to one and a step down by what was left to nothing, so half was its rest."""
    par = par_of(channel_belief=0.5)
    for start, step, found in (
        (0.4, 0.2, 0.4 + 0.1 * 0.48), (0.4, -0.2, 0.4 - 0.1 * 0.48), (0.9, 9.0, 1.0), (0.1, -9.0, 0.0), (1.0, -0.2, 1.0)
    ):  # fmt: skip
        officer = one(Officer, belief=start)
        o.move_belief(officer, step, par)
        assert officer.belief == pytest.approx(found)


def test_what_an_officer_expects_is_what_the_record_holds_a_year(par_of: Par, somebody: One) -> None:
    """E13: the contacts on record, this one among them, by the years that it goes back."""
    par = par_of(belief_expected=0.5)
    for before, since, years in ((5.0, 730.0, 7.0), (14.0, 365.0, 15.0), (0.125, 0.0, 1.0)):
        person = somebody(enters=100.0, career=before)
        moment = 100.0 + since
        assert o.record_years(person, moment) == pytest.approx(years, rel=1e-9)
        for kind, seen in ((0, 7), (ContactKind.WELFARE, 6)):
            incident = one(Incident, prior_contacts=6, category=kind, moment=moment)
            assert o.expected_contacts(person, incident, par) == pytest.approx(0.5 * seen / years)
