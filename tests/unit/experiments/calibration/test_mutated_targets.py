"""Hundreds of targets files that something went wrong with: never a traceback, always one sentence with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.experiments.calibration.study import parse_targets
from diversion.experiments.calibration.trying import first_wave
from diversion.experiments.cli import app as cli
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError

BASE = """format: 1
title: A town
targets:
  - measure: arrests_per_1000
    value: 14.5
    tolerance: 1.0
    source: a bulletin
  - {measure: reoffending, value: 27, tolerance: 2, source: a bulletin}
held_back:
  - {measure: charges_per_arrest, value: 37, tolerance: 3, source: recalled}
parameters:
  latent_per_person: {low: 2, high: 12, scale: log}
  spell_share: {low: 0.05, high: 0.3, scale: logit}
  label_conditional: declared
years: 3
replicates: 2
waves: 2
points: 40
draws: 100
seed: 1
"""
VALUES = st.sampled_from([
    "", "null", "true", "-1", "0", "1", "1e309", "-1e308", ".nan", ".inf", "9" * 400, "'12'", "[]", "{}", "[1, 2]", "{a: 1}",
    "x" * 5000, "!!binary aGk=", "!!set {a}", "&a 1", "*a", "|", "~", "\t", "- - - 1", "@", '"', "current", "all", "declared",
    "10000000", "{low: 0, high: 1}", "{low: 1, high: 0}", "{low: 0.2, high: 0.4, points: 3}", "{low: null, high: []}",
    "{low: 1e-300, high: 1e300, scale: log}", "{low: 0, high: 1, scale: logit}", "[latent_per_person]", "[null]", "[[[[]]]]",
    "{measure: reoffending}", "[{measure: [], value: {}, tolerance: 1, source: a}]", "{lead.length_days: {low: 1, high: 9}}",
])  # fmt: skip
KINDS = ("drop", "double", "value", "value", "value", "key", "indent", "cut", "deep", "swap")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The base file with one to three things wrong with it."""
    lines = BASE.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        line, kind = lines[at], draw(st.sampled_from(KINDS))
        if kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "value":
            lines[at] = line.partition(":")[0] + ": " + draw(VALUES)
        elif kind == "key":
            place = draw(st.integers(0, max(len(line) - 1, 0)))
            lines[at] = line[:place] + draw(st.characters(exclude_categories=["Cs"])) + line[place:]
        elif kind == "indent":
            lines[at] = " " * draw(st.integers(1, 4)) + line
        elif kind == "cut":
            lines = lines[: at + 1]
        elif kind == "deep":
            lines[at] = line.partition(":")[0] + ": " + "[" * draw(st.sampled_from((10, 500)))
        else:
            lines[at], lines[0] = lines[0], lines[at]
    return "\n".join(lines)


def refusal(text: str) -> str:
    """What is wrong, as the command prints it; empty when nothing is, and then the first wave can be laid out."""
    try:
        found = parse_targets(loader.locality("england-mix"), text, "my.yaml")
    except InputError as error:
        return " ".join(str(error).split())
    assert first_wave(found).runs == found.points * found.plan.replicates
    return ""


def test_the_base_is_in_order() -> None:
    assert refusal(BASE) == ""


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated())
def test_a_file_gone_wrong_gets_one_sentence_with_file_and_line(text: str) -> None:
    said = refusal(text)
    assert not said or (len(said) < 1200 and re.fullmatch(r"my\.yaml, line \d+: .*[.?)]", said)), said


def test_the_command_refuses_with_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(BASE.replace("reoffending", "reofending"), encoding="utf-8")
    code = cli.main(["calibrate", "england-mix", "--targets", str(file), "--out", str(tmp_path / "a.csv")])
    said = capsys.readouterr().err.strip()
    assert code == 2 and said == (f"{file}, line 8: there is no measure called reofending. Did you mean reoffending?")
