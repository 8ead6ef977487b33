"""Journeys: the log of a life told in words, and who was helped or harmed by the rule that the page states."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from diversion.agents.person import age_at, need_weight, support_log
from diversion.agents.run import LogRow
from diversion.agents.states import LOG_KINDS, Verdict, Whereabouts
from diversion.agents.states import Happening as Kind
from diversion.experiments.lives.happenings import Happening, Lane, Sign, eased, offence, tell
from diversion.experiments.lives.journeys import DAYS_INSIDE, MUCH, Found, Journeys, travel
from diversion.experiments.lives.lives import STEP
from diversion.experiments.plans import Plan
from diversion.model.ledger.log import Log
from diversion.scenarios.words import CONTACT_KINDS, NEEDS, ContactKind
from diversion.viz.charts.chart import TimeLine
from diversion.viz.charts.journeys import called, counts_line, journey_chart, time_line, who


@pytest.fixture(scope="module")
def journeys(small_plan: Callable[..., Plan]) -> Journeys:
    return travel(small_plan(years=3, residents=60_000.0, changes={"lead.strength": 1.0}))


# The field that a row of each kind holds beside its moment and the moment of what it goes back to.
HOLDS: dict[int, str] = {
    Kind.CONTACT: "category", Kind.ARREST: "category", Kind.CONVICTION: "sentence", Kind.INSIDE: "inside",
    Kind.REFERRAL: "route", Kind.ADMITTED: "route", Kind.EXIT: "route",
}  # fmt: skip


def rows(*happenings: tuple[float, float, int, int]) -> Log:
    """Rows of a log: moment, began (of a stay inside, when it ends), kind, and the field of that kind."""
    log = LogRow.table(len(happenings))
    for n, (moment, began, kind, held) in enumerate(happenings):
        log["moment"][n], log["kind"][n], log[HOLDS[kind]][n] = moment, kind, held
        log["until" if kind == Kind.INSIDE else "began"][n] = began
    return Log(pd.DataFrame({name: log[name] for name in LogRow.dtype.names or ()}))


def test_a_wait_ends_with_a_place_and_support_with_its_exit() -> None:
    log = rows((10.0, 10.0, Kind.REFERRAL, 0), (24.0, 10.0, Kind.ADMITTED, 0), (90.0, 24.0, Kind.EXIT, 0))
    assert list(tell(log, 365, ["street work"])) == [
        Happening(Lane.WAITING, 10.0, 24.0, "referred to street work, and waiting for a place"),
        Happening(Lane.SUPPORT, 24.0, 90.0, "support: street work"),
    ]


def test_support_that_goes_on_is_cut_at_the_end_and_that_from_before_starts_at_the_beginning() -> None:
    on = list(tell(rows((300.0, 290.0, Kind.ADMITTED, 0)), 365, ["street work"]))
    assert [(each.began, each.ended) for each in on] == [(300.0, 365.0)]
    before = list(tell(rows((30.0, -50.0, Kind.EXIT, 0)), 365, ["street work"]))
    assert [(each.began, each.ended) for each in before] == [(0.0, 30.0)]


def test_a_referral_without_a_place_says_so() -> None:
    (found,) = tell(rows((5.0, 5.0, Kind.REFERRAL, 0)), 365, ["street work"])
    assert found.text.endswith("no place was taken up")


def test_contacts_arrests_courts_and_cells_are_told_in_plain_words() -> None:
    log = rows(
        (1.0, 1.0, Kind.CONTACT, 0), (1.1, 1.0, Kind.ARREST, 0), (1.1, 1.7, Kind.INSIDE, Whereabouts.DETAINED),
        (9.0, 8.0, Kind.ARREST, ContactKind.WARRANT),
        (40.0, 1.0, Kind.CONVICTION, Verdict.PRISON), (40.0, 400.0, Kind.INSIDE, Whereabouts.IMPRISONED),
    )  # fmt: skip
    told = list(tell(log, 365, []))
    assert [each.text for each in told] == [
        "contact with police over shoplifting", "arrested", "in a police cell",
        "arrested without a new offence (a warrant or a broken order)", "convicted: prison", "in prison",
    ]  # fmt: skip
    assert told[-1].ended == 365.0


def test_a_contact_that_nothing_followed_says_so_and_looks_otherwise() -> None:
    log = rows(
        (1.0, 1.0, Kind.CONTACT, 0),
        (5.0, 5.0, Kind.CONTACT, 0),
        (5.4, 5.0, Kind.ARREST, 0),
        (9.0, 8.0, Kind.ARREST, ContactKind.WARRANT),
    )
    alone, followed, arrest, warrant = tell(log, 365, [])
    assert alone.text.endswith("no arrest, caution or charge followed") and alone.sign is Sign.NOTHING_MORE
    assert followed.sign is Sign.CONTACT
    assert arrest.sign is warrant.sign is Sign.ARREST
    moments = [dot for lane in time_line([alone, followed, arrest], 365, 1).lanes for dot in lane.moments]
    assert len({(dot.shape, dot.filled) for dot in moments}) == len(moments) == 3


def test_eased_needs_are_told_in_spells_of_the_same_level_and_help() -> None:
    housing = 1 << NEEDS.index("housing")
    told = list(eased([2, 3, 4, 9], [0.01, 0.12, 0.15, 0.6], [0, housing, housing, housing], 14.0, 130))
    assert [(each.began, each.ended, each.text) for each in told] == [
        (28.0, 42.0, "under 5% of needs eased"),
        (42.0, 70.0, "10 to 20% of needs eased; help with housing has come"),
        (126.0, 130.0, "over 50% of needs eased; help with housing has come"),
    ]
    assert [each.size for each in told] == sorted(each.size for each in told)
    (worse,) = eased([0], [-0.1], [0], 14.0, 365)
    assert worse.text == "needs weigh more than without support"


def test_what_is_eased_is_what_the_engine_takes_off_offending(journeys: Journeys) -> None:
    life = journeys._lives["pre-arrest"]
    world, day = life.reading._world, life.reading.now
    found = life.reading.eased(0)
    assert len(found) > 10
    for _, number, share, _ in found[:40]:
        person = world.people[number]
        log = support_log(person, world.programmes[person["programme"]], age_at(person, day), world.par)
        assert share == pytest.approx(-log / need_weight(person["needs"], world.par), rel=1e-5)
        journey = journeys.journey(int(number), "pre-arrest")
        mine = life.eased[life.eased["person"] == number]
        assert journey.eased == pytest.approx(mine["share"].max(initial=0.0))
        assert all(day in mine["look"] * STEP for day in journey.helped.values())
    assert life.eased.nbytes < life.latent.nbytes / 3
    assert any(
        each.lane is Lane.NEEDS
        for number in found["person"]
        for each in journeys.journey(number, "pre-arrest").happenings
    )


def test_no_kind_of_contact_is_told_in_the_vocabulary_of_the_files() -> None:
    assert all("_" not in offence(kind) for kind in range(len(CONTACT_KINDS)))


def test_what_is_told_adds_up_to_the_log(journeys: Journeys) -> None:
    """Everything written down is told once, but for releases, which end a spell, and exits, which end support."""
    log = journeys._logs["pre-arrest"]
    told = [
        each
        for number in np.unique(log.people)
        for each in tell(log.of_person(number), journeys.days, journeys._programmes)
    ]
    count = log.of(*LOG_KINDS).kind.value_counts()
    inside = [each for each in told if each.lane is Lane.INSIDE]
    assert len(inside) == count["inside"]
    assert sum(each.text.startswith("contact with police") for each in told) == count["contact"]
    assert sum(each.text.startswith("referred to") for each in told) == count["referral"]
    assert all(-1e-9 <= each.began <= each.ended <= journeys.days for each in told)


def test_helped_and_harmed_follow_the_stated_rule(journeys: Journeys) -> None:
    found = journeys.found("pre-arrest")
    assert {*found[Found.HELPED], *found[Found.HARMED]} <= set(found[Found.DIFFERS])
    assert len(found[Found.HELPED]) and not set(found[Found.HELPED]) & set(found[Found.HARMED])
    for number in (*found[Found.HELPED][:20], *found[Found.HARMED][:20]):
        none, diverted = journeys.journey(number, "none"), journeys.journey(number, "pre-arrest")
        sign = 1 if number in found[Found.HELPED] else -1
        fewer, less = sign * (none.offences - diverted.offences), sign * (none.inside - diverted.inside)
        assert fewer >= MUCH or less >= DAYS_INSIDE
        assert fewer > -MUCH and less > -DAYS_INSIDE


def test_whose_path_does_not_differ_has_the_same_journey(journeys: Journeys) -> None:
    differs = set(journeys.found("pre-arrest")[Found.DIFFERS].tolist())
    same = [number for number in journeys.people.tolist() if number not in differs]
    assert differs and same
    for number in same[:30]:
        assert journeys.journey(number, "none").happenings == journeys.journey(number, "pre-arrest").happenings
    for number in sorted(differs)[:5]:
        assert journeys.journey(number, "none").happenings != journeys.journey(number, "pre-arrest").happenings


def test_time_inside_counts_an_overlap_once(journeys: Journeys) -> None:
    assert all(0 <= days.min() and days.max() <= journeys.days + 1e-9 for days in journeys._inside.values())


def test_a_chart_says_in_words_what_it_draws(journeys: Journeys) -> None:
    number = int(journeys.found("pre-arrest")[Found.DIFFERS][0])
    chart = journey_chart(journeys, number, "pre-arrest")
    journey = journeys.journey(number, "pre-arrest")
    assert all(each.text in chart.alt for each in journey.happenings)
    assert "one history of luck" in chart.subtitle
    assert len(chart.table.rows) == len(journey.happenings)
    assert isinstance(chart.mark, TimeLine)
    assert sum(len(lane.moments) + len(lane.spells) for lane in chart.mark.lanes) == len(journey.happenings)


def test_people_are_spoken_of_with_respect(journeys: Journeys) -> None:
    for number in journeys.people[:50]:
        text = f"{called(journeys.person(number))}. {who(journeys.person(number))}"
        assert "offender" not in text.lower() and "_" not in text
    said = counts_line(journeys, "pre-arrest")
    assert "had fewer offences or days inside" in said and "part of every difference is luck" in said
