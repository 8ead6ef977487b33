"""The script that plants mistakes: it finds those that no test notices, goes on where it stopped, and leaves the tree alone."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).with_name("mutate.py")
FILES = {
    "__init__.py": "",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--import-mode=importlib"]\nmarkers = ["slow", "golden"]\n',
    "agents/__init__.py": "",
    "agents/sums.py": '''"""Sums."""

from __future__ import annotations

TABLE = {"double": lambda x: x * 2}


def total(a: float, b: float) -> float:
    """A sum that is never below nothing."""
    if a > 90.0:
        while a:
            b += 0.0
            break
    return max(a + b, 0.0)


class Pair:
    """Two numbers."""

    def __init__(self, a: float, b: float) -> None:
        self.a, self.b = a, b

    @property
    def gap(self) -> float:
        """How far they are apart."""
        return self.a - self.b
''',
    "tests/unit/agents/test_sums.py": """from diversion.agents.sums import TABLE, Pair, total


def test_a_sum() -> None:
    assert total(1.0, 2.0) == 3.0 and Pair(5.0, 2.0).gap == 3.0 and TABLE["double"](3) == 6
""",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small package whose one test never asks for a sum below nothing."""
    for name, text in FILES.items():
        path = tmp_path / "any-name" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "any-name"


def digest(tree: Path) -> dict[str, str]:
    """What stands in every file."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(tree.rglob("*")) if path.is_file()
    }


def mutate(tree: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call the script on a tree."""
    command = [sys.executable, str(SCRIPT), "--root", str(tree), "--folder", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_a_mistake_that_no_test_notices_is_found_and_the_tree_is_as_before(tree: Path, tmp_path: Path) -> None:
    before, folder = digest(tree), tmp_path / "found"
    done = mutate(tree, folder, "agents/sums.py")
    assert done.returncode == 1, done.stderr
    rows = [json.loads(line) for line in (folder / "found.jsonl").read_text(encoding="utf-8").splitlines()]
    found = {(row["line"], row["operator"], row["after"]): row["found"] for row in rows}
    assert found[14, "limit dropped", "(a + b)"] == "survived"
    assert "agents/sums.py:14: limit dropped\n    - max(a + b, 0.0)\n    + (a + b)\n" in done.stdout
    assert found[14, "other sign", "(a - b)"] == found[14, "min for max", "(min(a + b, 0.0))"] == "killed"
    assert found[26, "other sign", "(self.a + self.b)"] == "killed", "a property is exchanged as a function is"
    assert found[5, "other sign", "(x / 2)"] == "killed", "what stands outside of functions is loaded anew"
    by = {row["by"] for row in rows if row["line"] in (5, 14, 26) and row["found"] == "killed"}
    assert by == {"tests/unit/agents/test_sums.py::test_a_sum"}, "and by which test it was noticed is written down"
    assert digest(tree) == before and "__pycache__" not in {path.name for path in tree.rglob("*")}

    again = mutate(tree, folder, "agents/sums.py")
    assert "0 to try" in again.stderr and again.stdout == done.stdout


def test_without_time_nothing_is_tried_and_a_sample_is_the_same_for_the_same_seed(tree: Path, tmp_path: Path) -> None:
    listed = [
        mutate(tree, tmp_path / "a", "--list", "--sample", "5", "--seed", seed).stdout for seed in ("1", "1", "2")
    ]
    assert listed[0] == listed[1] != listed[2] and len(listed[0].splitlines()) == 5
    none = mutate(tree, tmp_path / "b", "agents/sums.py", "--minutes", "0")
    assert (none.returncode, none.stdout) == (0, "0 tried, 0 noticed, 0 survived.\n")


def test_tests_that_fail_before_anything_is_planted_are_refused(tree: Path, tmp_path: Path) -> None:
    path = tree / "tests/unit/agents/test_sums.py"
    path.write_text(path.read_text(encoding="utf-8").replace("== 6", "== 7"), encoding="utf-8")
    done = mutate(tree, tmp_path / "a", "agents/sums.py", "--sample", "2")
    assert done.returncode == 1 and "fail without any mistake planted" in done.stderr


def test_the_mistakes_that_are_written_down_still_stand_in_the_sources() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--planted", "--list"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 7, done.stderr
