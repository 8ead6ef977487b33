"""Laws as data: what a file may say, and what no law can change because it would do nothing or break a bound."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import diversion
from diversion.model.build.build import _bound_ratio
from diversion.scenarios import loader
from diversion.scenarios.law import BELIEFS, FIXED, SUBJECTS, UNREAD, Law
from diversion.scenarios.parameters import InputError, register, resolve

ROOT = Path(diversion.__file__).parent
LINES = """name: my-law
title: My law
text: A law to try.
standing: hypothetical
changes: {{{}}}
source: made up
rating: judgement
checked: 2026-12-01
"""


def law(changes: str, more: str = "") -> Law:
    """A law of somebody's own."""
    return loader.parse(Law, LINES.format(changes) + more, "my-law.yaml")


class Asked(dict[str, float]):
    """Values that remember which of them were asked for."""

    def __init__(self) -> None:
        """Every parameter at its default."""
        super().__init__(resolve())
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> float:
        """The value."""
        self.names.add(name)
        return super().__getitem__(name)


def read_in_behaviours() -> Iterator[str]:
    """The fields of `par` that compiled code reads."""
    for path in (path for folder in ("agents", "model") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            marks = {ast.unparse(each) for each in node.decorator_list} if isinstance(node, ast.FunctionDef) else set()
            if marks & {"behaviour", "kernel"}:
                yield from (
                    each.attr
                    for each in ast.walk(node)
                    if isinstance(each, ast.Attribute) and ast.unparse(each.value).split(".")[-1] == "par"
                )


def test_each_law_of_the_library_says_what_it_changes_and_how_sure_that_is() -> None:
    found = [loader.law(name) for name in loader.names("law")]
    assert len(found) >= 5
    assert {each.name: each.starts is not None for each in found} == {
        "end-of-release-under-investigation": False,
        "out-of-court-considered": False,
        "right-care-right-person": False,
        "short-custody-presumption": True,
        "two-tier-cautions": False,
    }
    assert all(each.rating and each.source and each.checked for each in found)


def test_what_a_law_is_believed_to_do_is_a_parameter_with_a_range() -> None:
    named = {name for each in loader.names("law") for name in loader.quantities(loader.law(each))}
    beliefs = {name: each for name, each in register().items() if name.startswith(BELIEFS)}
    assert named == set(beliefs)
    assert all(each.role == "uncertainty" and each.low < each.high for each in beliefs.values())


def test_what_only_a_law_that_is_left_out_names_decides_nothing() -> None:
    parts = loader.catalogue([loader.regime("none")])
    presumption = loader.law("short-custody-presumption")
    assert "law_short_custody_share" in loader.idle(parts)
    assert loader.idle(parts) - loader.idle(parts, [presumption]) == {"law_short_custody_share"}


def test_nothing_that_a_bound_rests_on_can_be_changed_by_a_law() -> None:
    asked = Asked()
    _bound_ratio(asked)
    assert {"tie_strength", "loss_weight"} <= asked.names
    for name in asked.names:
        with pytest.raises(InputError, match=r"law"):
            law(f"{name}: {{to: {register()[name].default}}}")


def test_whatever_a_law_can_change_is_read_while_a_run_goes_on() -> None:
    open_to_law = {
        name.partition(".")[0]
        for name, each in register().items()
        if each.subject in SUBJECTS and not name.startswith(BELIEFS)
    } - {*FIXED, *UNREAD}
    assert {"bail_share", "charge_category", "hours_welfare"} <= open_to_law <= set(read_in_behaviours())


def test_what_no_law_can_change_is_declared() -> None:
    assert {*FIXED, *UNREAD} <= {name.partition(".")[0] for name in register()}
    assert set(SUBJECTS) <= {each.subject for each in register().values()}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ("need_weight.drugs: {to: 0}", "laws change what police and courts do"),
        ("law_decision_days: {to: 1}", "laws change what police and courts do"),
        ("offer_street: {to: 0.5}", "cannot change during a run"),
        ("freed_to_serious: {to: 0.5}", "read when a run is over"),
        ("bail_shar: {to: 0.5}", "is not a parameter. Did you mean bail_share"),
        ("bail_share: {to: 0.5, times: 2}", "must give to or times, one of them"),
        ("bail_share: {}", "must give to or times, one of them"),
        ("bail_share: {to: not_there}", "not a parameter"),
        ("", "changes"),
    ],
)
def test_a_law_that_cannot_be_meant_is_refused_in_words(changes: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        law(changes)
    assert told in str(error.value)
    assert "my-law.yaml, line 5" in str(error.value)


def test_a_law_ends_after_it_starts() -> None:
    with pytest.raises(InputError, match=r"line 10: ends must be after starts"):
        law("bail_share: {to: 0}", "starts: 2027-01-01\nends: 2027-01-01\n")


def test_a_law_of_ones_own_starts_like_one_of_the_library() -> None:
    later = loader.parse(Law, "like: two-tier-cautions\nname: mine\nstarts: 2027-04-01\n", "mine.yaml")
    assert later.changes == loader.law("two-tier-cautions").changes
    assert later.source.startswith("changed from two-tier-cautions")
