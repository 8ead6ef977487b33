"""Which laws a plan has: the usual ones, those asked for, those of its file; and that a run is kept by them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from diversion.experiments.plans import LawsAsked, Plan, Variants, comparison, make_plan, plan_from, plan_of
from diversion.experiments.plans.identity import setting_of
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError
from diversion.scenarios.scenario import parse_scenario

SCENARIO = "format: 1\nlocality: blackpool\nregimes: [pre-arrest]\n"
TWO = "two-tier-cautions"
SHORT = "short-custody-presumption"


def plan(*laws: str) -> Plan:
    """A comparison under these laws."""
    return make_plan("blackpool", ["pre-arrest"], laws=laws)


def read(more: str, asked: LawsAsked | None = None) -> Plan:
    """The plan of a scenario file."""
    return plan_of(parse_scenario(SCENARIO + more, "my.yaml", Path()), asked=asked or LawsAsked())


def names(found: Plan) -> list[str]:
    """What its laws are called."""
    return [law.name for law in found.laws]


def test_the_usual_laws_are_those_with_a_day() -> None:
    assert names(make_plan("blackpool", ["pre-arrest"])) == [SHORT]
    assert names(plan()) == []
    assert names(plan(TWO, SHORT, TWO)) == [SHORT, TWO]


def test_a_run_is_kept_by_the_laws_in_force() -> None:
    runs = [tuple(Variants(each).identities({}, 0).values()) for each in (plan(), plan(SHORT), plan(TWO))]
    assert len({run for each in runs for run in each}) == 6
    assert len({comparison(each).fingerprint for each in (plan(), plan(SHORT), plan(TWO))}) == 3


def test_a_run_is_kept_by_the_day_of_a_law_and_not_by_what_is_said_of_it() -> None:
    law = loader.law(SHORT)
    first = plan(SHORT)
    later = replace(first, laws=(law.model_copy(update={"starts": date(2027, 1, 1)}),))
    said = replace(first, laws=(law.model_copy(update={"title": "Another", "standing": "expected", "source": "x"}),))
    found = [Variants(each).identities({}, 0)["none"] for each in (first, later, said)]
    assert found[0] == found[2] != found[1]


def test_what_is_simulated_has_the_laws_of_the_plan() -> None:
    assert setting_of(plan(SHORT, TWO), 0).laws == plan(SHORT, TWO).laws


def test_a_plan_comes_back_from_the_store_with_its_laws() -> None:
    for asked in (plan(), plan(SHORT, TWO)):
        again = plan_from(json.loads(json.dumps(asked.content)))
        assert again.laws == asked.laws
        assert again.content["laws"] == asked.content["laws"]


def test_what_was_kept_before_there_were_laws_had_none() -> None:
    content = {name: value for name, value in plan().content.items() if name != "laws"}
    assert plan_from(json.loads(json.dumps(content))).laws == ()


def test_what_is_in_force_is_said_in_one_line() -> None:
    assert plan().law == "Law: no change is assumed."
    assert plan(TWO, SHORT).law == (
        "Law: short-custody-presumption from 22 March 2026 (in force) and "
        "two-tier-cautions from 1 April 2026 (hypothetical)."
    )
    assert plan(TWO).law_facts[0]["changes"] == [
        "hours_resolution × law_two_tier_hours",
        "caution_share × law_two_tier_cautions",
    ]


def test_what_only_laws_in_force_name_is_drawn() -> None:
    assert {each.name for each in plan(SHORT).drawn} - {each.name for each in plan().drawn} == {
        "law_short_custody_share"
    }


def test_a_file_that_says_nothing_has_the_usual_laws_and_one_that_does_has_its_own_alone() -> None:
    assert names(read("")) == [SHORT]
    assert names(read("laws: []\n")) == []
    assert names(read(f"laws: [{TWO}]\n")) == [TWO]


def test_a_file_may_bring_a_law_of_its_own() -> None:
    own = read(f"laws:\n  - {SHORT}\n  - {{like: {TWO}, name: mine, starts: 2027-04-01}}\n")
    assert names(own) == ["mine", SHORT]
    assert "mine from 1 April 2027" in own.law


def test_a_law_that_a_file_names_wrongly_is_refused_at_its_line() -> None:
    with pytest.raises(InputError, match=r"my.yaml, line 5: There is no law called two-tier-caution. Did you mean"):
        read("laws:\n  - two-tier-caution\n")
    with pytest.raises(InputError, match=r"the library has a law called two-tier-cautions already"):
        read(f"laws:\n  - {{like: {TWO}, name: {TWO}}}\n")


def test_what_is_typed_goes_before_the_file() -> None:
    assert names(read(f"laws: [{SHORT}]\n", LawsAsked([TWO], [SHORT]))) == [TWO]
    assert names(read("", LawsAsked((), [SHORT]))) == []
    assert names(read("", LawsAsked([SHORT]))) == [SHORT]


def test_laws_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(
        InputError, match=r"There is no law called short-custody. Did you mean short-custody-presumption"
    ):
        LawsAsked((), ["short-custody"]).beside(())
    with pytest.raises(InputError, match=r"both name two-tier-cautions"):
        LawsAsked([TWO], [TWO]).beside(())
    with pytest.raises(InputError, match=r"Two different laws are both called"):
        make_plan("blackpool", laws=[TWO, loader.law(TWO).model_copy(update={"starts": date(2027, 1, 1)})])
