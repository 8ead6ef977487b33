"""What a client-year costs: all-in for every service, at prices of one year, and what was published comes out again."""

from __future__ import annotations

import pytest

from diversion.scenarios import loader
from diversion.scenarios.fields import number_of, split_quantity
from diversion.scenarios.parameters import register
from diversion.scenarios.prices import ALL_IN, Costing, prices
from diversion.scenarios.schema import Service
from diversion.scenarios.unit_costs import UnitCost, unit_costs

SERVICES = loader.names("service")
VALUES = {name: each.default for name, each in register().items()}
PAY = 39_000 * 0.97  # a navigator in Surrey, 2025/26, at prices of 2024/25


def costing(name: str) -> Costing:
    found = loader.service(name).costing
    assert found is not None, f"{name} does not say what its cost holds"
    return found


def price(service: Service) -> float:
    return number_of(service.cost_a_client_year, VALUES)


def as_published(name: str, clients: float) -> float:
    """Pounds a year for so many clients at a time, at the prices and with the parts of what was published."""
    said = costing(name)
    return price(loader.service(name)) * clients / said.times / prices().deflator[str(said.price_year)]


@pytest.mark.parametrize("name", SERVICES)
def test_a_cost_follows_from_its_total_its_clients_and_the_prices_since(name: str) -> None:
    """The unnumbered row: the arithmetic stands in the file, and the price is what it comes to."""
    said = costing(name)
    assert price(loader.service(name)) == pytest.approx(said.a_client_year(), rel=0.03)
    assert said.source and said.rating and str(said.price_year) in prices().deflator


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_costs_pay_alone(name: str) -> None:
    """The unnumbered row: LEAD's £6,000 was all-in and a contract's £2,600 was £39,000 of pay over 15 clients."""
    service = loader.service(name)
    assert set(ALL_IN) <= set(costing(name).covers)
    posts = 1 / number_of(service.caseload, VALUES)
    if name not in ("ordinary-services", "merseyside-keyworkers"):  # whose workers have other clients too
        assert price(service) > 1.2 * PAY * posts


@pytest.mark.parametrize("name", SERVICES)
def test_every_cost_is_a_range_and_a_parameter_that_names_its_prices(name: str) -> None:
    quantity = loader.service(name).cost_a_client_year
    assert isinstance(quantity, str)
    declared = register()[split_quantity(quantity)[1]]
    assert declared.role == "uncertainty" and declared.low < declared.default < declared.high
    assert "2024/25" in declared.text and "all-in" in declared.text.lower()


def test_checkpoint_costs_480_000_for_some_550_people_of_four_months() -> None:
    assert as_published("navigators", 554 * 4 / 12) == pytest.approx(480_000, rel=0.02)
    a_head = as_published("navigators", 4 / 12)
    assert a_head == pytest.approx(870, rel=0.02)


def test_durhams_posts_come_to_checkpoints_clients() -> None:
    posts = loader.locality("durham").parameters["workers_contract"].value
    places = posts * VALUES["caseload_contract"]
    assert as_published("navigators", places) == pytest.approx(480_000, rel=0.05)


def test_divert_london_costs_620_000_for_six_suites_and_lies_within_its_two_costs_a_head() -> None:
    assert as_published("divert-london-coaches", 800 * 4 / 12) == pytest.approx(620_000, rel=0.03)
    a_head = as_published("divert-london-coaches", 4 / 12)
    assert 775 <= a_head <= 2_400
    crimes = loader.locality("london").parameters["size_of_place"].value
    posts = number_of(loader.service("divert-london-coaches").workers, {"size_of_place": crimes})
    assert as_published("divert-london-coaches", posts * 20) == pytest.approx(2 * 620_000, rel=0.1)


def test_fulfilling_lives_costs_less_than_its_upper_bound_and_its_whole_money_gives_that() -> None:
    said = costing("fulfilling-lives-navigators")
    assert as_published("fulfilling-lives-navigators", 529 / 6 * 14 / 12) == pytest.approx(1_500_000, rel=0.02)
    most = said.pounds / said.clients * 14 / 12
    assert most == pytest.approx(15_600, rel=0.1)  # of whole years; the £15,600 takes 5.5 years of money
    assert most * said.times < 15_600


def test_changing_futures_costs_its_grant() -> None:
    posts = number_of(loader.service("changing-futures-navigators").workers, {"size_of_place": 6.0})
    assert as_published("changing-futures-navigators", posts * 8) == pytest.approx(6_500_000 / 3, rel=0.03)


def test_leicesters_violence_intervention_costs_250_000() -> None:
    posts = number_of(loader.service("violence-intervention-team").workers, {"size_of_place": 4.0})
    assert as_published("violence-intervention-team", posts * 20) == pytest.approx(250_000, rel=0.03)


def test_adder_costs_a_head_what_its_money_for_health_and_the_people_in_treatment_give() -> None:
    """£5m in 29 months, of which the share for health of the whole project's £69m, over 600 people."""
    health = 34 / 69
    assert as_published("adder-team", 600) == pytest.approx(5_000_000 * 12 / 29, rel=0.03)
    adder, horizon = (loader.service(name) for name in ("adder-team", "horizon-keyworkers"))
    assert costing("adder-team").times == pytest.approx(health, abs=0.01)
    assert price(adder) != price(horizon)
    places = number_of(adder.workers, {"size_of_place": 1.0}) * number_of(adder.caseload, VALUES)
    assert places == pytest.approx(600, rel=0.01)


def test_where_no_figure_is_known_the_service_says_so() -> None:
    assert "no figure is known" in costing("cgl-keyworkers").source.lower()


def test_lead_costs_what_its_last_months_did_in_pounds() -> None:
    assert as_published("street-case-management", 1.0) == pytest.approx(532 * 12 * 0.7, rel=0.02)


def test_prices_rise_towards_the_declared_year_at_which_they_stand_still() -> None:
    table = prices()
    assert table.deflator[str(table.year)] == 1.0
    assert table.source and table.rating and table.checked
    assert table.deflator["2014"] > table.deflator["2018"] > table.deflator["2022"] > 1.0 > table.deflator["2025"]


def test_the_words_name_the_total_the_people_the_prices_and_the_parts() -> None:
    words = costing("navigators").words()
    for part in (
        "£480,000",
        "185 people",
        "2019/20",
        "× 1.24",
        "× 1.25",
        "£4,022",
        "2024/25",
        "premises",
        "Checkpoint",
    ):
        assert part in words, part


@pytest.mark.parametrize("each", unit_costs(), ids=lambda each: each.parameter)
def test_a_unit_cost_follows_from_what_was_published(each: UnitCost) -> None:
    """The arithmetic stands in the file, and the parameter is what it comes to."""
    declared = register()[each.parameter]
    assert declared.default == pytest.approx(each.at_declared_prices(), rel=0.03)
    assert f"£{each.at_declared_prices():,.0f} at prices of 2024/25" in each.words()
    assert each.covers in each.words() and each.leaves_out in each.words()


def test_every_offence_that_costs_anything_says_by_what_arithmetic() -> None:
    told = {each.parameter for each in unit_costs()}
    costing = {name for name, each in register().items() if name.startswith("crime_cost.") and each.default > 0}
    assert costing and costing <= told


def test_police_and_courts_are_no_part_of_what_an_offence_costs() -> None:
    """They are counted by themselves: an offence of violence costs less than the Home Office's total at today's prices."""
    total = {
        "violence_with_injury": 14_050,
        "assault_without_injury": 5_930,
        "burglary": 5_930,
        "criminal_damage": 1_350,
    }
    for category, pounds in total.items():
        assert register()[f"crime_cost.{category}"].default < 0.9 * pounds * prices().to_declared(2015)
