"""The library loads, users' files load in the same way, and each mistake is one plain sentence with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from pydantic import BaseModel

from diversion.scenarios import loader
from diversion.scenarios.fields import Sourced
from diversion.scenarios.parameters import InputError, Parameter, register, resolve
from diversion.scenarios.schema import Locality, Named, Programme, Regime, Route, number_of
from diversion.scenarios.words import ETHNICITIES

LIBRARY = [(kind, name) for kind in loader.KINDS for name in loader.names(kind)]
REGIMES = ("none", "current", "custody-stage", "pre-arrest", "combined")
PARAMETERS = """
    consent_street consent_social consent_custody consent_contract engagement_street_warm engagement_street_delayed
    engagement_custody engagement_contract effect_lead effect_young effect_coaching effect_contract
    months_to_full_effect months_to_full_effect_short half_life_months dropout_early dropout_late dropout_contract
    hand_over_days_street hand_over_days_custody caseload_pre_arrest caseload_custody caseload_contract
    workers_pre_arrest workers_custody workers_contract turnover_a_year vacancy_days waiting_limit
    cost_client_year_pre_arrest cost_client_year_custody cost_client_year_contract offer_street offer_social offer_custody
    offer_contract offer_liaison consent_liaison engagement_ordinary effect_ordinary hand_over_days_ordinary
    workers_ordinary caseload_ordinary cost_client_year_ordinary
""".split()


@pytest.fixture(autouse=True)
def a_register_of_our_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The names the library uses, so that these tests do not hang on what else is declared."""
    names = (*PARAMETERS, *register())  # localities may have their own value of any
    subjects = {name: each.subject for name, each in register().items()}  # which say what a law can change
    made_up = {
        name: Parameter(name, 0.5, "", 0.4, 0.6, "", "made up", "judgement", subject=subjects.get(name, ""))
        for name in names
    }
    monkeypatch.setattr(loader, "register", lambda: made_up)
    loader._shipped.cache_clear()
    yield
    loader._shipped.cache_clear()


def shipped(kind: str, name: str) -> str:
    return (Path(loader.__file__).parent / "library" / loader.FOLDERS[kind] / f"{name}.yaml").read_text("utf-8")


def refusal(kind: str, text: str) -> str:
    with pytest.raises(InputError) as caught:
        loader.parse(loader.KINDS[kind], text, "my.yaml")
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


# --- the library -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), LIBRARY)
def test_every_item_of_the_library_loads_under_its_own_name(kind: str, name: str) -> None:
    item = loader.load(name)
    assert isinstance(item, loader.KINDS[kind])
    assert item.name == name
    assert loader.load(name) is item


def test_no_two_items_share_a_name() -> None:
    names = [name for _, name in LIBRARY]
    assert len(set(names)) == len(names)


def test_the_library_has_what_the_comparison_needs() -> None:
    assert {"blackpool", "england-mix"} <= set(loader.names("locality"))
    assert {*REGIMES, "combined-same-budget"} <= set(loader.names("regimes"))


def sourced(value: Any) -> Iterator[Sourced]:
    if isinstance(value, Sourced):
        yield value
    elif isinstance(value, BaseModel):
        for _, inner in value:
            yield from sourced(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from sourced(inner)


@pytest.mark.parametrize("name", loader.names("locality"))
def test_every_value_of_a_locality_has_a_source_and_a_rating(name: str) -> None:
    place = loader.locality(name)
    values = list(sourced(place))
    assert len(values) == 20 + len(place.parameters)
    assert all(value.source.strip() and value.rating for value in values)


@pytest.mark.parametrize(("kind", "name"), [item for item in LIBRARY if item[0] != "locality"])
def test_every_other_item_has_a_source(kind: str, name: str) -> None:
    assert loader.load(name).source.strip()  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "name"), LIBRARY)
def test_every_file_opens_with_a_sentence_and_calls_nobody_an_offender(kind: str, name: str) -> None:
    text = shipped(kind, name)
    assert text.startswith("# ")
    assert "offender" not in text.lower()


def test_the_regimes_differ_where_policy_says_they_do() -> None:
    street, custody, coaching = map(loader.route, ("lead-street", "checkpoint-custody", "divert-lancashire-custody"))
    assert (street.stage, street.replaces, street.non_engagement) == ("street", True, "nothing")
    assert (custody.stage, custody.replaces, custody.non_engagement) == ("custody", True, "original_disposal")
    assert (coaching.age_min, coaching.age_max, coaching.replaces) == (18, 25, False)
    assert not loader.programme("lead").coercive
    assert loader.programme("checkpoint").coercive
    opened = {route for name in ("pre-arrest", "custody-stage") for route in loader.regime(name).routes}
    assert set(loader.regime("combined").routes) == opened
    assert loader.regime("none").routes == ("liaison-and-diversion",)
    assert all("liaison-and-diversion" in loader.regime(name).routes for name in loader.names("regime"))


def test_the_same_budget_stays_the_same_when_the_budget_changes() -> None:
    regime = loader.regime("combined-same-budget")
    values = resolve({"workers_pre_arrest": 40.0})
    teams = {name: loader.service(name) for name in regime.workers}
    price = {
        name: number_of(team.caseload, values) * number_of(team.cost_a_client_year, values)
        for name, team in teams.items()
    }
    spent = {name: number_of(posts, values) * price[name] for name, posts in regime.workers.items()}
    assert spent["navigators"] == pytest.approx(2 * spent["street-case-management"])  # pounds a year
    assert sum(spent.values()) == pytest.approx(40 * price["street-case-management"])


@pytest.mark.parametrize(("kind", "name"), LIBRARY)
def test_every_parameter_that_the_library_names_is_declared(
    kind: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "register", register)
    assert loader.parse(loader.KINDS[kind], shipped(kind, name), f"{name}.yaml").name == name


def test_blackpool_and_five_regimes_load_in_less_than_60_ms() -> None:
    def seconds() -> float:
        loader._shipped.cache_clear()
        start = perf_counter()
        loader.locality("blackpool")
        loader.catalogue(map(loader.regime, REGIMES))
        return perf_counter() - start

    assert min(seconds() for _ in range(3)) < 0.060


def test_the_catalogue_does_not_depend_on_the_order_of_the_regimes() -> None:
    catalogues = {repr(loader.catalogue(map(loader.regime, order))) for order in permutations(REGIMES)}
    assert len(catalogues) == 1


def test_the_catalogue_has_each_item_once_in_alphabetical_order() -> None:
    found = loader.catalogue(map(loader.regime, loader.names("regime")))
    for items in (found.routes, found.programmes, found.services):
        names = [(getattr(item, "ordinary", False), item.name) for item in items]  # ordinary provision comes last
        assert names == sorted(set(names))
    assert {route.programme for route in found.routes} == {programme.name for programme in found.programmes}
    assert {programme.service for programme in found.programmes} == {service.name for service in found.services}


def test_the_catalogue_of_no_routes_is_empty() -> None:
    nothing = loader.regime("none").model_copy(update={"routes": ()})
    assert loader.catalogue([nothing]) == loader.Catalogue((), (), ())


def test_ordinary_provision_has_the_last_numbers() -> None:
    late = loader.route("lead-street").model_copy(update={"name": "zebra"})
    regime = loader.regime("pre-arrest").model_copy(
        update={"routes": ("zebra", "liaison-and-diversion"), "own_routes": (late,)}
    )
    assert [route.name for route in loader.catalogue([regime]).routes] == ["zebra", "liaison-and-diversion"]


# --- names and paths -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "name", "words"),
    [
        (loader.locality, "blackpol", "There is no locality called blackpol. Did you mean blackpool?"),
        (loader.regime, "pre-arest", "There is no regime called pre-arest. Did you mean pre-arrest?"),
        (loader.route, "lead-stret", "There is no route called lead-stret. Did you mean lead-street?"),
        (loader.programme, "checkpont", "There is no programme called checkpont. Did you mean checkpoint?"),
        (loader.service, "navigator", "There is no service called navigator. Did you mean navigators?"),
        (loader.load, "blackpol", "There is nothing called blackpol in the library. Did you mean blackpool?"),
        (loader.names, "regims", "There is no kind of item called regims. Did you mean regimes?"),
        (loader.regime, "not-there.yaml", "There is no file called not-there.yaml."),
    ],
)
def test_an_unknown_name_gets_a_hint(call: Any, name: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        call(name)
    assert str(caught.value) == words


def test_a_folder_and_a_picture_are_no_data_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        loader.locality(tmp_path)
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff")
    with pytest.raises(InputError, match="line 1: the file is not text in UTF-8"):
        loader.locality(tmp_path / "picture.yaml")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_users_file_reads_as_the_librarys_does(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "blackpool.yaml"
    path.write_text(mark + shipped("locality", "blackpool"), encoding="utf-8")
    assert loader.locality(str(path)) == loader.locality(path) == loader.locality("blackpool")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for columns in (2, 5):
        text = shipped("locality", "blackpool").replace(
            "grid_columns:\n  value: 3\n", f"grid_columns:\n  value: {columns}\n"
        )
        path.write_text(text, encoding="utf-8")
        assert loader.locality(path).grid_columns.value == columns


# --- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "expected"),
    [
        (
            "locality",
            "blackpool",
            "residents:",
            "residens:",
            "there is no field called residens. Did you mean residents?",
        ),
        (
            "locality",
            "blackpool",
            "value: 141100",
            "vlue: 141100",
            "there is no field called vlue. Did you mean value?",
        ),
        ("locality", "blackpool", "value: 141100", "value: many", "residents.value must be a number, not 'many'."),
        ("locality", "blackpool", "rating: strong", "rating: stong", "Did you mean strong?"),
        ("locality", "blackpool", "male_share:", "male_share: 0.5 #", "not well-formed YAML"),
        ("locality", "blackpool", "  26-39:", "  26-40:", "age_shares.26-40 must be one of"),
        ("locality", "blackpool", "value: 0.947", "value: 0.946", "ethnicity_shares must add up to 1, not 0.999."),
        ("locality", "blackpool", "start: 2026-04-01", "start: 2026-04-31", "start must be a date such as 2026-04-01"),
        (
            "locality",
            "blackpool",
            "current: current",
            "current: curent",
            "which is not a regime. Did you mean current?",
        ),
        ("locality", "blackpool", "start: 2026-04-01", "name: x", "name stands twice, first on line 5."),
        ("locality", "blackpool", "start: 2026-04-01", "\tstart: x", "there is a tab in this line"),
        ("regime", "combined", "[lead-street,", "[lead-stret,", "routes (item 1) refers to lead-stret, which is not a"),
        ("regime", "combined-same-budget", "  navigators", "  navigator", "Did you mean navigators?"),
        ("route", "lead-street", "shoplifting,", "shoplifing,", "categories (item 1) must be one of shoplifting,"),
        (
            "route",
            "lead-street",
            "offer_street",
            "offer_steet",
            "offer refers to offer_steet, which is not a parameter.",
        ),
        ("route", "lead-street", "age_min: 18", "age_min: 16", "age_min must be at least 18, not 16."),
        ("route", "lead-street", "age_min: 18", "age_min: young", "age_min must be a whole number, not 'young'."),
        ("route", "lead-street", "age_min: 18", "age_max: 1.5", "age_max must be a whole number"),
        ("programme", "lead", "  drugs: 0.4", "  drug: 0.4", "needs_met.drug must be one of drugs,"),
        ("programme", "lead", "  drugs: 0.4", "  7: 0.4", "needs_met.7 must be a string, not 7."),
        ("programme", "lead", "    rating: weak", "    rating: week", "published (item 1).rating must be one of"),
        ("programme", "lead", "coercive: false", "coercive: often", "coercive must be true or false, not 'often'."),
        ("service", "navigators", "title: Navigators (Checkpoint)", "title: ' '", "title must not be empty."),
        ("service", "navigators", "order: first_come", "order: first-come", "Did you mean first_come?"),
    ],
)
def test_a_mistake_is_named_with_its_line(kind: str, name: str, old: str, new: str, expected: str) -> None:
    text = shipped(kind, name)
    before, found, _ = text.partition(old)
    assert found
    message = refusal(kind, text.replace(old, new, 1))
    assert expected in message
    line = before.count("\n") + 1
    if "add up" in expected:  # about the group, whose first line stands before its members
        line = text.partition("ethnicity_shares:")[0].count("\n") + 1
    if old != "male_share:":  # YAML itself notices on the line after
        assert message.startswith(f"my.yaml, line {line}: ")


def test_what_contradicts_itself_is_put_on_the_line_of_the_field() -> None:
    text = shipped("route", "lead-street").replace("age_min: 18", "age_min: 40\nage_max: 30")
    line = text.partition("age_max")[0].count("\n") + 1
    assert refusal("route", text) == f"my.yaml, line {line}: age_max (30) is below age_min (40)."


def test_a_bare_number_is_told_what_a_value_needs() -> None:
    text = re.sub(r"male_share:\n(  .*\n)+", "male_share: 0.49\n", shipped("locality", "blackpool"))
    assert "male_share must be a group of fields (value, source, rating, note), not 0.49." in refusal("locality", text)


def test_a_missing_field_is_named_and_more_mistakes_are_counted() -> None:
    text = (
        shipped("service", "navigators").replace("order: first_come\n", "").replace("\nrating: weak", "\nrating: low")
    )
    assert "order is missing. (1 more in this file.)" in refusal("service", text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: the file must be a list of fields"),
        ("- a\n- b", "line 1: the file must be a list of fields"),
        ("just words", "line 1: the file must be a list of fields"),
        ("a: [1", "line 2: this is not well-formed YAML (did not find expected ',' or ']')"),
        ("a: 1\n---\nb: 2", "line 2: this is not well-formed YAML"),
        ("a: \x00", "line 1: there is a character that YAML does not allow"),
        ("a: &loop [*loop]", "line 1: anchors (& and *) are not read"),
        ("[a]: b", "line 1: the name of a field must be a word"),
    ],
)
def test_what_is_no_list_of_fields_is_refused(text: str, words: str) -> None:
    assert words in refusal("regime", text)


@pytest.mark.parametrize(
    ("written", "meant"), [("2e5", 200_000), ("1.0E+3", 1000), ("+7", 7), ("4.", 4), ("1_000", None), ("010", None)]
)
def test_a_number_is_what_a_person_would_call_one(written: str, meant: float | None) -> None:
    text = f"like: blackpool\nname: x\nofficers:\n  value: {written}\n  source: a guess\n  rating: judgement\n"
    if meant is None:
        assert refusal("locality", text) == f"my.yaml, line 4: officers.value must be a number, not {written!r}."
    else:
        assert loader.parse(Locality, text, "my.yaml").officers.value == meant


# --- the user's own --------------------------------------------------------------------------------------------------

MINE = """\
like: pre-arrest
name: young-first
routes: [lead-young]
workers: {my-team: 4}
own_routes:
  - like: lead-street
    name: lead-young
    age_max: 25
    programme: my-lead
own_programmes:
  - like: lead
    name: my-lead
    service: my-team
own_services:
  - like: street-case-management
    name: my-team
"""


def mine(text: str = MINE) -> Regime:
    return loader.parse(Regime, text, "my.yaml")


def test_a_file_takes_over_what_it_is_like(tmp_path: Path) -> None:
    path = tmp_path / "bigger.yaml"
    path.write_text("like: blackpool\nname: bigger\nresidents: {value: 200000, source: a guess, rating: judgement}\n")
    bigger, blackpool = loader.locality(path), loader.locality("blackpool")
    assert (bigger.name, bigger.residents.value) == ("bigger", 200_000)
    assert bigger.ethnicity_shares == blackpool.ethnicity_shares
    assert list(bigger.ethnicity_shares) == list(ETHNICITIES)


def test_evidence_does_not_carry_over_to_what_was_changed() -> None:
    route = mine().own_routes[0]
    assert route.rating == "judgement"
    assert route.source.startswith("changed from lead-street (")


def test_a_regimes_own_items_enter_the_catalogue() -> None:
    found = loader.catalogue([loader.regime("pre-arrest"), mine()])
    names = [[item.name for item in items] for items in (found.routes, found.programmes, found.services)]
    assert names == [
        ["lead-social-contact-welfare", "lead-street", "lead-young", "liaison-and-diversion"],
        ["lead", "lead-social-contact", "my-lead", "ordinary-treatment"],
        ["my-team", "ordinary-services", "street-case-management"],
    ]
    assert found.routes[2].age_max == 25


def test_two_regimes_may_share_an_own_item_but_not_differ_about_it() -> None:
    same = mine(MINE.replace("name: young-first", "name: other"))
    assert len(loader.catalogue([mine(), same]).routes) == 1
    different = mine(MINE.replace("age_max: 25", "age_max: 24"))
    with pytest.raises(InputError, match="Two regimes define the route lead-young differently"):
        loader.catalogue([mine(), different])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "like: pre-arrest",
            "like: pre-arest",
            "line 1: There is no regime called pre-arest. Did you mean pre-arrest?",
        ),
        ("like: lead-street", "like: lead-stret", "line 6: There is no route called lead-stret."),
        ("name: young-first\n", "", "line 1: name is missing: what is like pre-arrest needs a name of its own."),
        ("    name: lead-young\n", "", "line 6: name is missing: what is like lead-street needs a name of its own."),
        ("name: lead-young", "name: lead-street", "line 7: the library has a route called lead-street already."),
        ("age_max", "age_mx", "line 8: there is no field called age_mx. Did you mean age_max?"),
        ("age_max: 25", "age_max: 20\n    age_min: 21", "line 8: age_max (20) is below age_min (21)."),
        ("age_max: 25", "replaces: false", "line 6: outcome_code must be left out"),
        ("service: my-team", "service: my-tem", "line 13: own_programmes (item 1).service refers to my-tem"),
        ("routes: [lead-young]", "routes: []", "line 5: own_routes has lead-young, which routes does not open."),
    ],
)
def test_a_mistake_in_an_own_item_is_named_with_its_line(old: str, new: str, expected: str) -> None:
    assert old in MINE
    assert f"my.yaml, {expected}" in refusal("regime", MINE.replace(old, new, 1))


@pytest.mark.parametrize("wrong", ["7", "[7]", "lead", "[{like: lead-street, name: [a]}]"])
def test_own_items_of_the_wrong_shape_are_a_sentence_too(wrong: str) -> None:
    text = MINE[: MINE.index("own_routes")] + f"own_routes: {wrong}\n"
    assert refusal("regime", text).startswith("my.yaml, line ")


def test_the_kinds_and_their_models_belong_together() -> None:
    for kind, model in loader.KINDS.items():
        assert model.__name__.lower() == kind
        assert issubclass(model, Named)
    assert {Locality, Regime, Route, Programme} < set(loader.KINDS.values())
