"""Every size has a limit, refused in a sentence before anything is computed; what is large says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from diversion.experiments.calibration.study import parse_targets
from diversion.experiments.cli import app as cli
from diversion.experiments.designs.design import parse_design
from diversion.experiments.plans.making import large_lines, make_plan
from diversion.scenarios import loader
from diversion.scenarios.errors import InputError

PLACE = "locality: {{like: blackpool, name: my-town, {}: {{value: {}, source: mine, rating: weak}}}}\n"


def check(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    file = tmp_path / "my.yaml"
    file.write_text(f"format: 1\n{text}", encoding="utf-8")
    code = cli.main(["check", str(file)])
    out, err = capsys.readouterr()
    return code, " ".join((err or out).split()).replace(str(file), "my.yaml")


@pytest.mark.parametrize("size", ["1e9", "1e12", "1e18", "1e300"])
@pytest.mark.parametrize(
    "field", ["residents", "officers", "cells", "neighbourhoods", "crime_per_1000", "drug_need_ratio", "drive_hours"]
)
def test_no_size_of_a_place_is_without_a_limit(
    field: str, size: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = check(PLACE.format(field, size) + "regimes: [current]\n", tmp_path, capsys)
    assert code == 2
    assert said.startswith(f"my.yaml, line 2: {field} must be at most ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regimes: [pre-arrest]\nchanges: {street-case-management.workers: 900000}\n", "The posts of all services"),
        ("regimes:\n  - {like: pre-arrest, name: mine, workers: {street-case-management: 9e5}}\n", "The posts of all services"),
        ("regimes: [pre-arrest]\nchanges: {career_rate.young: 500, career_crime: 0, england_crime: 1}\n",
         "The offences a year of each person"),
        ("regimes: [pre-arrest]\nreplicates: 2000000\n", "replicates must be at most 1000000"),
        ("regimes: [pre-arrest]\nyears: 51\n", "years must be at most 50"),
    ],
)  # fmt: skip
def test_what_only_comes_to_too_much_is_refused_too(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, message = check(f"locality: blackpool\n{text}", tmp_path, capsys)
    assert (code, said in message) == (2, True), message


def test_people_are_counted_with_those_who_move_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="The people in the model of england-and-wales over all years would be"):
        make_plan(
            "england-and-wales",
            ["pre-arrest"],
            changes={"career_starts.occasional": 100.0, "career_years.occasional": 5.0},
            years=20,
        )


def test_every_place_of_the_library_can_be_run_for_as_long_as_may_be_asked() -> None:
    for name in loader.names("locality"):
        assert make_plan(name, years=50)


def test_a_design_is_judged_at_its_largest() -> None:
    text = "format: 1\nlocality: blackpool\nregimes: [pre-arrest]\nchanges: {street-case-management.workers: POSTS}\n"
    text += "levers: {design: grid, of: {posts_ratio: [1, 10]}}\n"
    assert parse_design(text.replace("POSTS", "5000"), "my.yaml", Path())
    with pytest.raises(InputError, match=r"my\.yaml, line 5: The posts of all services, .* would be 200,\d+"):
        parse_design(text.replace("POSTS", "20000"), "my.yaml", Path())


def test_what_is_large_says_so_and_what_is_not_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert large_lines(make_plan("blackpool")) == []
    assert check("locality: england-and-wales\nregimes: [current]\n", tmp_path, capsys)[1].count("This is large: ") == 1
    assert (
        "This is long: 80,000 runs"
        in check("locality: blackpool\nregimes: [current]\nreplicates: 40000\n", tmp_path, capsys)[1]
    )


def test_targets_are_judged_at_their_largest_too() -> None:
    """Row 28: a targets file came to any size, because no plan of `make_plan` stands behind it."""
    text = (
        "format: 1\ntargets:\n  - {measure: arrests_per_1000, value: 14.5, tolerance: 1.0, source: mine}\n"
        "parameters: {career_starts.persistent: {low: 0.01, high: HIGH}}\n"
    )
    large = loader.locality("england-and-wales")
    with pytest.raises(InputError, match=r"my\.yaml, line 4: The people in the model of england-and-wales over all"):
        parse_targets(large, text.replace("HIGH", "100"), "my.yaml")


@pytest.mark.parametrize(
    "words",
    [["sweep", "FILE"], ["sensitivity", "FILE", "--method", "morris", "--size", "4", "--factor", "effect_lead"]],
    ids=lambda words: words[0],
)
def test_every_command_that_takes_long_says_what_will_be_large(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 28: only `check`, `run` and `compare` said so."""
    monkeypatch.setattr("diversion.experiments.plans.making.LARGE_PEOPLE", 100)
    file = tmp_path / "d.yaml"
    text = "format: 1\nlocality: blackpool\nregimes: [none, pre-arrest]\nyears: 1\nrun_in: 0\nreplicates: 1\n"
    levers = "levers: {design: grid, of: {posts_ratio: [1, 2]}}\n"
    file.write_text(text + (levers if words[0] == "sweep" else ""), encoding="utf-8")
    asked = [word.replace("FILE", str(file)) for word in words]
    assert cli.main([*asked, "--db", str(tmp_path / "x.sqlite")]) == 0
    assert capsys.readouterr().err.count("This is large: ") == 1
    assert cli.main([*asked, "--db", str(tmp_path / "x.sqlite"), "--dry-run", "--quiet"]) == 0
    assert capsys.readouterr().out.count("This is large: ") == 1
