"""What a command loads before it does anything: whoever lists places does not wait for compilers, tables and pictures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "SALib",
    "alembic",
    "dask",
    "distributed",
    "jinja2",
    "matplotlib",
    "mesa",
    "networkx",
    "pandas",
    "sklearn",
    "solara",
)
# In a process of its own; the engine is where runs begin, and it never opens.
WATCHED = """
import json, sys
from diversion.experiments.cli.app import main

class Begun(BaseException):
    pass

def begin(*_given):
    raise Begun

try:
    if sys.argv[1] == "compare":
        from diversion.experiments.runs import runner
        runner.open_engine = begin
    print(main(sys.argv[1:]), file=sys.stderr)
except Begun:
    print("begun", file=sys.stderr)
print(json.dumps(sorted(sys.modules)))
"""


def loaded(*words: str) -> tuple[set[str], str]:
    """What a command has loaded when it ends or its first run would begin, and its last words."""
    done = subprocess.run([sys.executable, "-c", WATCHED, *words], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1])), done.stderr.split()[-1]


@pytest.mark.parametrize("words", [["list"], ["show", "blackpool"]], ids=" ".join)
def test_looking_something_up_loads_neither_numbers_nor_compiler_nor_database(words: list[str]) -> None:
    modules, end = loaded(*words)

    assert end == "0"
    assert not modules & {*HEAVY, "numba", "numpy", "scipy", "sqlalchemy", "psutil"}


def test_a_comparison_begins_its_first_run_without_what_only_some_of_its_answers_need(tmp_path: Path) -> None:
    short = ("--years", "1", "--run-in", "0", "--replicates", "1", "--quiet", "--db", str(tmp_path / "runs.sqlite"))
    modules, end = loaded("compare", "blackpool", *short)

    assert end == "begun" and {"numba", "sqlalchemy"} <= modules
    assert not modules & {*HEAVY, "scipy.stats", "scipy.optimize", "sqlalchemy.dialects.postgresql"}
