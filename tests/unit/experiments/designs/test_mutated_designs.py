"""Two thousand design files that something went wrong with: never a traceback, always one sentence with file and line."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.experiments.cli import app as cli
from diversion.experiments.designs.design import read_design
from diversion.experiments.plans.identity import at
from diversion.scenarios.parameters import InputError

BASES = (
    """format: 1
title: A grid and a hypercube
locality:
  like: blackpool
  name: my-town
regimes: [none, pre-arrest]
years: 2
replicates: 3
changes:
  caseload_custody: 12
  lead.bond: 0.5
levers:
  design: grid
  of:
    caseload_pre_arrest: {low: 10, high: 25, points: 4}
    lead.length_days: [180, null]
    lead-street.age_max:
      - 30
      - 40
uncertainties:
  design: latin-hypercube
  points: 6
  of:
    rate_ratio_lead: declared
    offer_street: {low: 0.1, high: 0.5}
    half_life_months: {low: 3, high: 60, scale: log}
    avoided_conviction_ratio: [0.6, 0.8]
tables: false
""",
    """format: 1
locality: leicestershire
regimes:
  - pre-arrest
  - custody-stage
seed: 4
levers:
  design: list
  of:
    - {workers_pre_arrest: 4, caseload_pre_arrest: 20}
    - workers_pre_arrest: 8
      lead-street.age_min: 20
uncertainties:
  design: sobol
  points: 16
  of: all
""",
    """format: 1
locality: blackpool
regimes: [pre-arrest]
levers:
  design: list
  of:
    caseload_pre_arrest: [10, 20]
    lead.length_days: [90, 180]
uncertainties:
  design: sobol
  points: 8
  of:
    - rate_ratio_lead
    - offer_street
""",
)
VALUES = st.sampled_from([
    "", "null", "true", "-1", "0", "1", "1e309", "-1e308", ".nan", ".inf", "9" * 400, "'12'", "[]", "{}", "[1, 2]", "{a: 1}",
    "2026-13-45", "x" * 5000, "!!binary aGk=", "!!set {a}", "!mine 3", "&a 1", "*a", "<<: *a", "|", "0x1F", "1_000", "~", "yes",
    "\u2028", "\t", "- - - 1", "? x", "@", "'", '"', "current", "no-such-file.yaml", "all", "declared", "grid", "list", "sobol",
    "latin-hypercube", "64", "10000000", "999999999999", "[[1], [2]]", "[{a: 1}, {b: 2}]", "{low: 0, high: 1}",
    "{low: 1, high: 0}", "{low: 0.2, high: 0.4, points: 3}", "{low: 1e-300, high: 1e300, scale: log}",
    "{low: 0, high: 1, scale: logit}", "{low: 0.2, high: 0.4, point: 3}", "{low: null, high: []}", "[0.5, 0.6]", "[20, 40]",
    "{rate_ratio_lead: {low: 0.5, high: 0.6}, seed: 1}", "{lead.bond: [0.1, {}]}", "[{lead.bond: 1}, {lead.bond: x}]",
    "[null]", "[true]", "[.inf]", "['a']", "[rate_ratio_lead]", "{rate_ratio_lead: declared}", "[[[[]]]]", "? [a]",
])  # fmt: skip
KINDS = ("drop", "double", "value", "value", "value", "value", "key", "indent", "cut", "deep", "line", "swap", "move")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """One of the base files with one to three things wrong with it."""
    lines = draw(st.sampled_from(BASES)).splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        kind = draw(st.sampled_from(KINDS))
        if kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "value":
            lines[at] = line.partition(":")[0] + ": " + draw(VALUES)
        elif kind == "key":
            place = draw(st.integers(0, max(len(line) - 1, 0)))
            added = draw(st.characters(exclude_categories=["Cs"]))
            lines[at] = line[:place] + added + line[place + draw(st.integers(0, 1)) :]
        elif kind == "indent":
            lines[at] = " " * draw(st.integers(1, 4)) + line
        elif kind == "cut":
            lines = lines[: at + 1]
        elif kind == "deep":
            lines[at] = line.partition(":")[0] + ": " + "[" * draw(st.sampled_from((10, 500)))
        elif kind == "swap":
            lines[at], lines[0] = lines[0], lines[at]
        elif kind == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        else:
            lines.insert(at, draw(st.text(max_size=30)))
    return "\n".join(lines).encode("utf-8", "replace")


def refusal(file: Path) -> str:
    """What is wrong with the file, as the command prints it; empty when nothing is, and then its first points make plans."""
    try:
        made = read_design(file)
    except InputError as error:
        return " ".join(str(error).split())
    assert all(at(made.plan, point.changes) for point in islice(made.points, 4))
    assert len(made.points) > 200 or made.fingerprint
    return ""


def is_one_sentence(message: str, file: Path) -> bool:
    said = message.removeprefix(str(file))
    return said != message and len(message) < 1200 and re.fullmatch(r", line \d+: [^\n]*[.?)]", said) is not None


@pytest.mark.parametrize("base", range(len(BASES)))
def test_the_bases_are_in_order(base: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(BASES[base], encoding="utf-8")
    assert refusal(file) == ""
    assert cli.main(["check", str(file)]) == 0, capsys.readouterr().err


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_a_mutated_file_is_understood_or_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "my.yaml"
    file.write_bytes(data)
    message = refusal(file)
    assert not message or is_one_sentence(message, file), message
    assert list(tmp_path.iterdir()) == [file]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_the_command_understands_it_or_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    file = tmp_path / "my.yaml"
    file.write_bytes(data)
    code = cli.main(["check", str(file)])
    out, err = capsys.readouterr()
    assert (code, out == "", bool(err)) in ((2, True, True), (0, False, False))
    assert "Traceback" not in err
