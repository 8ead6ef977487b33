"""Scenario files: what they may say, what is said when they are wrong, and that the commands agree with the library."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from diversion.experiments.cli import app as cli
from diversion.experiments.cli.new_scenario import scenario_text, write_scenario
from diversion.experiments.plans.making import make_plan, plan_of
from diversion.scenarios import json_schema, loader
from diversion.scenarios.channels import CHANNELS
from diversion.scenarios.editing import edited, sort_out
from diversion.scenarios.parameters import InputError, register
from diversion.scenarios.scenario import parse_scenario, scenario

SHORT = "format: 1\nlocality: blackpool\nregimes: [pre-arrest]\n"
HERE = Path()


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        plan_of(parse_scenario(text, "my.yaml", HERE))
    return str(caught.value)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_the_shortest_file_is_the_same_plan_as_the_command() -> None:
    assert plan_of(parse_scenario(SHORT, "my.yaml", HERE)) == make_plan("blackpool", ["pre-arrest"])


def test_every_field_reaches_the_plan() -> None:
    text = SHORT + "reference: pre-arrest\nyears: 2\nrun_in: 0\nreplicates: 7\nseed: 9\nfixed_parameters: true\n"
    text = (
        text.replace("[pre-arrest]", "[pre-arrest, current]")
        + "changes: {caseload_custody: 12, lead.length_days: 90}\n"
    )
    plan = plan_of(parse_scenario(text, "my.yaml", HERE))
    assert (plan.reference, plan.years, plan.run_in, plan.replicates, plan.seed) == ("pre-arrest", 2, 0, 7, 9)
    assert plan.fixed_parameters
    assert plan.changes == {"caseload_custody": 12.0}
    assert plan.edits == {"lead": {"length_days": 90}}
    lead = next(item for item in loader.catalogue(plan.regimes).programmes if item.name == "lead")
    assert lead.length_days == 90


def test_a_scenario_may_bring_its_own_place_and_regime_and_name_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text("like: pre-arrest\nname: theirs\nroutes: [lead-street]\n", encoding="utf-8")
    text = SHORT.replace(
        "locality: blackpool", "locality: {like: blackpool, name: my-town, start: 2027-01-01}"
    ).replace("[pre-arrest]", "\n  - theirs.yaml\n  - {like: custody-stage, name: mine, routes: []}")
    (tmp_path / "my.yaml").write_text(text, encoding="utf-8")
    plan = plan_of(scenario(tmp_path / "my.yaml"))
    assert [regime.name for regime in plan.regimes] == ["none", "theirs", "mine"]
    assert plan.locality.start.year == 2027


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("format: 1\n", "", "my.yaml, line 1: format is missing"),
        (
            "format: 1",
            "format: 2",
            "line 1: format 2 is newer than this version of Diversion reads; it reads format 1.",
        ),
        ("format: 1", "format: one", "line 1: format 'one' is not a format there has been"),
        ("blackpool", "blackpol", "line 2: There is no locality called blackpol. Did you mean blackpool?"),
        ("[pre-arrest]", "[pre-arest]", "line 3: There is no regime called pre-arest. Did you mean pre-arrest?"),
        ("[pre-arrest]", "[]", "line 3: regimes must not be empty"),
        ("regimes", "regime", "line 3: there is no field called regime. Did you mean regimes?"),
        ("[pre-arrest]", "[none]", "line 3: There is nothing to compare none with"),
        ("[pre-arrest]", "[pre-arrest]\nreference: nome", "line 4: There is no regime called nome. Did you mean none?"),
        ("[pre-arrest]", "[pre-arrest]\nyears: 0", "line 4: years must be at least 1, not 0."),
        ("[pre-arrest]", "[pre-arrest]\nchanges:\n  lead.consent: 2", "line 5: lead: consent must be between 0 and 1"),
        ("[pre-arrest]", "[pre-arrest]\nchanges:\n  seed: 2", "line 5: There is no parameter or item of the library"),
        (
            "[pre-arrest]",
            "[pre-arrest]\nchanges:\n  checkpoint.length_days: 2",
            "line 5: checkpoint was changed, but none",
        ),
        (
            "[pre-arrest]",
            "[pre-arrest]\nchanges:\n  lead.bond: 0.5\n  lead.length_days: -5",
            "line 6: lead: length_days must",
        ),
        (
            "[pre-arrest]",
            "[pre-arrest]\nchanges: {pre-arrest.enforcement: 1000}",
            "enforcement must be between 0 and 5",
        ),
        ("[pre-arrest]", "\n\t- pre-arrest", "line 4: there is a tab in this line"),
        (
            "[pre-arrest]",
            "[{like: none, name: pre-arrest}]",
            "line 3: the library has a regime called pre-arrest already",
        ),
        (
            "[pre-arrest]",
            "[{like: pre-arrest, name: x, own_programmes: [{like: lead, name: mine}]}]",
            "own_programmes has mine, which no route of own_routes leads to",
        ),
        (
            "[pre-arrest]",
            "[pre-arrest]\nchanges: {lead-street.starts_after_days: 100, lead-street.ends_after_days: 10}",
            "ends_after_days (10) is not after starts_after_days (100)",
        ),
        ("[pre-arrest]", "[pre-arrest]\nchanges: &a\n  admission: 1", "line 4: anchors (& and *) are not read"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(old: str, new: str, expected: str) -> None:
    assert expected in refusal(SHORT.replace(old, new, 1))


def test_two_changes_that_only_fit_together_are_judged_together() -> None:
    both = SHORT + "changes: {lead-street.age_min: 30, lead-street.age_max: 40}\n"
    assert plan_of(parse_scenario(both, "my.yaml", HERE)).edits["lead-street"] == {"age_min": 30, "age_max": 40}
    wrong = SHORT + "changes:\n  lead-street.age_min: 30\n  lead-street.age_max: 20\n"
    assert "age_max (20) is below age_min (30)" in refusal(wrong)


# --- changes of library items ----------------------------------------------------------------------------------------


def test_an_edited_regime_brings_the_changed_items_along_and_no_others() -> None:
    _, edits = sort_out({"lead-street.programme": "checkpoint", "checkpoint.coercive": False})
    regime = edited(loader.regime("pre-arrest"), edits)
    assert [item.name for item in regime.own_routes] == ["lead-street"]
    assert [item.name for item in regime.own_programmes] == ["checkpoint"]
    assert not regime.own_programmes[0].coercive
    assert regime.own_programmes[0].rating == "judgement"
    assert loader.programme("checkpoint").coercive


def test_a_part_of_a_field_can_be_changed() -> None:
    _, edits = sort_out({"lead.needs_met.housing": 0.9})
    changed = edited(loader.regime("pre-arrest"), edits).own_programmes[0]
    assert changed.needs_met["housing"] == 0.9
    assert changed.needs_met["drugs"] == loader.programme("lead").needs_met["drugs"]


def test_changing_an_item_changes_who_a_run_is() -> None:
    from diversion.experiments.plans.identity import Variants

    usual, other = (
        make_plan("blackpool", ["pre-arrest"]),
        make_plan("blackpool", ["pre-arrest"], changes={"lead.length_days": 90}),
    )
    before, after = (Variants(plan).identities({}, 0)["pre-arrest"] for plan in (usual, other))
    assert before != after


def test_current_and_its_name_in_the_library_are_the_same_practice_in_both_phases() -> None:
    for name in ("current", "current-leicestershire"):
        plan = make_plan("leicestershire", ["current"], changes={f"{name}.enforcement": 1.5})
        assert [plan.current.enforcement, *(r.enforcement for r in plan.regimes if r.name == "current")] == [1.5, 1.5]


def test_like_current_starts_from_the_practice_of_the_place() -> None:
    text = SHORT.replace("blackpool", "leicestershire").replace("[pre-arrest]", "[{like: current, name: more}]")
    plan = plan_of(parse_scenario(text, "my.yaml", HERE))
    assert plan.regimes[1].routes == loader.regime("current-leicestershire").routes


# --- presets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", loader.names("preset"))
def test_every_preset_makes_a_plan(name: str) -> None:
    plan = make_plan("blackpool", preset=name)
    preset = loader.preset(name)
    assert {regime.name for regime in plan.regimes} == set(preset.regimes)
    assert {*plan.changes, *(f"{item}.{path}" for item in plan.edits for path in plan.edits[item])} == set(
        preset.changes
    )


@pytest.mark.parametrize("place", ["leicestershire", "london"])
@pytest.mark.parametrize("name", loader.names("preset"))
def test_every_preset_makes_a_file_in_order_anywhere(name: str, place: str) -> None:
    text = scenario_text("my.yaml", loader.locality(place), place, [], name)
    assert plan_of(parse_scenario(text, "my.yaml", HERE)).regimes == make_plan(place, preset=name).regimes


def test_presets_do_what_their_titles_say() -> None:
    assert set(loader.preset("everything-off").changes) == {f"channel_{name}" for name in CHANNELS}
    assert set(loader.preset("pessimistic").changes) == {"channel_support"}
    for age, name in ((25, "young-adults-only"), (120, "all-ages")):
        parts = loader.catalogue(make_plan("leicestershire", preset=name).regimes)
        assert {route.age_max for route in parts.routes if not route.ordinary} == {age}
    best = loader.preset("optimistic").changes
    assert all(best[name] in (register()[name].low, register()[name].high) for name in best)


def test_what_is_typed_goes_before_a_preset_and_an_idle_part_of_a_preset_is_no_mistake() -> None:
    plan = make_plan("blackpool", ["pre-arrest"], changes={"lead-street.age_max": 30}, preset="young-adults-only")
    assert plan.edits["lead-street"] == {"age_max": 30}
    assert [regime.name for regime in plan.regimes] == ["none", "pre-arrest"]


# --- new, check, and the schema for editors --------------------------------------------------------------------------


@pytest.mark.parametrize("place", loader.names("locality"))
def test_a_new_file_is_in_order_and_changes_nothing(place: str) -> None:
    text = scenario_text("my.yaml", loader.locality(place), place, ["pre-arrest", "custody-stage"])
    plan = plan_of(parse_scenario(text, "my.yaml", HERE))
    assert (plan.changes, plan.edits) == ({}, {})
    assert plan == make_plan(place, ["pre-arrest", "custody-stage"])


def test_every_commented_line_of_a_new_file_can_be_taken_into_use_and_changes_nothing() -> None:
    text = scenario_text(
        "my.yaml", loader.locality("blackpool"), "blackpool", ["pre-arrest", "custody-stage", "current"]
    )
    lines = [line.replace("  # ", "  ", 1) if line.startswith("  # ") else line for line in text.splitlines()]
    plan = plan_of(parse_scenario("\n".join(lines), "my.yaml", HERE))
    assert len(plan.edits) >= 8
    usual = loader.catalogue(make_plan("blackpool", ["pre-arrest", "custody-stage", "current"]).regimes)
    now = loader.catalogue(plan.regimes)
    skip = {"source", "rating"}
    for before, after in zip((*usual.routes, *usual.programmes), (*now.routes, *now.programmes), strict=True):
        assert before.model_dump(exclude=skip) == after.model_dump(exclude=skip)
    assert all(register()[name].default == value for name, value in plan.changes.items())


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        write_scenario(file, "blackpool", ["pre-arrest"])
    assert file.read_text(encoding="utf-8") == "precious"
    with pytest.raises(InputError, match="ends in .yaml"):
        write_scenario(tmp_path / "my.txt", "blackpool", ["pre-arrest"])
    with pytest.raises(InputError, match="There is no locality called"):
        write_scenario(tmp_path / "other.yaml", "blackpol", ["pre-arrest"])
    assert [each.name for each in tmp_path.iterdir()] == ["my.yaml"]


def test_check_says_what_was_changed_beside_what_is_usual(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(SHORT + "changes: {caseload_pre_arrest: 12, lead.length_days: 365}\n", encoding="utf-8")
    assert cli.main(["check", str(file)]) == 0
    said = capsys.readouterr().out
    assert "caseload_pre_arrest: 12 clients, usually 18" in said
    assert "lead.length_days: 365, usually null" in said
    assert cli.main(["check", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"]["edits"] == {"lead": {"length_days": 365}}


def test_run_is_compare_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, db = tmp_path / "my.yaml", tmp_path / "runs.sqlite"
    file.write_text(SHORT + "years: 1\nreplicates: 2\n", encoding="utf-8")
    assert cli.main(["run", str(file), "--db", str(db), "--json", "--quiet", "--set", "caseload_pre_arrest=12"]) == 0
    ours = json.loads(capsys.readouterr().out)
    same = ["compare", "blackpool", "--regime", "pre-arrest", "--years", "1", "--replicates", "2"]
    assert cli.main([*same, "--db", str(db), "--json", "--quiet", "--set", "caseload_pre_arrest=12"]) == 0
    theirs = json.loads(capsys.readouterr().out)
    assert ours["outcomes"] == theirs["outcomes"]
    assert theirs["runs"]["read"] == 4


def test_the_schema_for_editors_is_fresh_and_no_stricter_than_the_check() -> None:
    assert json_schema.FILE.read_text(encoding="utf-8") == json_schema.text(), (
        "run: python -m diversion.scenarios.json_schema"
    )
    schema = json_schema.json_schema()
    assert set(schema["properties"]) == {"format", "title", "locality", "regimes", "reference", "years", "run_in",
                                         "replicates", "seed", "fixed_parameters", "changes", "posterior", "laws"}  # fmt: skip
    assert set(register()) < set(schema["properties"]["changes"]["properties"])


@pytest.mark.parametrize("name", ["lead", "blackpool", "pre-arrest", "checkpoint-custody", "optimistic", "navigators"])
def test_show_prints_the_file_with_its_sources(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", name]) == 0
    said = capsys.readouterr().out
    assert said.startswith("#")
    assert f"name: {name}" in said
    assert "source:" in said


def test_parameters_of_programmes_that_nobody_compares_are_not_counted_as_drawn_and_the_engine_never_reads_them() -> (
    None
):
    idle = loader.idle(loader.catalogue([loader.regime("pre-arrest")]))
    assert "effect_contract" in idle
    assert not idle & {"effect_lead", "offer_street", "attend_sensitivity"}
    root = Path(loader.__file__).parents[1]
    engine = "".join(
        path.read_text(encoding="utf-8") for folder in ("agents", "model") for path in (root / folder).glob("*.py")
    )
    every = loader.idle(loader.Catalogue((), (), ()))
    assert not [name for name in every if re.search(rf"\bpar\.{name}\b", engine)]
