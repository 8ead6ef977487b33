"""The wall: what calibrates cannot read patterns that are held back, what they came to, or anything that knows them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from diversion.experiments import calibration
from diversion.experiments.validation import texts

ROOT = Path(calibration.__file__).parents[2]
# Run before anything else: whoever opens what is held back, or the record of what it came to, is stopped.
GUARDED = """
import sys
def guard(event, given):
    if event == "open" and str(given[0]).endswith(("held-back.yaml", "validation/found.json")):
        raise PermissionError(f"{given[0]} is held back")
sys.addaudithook(guard)
"""
TINY = """format: 1
place: blackpool
parameters:
  career_rate.persistent: {low: 10, high: 40, scale: log}
  move_rate: {low: 0.02, high: 0.1}
groups:
  volumes: [arrests-blackpool]
discrepancy: {usual: 2}
stable: 0.3
full: {seeds: 1, waves: 1, points: 12, draws: 20, rounds: 1, made_up: 10, scenes: [blackpool]}
quick: {seeds: 1, waves: 1, points: 12, draws: 20, rounds: 1, made_up: 10, scenes: [blackpool]}
"""


def guarded(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", GUARDED + code], capture_output=True, text=True, check=False)


def test_what_calibration_looks_for_is_read_where_nothing_held_back_can_be() -> None:
    done = guarded(
        "from diversion.experiments.calibration import openly\nprint(len(openly.aims_of(openly.read_aims()).patterns))"
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


@pytest.mark.parametrize(
    "reader",
    [
        "from diversion.experiments.validation.shipped import shipped; shipped()",
        "from diversion.experiments.validation import recorded; recorded()",
        "from diversion.experiments.validation import values; values()",
    ],
)
def test_the_guard_stops_whoever_reads_what_is_held_back(reader: str) -> None:
    done = guarded(reader)
    assert done.returncode != 0 and "is held back" in done.stderr


@pytest.mark.slow
def test_a_whole_calibration_runs_where_nothing_held_back_can_be_read(tmp_path: Path) -> None:
    aims = tmp_path / "tiny.yaml"
    aims.write_text(TINY, encoding="utf-8")
    given = ["--quick", "--quiet", "--aims", str(aims), "--into", str(tmp_path / "found")]
    done = guarded(f"from diversion.experiments.calibration import openly\nsys.exit(openly.main({given!r}))")
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr, (
        done.stderr
    )  # 1 where so few made-up places look uneven
    text = (tmp_path / "found" / "blackpool.csv").read_text(encoding="utf-8")
    assert "# verdict: " in text and "weight,career_rate.persistent,move_rate" in text
    assert (tmp_path / "found" / "found.json").is_file()


def test_the_import_contract_names_everything_that_knows_what_is_held_back() -> None:
    """`lint-imports` enforces it, through however many others a module would come to know it."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (rule,) = [each for each in rules if each["name"] == "Calibration cannot read what is held back"]
    assert rule["type"] == "forbidden" and not rule.get("allow_indirect_imports")
    assert rule["source_modules"] == ["diversion.experiments.calibration"]
    folder = Path(texts.__file__).parent
    know = {
        f"diversion.experiments.validation.{file.stem}"
        for file in folder.glob("*.py")
        if "FILES.values()" in file.read_text(encoding="utf-8") or "found.json" in file.read_text(encoding="utf-8")
    }
    assert know and know <= set(rule["forbidden_modules"])


def test_no_module_of_calibration_names_the_files() -> None:
    for file in Path(calibration.__file__).parent.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert texts.FILES["held-back"] not in text and "validation.texts" not in text, file.name
