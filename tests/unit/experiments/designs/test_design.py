"""Design files: what they may say, the scenarios they make, and what is said when they are wrong."""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from diversion.experiments.cli import app as cli
from diversion.experiments.designs import schema as design_schema
from diversion.experiments.designs.design import parse_design, read_design
from diversion.experiments.plans.experiment import Experiment, Kind
from diversion.experiments.plans.identity import at
from diversion.experiments.plans.making import make_plan
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError, register, uncertain

HERE = Path()
EXAMPLES = Path(__file__).resolve().parents[4] / "docs" / "examples"
HEAD = "format: 1\nlocality: blackpool\nregimes: [pre-arrest]\nreplicates: 2\n"
GRID = "levers:\n  design: grid\n  of:\n    caseload_pre_arrest: [10, 20]\n    lead.length_days: [180, 365]\n"
LHS = "uncertainties:\n  design: latin-hypercube\n  points: 5\n  of: [effect_lead, offer_street]\n"


def read(text: str) -> Experiment:
    return parse_design(text, "my.yaml", HERE)


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(text)
    return str(caught.value)


def block(design: str, of: str, side: str = "uncertainties", more: str = "points: 4") -> str:
    points = f"  {more}\n" if more else ""
    return f"{HEAD}{side}:\n  design: {design}\n{points}  of: {of}\n"


def changes(experiment: Experiment) -> list[Mapping[str, Any]]:
    return [point.changes for point in experiment.points]


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_design_is_a_scenario_crossed_with_levers_and_uncertainties() -> None:
    made = read(HEAD + "seed: 9\nfixed_parameters: true\ntables: true\nchanges: {admission: 0.4}\n" + GRID + LHS)
    assert made.kind == Kind.SWEEP
    assert made.plan == make_plan(
        "blackpool", ["pre-arrest"], replicates=2, seed=9, fixed_parameters=True, changes={"admission": 0.4}
    )
    assert made.tables
    assert (len(made.points), made.runs) == (20, 80)
    levers = [(each["caseload_pre_arrest"], each["lead.length_days"]) for each in changes(made)]
    assert levers == [pair for pair in [(10.0, 180), (10.0, 365), (20.0, 180), (20.0, 365)] for _ in range(5)]
    unknown = [(each["effect_lead"], each["offer_street"]) for each in changes(made)]
    assert unknown == unknown[:5] * 4
    assert len(set(unknown)) == 5
    assert not read(HEAD + GRID).tables


def test_either_side_may_be_absent_and_its_points_are_those_it_has_beside_the_other() -> None:
    both, levers, unknown = read(HEAD + GRID + LHS), read(HEAD + GRID), read(HEAD + LHS)
    assert changes(both) == [{**a, **b} for a in changes(levers) for b in changes(unknown)]


def test_the_same_file_is_the_same_experiment_and_another_seed_is_another() -> None:
    assert read(HEAD + LHS).fingerprint == read(HEAD + LHS).fingerprint
    assert changes(read(HEAD + LHS)) != changes(read(HEAD + "seed: 2\n" + LHS))
    assert changes(read(HEAD + "seed: 0\n" + LHS)) == changes(read(HEAD + "seed: 0\n" + LHS))
    assert pickle.loads(pickle.dumps(read(HEAD + LHS))).fingerprint == read(HEAD + LHS).fingerprint


def test_all_is_every_uncertain_parameter_that_decides_something_and_is_not_held() -> None:
    made = read(block("sobol", "all") + "changes: {effect_lead: 0.9}\n")
    idle = loader.idle(loader.catalogue([*made.plan.regimes, made.plan.current]), made.plan.laws)
    own = made.plan.locality.parameters
    expected = {p.name for p in uncertain(own) if p.low < p.high} - idle - {"effect_lead"}
    assert set(made.points[0].changes) == expected
    assert "effect_contract" in idle


def test_all_levers_are_spread_evenly_over_their_ranges() -> None:
    made = read(block("latin-hypercube", "all", "levers", "points: 40"))
    names = set(made.points[0].changes)
    assert {register()[name].role for name in names} == {"lever"}
    values = sorted(each["caseload_pre_arrest"] for each in changes(made))
    low, high = register()["caseload_pre_arrest"].low, register()["caseload_pre_arrest"].high
    assert [int((value - low) / (high - low) * 40) for value in values] == list(range(40))


def test_a_parameter_that_a_fields_value_brings_into_use_may_be_varied() -> None:
    text = HEAD + "levers: {design: grid, of: {lead-street.programme: [lead, checkpoint]}}\n"
    drawn = "uncertainties: {design: sobol, points: 2, of: {engagement_contract: declared}}\n"
    assert len(read(text + drawn).points) == 4
    assert "none of the compared regimes uses it" in refusal(HEAD + drawn)


def test_rows_may_leave_out_names_and_columns_are_paired_off() -> None:
    by_row = block("list", "[{caseload_pre_arrest: 10, lead.length_days: 90}, {caseload_pre_arrest: 20}]", "levers", "")
    assert changes(read(by_row)) == [{"caseload_pre_arrest": 10, "lead.length_days": 90}, {"caseload_pre_arrest": 20}]
    by_name = block("list", "{caseload_pre_arrest: [10, 20], lead.length_days: [90, null]}", "levers", "")
    assert changes(read(by_name))[1] == {"caseload_pre_arrest": 20, "lead.length_days": None}


def test_ranges_stay_within_what_was_given_and_a_grid_steps_through_them() -> None:
    of = "{effect_lead: {low: 0.6, high: 0.7}, bond_months: {low: 1, high: 20, scale: log}, lead.bond: {low: 0, high: 1}}"
    for each in changes(read(block("sobol", of, more="points: 64"))):
        assert 0.6 <= each["effect_lead"] <= 0.7
        assert 1 <= each["bond_months"] <= 20
        assert 0 <= each["lead.bond"] <= 1
    made = read(block("grid", "{effect_lead: {low: 0.6, high: 0.8, points: 3, scale: linear}}", more=""))
    assert [each["effect_lead"] for each in changes(made)] == [0.6, 0.7, 0.8]


def test_a_range_declared_by_the_place_goes_before_the_usual_one() -> None:
    own = "{effect_lead: {value: 0.9, low: 0.88, high: 0.92, source: ours, rating: weak}}"
    place = f"{{like: blackpool, name: my-town, parameters: {own}}}"
    made = read(block("latin-hypercube", "[effect_lead]", more="points: 100").replace("blackpool", place))
    values = sorted(each["effect_lead"] for each in changes(made))
    assert 0.88 <= values[6] <= values[-7] <= 0.92
    known = place.replace("low: 0.88, high: 0.92, ", "")
    said = refusal(block("latin-hypercube", "[effect_lead]").replace("blackpool", known))
    assert "effect_lead has no declared range (it is 0.9); give it a low and a high." in said


def test_a_constant_may_stand_on_either_side_with_values_of_its_own() -> None:
    for side in ("levers", "uncertainties"):
        made = read(block("grid", "{admission: [0.5, 0.7]}", side, ""))
        assert [each["admission"] for each in changes(made)] == [0.5, 0.7]
    assert "admission has no declared range (it is 0.6)" in refusal(block("sobol", "[admission]"))


def test_every_point_makes_the_plan_that_its_changes_say() -> None:
    made = read(HEAD + GRID + LHS)
    for point in made.points[::7]:
        whole = make_plan("blackpool", ["pre-arrest"], replicates=2, changes=point.changes)
        assert at(made.plan, point.changes) == whole


def test_a_hundred_thousand_scenarios_are_read_in_seconds() -> None:
    began = time.perf_counter()
    levers = "levers: {design: grid, of: {caseload_pre_arrest: {low: 10, high: 25, points: 100}}}\n"
    made = read(HEAD + levers + LHS.replace("points: 5", "points: 1000").replace("[effect_lead, offer_street]", "all"))
    assert len(made.points) == 100_000
    assert len(made.points[54_321].changes) > 50
    assert time.perf_counter() - began < 20


# --- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, "line 1: nothing is varied: give levers or uncertainties, or use 'diversion run'."),
        (HEAD + GRID.replace("levers", "lever"), "line 5: there is no field called lever. Did you mean levers?"),
        (HEAD + GRID.replace("grid", "gird"), "line 6: levers.design must be 'grid', 'list', 'latin-hypercube' or"),
        (HEAD + GRID.replace("of:", "from:"), "line 7: there is no field called from."),
        (HEAD.replace("1", "2", 1) + GRID, "line 1: format 2 is newer than this version"),
        (HEAD.replace("blackpool", "blackpol") + GRID, "line 2: There is no locality called blackpol."),
        (HEAD + "changes:\n  seed: 3\n" + GRID, "line 6: There is no parameter or item of the library called seed."),
        (block("latin-hypercube", "all", more=""), "line 5: a latin-hypercube design needs points"),
        (block("grid", "{admission: [1]}"), "line 7: a grid has as many points as its values make; take points out."),
        (block("sobol", "all", more="points: 200"),
         "line 7: points: a Sobol sequence is even only at a power of two: say 128 or 256, not 200."),
        (block("sobol", "all", more="points: 0"), "line 7: uncertainties.points must be at least 1, not 0."),
        (block("grid", "all", more=""), "of must hold names, each with its values, not 'all'."),
        (block("sobol", "{}"), "of must hold names, each with its values, a list of names or all, not {}."),
        (block("list", "3", more=""), "of must hold names, each with its values or a list of rows, not 3."),
        (block("grid", "[effect_lead]", more=""), "a grid needs the values of every name"),
        (block("sobol", "[effect_lead, effect_lead]"), "effect_lead stands twice in the list."),
        (block("sobol", "[effect_leda]"),
         "line 8: There is no parameter or item of the library called effect_leda. Did you mean effect_lead?"),
        (block("sobol", "[lead.bond]"), "lead.bond has no declared range; give it a low and a high."),
        (block("sobol", "[lead.bonds]"), "lead has no field called bonds that can be changed. Did you mean bond?"),
        (block("sobol", "[caseload_pre_arrest]"),
         "caseload_pre_arrest is something that is decided; put it under levers."),
        (block("sobol", "[effect_lead]", "levers"),
         "effect_lead is something that nobody decides; put it under uncertainties."),
        (block("sobol", "[effect_contract]"),
         "effect_contract would be varied, but none of the compared regimes uses it."),
        (block("grid", "{checkpoint.length_days: [90]}", more=""), "checkpoint.length_days would be varied, but none"),
        (block("sobol", "{effect_lead: declard}"),
         "needs a list of values, {low: …, high: …} or declared, not 'declard'."),
        (block("sobol", "{effect_lead: 0.9}"), "effect_lead needs a list of values"),
        (block("grid", "{admission: 0.5}", more=""), "needs a list of values or {low: …, high: …, points: …}, not 0.5."),
        (block("grid", "{admission: [0.5, 0.6, 0.5]}", more=""), "admission has the value 0.5 twice; give each value once."),
        (block("sobol", "{effect_lead: []}"), "effect_lead needs at least one value."),
        (block("sobol", "{effect_lead: {low: 1, high: 0.5}}"),
         "effect_lead: low (1) must be below high (0.5)."),
        (block("sobol", "{effect_lead: {low: 0.5}}"), "effect_lead: high is missing."),
        (block("sobol", "{effect_lead: {low: 0.5, high: x}}"), "effect_lead: high must be a number, not 'x'."),
        (block("sobol", "{effect_lead: {low: 0, high: 1, scale: linear}}"), "effect_lead = 0 is outside"),
        (block("sobol", "{admission: {low: 0, high: 1, scale: log}}"),
         "on a log scale the range must lie above 0; change it or say scale: linear."),
        (block("sobol", "{admission: {low: 0, high: 1, points: 3}}"), "admission: a range has no points here."),
        (block("grid", "{admission: {low: 0, high: 1}}", more=""), "a range of a grid needs points"),
        (block("grid", "{admission: {low: 0, high: 1, points: 1}}", more=""), "points must be at least 2, not 1."),
        (block("grid", "\n    admission:\n      - 0.5\n      - 1.5", more=""),
         "line 10: admission = 1.5 is outside 0 to 1"),
        (block("list", "\n    - {admission: 0.5}\n    - {admission: 1.5}", more=""),
         "line 9: admission = 1.5 is outside 0 to 1"),
        (block("list", "\n    - {admission: 0.5}\n    - admission", more=""),
         "line 9: a row of the list must be names with a value each, not 'admission'."),
        (block("list", "\n    admission: [0.5, 0.6]\n    belief_start: [1]", more=""),
         "line 9: belief_start and admission need as many values as each other, not 1 and 2; a list pairs them off."),
        (block("list", "{admission: 0.5}", more=""), "admission needs a list of values, one for each row, not 0.5."),
        (block("grid", "\n    lead.consent:\n      - 0.5\n      - 2", more=""),
         "line 10: lead: consent must be between 0 and 1"),
        (block("list", "\n    - {lead-street.age_min: 30}\n    - {lead-street.age_min: 50, lead-street.age_max: 40}", more=""),
         "line 9: lead-street: age_max (40) is below age_min (50)"),
        (block("sobol", "{lead-street.age_max: {low: 30, high: 40}}"), "Give a list of whole numbers."),
        (HEAD + "changes: {caseload_pre_arrest: 12}\n" + GRID,
         "line 9: caseload_pre_arrest is held under changes already"),
        (HEAD + "changes: {lead.length_days: 12}\n" + GRID, "line 10: lead.length_days is held under changes already"),
        (HEAD + GRID + LHS.replace("[effect_lead, offer_street]", "{lead.length_days: [1]}"),
         "line 13: lead.length_days is varied under levers already"),
        (HEAD + GRID + LHS.replace("points: 5", "points: 3000000"),
         "4 levers × 3,000,000 uncertainties × 2 replicates × 2 regimes are 48,000,000 runs, more than the 10,000,000"),
        (block("sobol", "{admission: [!!binary aGk=]}"), "the tag !!binary is not read"),
        (block("grid", "{lead.title: [a]}", more=""), "lead has no field called title that can be changed."),
        (block("grid", "{lead.needs_met: [!!set {a}]}", more=""), "the tag !!set is not read"),
        (block("grid", "{3: [a]}", more=""), "line 7: 3 is not the name of a parameter or of a field."),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(text: str, expected: str) -> None:
    said = refusal(text)
    assert said.startswith("my.yaml, line ")
    assert expected in said


def test_fields_that_only_fit_together_are_judged_together() -> None:
    rows = "[{lead-street.age_min: 30, lead-street.age_max: 40}, {lead-street.age_min: 130, lead-street.age_max: 140}]"
    both = block("list", rows.replace("130", "50").replace("140", "60"), "levers", "")
    assert len(read(both).points) == 2
    late = HEAD + "changes: {lead-street.ends_after_days: 200}\n"
    starts = "levers: {design: grid, of: {lead-street.starts_after_days: [50, 100]}}\n"
    assert len(read(late + starts).points) == 2
    assert "ends_after_days (200) is not after starts_after_days (300)" in refusal(late + starts.replace("50", "300"))


# --- examples, check, and the schema for editors ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "scenarios", "runs"),
    [("caseloads", 12, 240), ("all-uncertainties", 400, 4800), ("six-assumptions", 128, 2048)],
)
def test_the_examples_are_in_order(name: str, scenarios: int, runs: int, capsys: pytest.CaptureFixture[str]) -> None:
    file = EXAMPLES / f"{name}.yaml"
    made = read_design(file)
    assert (len(made.points), made.runs) == (scenarios, runs)
    assert cli.main(["check", str(file)]) == 0
    assert f"{scenarios:,} scenarios × {made.plan.replicates} replicates" in capsys.readouterr().out
    assert cli.main(["check", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["design"] == made.design
    assert told["scenarios"] == scenarios


def test_every_example_is_tested() -> None:
    designs = {file.stem for file in EXAMPLES.glob("*.yaml") if not file.stem.startswith("calibrate")}
    assert designs == {"caseloads", "all-uncertainties", "six-assumptions"}


def test_the_schema_for_editors_is_fresh_and_knows_every_parameter() -> None:
    assert design_schema.FILE.read_text(encoding="utf-8") == design_schema.text(), (
        "run: python -m diversion.experiments.designs.schema"
    )
    schema = design_schema.design_schema()
    assert {"levers", "uncertainties", "tables", "locality", "changes"} < set(schema["properties"])
    names = {side: set(schema["$defs"][f"{side}-of"]["anyOf"][2]["properties"]) for side in ("levers", "uncertainties")}
    assert names["levers"] | names["uncertainties"] == set(register())
    assert "effect_lead" not in names["levers"]
    assert "caseload_pre_arrest" not in names["uncertainties"]
