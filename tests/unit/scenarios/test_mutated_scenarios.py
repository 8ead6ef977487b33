"""Two thousand scenario files that something went wrong with: never a traceback, always one sentence with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.experiments.cli import app as cli
from diversion.experiments.cli.new_scenario import scenario_text
from diversion.experiments.plans.making import plan_of
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError
from diversion.scenarios.scenario import scenario

CHANGES = """changes:
  caseload_pre_arrest: 12
  offer_shadow.arrest: 0.1
  lead.length_days: 365
  lead.needs_met.housing: 0.5
  lead-street.age_max: 40
  lead-street.categories: [shoplifting, drug_possession]
"""
OWN = """  - like: pre-arrest
    name: my-regime
    routes: [my-door]
    own_routes:
      - {like: lead-street, name: my-door, programme: my-programme, age_max: 40}
    own_programmes:
      - {like: lead, name: my-programme, length_days: 365}
"""
PLACE = """locality:
  like: blackpool
  name: my-town
  officers: {value: 300, source: our workforce return, rating: strong}
"""


def whole() -> str:
    text = scenario_text("my.yaml", loader.locality("blackpool"), "blackpool", ["pre-arrest"])
    text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")) + "\n"
    text = re.sub(r"locality: .*\n", PLACE, text)
    return text.replace("  - pre-arrest\n", "  - pre-arrest\n" + OWN).replace("changes:\n", CHANGES)


BASE = whole()
LINES = BASE.splitlines()
VALUES = st.sampled_from([
    "", "null", "true", "-1", "0", "1e309", "-1e308", ".nan", ".inf", "9" * 400, "'12'", "[]", "{}", "[1, 2]", "{a: 1}",
    "2026-13-45", "x" * 5000, "!!python/object/apply:os.system [ls]", "!!binary aGk=", "!!set {a}", "!mine 3", "&a 1",
    "*a", "<<: *a", "|", "0x1F", "0o17", "1_000", "1:30", "~", "yes", "\u2028", "\t", "- - - 1", "? x", "@", "`", "%", "'",
    '"', "current", "none", "../../etc/passwd", "/", "no-such-file.yaml", "C:\\x.yaml", "x y " * 2000,
])  # fmt: skip
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n"


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The base file with one to three things wrong with it."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        kind = draw(
            st.sampled_from(("drop", "double", "value", "key", "indent", "cut", "bomb", "deep", "line", "swap"))
        )
        if kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "value":
            lines[at] = line.partition(":")[0] + ": " + draw(VALUES)
        elif kind == "key":
            place = draw(st.integers(0, max(len(line) - 1, 0)))
            lines[at] = (
                line[:place] + draw(st.characters(exclude_categories=["Cs"])) + line[place + draw(st.integers(0, 1)) :]
            )
        elif kind == "indent":
            lines[at] = " " * draw(st.integers(1, 4)) + line
        elif kind == "cut":
            lines = lines[: at + 1]
        elif kind == "bomb":
            lines.insert(at, BOMB)
        elif kind == "deep":
            lines[at] = line.partition(":")[0] + ": " + "[" * draw(st.sampled_from((10, 500, 20_000)))
        elif kind == "swap":
            lines[at], lines[0] = lines[0], lines[at]
        else:
            lines.insert(at, draw(st.text(max_size=30)))
    data = "\n".join(lines).encode("utf-8", "replace")
    if draw(st.integers(0, 19)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at:]
    return data


def test_the_base_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(BASE, encoding="utf-8")
    assert cli.main(["check", str(file)]) == 0, capsys.readouterr().err


def refusal(file: Path) -> str:
    """What is wrong with the file; empty when nothing is. Anything but `InputError` is a traceback to a user."""
    try:
        plan_of(scenario(file))
    except InputError as error:
        return str(error)
    return ""


def is_one_sentence(message: str, file: Path) -> bool:
    said = message.removeprefix(str(file))
    return said != message and len(message) < 1200 and re.fullmatch(r", line \d+: [^\n]*[.?)]", said) is not None


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
def test_the_command_says_the_same_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    file = tmp_path / "my.yaml"
    file.write_bytes(data)
    message = refusal(file)
    code = cli.main(["check", str(file)])
    out, err = capsys.readouterr()
    assert (code, out == "") == ((2, True) if message else (0, False))
    assert err == (" ".join(message.split()) + "\n" if message else "")
