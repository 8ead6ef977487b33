"""The number rules: compiled and plain Python agree to the bit, and the sources hold nothing that could part them.

The rules on sources are read off the syntax tree of every function marked `@behaviour` or `@kernel`.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import diversion
from diversion.agents import records
from diversion.agents.par import par_dtype

ROOT = Path(diversion.__file__).parent
SOURCES = sorted(path for folder in ("agents", "model") for path in (ROOT / folder).rglob("*.py"))
RESIDENTS = 8000  # some 120 people
DIGEST = Path(__file__).with_name("world_digest.py")

# What behaviours may use of the libraries; anything else differs between processors, versions, or compiled and plain.
MATH = {"sqrt", "floor", "ldexp", "frexp", "fabs"}
NUMPY = {"float64", "int64", "int32", "uint64", "zeros", "empty", "record", "recarray", "ndarray"}
BUILTINS = {"abs", "bool", "float", "int", "len", "max", "min", "range"}
REDUCTIONS = {
    "all", "any", "argmax", "argmin", "argsort", "cumprod", "cumsum", "dot", "max", "mean", "min", "prod", "ptp", "round",
    "sort", "std", "sum", "var",
}  # fmt: skip
OTHER_CHANCE = {
    "RandomState", "Random", "choice", "choices", "default_rng", "getrandbits", "randint", "random", "rng", "sample",
    "shuffle", "shuffle_do", "uuid4",
}  # fmt: skip

# Numbers that a behaviour may hold; every other one is declared in `scenarios/library/parameters` and comes as `par`.
FORM = {0.0, 1.0, 2.0}  # nothing, the whole, and a half of two
CALENDAR = {365.0, 365.25, 30.4375, 24.0, 12.0}  # days a year and a month, hours a day, months a year
SMALL = range(10)  # whole numbers: places in lists, parts of keys, codes
WHOLE = {
    14, 15, 16, 18, 21, 22,  # the Home Office's codes of outcomes
    64, 1000, 32000,  # room, and numbers packed or counted in little room
    365,  # days, counted one by one
}  # fmt: skip
GUARD = 1e-8  # what is smaller only keeps rounding from deciding something
METHODS = {
    "arithmetic.py": "our own exp, log and normal quantile are made of constants",
    "chance.py": "so is the generator",
    "gamma": "Marsaglia and Tsang's method",
    "poisson": "inversion, up to the largest count",
    "quantiles": "the percentiles between which belief is spread",
    "make_people": "the middle of each person's part of the whole",
    "fixed": "rounds to the nearest",
    "tie_keys": "packs two numbers in one",
    "tie_level": "packs two numbers in one",
    "close_day": "a moment just before midnight",
}
NAMED = {
    "AGE_BOUNDS": "the bands of ages",
    "LAST_AGE": "just inside the tables by age",
    "TO_FULL": "what 95% means",
    "ROUNDING": "a guard",
    "BETWEEN_EQUALS": "breaks ties",
    "A_MOMENT": "a guard",
    "LARGEST_MEAN": "the reach of a method",
    "DAYS_OF_AGE": "days",
    "NEVER": "stands for never",
    "FAR": "stands for never",
    "LEAST": "stands for zero",
    "ADULT": "where the law's adults begin",
    "BOUNDS": "the bands of ages that `career_onset` is declared by",
    "PER": "residents for whom starts are declared",
    "GOLDEN": "a method: the golden section, whose steps lie evenly",
}

RECORDS: dict[str, np.dtype[Any]] = {
    **{kind.__name__: kind.dtype for kind in records.RECORDS},
    "par": par_dtype(),
}


def decorated(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions of a file that are compiled."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            if marks & {"behaviour", "kernel"}:
                yield node


COMPILED = {path: list(decorated(path)) for path in SOURCES}
BEHAVIOURS = {function.name for functions in COMPILED.values() for function in functions}
every_source = pytest.mark.parametrize("path", SOURCES, ids=[f"{path.parent.name}/{path.name}" for path in SOURCES])
every_record = pytest.mark.parametrize("record", RECORDS)


def members(node: ast.AST, module: str) -> set[str]:
    """What of a module a piece of source uses: `math.sqrt` gives `sqrt`."""
    return {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == module
    }


def called(node: ast.AST) -> set[str]:
    """The plain names a piece of source calls."""
    return {each.func.id for each in ast.walk(node) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}


def test_the_rules_see_the_engine() -> None:
    assert {"Person", "Case", "par"} <= set(RECORDS)
    assert {"draw", "exp", "run_days", "set_rates", "hand_over", "make_people"} <= BEHAVIOURS
    assert len(BEHAVIOURS) > 100


@every_source
def test_behaviours_use_plain_arithmetic(path: Path) -> None:
    for function in COMPILED[path]:
        operators = {type(node.op) for node in ast.walk(function) if isinstance(node, ast.BinOp | ast.AugAssign)}
        assert not operators & {ast.Pow, ast.MatMult}, f"{function.name}: write x * x, or exp and log of arithmetic.py"
        assert members(function, "math") <= MATH, function.name
        assert members(function, "np") | members(function, "numpy") <= NUMPY, function.name
        methods = {
            node.func.attr
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not methods & REDUCTIONS, f"{function.name}: write an explicit loop"


@every_source
def test_behaviours_call_behaviours_and_few_builtins(path: Path) -> None:
    for function in COMPILED[path]:
        assert called(function) <= BEHAVIOURS | BUILTINS | {"fetch_ahead", "blank"}, function.name


def bare(function: ast.FunctionDef) -> set[int | float]:
    """The numbers in a function that stand for something somebody might have set otherwise."""
    found = {
        node.value
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    floats = {each for each in found if isinstance(each, float)} - FORM - CALENDAR
    return {each for each in floats if each > GUARD} | {
        each for each in found if isinstance(each, int) and each not in SMALL and each not in WHOLE
    }


@every_source
def test_no_number_of_the_model_stands_bare_in_a_behaviour(path: Path) -> None:
    for function in COMPILED[path]:
        if path.name not in METHODS and function.name not in METHODS:
            assert not bare(function), f"{function.name}: declare it as a parameter"


@every_source
def test_no_number_of_the_model_hides_behind_a_name(path: Path) -> None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and path.name not in METHODS and _has_fraction(node):
            name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            assert name in NAMED, f"{name}: declare it as a parameter"


def _has_fraction(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Constant) and isinstance(each.value, float) for each in ast.walk(node))


def test_a_bare_number_is_seen() -> None:
    (function,) = ast.parse(
        "def f(x):\n    'Half of 0.3.'\n    return x * 0.3 + 365.0 * x[3] - 40 * (x - 1e-9) + 0.5"
    ).body
    assert isinstance(function, ast.FunctionDef)
    assert bare(function) == {0.3, 40, 0.5}


@every_source
def test_unsigned_integers_stay_in_chance(path: Path) -> None:
    for function in COMPILED[path]:
        assert path.name == "chance.py" or "uint64" not in members(function, "np"), function.name


@every_source
def test_needs_are_read_as_doubles(path: Path) -> None:
    """Needs are stored as f4: arithmetic on them unconverted would be done in single precision in plain Python."""
    for function in COMPILED[path]:
        wrapped = {
            id(node.args[0])
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "float64"
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                whose = ast.unparse(node.value)
                of_person = whose == "needs" or whose.endswith("person.needs")
                assert not of_person or id(node) in wrapped, f"{function.name}: {ast.unparse(node)}"


@every_source
def test_nothing_draws_from_another_generator(path: Path) -> None:
    """Mesa's face must name Mesa's generators to hand them on, and picks a seed where none is given; no more than that."""
    face = path.name in {"model.py", "mesa_agents.py"}
    foreign = {"random", "uuid"} | (set() if face else {"secrets"})
    handed_on = {"random", "rng"} if face else set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {each.name.partition(".")[0] for each in node.names} & foreign
        elif isinstance(node, ast.ImportFrom):
            assert node.module not in foreign | {"numpy.random"}
            assert not {each.name for each in node.names} & OTHER_CHANCE
        elif isinstance(node, ast.Attribute):
            assert node.attr not in OTHER_CHANCE - handed_on, ast.unparse(node)
            drawn_from = isinstance(node.value, ast.Attribute) and node.value.attr in OTHER_CHANCE
            assert not drawn_from, ast.unparse(node)


@every_record
def test_no_field_hides_behind_an_attribute_of_numpy(record: str) -> None:
    taken = {*dir(np.record), *dir(np.void), *dir(np.recarray), *dir(np.ndarray)}
    names = RECORDS[record].names or ()
    assert not taken & set(names)
    assert all(name.isidentifier() for name in names)


@every_record
def test_fields_have_types_that_both_ways_agree_on(record: str) -> None:
    for name, (kind, offset, *_) in (RECORDS[record].fields or {}).items():
        single, shape = kind.subdtype or (kind, ())
        assert single.str[1:] in {"f8", "i8", "f4", "i4", "i2", "u1"}, f"{name}: no bool, no uint64, nothing else"
        assert single.isnative, name
        assert not shape or single.itemsize >= 4 or single == np.dtype("u1"), f"{name}: flags in a nested array are u1"
        assert offset % single.itemsize == 0, name


@every_record
def test_rows_are_aligned(record: str) -> None:
    dtype = RECORDS[record]
    assert dtype.type is np.record
    assert dtype.isalignedstruct
    assert dtype.itemsize % 8 == 0


def digest(residents: int, seed: int = 7, **environment: str) -> dict[str, Any]:
    """What `world_digest.py` prints in a process with these variables set."""
    command = [sys.executable, str(DIGEST), str(residents), str(seed)]
    given = os.environ | environment
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The fields in which two sets of worlds differ: regime, table and field, to say where to look."""
    assert one["digests"].keys() == other["digests"].keys()
    return [key for key, value in one["digests"].items() if other["digests"][key] != value]


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    return digest(RESIDENTS, PYTHONHASHSEED="0")


def test_the_compared_worlds_go_through_nearly_every_door(usual: dict[str, Any]) -> None:
    """Otherwise agreement would say little: nearly every measure must have been counted in some regime."""
    counted = {name for regime in usual["totals"].values() for name, value in regime.items() if value}
    never = set(usual["totals"]["none"]) - counted
    assert len(never) <= 6, never
    assert not never & {"referrals", "engaged", "dropped", "lapsed", "arrests", "charges", "convictions", "prison_days"}


def test_digests_tell_worlds_apart(usual: dict[str, Any]) -> None:
    found = usual["digests"]
    assert len({found[f"{regime}.people.support"] for regime in usual["totals"]}) == 3
    assert len({found[f"{regime}.people.born"] for regime in usual["totals"]}) == 1


def test_compiled_and_plain_python_agree_to_the_bit(usual: dict[str, Any]) -> None:
    assert differing(usual, digest(RESIDENTS, NUMBA_DISABLE_JIT="1")) == []


def test_the_order_of_sets_never_matters(usual: dict[str, Any]) -> None:
    assert differing(usual, digest(RESIDENTS, PYTHONHASHSEED="1")) == []


@pytest.mark.slow
def test_a_processor_without_fused_multiply_add_agrees_to_the_bit(usual: dict[str, Any]) -> None:
    assert differing(usual, digest(RESIDENTS, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")) == []


@pytest.mark.slow
def test_checking_every_index_changes_nothing_and_finds_nothing(usual: dict[str, Any]) -> None:
    assert differing(usual, digest(RESIDENTS, NUMBA_BOUNDSCHECK="1")) == []
