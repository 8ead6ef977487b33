"""Replayed studies in words: tests apart from what checks the procedure, and the winner's curse in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from diversion.experiments.trials.study import Study, studies
from diversion.experiments.trials.words import (
    GROUPS,
    SHOWN,
    cells,
    curse_line,
    headline,
    most_cursed,
    of_use,
    too_wide,
    verdict_of,
)
from diversion.experiments.validation import Curse, TrialFinding, standings

CURSE = Curse(truth=-5.15, power=0.22, reports=-11.0, exaggeration=2.14, wrong_sign=0.004)


def row(name: str, use: Any, verdict: str, **about: Any) -> TrialFinding:
    usual = {"title": f"{name}: any arrest", "evidence": "V0", "rating": "weak", "source": "S", "unit": "odds ratio"}
    return TrialFinding(name=f"{name}/1", use=use, verdict=verdict, **usual | about)


ROWS = (
    row("first", "test", "met", predicted=(0.5, 1.5), width=3.0, says_little=True, published=0.6),
    row("second", "test", "missed"),
    row("durham", "belief", "met", belief="contract", if_half=CURSE, unit="percentage points"),
    row("seattle", "belief", "shrunk", belief="lead"),
    row("boston", "input", "missed"),
    row("placebo", "made up", "met", evidence="made up"),
)


def test_the_headline_counts_tests_and_never_what_is_behind_a_belief() -> None:
    """E14: `lead-pooled` and `cara` were counted as fitted, and studies behind beliefs as reproduced trials."""
    assert headline(ROWS) == (
        "1 of 2 tests come out as published; of 2 studies behind a belief, which test nothing, 1 do and 1 are shrunk; "
        "of 1 inputs 0 do"
    )
    assert headline(ROWS[2:3]).startswith("No study was a test")
    worse = row("seattle", "belief", "missed", belief="lead")
    assert "1 do and 0 are shrunk" in headline((*ROWS, worse)), "a study is as good as its worst outcome"


def test_every_use_has_a_heading_and_columns() -> None:
    assert list(GROUPS) == list(SHOWN) == ["test", "belief", "input", "made up"]
    assert [each.name for each in of_use(ROWS, "belief")] == ["durham/1", "seattle/1"]
    assert list(cells(ROWS[0], SHOWN["test"]))[:3] == ["0.60", "0.50 to 1.50", "3.0 times"]
    assert list(cells(ROWS[2], SHOWN["belief"]))[-2:] == ["2.1 times", "0%"]


def test_a_wide_interval_is_said() -> None:
    assert [verdict_of(each) for each in ROWS[:2]] == ["met, says little", "missed"]
    assert too_wide(ROWS) == "Too wide to tell an effect from none: first: any arrest."
    assert too_wide(ROWS[1:]) == ""


def test_the_curse_is_one_plain_sentence() -> None:
    assert (
        curse_line(ROWS[2])
        == most_cursed(ROWS)
        == (
            "durham: any arrest: were the truth half of what was published (−5.2 percentage points), 22% of trials of this size "
            "would be significant, and those would report −11.0 percentage points on average, 2.1 times the truth, fewer than 1% "
            "of them on the wrong side."
        )
    )
    assert curse_line(ROWS[3]) == "" == most_cursed(ROWS[:2])


def test_the_belief_behind_each_study_is_told() -> None:
    found = standings(ROWS)
    assert {name: each.belief for name, each in found.items() if each.belief} == {
        "durham": "contract",
        "seattle": "lead",
    }
    assert not found["seattle"].met
    assert "placebo" not in found


# --- what a study may say of itself ----------------------------------------------------------------------------------


def changed(name: str, **about: Any) -> Study:
    given = next(each for each in studies() if each.name == name)
    return Study.model_validate(given.model_dump(by_alias=True) | about)


def test_a_belief_is_named_where_one_rests_on_a_study_and_nowhere_else() -> None:
    assert changed("checkpoint").belief == "contract"
    for name, about in (("checkpoint", {"belief": None}), ("chicago", {"belief": "treatment"})):
        with pytest.raises(ValidationError, match="belief must name the belief that rests on it"):
            changed(name, **about)
    with pytest.raises(ValidationError, match="There is no belief called contracts. Did you mean contract"):
        changed("checkpoint", belief="contracts")
    with pytest.raises(ValidationError, match="belief must name one in view of a study that says replay: checkpoint"):
        changed("checkpoint", belief="lead")


def test_cox_regression_and_weights_are_refused_together() -> None:
    with pytest.raises(ValidationError, match="must have no hazard_ratio where controls are weighted"):
        changed("checkpoint", design="matched")


def test_changes_in_odds_have_a_run_in_as_long_as_they_look_back() -> None:
    found = {study.name: study.run_in for study in studies()}
    assert found["lead-seattle"] == 2 and found["checkpoint"] == 1


def test_worlds_are_shared_by_studies_that_differ_in_words_and_sizes_only() -> None:
    named = {study.name: study.lives for study in studies()}
    assert named["cara-hampshire-later"] == named["cara-west-midlands"]
    apart = [named[name] for name in ("cara", "cara-west-midlands", "non-prosecution", "deferral", "checkpoint")]
    assert len(set(apart)) == len(apart)
