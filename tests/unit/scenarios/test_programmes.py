"""Every programme of the library: there, sourced, honest about what was found, opened by a regime, and used by somebody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from diversion.model.ledger.measures import STEPS
from diversion.model.world import SCALE, World
from diversion.scenarios import loader
from diversion.scenarios.fields import number_of
from diversion.scenarios.loader import quantities
from diversion.scenarios.parameters import register
from diversion.scenarios.schema import Programme, Regime, Route
from diversion.scenarios.words import CATEGORIES

PROGRAMMES = loader.names("programme")
ROUTES = loader.names("route")
REGIMES = loader.names("regime")
KINDS = ("programme", "route", "service", "regime")
MINE = [(kind, name) for kind in KINDS for name in loader.names(kind)]

# The schemes people talk about, and what each is called here.
TALKED_ABOUT = {
    "LEAD": "lead",
    "DIVERT Lancashire": "divert-lancashire",
    "DIVERT London": "divert-london",
    "Checkpoint": "checkpoint",
    "Turning Point": "operation-turning-point",
    "CARA": "cara",
    "Gateway": "gateway",
    "Project ADDER": "project-adder",
    "Young ADDER": "young-adder",
    "Horizon": "horizons",
    "Changing Futures Lancashire": "changing-futures-lancashire",
    "Blackpool Fulfilling Lives": "blackpool-fulfilling-lives",
    "Change Grow Live": "change-grow-live",
    "Probation": "probation",
    "Dear Albert": "dear-albert",
    "Violence Intervention Project": "violence-intervention-project",
    "Unlocking Potential": "unlocking-potential",
    "Leicestershire Cares": "leicestershire-cares",
    "Liaison and diversion": "ordinary-treatment",
    "Thames Valley drug diversion": "thames-valley-drug-diversion",
    "Merseyside Deferred Prosecution Scheme": "merseyside-deferred-prosecution",
}
FOUND_NOTHING = ("gateway", "divert-london", "ordinary-treatment", "project-adder")  # their evaluations saw no effect
NOTHING = re.compile(r"no (?:reduction|effect|evidence of benefit|significant)", re.I)
NOT_EVALUATED = re.compile(r"no (?:published |separate )?(?:evaluation|estimate|english trial)|not found", re.I)
CURRENT = {
    "blackpool": "current",
    "lancashire": "current",
    "leicester": "current-leicestershire",
    "leicestershire": "current-leicestershire",
    "west-midlands": "current-west-midlands",
    "london": "current-london",
    "thames-valley": "current-thames-valley",
    "durham": "current-durham",
    "merseyside": "current-merseyside",
    "liverpool": "current-merseyside",
    "greater-manchester": "current-greater-manchester",
}
ALL_OFTEN = {
    name: 0.9
    for name in (
        "offer_street", "offer_social", "offer_custody", "offer_contract", "offer_liaison", "offer_hospital", "offer_order",
        "outreach_rate", "admission", "screening_finds",
    )
}  # fmt: skip


def doors(programme: str) -> list[Route]:
    return [route for route in map(loader.route, ROUTES) if route.programme == programme]


def said(item: Any) -> Iterator[str]:
    """Every sentence of an item that a reader of the file would see."""
    yield from (item.title, item.text, item.source)
    for finding in getattr(item, "published", ()):
        yield from (finding.finding, finding.source)


def shipped(kind: str, name: str) -> str:
    return (loader._library() / loader.FOLDERS[kind] / f"{name}.yaml").read_text(encoding="utf-8")


# --- what the files say ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", TALKED_ABOUT)
def test_the_schemes_people_talk_about_are_there(scheme: str) -> None:
    programme = loader.programme(TALKED_ABOUT[scheme])
    about = " ".join((programme.title, *(door.title for door in doors(programme.name))))
    assert scheme.lower() in about.lower()


@pytest.mark.parametrize("name", PROGRAMMES)
def test_each_has_a_door_and_a_regime_that_opens_it(name: str) -> None:
    found = doors(name)
    assert found
    for route in found:
        assert [other for other in REGIMES if route.name in loader.regime(other).routes], route.name


@pytest.mark.parametrize(("kind", "name"), MINE)
def test_each_item_has_a_source_that_a_reader_can_find(kind: str, name: str) -> None:
    item: Any = loader.load(name)
    assert item.source and item.rating
    for parameter in quantities(item):
        declared = register()[parameter]
        assert declared.source and declared.rating and declared.text and declared.unit, parameter
    # A reader has publications, not our notes.
    assert not [text for text in said(item) if re.search(r"\bevidence \d", text, re.I)]


@pytest.mark.parametrize(("kind", "name"), MINE)
def test_a_bare_number_says_why_it_is_what_it_is(kind: str, name: str) -> None:
    """A figure that is no declared parameter has its reason beside it, or above the table it stands in."""
    lines = shipped(kind, name).splitlines()
    bare = re.compile(r"(\w+): (?:\d+(?:\.\d+)?(?: \* size_of_place)?|null)\s*$")
    plain = {"age_min", "age_max", "max_proven", "outcome_code"}  # the rule itself, which the source is about
    for before, line in zip(["", *lines], lines, strict=False):
        found = bare.match(line)
        assert not found or found[1] in plain or before.startswith("#"), f"{name}: {line}"


@pytest.mark.parametrize("name", PROGRAMMES)
def test_what_was_published_is_there_or_that_nothing_was(name: str) -> None:
    programme = loader.programme(name)
    assert programme.published
    for finding in programme.published:
        assert finding.finding and finding.source and finding.rating
    if any("earched for this model" in finding.source for finding in programme.published):
        assert any(NOT_EVALUATED.search(finding.finding) for finding in programme.published)


@pytest.mark.parametrize("name", FOUND_NOTHING)
def test_where_an_evaluation_found_nothing_the_file_says_so(name: str) -> None:
    assert NOTHING.search(" ".join(finding.finding for finding in loader.programme(name).published))


def test_an_effect_nobody_measured_is_not_better_than_none_by_much() -> None:
    wide = register()["effect_voluntary"]
    assert wide.low < 0.85 < wide.default <= 1.0 < 1.15 < wide.high
    assert wide.rating == "judgement"


@pytest.mark.parametrize("name", PROGRAMMES)
def test_coercion_and_what_follows_agree(name: str) -> None:
    programme = loader.programme(name)
    for route in doors(name):
        assert programme.coercive == (route.non_engagement != "nothing"), route.name
        assert route.replaces or route.outcome_code is None


@pytest.mark.parametrize("name", ROUTES)
def test_what_reaches_below_18_says_that_it_is_cut_off_there(name: str) -> None:
    route = loader.route(name)
    below = re.compile(r"\b(11|16) to 25|any age|children as well|with children|younger than 18")
    told = " ".join((*said(route), *said(loader.programme(route.programme))))
    if below.search(told):
        assert re.search(r"starts at 18|so 18 to 25 here", told)
    assert route.age_min == 18


def test_only_the_scheme_for_domestic_abuse_replaces_a_disposal_over_it() -> None:
    replacing = [route for route in map(loader.route, ROUTES) if route.replaces and not route.domestic_abuse_excluded]
    assert [route.name for route in replacing] == ["cara-custody"]


def test_what_makes_a_programme_itself_is_a_mechanism() -> None:
    """Not a label: each of these has a field that the engine acts on."""
    get = loader.programme
    assert get("lead").length_days is None and not get("lead").coercive and not get("lead").abstinence
    assert get("divert-lancashire").appeal_young > 0 and get("young-adder").bond > 0
    assert get("dear-albert").peer_led == 1
    assert loader.regime("adder").enforcement == "enforcement_adder"
    assert get("checkpoint").coercive and loader.route("checkpoint-custody").non_engagement == "original_disposal"
    assert loader.route("violence-intervention-hospital").stage == "hospital"
    assert loader.route("probation-order").stage == "court"
    assert loader.route("dear-albert-self-referral").stage == "community"


# --- current practice ------------------------------------------------------------------------------------------------


def test_places_have_their_own_practice_or_say_why_not() -> None:
    for name in loader.names("locality"):
        place = loader.locality(name)
        assert place.current == CURRENT.get(name, "none"), name
        if name not in CURRENT and name != "england-mix":
            assert "# Current practice:" in shipped("locality", name)


def test_posts_grow_with_the_place() -> None:
    """Nowhere does a place of another size inherit Blackpool's posts unsaid."""
    home = loader.locality("blackpool")
    crimes = home.residents.value * home.crime_per_1000.value
    scaled = {name for kind, name in MINE if kind == "service" for name in quantities(loader.service(name))}
    posts = {name for name in scaled if name.startswith("workers_") or name == "size_of_place"}
    for name in loader.names("locality"):
        place = loader.locality(name)
        if name in ("blackpool", "england-mix"):
            continue
        assert posts <= set(place.parameters), name
        size = place.residents.value * place.crime_per_1000.value / crimes
        assert place.parameters["size_of_place"].value == pytest.approx(size, rel=0.01)


def test_merseyside_defers_prosecution_and_greater_manchester_has_nothing_beside_liaison() -> None:
    """MODEL2: both were left without their current practice."""
    merseyside, manchester = (loader.regime(f"current-{name}") for name in ("merseyside", "greater-manchester"))
    (door,) = (loader.route(name) for name in merseyside.routes if name != "liaison-and-diversion")
    assert (door.age_min, door.age_max, door.max_proven, door.replaces) == (18, 25, 0, True)
    assert "men" in door.text
    keyworkers = loader.service("merseyside-keyworkers")
    places = number_of(keyworkers.workers, {"size_of_place": 6.55}) * number_of(keyworkers.caseload, {})
    assert places == pytest.approx(100 * 4 / 12, rel=0.05)  # about 100 people a year, four months each
    assert manchester.routes == loader.regime("none").routes
    assert "not found" in manchester.text or "not found" in manchester.source


ENDED = ("project-adder", "young-adder", "adder", "adder-with-young", "adder-team", "streetlife")


@pytest.mark.parametrize("name", ENDED)
def test_adder_is_history(name: str) -> None:
    item: Any = loader.load(name)
    assert "31 March 2025" in item.text


CORRECTED = {
    "cara": ("218 against 292", "no significant change in severity", "2.75"),
    "project-adder": ("31 March 2025", "4,966", "not yet"),
    "probation": ("38.9%", "35%"),
    "ordinary-treatment": ("$10,836", "95%"),
    "lead": ("San Francisco", "Chicago"),
    "gateway": ("Chance to Change",),
    "divert-lancashire": ("195%",),
}


@pytest.mark.parametrize("name", CORRECTED)
def test_what_was_corrected_is_among_what_was_published(name: str) -> None:
    told = " ".join(finding.finding + finding.source for finding in loader.programme(name).published)
    for part in CORRECTED[name]:
        assert part in told, part


# --- each is used ----------------------------------------------------------------------------------------------------


def regime_of(programme: Programme) -> Regime:
    """A regime that opens every door of a programme and, as everywhere, liaison and diversion."""
    routes = tuple(dict.fromkeys((*(door.name for door in doors(programme.name)), "liaison-and-diversion")))
    return loader.regime("none").model_copy(update={"name": f"only-{programme.name}", "routes": routes})


@pytest.mark.parametrize("name", PROGRAMMES)
def test_somebody_comes_through_every_door(name: str, worlds_of: Callable[..., list[World]]) -> None:
    regime = regime_of(loader.programme(name))
    (world,) = worlds_of(regimes=(regime,), changes=ALL_OFTEN, residents=200_000)
    routes = loader.catalogue([regime]).routes
    for number, route in enumerate(routes):
        if route.programme == name:
            steps = dict(zip(STEPS, (world.funnel[number] / SCALE).tolist(), strict=True))
            assert steps["eligible"] >= steps["referrals"] > 0, route.name
            assert steps["admitted"] > 0, route.name


def test_a_door_for_domestic_abuse_lets_nothing_else_in(worlds_of: Callable[..., list[World]]) -> None:
    """Where no contact is domestic abuse nobody is eligible, unless the door stops asking for it."""
    none_is = {f"domestic.{kind}": 0.0 for kind in CATEGORIES}
    usual = regime_of(loader.programme("cara"))
    anybody = loader.route("cara-custody").model_copy(update={"domestic_abuse_only": False})
    wider = usual.model_copy(update={"own_routes": (anybody,)})
    for regime, changes, some in ((usual, {}, True), (usual, none_is, False), (wider, none_is, True)):
        (world,) = worlds_of(regimes=(regime,), changes=ALL_OFTEN | changes, residents=60_000)
        assert (world.funnel[0, STEPS.index("eligible")] > 0) == some
