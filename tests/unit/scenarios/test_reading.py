"""Whatever the YAML reader raises is one sentence with file and line, wherever a file or an option is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import diversion
from diversion.experiments.calibration.study import parse_targets
from diversion.experiments.cli import app as cli
from diversion.experiments.designs.design import parse_design
from diversion.experiments.plans.making import plan_of, read_changes
from diversion.scenarios import loader
from diversion.scenarios.errors import InputError
from diversion.scenarios.parameters.declared import read_subject
from diversion.scenarios.reading import read_value, read_yaml
from diversion.scenarios.scenario import parse_scenario

ROOT = Path(str(diversion.__file__)).parent
LIBRARY = ROOT / "scenarios" / "library"
EXAMPLES = ROOT / "docs" / "examples"
KINDS = {folder: loader.KINDS[kind] for kind, folder in loader.FOLDERS.items()}
TAGGED = [
    "!!bool maybe",
    "!!bool ''",
    "!!int x",
    "!!int ''",
    "!!int 1_x",
    "!!float ''",
    "!!float 1:x",
    "!!float [1]",
    "!!null x",
    "!!str [a]",
    "!!timestamp x",
    "!!timestamp 2026-04-01",
    "!!timestamp 2026-13-45",
    "!!binary é",
    "!!binary aGk=",
    "!!set {a}",
    "!!set x",
    "!!omap [a: 1]",
    "!!omap x",
    "!!pairs [a: 1]",
    "!!seq x",
    "!!seq {a: 1}",
    "!!map x",
    "!!map [a]",
    "!mine 3",
    "! x",
    "!!value =",
    "!!str {!!value =: x}",
    "!!merge <<",
    "!!python/none x",
    "!!python/name:os.system ''",
    "!!python/object/apply:os.system [ls]",
    "!<tag:yaml.org,2002:bool> perhaps",
    "!!yaml x",
    "{<<: {a: 1}}",
    "{<<: x}",
    "{<<: [x]}",
    "{[a]: 1}",
    "{{a: 1}: 1}",
    "{? : 1}",
    "{a: 1, a: 2}",
    "&a [*a]",
    "[&a x, *a]",
    "9" * 5000,
    "-" + "9" * 5000,
    "!!int " + "9" * 5000,
    "\x00",
    "\ufffe",
    "\ud800",
    "[" * 5000,
    "{a: " * 400,
    "- 1",
    "--- 1",
    "x: y: z",
    "%TAG",
    "1e999",
    ".nan",
    ".inf",
    "!!float .nan",
    "!!float .inf",
    "? x",
    "<<",
    "=",
    "",
]


@pytest.mark.parametrize("value", TAGGED, ids=range(len(TAGGED)))
def test_a_value_that_does_not_fit_its_tag_is_understood_or_refused_on_its_line(value: str) -> None:
    try:
        read_yaml(f"format: 1\nyears: {value}\n", "my.yaml")
    except InputError as error:
        assert re.match(r"my\.yaml, line [123]: [^\n]+\.$", str(error))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("!!bool maybe", "'maybe' is not what the tag !!bool promises"),
        ("!!int x", "'x' is not what the tag !!int promises"),
        ("!!timestamp x", "the tag !!timestamp is not read; write the value without it"),
        ("!!set {a}", "the tag !!set is not read; write the value without it"),
        ("!mine 3", "the tag !mine is not read; write the value without it"),
        ("{<<: {a: 1}}", "merge keys (<<) are not read; write the fields out"),
        ("&a 1", "anchors (& and *) are not read; write the value out"),
    ],
)
def test_the_sentence_names_the_tag(value: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(f"format: 1\nyears: {value}\n", "my.yaml")
    assert str(caught.value) == f"my.yaml, line 2: {said}."


def test_a_tag_that_fits_is_read() -> None:
    assert read_yaml("a: !!str 010\nb: !!int 12\nc: !!float 3\nd: !!bool no\n", "my.yaml")[1] == {
        "a": "010",
        "b": 12,
        "c": 3.0,
        "d": False,
    }


@pytest.mark.parametrize("value", TAGGED, ids=range(len(TAGGED)))
def test_a_value_of_the_command_line_is_understood_or_refused(value: str) -> None:
    for name in ("lead.length_days", "caseload_custody", "lead.needs_met", "current.routes"):
        try:
            read_changes([f"{name}={value}"])
        except InputError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("value", ["!!bool maybe", "!!set {a}", "&a [*a]", "{a: 1, a: 2}", "# nothing"])
def test_a_value_that_no_file_would_hold_is_refused_by_name(value: str) -> None:
    with pytest.raises(
        InputError, match=r"^lead\.length_days cannot be .* that is not a value as a file would write it"
    ):
        read_value(value, "lead.length_days")


# --- real files and options that something went wrong with ----------------------------------------------------------


def _plan(text: str, file: str) -> object:
    return plan_of(parse_scenario(text, file, EXAMPLES))


def _design(text: str, file: str) -> object:
    return parse_design(text, file, EXAMPLES)


def _reader(path: Path) -> Callable[[str, str], object]:
    folder = path.parent.name
    if folder == "parameters":
        return read_subject
    if folder in KINDS:
        return partial(loader.parse, KINDS[folder])
    if "calibrate" in path.name:
        return partial(parse_targets, loader.locality("blackpool"))
    return _design if "levers" in (text := path.read_text("utf-8")) or "uncertainties" in text else _plan


FILES = sorted([*LIBRARY.rglob("*.yaml"), *EXAMPLES.glob("*.yaml")])
BITS = [
    *TAGGED,
    "0",
    "-1",
    "1e18",
    "1e308",
    "[]",
    "{}",
    "null",
    "true",
    "x" * 300,
    "[null]",
    "{a: {b: [c]}}",
    "~nobody/x.yaml",
]
SMALL = [
    "true: 1",
    "1: 2",
    "null: x",
    "'': x",
    "? [a]\n: b",
    "<<: {a: 1}",
    "!!bool maybe: 1",
    "- x",
    "like: none",
    "name: !!int x",
]


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[Path, str]:
    """A real file with one or two lines of it spoilt, at whatever depth."""
    path = draw(st.sampled_from(FILES))
    lines = path.read_text("utf-8").splitlines()
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[at].partition(":")
        indent = " " * (len(key) - len(key.lstrip()))
        match draw(st.sampled_from(("value", "tag", "line", "drop"))):
            case "value":
                lines[at] = f"{key}: {draw(st.sampled_from(BITS))}" if colon else draw(st.sampled_from(BITS))
            case "tag":
                tag = draw(
                    st.sampled_from(("!!bool", "!!int", "!!float", "!!null", "!!set", "!!omap", "!!binary", "!"))
                )
                lines[at] = (
                    f"{key}: {tag}{lines[at].partition(':')[2]}" if colon else f"{indent}{tag} {lines[at].strip()}"
                )
            case "line":
                lines.insert(at, indent + draw(st.sampled_from(SMALL)))
            case _:
                del lines[at]
        lines = lines or [""]
    return path, "\n".join(lines)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(spoilt())
def test_a_spoilt_file_of_the_library_or_the_examples_is_understood_or_refused(found: tuple[Path, str]) -> None:
    path, text = found
    try:
        _reader(path)(text, path.name)
    except InputError as error:
        assert re.match(rf"{re.escape(path.name)}, line \d+: [^\n]+[.?)]$", str(error)), str(error)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(
        [
            "lead.length_days",
            "lead.needs_met",
            "lead.needs_met.housing",
            "lead-street.categories",
            "navigators.workers",
            "current.workers",
            "every-programme.fidelity",
            "caseload_custody",
            "lead",
            "lead.",
            ".",
            "pre-arrest.own_services",
        ]
    ),
    st.one_of(st.sampled_from(BITS), st.text(max_size=20)),
)
def test_an_option_is_understood_or_refused(name: str, value: str) -> None:
    try:
        read_changes([f"{name}={value}"])
    except InputError as error:
        assert "Traceback" not in str(error)


@pytest.mark.parametrize("command", [["check"], ["run"], ["sweep"], ["calibrate", "blackpool", "--targets"]])
def test_every_command_that_reads_a_file_says_it_and_ends_with_2(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my.yaml"
    file.write_text("format: 1\nlocality: blackpool\nregimes: [pre-arrest]\nyears: !!bool maybe\n", encoding="utf-8")
    assert cli.main([*command, str(file)]) == 2
    assert "line 4: 'maybe' is not what the tag !!bool promises." in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize("opening", ["[", "{a: ", "{[", "[{", "{? ", "[[1],", "!!seq [", "- ", "? ", "{[]: "])
def test_what_is_nested_without_end_is_a_sentence_and_no_end_of_the_process(opening: str) -> None:
    """Row 27: the reader in C calls itself for every level, and ran out of stack at some ten thousand."""
    for levels in (51, 5_000, 90_000):
        text = ("a: " if opening[0] in "[{!" else "") + opening * levels
        with pytest.raises(InputError, match=r"^my.yaml, line 1: fields are nested far too deeply\.$"):
            read_yaml(text, "my.yaml")
        with pytest.raises(InputError, match="^years cannot be"):
            read_value(opening * levels, "years")


def test_what_is_nested_by_indenting_names_the_line_that_is_too_deep() -> None:
    text = "".join(f"{' ' * level}a:\n" for level in range(60))
    with pytest.raises(InputError, match="^my.yaml, line 51: fields are nested"):
        read_yaml(text, "my.yaml")
    assert read_yaml("\n".join(text.splitlines()[:50]), "my.yaml")
