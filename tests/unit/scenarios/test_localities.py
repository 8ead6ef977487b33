"""Every locality of the library, and what a locality may say about the declared parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from diversion.experiments.plans.draws import draw_values
from diversion.experiments.plans.identity import Variants, setting_of
from diversion.experiments.plans.making import make_plan
from diversion.model.model import DiversionModel
from diversion.model.simulation import Setting, Simulation
from diversion.scenarios import loader
from diversion.scenarios.fields import OwnValue, Sourced
from diversion.scenarios.parameters import InputError, in_place, register, resolve
from diversion.scenarios.schema import Locality

NAMES = loader.names("locality")
PLACES = [name for name in NAMES if name != "england-mix"]  # that one is made up
POSTS = ("workers_pre_arrest", "workers_contract", "workers_custody")
SMALL = 30_000.0


def values_in(place: Locality) -> dict[str, Sourced]:
    """Every figure of a locality by the way to it."""
    found: dict[str, Sourced] = {}
    for field, value in place:
        if isinstance(value, Sourced):
            found[field] = value
        elif isinstance(value, dict):
            found |= {f"{field}.{key}": inner for key, inner in value.items()}
    return found


def crimes(place: Locality) -> float:
    return place.residents.value * place.crime_per_1000.value / 1000.0


def own(value: float, low: float | None = None, high: float | None = None) -> OwnValue:
    return OwnValue(value=value, source="made up", rating="judgement", low=low, high=high)


def with_own(name: str = "blackpool", **values: OwnValue) -> Locality:
    return loader.locality(name).model_copy(update={"parameters": values})


def digits(value: float) -> int:
    """Significant digits as written."""
    return len(f"{value:.12g}".split("e")[0].replace(".", "").replace("-", "").strip("0"))


# --- the files -------------------------------------------------------------------------------------------------------


def test_the_places_people_talk_about_are_there() -> None:
    assert set(NAMES) >= {
        "blackpool", "lancashire", "liverpool", "merseyside", "greater-manchester", "leicester", "leicestershire",
        "west-midlands", "london", "thames-valley", "durham", "seattle", "england-and-wales",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_source_and_a_rating_and_no_invented_precision(name: str) -> None:
    place = loader.locality(name)
    for field, value in values_in(place).items():
        assert value.source and value.rating, field
        if value.rating in ("judgement", "weak"):
            assert digits(value.value) <= 3, f"{field} = {value.value} is only {value.rating}"
        if "recalled" in value.source or value.source.startswith("judgement"):
            assert value.rating != "strong", field


@pytest.mark.parametrize("name", NAMES)
def test_shares_add_up_and_figures_fit_together(name: str) -> None:
    place = loader.locality(name)
    for shares in (place.age_shares, place.ethnicity_shares):
        assert sum(share.value for share in shares.values()) == pytest.approx(1.0, abs=1e-9)
    assert 0.7 < place.adult_share.value < 0.9
    assert 30 < place.crime_per_1000.value < 250
    assert 1 < place.officers.value / place.residents.value * 1000 < 5
    assert 2_000 < place.residents.value / place.neighbourhoods.value < 60_000
    assert place.officers.value * place.team_share.value >= 5 * place.neighbourhoods.value
    assert place.start.day == 1
    assert loader.regime(place.current)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "blackpool"])
def test_the_text_says_what_the_file_is_not(name: str) -> None:
    words = ("not a portrait", "not a place", "hides that", "not as findings")
    assert any(phrase in loader.locality(name).text for phrase in words)


@pytest.mark.parametrize("name", [name for name in PLACES if name != "blackpool"])
def test_posts_are_blackpools_scaled_by_recorded_crime_unless_they_say_otherwise(name: str) -> None:
    place, usual = loader.locality(name), resolve()
    grown = crimes(place) / crimes(loader.locality("blackpool"))
    assert set(POSTS) <= set(place.parameters)
    for post in POSTS:
        value = place.parameters[post]
        if value.source.startswith("scaled from Blackpool's"):
            assert value.value == pytest.approx(usual[post] * grown, rel=0.01, abs=0.6)


def test_seattle_has_disposals_of_its_own() -> None:
    """Booking instead of a resolution, more warrants, more jail: the counterfactual of LEAD's evaluation."""
    here, usual = resolve(own=loader.locality("seattle").parameters), resolve()
    for name in usual:
        if name.startswith("resolution_base."):
            assert here[name] < -8
        if name.startswith("arrest_base."):
            assert here[name] > usual[name]
    assert here["caution_share"] == here["resolution_share_later"] == 0.0
    for more in ("fail_to_appear", "remand_share", "prison_first", "prison_eleven", "detention_hours", "charge_base"):
        assert here[more] > usual[more], more


@pytest.mark.parametrize("name", NAMES)
def test_every_locality_builds_and_runs(name: str) -> None:
    place = loader.locality(name)
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": SMALL})})
    none, first = loader.regime("none"), loader.regime("pre-arrest")
    setting = Setting(place, (none, first), resolve(own=place.parameters), loader.regime(place.current), 1, 1)
    simulation = Simulation.build(setting, 1)
    simulation.run_in()
    branch = simulation.fork(first)
    branch.run(setting.days)
    assert branch.day == setting.days
    assert branch.world.by_place.shape[1] == place.neighbourhoods.value
    assert len(branch.world.officers) == round(place.officers.value * place.team_share.value)
    assert np.array_equal(branch.world.by_place.sum(axis=1), branch.world.by_group.sum(axis=1))


# --- a locality's own values of parameters ---------------------------------------------------------------------------


def test_the_user_goes_before_the_locality_and_the_locality_before_the_default() -> None:
    place = with_own(bail_share=own(0.11), later_days=own(99.0))
    values = draw_values({"later_days": 77.0}, 1, True, place.parameters)
    usual = resolve()
    assert (values["bail_share"], values["later_days"]) == (0.11, 77.0)
    assert {name for name in values if values[name] != usual[name]} == {"bail_share", "later_days"}


def test_a_range_of_its_own_is_drawn_from_and_without_one_nothing_is() -> None:
    place = with_own(fail_to_appear=own(0.4, 0.35, 0.45), hours_case_file=own(3.0), bail_share=own(0.2, 0.1, 0.3))
    rows = [draw_values({}, seed, False, place.parameters) for seed in range(1, 301)]
    drawn = np.array([row["fail_to_appear"] for row in rows])
    assert np.quantile(drawn, [0.05, 0.5, 0.95]) == pytest.approx([0.35, 0.4, 0.45], abs=0.012)
    assert {row["hours_case_file"] for row in rows} == {3.0}
    assert {row["bail_share"] for row in rows} == {0.2}  # a constant stays one, whatever range is given


def test_a_locality_never_shifts_the_draw_of_what_it_does_not_name() -> None:
    place = with_own(fail_to_appear=own(0.4, 0.35, 0.45), hours_case_file=own(3.0))
    here, usual = draw_values({}, 7, False, place.parameters), draw_values({}, 7, False)
    assert {name for name in usual if here[name] != usual[name]} == set(place.parameters)


def test_a_parameter_as_it_holds_in_a_place_carries_the_places_source() -> None:
    known = in_place({"workers_custody": own(40.0), "fail_to_appear": own(0.3)})
    assert list(known) == list(register())
    lever, unsure = known["workers_custody"], known["fail_to_appear"]
    assert (lever.role, lever.default, lever.source, lever.high) == ("lever", 40.0, "made up", 40.0)
    assert (unsure.role, unsure.low, unsure.high) == ("constant", 0.3, 0.3)
    assert in_place() is register()


def test_compare_the_mesa_model_and_the_identity_of_a_run_see_them() -> None:
    plan = make_plan("blackpool", replicates=1, changes={"later_days": 50.0})
    other = replace(plan, locality=with_own(bail_share=own(0.11), later_days=own(99.0)))
    values = setting_of(other, 0).values
    assert (values["bail_share"], values["later_days"]) == (0.11, 50.0)
    assert Variants(plan).identities({}, 0) != Variants(other).identities({}, 0)
    small = other.locality.model_copy(update={"residents": own(2_000.0)})
    model = DiversionModel(small, rng=1, later_days=44.0)
    assert (model.setting.values["bail_share"], model.setting.values["later_days"]) == (0.11, 44.0)


GOOD: dict[str, Any] = {"value": 0.2, "source": "made up", "rating": "weak"}


def refusal(parameters: str) -> str:
    with pytest.raises(InputError) as caught:
        loader.parse(Locality, f"like: blackpool\nname: here\nparameters:\n{parameters}", "my.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("  fail_to_apear: {value: 0.2, source: x, rating: weak}",
         "my.yaml, line 4: parameters.fail_to_apear is not a parameter. Did you mean fail_to_appear?"),
        ("  fail_to_appear:\n    source: x\n    rating: weak\n    value: 2",
         "my.yaml, line 7: parameters.fail_to_appear.value must be between 0 and 0.6, not 2."),
        ("  fail_to_appear:\n    value: 0.2\n    low: 0.3\n    high: 0.4\n    source: x\n    rating: weak",
         "my.yaml, line 4: parameters.fail_to_appear must have low ≤ value ≤ high, not 0.3, 0.2 and 0.4."),
        ("  fail_to_appear: {value: 0.2, low: 0.1, source: x, rating: weak}",
         "my.yaml, line 4: parameters.fail_to_appear must give low and high together, or neither."),
        ("  fail_to_appear: {value: 0.2, hihg: 0.1, source: x, rating: weak}",
         "my.yaml, line 4: there is no field called hihg. Did you mean high?"),
        ("  fail_to_appear: {value: 0.2, rating: weak}", "my.yaml, line 4: parameters.fail_to_appear.source is missing."),
        ("  fail_to_appear: 0.2", "my.yaml, line 4: parameters.fail_to_appear must be a group of fields"),
        ("  hours_case_file:\n    value: 2\n    low: 0\n    high: 3\n    source: x\n    rating: weak",
         "my.yaml, line 6: parameters.hours_case_file.low must be above 0, because"),
        ("  offer_street:\n    value: 0.2\n    low: 0.1\n    high: 1\n    source: x\n    rating: weak",
         "my.yaml, line 7: parameters.offer_street.high must be below 1, because"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence_with_its_line(parameters: str, said: str) -> None:
    message = refusal(parameters)
    assert message.startswith(said)
    assert "\n" not in message


def test_a_file_like_another_place_takes_over_its_own_values() -> None:
    place = loader.parse(Locality, "like: seattle\nname: here\n", "my.yaml")
    assert place.parameters == loader.locality("seattle").parameters
