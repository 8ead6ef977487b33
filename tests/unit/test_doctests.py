"""The public names a researcher calls from Python: each says its arguments, and its example runs."""

from __future__ import annotations

import doctest
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import diversion
from diversion.agents import arithmetic, chance
from diversion.experiments import files, wording
from diversion.experiments.answers.comparison import Comparison
from diversion.experiments.designs import design
from diversion.experiments.exports import exporting
from diversion.experiments.faces import calibrate as calibrating
from diversion.experiments.faces import compare as comparing
from diversion.experiments.faces import sensitivity as sensing
from diversion.experiments.faces import validate as validating
from diversion.experiments.faces.compare import Comparison as ShownComparison
from diversion.experiments.memo import report as reporting
from diversion.experiments.memo.report import Report
from diversion.experiments.mix import carry_out as mixing
from diversion.experiments.pilot import carry_out as piloting
from diversion.experiments.plans import as_then, identity, making, posterior
from diversion.experiments.sensitivity import analysis, study
from diversion.experiments.since import answer as since_then
from diversion.experiments.statistics import information, paired, pairing, samples, value, verdicts
from diversion.experiments.store.store import Store
from diversion.experiments.sweeps import carry_out as sweeping
from diversion.experiments.trials import effects
from diversion.model.model import DiversionModel
from diversion.scenarios import editing, loader, parameters

# A class or a module, and which of its names are public in this sense; a class named here itself is there by "".
PUBLIC: dict[Any, str] = {
    comparing: "compare",
    mixing: "mix",
    piloting: "pilot",
    since_then: "since",
    sweeping: "sweep",
    reporting: "report",
    Report: "save",
    DiversionModel: " run fork outcomes months monthly yearly person",
    calibrating: "calibrate",
    sensing: "sensitivity",
    validating: "validate",
    ShownComparison: "plot",
    information: "evpi evppi",
    as_then: "as_declared",
    Comparison: "paired differences levels findings mean best save",
    making: "make_plan read_changes",
    identity: "at",
    posterior: "read_posterior write_posterior",
    design: "read_design",
    paired: "level difference interval share_lower",
    pairing: "paired",
    verdicts: "verdict",
    value: "best",
    samples: "student standard_error welch share_of_pairs_lower draw_means luck_share needed quantile_error",
    study: "make_study",
    analysis: "sample analyse",
    Store: "open experiments experiment runs outcomes",
    exporting: "export",
    effects: "at_base share_instead odds_ratio_of rates_behind share_of mean_behind",
    loader: "load locality regime programme names catalogue",
    parameters: "find register resolve",
    editing: "sort_out changed edited",
    chance: "draw",
    arithmetic: "exp log normal",
    wording: "number signed rounded listed",
    files: "written_whole",
}


def _named() -> Iterator[Any]:
    """Every public name with what it stands for; its id is its place in the package."""
    for home, names in PUBLIC.items():
        where = home.__name__.removeprefix("diversion.")
        for name in names.split(" "):
            item = inspect.getattr_static(home, name) if name else home
            yield pytest.param(_plain(item), id=f"{where}.{name}".strip("."))


def _plain(item: Any) -> Any:
    """The function or class itself: a table that is worked out once, and a class's own method, stand for theirs."""
    if isinstance(item, cached_property):
        return item.func
    return item.__func__ if isinstance(item, classmethod) else item


EACH = pytest.mark.parametrize("item", list(_named()))


def _text(item: Any) -> str:
    """Its docstring, and that of its constructor where it is a class."""
    return "\n\n".join(inspect.getdoc(part) or "" for part in ([item, item.__init__] if _is_class(item) else [item]))


def _is_class(item: Any) -> bool:
    return isinstance(item, type)


def _taken(item: Any) -> set[str]:
    """The arguments that a caller gives; a behaviour is seen through to the function that it compiles."""
    return set(inspect.signature(item).parameters) - {"self", "cls"}


def _said(text: str) -> set[str]:
    """The names that the docstring lists under `Args`."""
    block = re.search(r"^Args:\n((?: +\S.*\n?|\n)+)", text, re.MULTILINE)
    return set(re.findall(r"^    (\w+): ", block[1], re.MULTILINE)) if block else set()


def _example(item: Any) -> doctest.DocTest:
    """The lines to type, with no name at hand but the public ones of the module in which it stands."""
    module = sys.modules[item.__module__]
    own = {name: each for name, each in vars(module).items() if getattr(each, "__module__", "") == module.__name__}
    return doctest.DocTestParser().get_doctest(_text(item), own, item.__qualname__, module.__file__, 0)


def _complaints(example: doctest.DocTest) -> str:
    """What does not come out as the example says; nothing when all of it does."""
    heard: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(example, out=heard.append)
    return "".join(heard)


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to write to, which is also the user's own data folder, on a narrow terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("COLUMNS", "40")


@EACH
def test_a_public_name_has_an_example(item: Any) -> None:
    assert _example(item).examples


@EACH
def test_it_says_each_of_its_arguments_and_no_other(item: Any) -> None:
    assert _said(_text(item)) == _taken(item)


@EACH
@pytest.mark.usefixtures("away")
def test_its_example_runs_and_leaves_the_users_own_runs_alone(item: Any, tmp_path: Path) -> None:
    assert _complaints(_example(item)) == ""
    assert not (tmp_path / "own").exists()


def test_what_the_package_offers_itself_is_among_them() -> None:
    offered = [getattr(diversion, name) for name in diversion.__all__ if name != "__version__"]
    listed = [param.values[0] for param in _named()]
    assert all(any(item is each for each in listed) for item in offered)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Example:\n    >>> 1 + 1\n    2", ""),
        ("Example:\n    >>> 1 + 1\n    3", "Got"),
        ("    >>> nobody", "NameError"),
    ],
)
def test_an_example_that_comes_out_otherwise_is_noticed(text: str, complaint: str) -> None:
    heard = _complaints(doctest.DocTestParser().get_doctest(text, {}, "made up", None, 0))
    assert complaint in heard if complaint else heard == ""


def test_only_the_names_under_args_are_said() -> None:
    text = (
        "Nothing.\n\nArgs:\n    one: The first, which\n        goes: on.\n    other: Too.\n\nReturns:\n    all: of it."
    )
    assert _said(text) == {"one", "other"}
    assert _said("Args that stand nowhere.") == set()
