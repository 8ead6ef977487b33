"""What outlives a mended sentence, and what does not outlive a changed behaviour or number: kernels, runs, validation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

import diversion
from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.measures import parts
from diversion.experiments.plans import identity
from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.identity import Variants
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.posterior import Posterior
from diversion.experiments.trials import findings
from diversion.experiments.validation import record
from diversion.experiments.validation.record import Recorded, recorded
from diversion.experiments.validation.shipped import shipped
from diversion.scenarios import facts, loader
from diversion.scenarios.facts import PROSE, values_hash
from diversion.scenarios.parameters import register

PACKAGE = Path(str(diversion.__file__)).resolve().parent

# Where the compiled copies of the engine's largest kernel are looked for, which run is looked for in a store, and
# whether the validation on record still holds, once it was stamped.
PROBE = """
import json, sys
from dataclasses import replace
from diversion.agents.engine.cache import cache_folder, kept_copies
from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.plans.identity import Variants
from diversion.experiments.plans.making import make_plan
from diversion.experiments.validation.record import keep, recorded, values
from diversion.model import day
class Processor:
    def magic_tuple(self):
        return ("any",)
if "stamp" in sys.argv:
    keep(replace(recorded(), engine=engine_hash(), values=values()), None)
copy = kept_copies(getattr(day.run_days, "function", day.run_days))._path("signature", Processor())
plan = make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1)
print(json.dumps({"kernels": str(copy), "runs": Variants(plan).identities({}, 0), "valid": recorded().current}))
"""


class Valid(NamedTuple):
    """What is still valid."""

    kernels: bool
    runs: bool
    validation: bool


class Twin:
    """A copy of the package that may be edited."""

    def __init__(self, folder: Path) -> None:
        """Copy what computes, and stamp its validation record as its own."""
        self._folder = folder
        for name in ("agents", "model", "scenarios", "experiments"):
            kept = shutil.ignore_patterns("__pycache__")
            shutil.copytree(PACKAGE / name, folder / "diversion" / name, ignore=kept)
        shutil.copy(PACKAGE / "__init__.py", folder / "diversion")
        self._before = self._probe("stamp")
        assert self._before["valid"]

    def valid(self, file: str, *edits: tuple[str, str]) -> Valid:
        """What is still valid after edits of a file, which are undone."""
        path = self._folder / "diversion" / file
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in path.read_text(encoding="utf-8"), (
                f"{file} no longer has {old!r}: choose something else to edit"
            )
            path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        now, before = self._probe(), self._before
        path.write_text(text, encoding="utf-8")
        return Valid(now["kernels"] == before["kernels"], now["runs"] == before["runs"], now["valid"])

    def with_text(self, text: str) -> str:
        """The first file of `scenarios` that has a text."""
        scenarios = self._folder / "diversion" / "scenarios"
        files = (path for path in sorted(scenarios.rglob("*")) if path.suffix in (".py", ".yaml"))
        found = next(path for path in files if text in path.read_text(encoding="utf-8"))
        return found.relative_to(self._folder / "diversion").as_posix()

    def _probe(self, *words: str) -> dict[str, Any]:
        # Without byte code on disk, a source edited twice within a second is still read anew.
        given = os.environ | {
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(self._folder),
            "DIVERSION_CACHE": str(self._folder / "cache"),
        }
        command = [sys.executable, "-c", PROBE, *words]
        done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Twin:
    return Twin(tmp_path_factory.mktemp("twin"))


@pytest.mark.slow
def test_prose_leaves_everything_valid(twin: Twin) -> None:
    everything = Valid(kernels=True, runs=True, validation=True)
    docstring = ('"""', '"""Another beginning.\n\n')
    assert (
        twin.valid("model/day.py", docstring, ("\n\n\n", "\n\n\n# A comment, which moves every line.\n")) == everything
    )
    assert twin.valid("experiments/measures/counted.py", docstring) == everything
    assert (
        twin.valid(twin.with_text("Millwall Community Trust"), ("Millwall Community", "Millwall Communities"))
        == everything
    )
    assert twin.valid("scenarios/library/localities/blackpool.yaml", ("source: ", "source: Another, ")) == everything


@pytest.mark.slow
def test_a_behaviour_leaves_nothing_valid_and_a_number_of_the_library_the_kernels(twin: Twin) -> None:
    assert twin.valid("agents/custody.py", ("/ 2.0", "/ 3.0")) == Valid(kernels=False, runs=False, validation=False)
    number = ("workers: ", "workers: 0.5 * ")
    only_kernels = Valid(kernels=True, runs=False, validation=False)
    assert twin.valid("scenarios/library/services/street-case-management.yaml", number) == only_kernels


# --- in this process -------------------------------------------------------------------------------------------------

PLAN = make_plan("blackpool", ["none", "pre-arrest"], years=1, replicates=1)
Declare = Callable[..., None]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Declare]:
    """Declares one parameter differently."""

    def put(name: str, **fields: Any) -> None:
        other = {**register(), name: replace(register()[name], **fields)}
        for module in (facts, identity):
            monkeypatch.setattr(module, "register", lambda: other)
        record.values.cache_clear()

    yield put
    record.values.cache_clear()


def on_record() -> Recorded:
    """A record of this engine and of these numbers."""
    kept = recorded()
    assert kept is not None
    return replace(kept, engine=engine_hash(), values=record.values())


@pytest.mark.parametrize(
    "fields", [{"default": 0.11}, {"low": 0.01}, {"high": 0.4}, {"scale": "linear"}, {"role": "lever"}]
)
def test_the_record_is_stale_when_a_parameter_has_another_value_or_range(declare: Declare, fields: Any) -> None:
    kept, trials = on_record(), findings.values()
    told = [kept.current]
    declare("offer_street", **fields)
    assert [*told, kept.current, kept.same_values] == [True, False, False]
    assert findings.values() != trials


@pytest.mark.parametrize("fields", [{"text": "a"}, {"source": "b"}, {"rating": "strong"}, {"unit": "c"}])
def test_the_record_outlives_other_words_about_a_parameter(declare: Declare, fields: Any) -> None:
    kept = on_record()
    declare("offer_street", **fields)
    assert kept.current


def with_first(**fields: Any) -> Any:
    """The published patterns with the first of them changed."""
    published = shipped()
    first, *others = published.patterns
    return published.model_copy(update={"patterns": (first.model_copy(update=fields), *others)})


def test_the_record_is_stale_when_a_pattern_says_another_number_and_not_when_it_says_it_otherwise() -> None:
    before = values_hash(shipped())
    assert values_hash(with_first(title="t", source="s", note="n", rating="weak")) == before
    for fields in ({"target": (1.0, 2.0)}, {"published": 1.0}, {"use": "held-back"}, {"measure": "detention_hours"}):
        assert values_hash(with_first(**fields)) != before


def test_the_record_is_stale_when_an_item_it_leads_to_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = values_hash(shipped())
    load = loader.load

    def changed(**fields: Any) -> None:
        monkeypatch.setattr(
            facts, "loader", SimpleNamespace(**vars(loader) | {
                "load": lambda name: load(name).model_copy(update=fields if name == "lead" else {})
            })
        )  # fmt: skip

    changed(text="other words", source="others", published=())
    assert values_hash(shipped()) == before
    changed(consent=0.123)
    assert values_hash(shipped()) != before


def test_an_item_that_nothing_leads_to_leaves_the_record_alone() -> None:
    reached = facts._reached(facts.facts(shipped()))
    assert {"blackpool", "lead", "lead-street", "street-case-management"} <= reached.keys()
    assert "seattle" not in reached


def test_a_new_default_makes_other_runs_even_where_the_parameter_is_set(declare: Declare) -> None:
    """Published effects are read at the declared waits, whatever waits are simulated."""
    plan = replace(PLAN, changes={"need_wait_days.housing": 50.0})
    before = Variants(plan).identities({}, 0)
    declare("need_wait_days.housing", text="other words")
    assert Variants(plan).identities({}, 0) == before
    declare("need_wait_days.housing", default=register()["need_wait_days.housing"].default * 1.01)
    assert not set(Variants(plan).identities({}, 0).values()) & set(before.values())


def test_words_about_places_and_programmes_make_no_other_runs_but_another_question() -> None:
    item = loader.locality("blackpool").model_copy(update={"title": "Another", "text": "Other words"})
    residents = item.residents.model_copy(update={"source": "Another", "note": "n", "rating": "weak"})
    told = replace(PLAN, locality=item.model_copy(update={"residents": residents}))
    assert Variants(told).identities({}, 0) == Variants(PLAN).identities({}, 0)
    assert comparison(told).fingerprint != comparison(PLAN).fingerprint, "the words of the question are kept with it"
    more = residents.model_copy(update={"value": residents.value + 1})
    other = replace(PLAN, locality=item.model_copy(update={"residents": more}))
    assert Variants(other).identities({}, 0) != Variants(PLAN).identities({}, 0)


def test_no_name_in_a_mapping_is_taken_for_prose() -> None:
    regime = loader.regime("pre-arrest").model_copy(
        update={"workers": {"source": 3.0, "text": "0.5 * workers_custody"}}
    )
    assert facts.facts(regime)["workers"] == {"source": 3.0, "text": "0.5 * workers_custody"}
    assert not set(PROSE) & facts.facts(regime).keys()


def test_other_declared_values_are_another_question(declare: Declare) -> None:
    before = comparison(PLAN).fingerprint
    declare("offer_street", low=0.01)
    assert comparison(PLAN).fingerprint != before


def test_a_posterior_of_other_values_is_said(declare: Declare) -> None:
    about = {"engine": "1+a", "values": values_hash()}
    kept = Posterior(("offer_street",), np.array([[0.1]]), np.ones(1), about=about)
    assert kept.warnings("blackpool", "1+a") == []
    declare("offer_street", default=0.11)
    assert kept.warnings("blackpool", "1+a") == [
        "The posterior was made when other values of the parameters were declared: calibrate again."
    ]


def test_how_measures_are_read_is_known_by_its_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = parts.reading_hash.__wrapped__
    for path in parts.ROOM.glob("*.py"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(parts, "ROOM", tmp_path)
    before = plain()
    file = tmp_path / "flows.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"""', '"""Another beginning. ', 1) + "\n# The end.\n", encoding="utf-8")
    assert plain() == before == parts.reading_hash()
    file.write_text(text.replace("1000.0", "100.0", 1), encoding="utf-8")
    assert plain() != before
