"""Parameters: declared once, checked, found by name with a hint, and each landing in its own field of the record."""

from __future__ import annotations

import hashlib
import math
import re
from datetime import date
from itertools import groupby
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.agents.par import par_record
from diversion.agents.person import N_NEEDS
from diversion.agents.states import Whereabouts
from diversion.model.build.build import AGE_KNOTS
from diversion.model.build.places import BANDS
from diversion.scenarios.channels import CHANNELS
from diversion.scenarios.fields import AGE_BANDS
from diversion.scenarios.parameters import (
    InputError,
    Parameter,
    Rating,
    Role,
    did_you_mean,
    find,
    register,
    resolve,
    uncertain,
)
from diversion.scenarios.parameters.registry import SUBJECTS, each_once
from diversion.scenarios.words import CAREERS, CATEGORIES, ETHNICITIES, LOSABLE, NEEDS, SEXES, SHADOWS, STAGES

ALL = tuple(register().values())
KNOTS = tuple(str(age) for age in AGE_KNOTS)
VOCABULARIES = (
    NEEDS,
    CATEGORIES,
    SHADOWS,
    STAGES,
    SEXES,
    ETHNICITIES,
    AGE_BANDS,
    KNOTS,
    tuple(f"{c}.{n}" for c in CATEGORIES for n in NEEDS),
    tuple(f"{n}.{e}" for n in NEEDS for e in ETHNICITIES),
    tuple(need.word for need in LOSABLE),
    tuple(f"{where.word}.{need.word}" for where in list(Whereabouts)[1:] for need in LOSABLE),
    CAREERS,
    tuple(f"{kind}.{band}" for kind in CAREERS for band in BANDS),
    tuple(f"{kind}.{need}" for kind in CAREERS for need in NEEDS),
    tuple(f"{kind}.{category}" for kind in CAREERS for category in CATEGORIES),
)
whole = st.sampled_from(ALL)


def made(**changes: Any) -> Parameter:
    """A parameter about nothing."""
    given: dict[str, Any] = dict(
        name="x", default=2.0, unit="days", low=1.0, high=3.0, text="An x.", source="made up", rating="judgement"
    )
    return Parameter(**given | changes)


def tables() -> dict[str, list[str]]:
    """The members of each table, in order of declaration."""
    found: dict[str, list[str]] = {}
    for name in register():
        table, dot, member = name.partition(".")
        if dot:
            found.setdefault(table, []).append(member)
    return found


def test_every_number_says_what_it_is_and_where_it_comes_from() -> None:
    for parameter in ALL:
        name = parameter.name
        assert parameter.rating in get_args(Rating) and parameter.role in get_args(Role), name
        assert parameter.text.endswith(".") and parameter.text[0].isupper(), name
        assert parameter.unit.strip() and parameter.source.strip(), name
        assert all(part.isidentifier() or part in (*AGE_BANDS, *KNOTS) for part in name.split(".")), name
        for value in (parameter.default, parameter.low, parameter.high):
            assert parameter.check(value) == value
        if parameter.role == "constant":
            assert parameter.low == parameter.default == parameter.high, name
        else:
            assert parameter.low < parameter.high, name


def test_a_judgement_says_so_in_its_source() -> None:
    for parameter in ALL:
        if parameter.source.startswith("Judgement"):
            assert parameter.rating == "judgement", parameter.name


def test_a_source_names_what_a_reader_can_find() -> None:
    """A reader has publications, not our notes with their sections."""
    ours = re.compile(r"\bevidence,? (?:\d|where evidence is weak)", re.I)
    assert not [parameter.name for parameter in ALL if ours.search(parameter.source)]


def test_every_channel_is_a_switch_from_closed_to_open() -> None:
    for name in CHANNELS:
        channel = find(f"channel_{name}")
        assert (channel.floor, channel.default, channel.ceiling, channel.role) == (0.0, 1.0, 1.0, "constant")
    assert {name for name in register() if name.startswith("channel_")} == {f"channel_{name}" for name in CHANNELS}


def test_tables_hold_one_number_for_each_word_in_the_engines_order() -> None:
    for table, members in tables().items():
        assert tuple(members) in VOCABULARIES, table
        assert table not in register(), "a table and a single number may not share a name"


def test_a_number_declared_twice_is_refused() -> None:
    with pytest.raises(InputError, match="x is declared twice"):
        each_once([made(), made(default=2.5)])


# How many numbers each file had, and a digest of them, made from the Python declarations that the files took the place of.
# Whoever changes one of these numbers on purpose puts the new digest here, with a line in CHANGELOG.md that begins with
# **Numbers**; what is new is declared after them, so that the engine's record keeps its order.
BEFORE = {
    "people": (34, "846ce54ff2158fd4"),
    "careers": (84, "6e07b6850e913cd8"),
    "needs": (78, "294fd687e4e80c2c"),
    "offending": (145, "e12f992726d00c83"),
    "police": (116, "bb3cf40e1b454d52"),
    "justice": (66, "4422d4e6ed14b08e"),
    "support": (82, "a8836fcaa7363d04"),
    "effects": (13, "ffb8e24bce654448"),  # written from studies: a new digest with every new belief
    "costs": (30, "40eb982e92183476"),
    "channels": (15, "7649fab24411822e"),
    "laws": (10, "a292440181a1a4f9"),
}


def test_no_number_moved_unnoticed() -> None:
    files = [list(group) for _, group in groupby(ALL, key=lambda each: each.subject)]
    assert len(files) == len(SUBJECTS), "a subject is one file"
    found = {}
    for subject, group in zip(SUBJECTS, files, strict=True):
        count = BEFORE[subject][0]
        text = "\n".join(
            f"{p.name} {p.role} {p.scale} {p.low!r} {p.default!r} {p.high!r} {p.floor!r} {p.ceiling!r}"
            for p in group[:count]
        )
        found[subject] = (count, hashlib.sha256(text.encode()).hexdigest()[:16])
    assert found == BEFORE


@pytest.mark.parametrize(
    "changes",
    [
        {"low": 2.5},
        {"high": 1.5},
        {"floor": 1.5},
        {"ceiling": 2.5},
        {"scale": "log", "low": 0.0},
        {"scale": "logit"},
        {"scale": "logit", "low": 0.0, "default": 0.5, "high": 0.9},
        {"scale": "logit", "low": 0.1, "default": 0.5, "high": 1.0},
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="^x: "):
        made(**changes)


@given(whole, st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_is_taken_when_within_the_limits_and_refused_otherwise(parameter: Parameter, value: float) -> None:
    if parameter.floor <= value <= parameter.ceiling:
        assert resolve({parameter.name: value})[parameter.name] == value
    else:
        with pytest.raises(InputError) as caught:
            resolve({parameter.name: value})
        assert parameter.name in str(caught.value) and parameter.unit in str(caught.value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, "2", None, [2.0], 2j])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(InputError, match="x must be a number"):
        made().check(value)


def test_whole_numbers_become_floats() -> None:
    value = made().check(3)
    assert value == 3.0 and isinstance(value, float)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("caseload_prearrest", "caseload_pre_arrest"),
        ("Offer_street", "offer_street"),
        ("need_weight.drug", "need_weight.drugs"),
        ("turnover", "turnover_a_year"),
        ("channel_capacty", "channel_capacity"),
    ],
)
def test_a_misspelt_name_gets_a_hint(typed: str, meant: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve({typed: 1.0})
    assert str(caught.value) == f"There is no parameter called {typed}. Did you mean {meant}?"


def test_a_name_like_no_other_gets_no_hint() -> None:
    assert did_you_mean("zzzzzzzz", register()) == ""


@given(whole)
def test_any_name_but_for_one_letter_is_recognised(parameter: Parameter) -> None:
    near = did_you_mean(parameter.name[:-1] + "~", [parameter.name])
    assert near == f" Did you mean {parameter.name}?"


def test_resolving_changes_only_what_was_asked() -> None:
    usual, changed = resolve(), resolve({"need_weight.trauma": 1.5})
    assert list(usual) == list(changed) == list(register())
    assert {name for name in usual if usual[name] != changed[name]} == {"need_weight.trauma"}
    assert usual == {name: parameter.default for name, parameter in register().items()}


def test_what_is_uncertain_is_what_says_so() -> None:
    assert uncertain() == [parameter for parameter in ALL if parameter.role == "uncertainty"]
    assert 20 < len(uncertain()) < len(ALL)


@given(st.data())
def test_each_value_lands_in_its_own_field(data: st.DataObject) -> None:
    """Change any one value: exactly one number of the record moves, and it is the one the engine reads under that name."""
    name = data.draw(st.sampled_from(sorted(register())))
    before = par_record(resolve())
    after = par_record(resolve() | {name: -12345.0})
    table, dot, member = name.partition(".")
    for field in before.dtype.names or ():
        if field != table:
            assert (before[field] == after[field]).all(), field
    if not dot:
        assert after[table] == -12345.0
        return
    (order,) = [words for words in VOCABULARIES if words == tuple(tables()[table])]
    moved = [k for k in range(len(order)) if before[table][k] != after[table][k]]
    assert moved == [order.index(member)]


def test_every_value_of_the_record_is_the_one_declared() -> None:
    numbers = {name: 1000.0 + k for k, name in enumerate(register())}
    row = par_record(numbers)
    seen = []
    for name, value in numbers.items():
        table, dot, member = name.partition(".")
        assert row[table][tables()[table].index(member)] == value if dot else row[table] == value
        seen.append(table)
    derived = set(row.dtype.names or ()) - set(seen)
    assert all((row[name] == 0.0).all() for name in derived), "derived numbers are filled in later"


def test_the_grid_of_tilts_is_read_by_category_then_need() -> None:
    row = par_record(resolve())
    for c, category in enumerate(CATEGORIES):
        for n, need in enumerate(NEEDS):
            assert row.category_tilt[c * N_NEEDS + n] == resolve()[f"category_tilt.{category}.{need}"]


def test_what_says_that_it_is_calibrated_says_to_what() -> None:
    calibrated = re.compile("alibrated to|^Set so that|[.] Set so that")
    fitted = {each.name for each in ALL if each.fitted_to}
    assert {each.name for each in ALL if calibrated.search(each.source)} <= fitted
    assert find("arrest_base.shoplifting").fitted_to and not find("move_rate").fitted_to


def test_every_number_has_a_day_that_is_past() -> None:
    for parameter in ALL:
        assert "2026-11-23" <= parameter.checked <= date.today().isoformat(), parameter.name
