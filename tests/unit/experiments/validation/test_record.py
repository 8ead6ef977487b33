"""Verdicts, what used to be met, what is kept on record, and how it is written and drawn."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from diversion.experiments.measures.every import Counted
from diversion.experiments.reports import documents
from diversion.experiments.validation import record
from diversion.experiments.validation.answer import Result, finding, judge, reworded
from diversion.experiments.validation.record import (
    Curse,
    Finding,
    Recorded,
    TrialFinding,
    as_row,
    failing,
    keep,
    met_of,
    read,
    recorded,
    unexplained,
    written,
)
from diversion.experiments.validation.study import Published, parse
from diversion.experiments.validation.words import by_lists, headline, in_words, put_down_to, table_of, verdict_of
from diversion.viz.charts.trials import trials_chart
from diversion.viz.charts.validation import validation_chart
from diversion.viz.figures.sheets import picture

FILE = """
scenes:
  - {name: town, title: A town, locality: blackpool}
patterns:
  - {name: first, title: First, evidence: V14, measure: arrests_per_1000, scene: town, published: 10, target: [8, 12],
     source: S, rating: weak, use: fit}
  - {name: second, title: Second, evidence: V14, measure: charges_per_arrest, scene: town, published: 30, target: [25, 35],
     source: S, rating: weak, use: held-back, use_before: fit, cause: replay, note: why}
  - {name: shape, title: Shape, evidence: V14, order: [first, second], target: [1, 1], source: S, rating: weak, use: input}
  - {name: apart, title: Apart, evidence: V9, source: S, rating: strong, use: outside, note: children}
"""


@pytest.fixture
def published() -> Published:
    return parse(FILE, "mine.yaml")


def judged(published: Published, first: float, second: float, spread: float = 0.0) -> dict[str, Result]:
    """The results of two runs that come to these figures."""
    runs = [{"arrests_per_1000": Counted((first + way) / 1000, 1), "charges_per_arrest": Counted(second / 100, 1)}
            for way in (-spread, spread)]  # fmt: skip
    return {result.pattern.name: result for result in judge(published, {"town": runs})}


def test_a_pattern_is_met_within_its_target(published: Published) -> None:
    found = judged(published, 12, 36)
    assert [found[name].verdict for name in ("first", "second", "shape", "apart")] == [
        "met",
        "missed",
        "met",
        "outside",
    ]
    assert found["first"].value == pytest.approx(12)
    assert found["first"].error == pytest.approx(20)
    assert found["shape"].value == 1
    assert judged(published, 50, 30)["shape"].verdict == "missed"


def test_what_cannot_be_read_is_missed(published: Published) -> None:
    runs = [{"arrests_per_1000": Counted(0, 0), "charges_per_arrest": Counted(1, 4)}]
    first = judge(published, {"town": runs})[0]
    assert math.isnan(first.value)
    assert (first.verdict, first.beyond_luck) == ("missed", True)
    assert finding(first).value is None


def test_a_miss_by_less_than_two_standard_errors_may_be_luck(published: Published) -> None:
    narrow, wide = judged(published, 13, 30, 0.1)["first"], judged(published, 13, 30, 0.6)["first"]
    assert narrow.verdict == wide.verdict == "missed"
    assert (narrow.beyond_luck, wide.beyond_luck) == (True, False)
    assert not judged(published, 10, 30)["first"].beyond_luck
    assert replace(narrow, standard_error=math.nan).beyond_luck


def findings(published: Published, first: float, second: float) -> tuple[Finding, ...]:
    return tuple(finding(each) for each in judged(published, first, second, 0.01).values())


def test_what_was_met_and_is_missed_fails(published: Published) -> None:
    good, worse, missed = (findings(published, first, 60) for first in (10, 20, 30))
    assert [each.name for each in failing(worse, good)] == ["first"]
    assert failing(good, good) == [] == failing(missed, worse)
    assert failing(good, worse) == []


def test_a_record_is_read_as_it_was_written(published: Published) -> None:
    kept = Recorded(
        engine="abc", made="2026-11-23", seeds=3, patterns=findings(published, 10, 60), values="v", trial_values="t"
    )
    assert read(written(kept)) == kept
    assert json.loads(written(kept))["patterns"][0]["verdict"] == "met"
    assert not kept.current


def test_trials_are_kept_from_the_same_engine_and_numbers_only(published: Published, tmp_path: Path) -> None:
    found = findings(published, 10, 60)
    trials = tuple(TrialFinding(**asdict(each), trials=1000, simulated=(0.5, None)) for each in found[:2])
    before = Recorded(
        engine="abc", made="2026-11-22", seeds=3, patterns=found, trials=trials[:1], values="v", trial_values="t"
    )
    file = tmp_path / "found.json"
    now = Recorded(engine="abc", made="2026-11-23", seeds=3, patterns=found, values="v", trial_values="t")
    assert keep(now, before, file).trials == trials[:1]
    assert read(file.read_text(encoding="utf-8")).trials == trials[:1]
    assert keep(replace(now, engine="def"), before, file).trials == ()
    assert keep(replace(now, trial_values="u"), before, file).trials == ()
    assert keep(replace(now, values="w"), before, file).trials == trials[:1], "other patterns are not about trials"
    assert keep(replace(now, trials=trials[1:2]), before, file).trials == trials[1:2]
    assert [path.name for path in tmp_path.iterdir()] == ["found.json"]


def test_what_a_test_expects_and_the_curse_are_kept_and_flat_in_a_table(published: Published) -> None:
    found = asdict(findings(published, 10, 60)[0]) | {"use": "test", "verdict": "met"}
    curse = Curse(truth=0.7, power=0.2, reports=0.5, exaggeration=2.1, wrong_sign=0.01)
    test = TrialFinding(**found, draws=24, predicted=(0.4, 1.2), width=3.0, predicted_below=0.5, says_little=True)
    behind = TrialFinding(**found | {"name": "b/1", "use": "belief"}, belief="contract", if_half=curse)
    kept = Recorded(
        engine="abc", made="2026-11-30", seeds=3, patterns=(), trials=(test, behind), values="v", trial_values="t"
    )
    assert read(written(kept)) == kept
    row = as_row(behind)
    assert (row["belief"], row["if_half_exaggeration"], row["if_believed_power"]) == ("contract", 2.1, None)
    assert (as_row(test)["predicted_low"], as_row(test)["predicted_high"], as_row(test)["width"]) == (0.4, 1.2, 3.0)
    assert as_row(test).keys() == row.keys(), "so that a table has the same columns throughout"
    assert in_words(test).target == "0.4 to 1.2"


def test_figures_have_the_decimals_they_need(published: Published) -> None:
    first, second, shape, apart = findings(published, 10, 60)
    assert in_words(first)[:4] == ("10.0", "±0.0", "10", "8 to 12")
    assert in_words(second).error == "+100%"
    assert (in_words(shape).model, in_words(shape).target) == ("1", "1")
    assert set(in_words(apart)) == {"–"}
    small = replace(first, value=0.2574, published=0.09, low=0.045, high=0.18)
    assert in_words(small).model == "0.257"


def test_a_level_is_shown_and_not_judged() -> None:
    text = FILE.replace("use: input", "use: level, note: none known")
    text = text.replace("order: [first, second], target: [1, 1]", "measure: offences_a_head, scene: town")
    level = next(each for each in parse(text, "mine.yaml").patterns if each.use == "level")
    found = finding(Result(level, 4.2, 0.1))
    assert (found.verdict, found.value, found.beyond_luck, found.cause) == ("reported", 4.2, False, "")
    assert unexplained([found]) == [] and put_down_to([found]) == ""


def test_a_miss_says_what_it_is_put_down_to_and_what_is_met_does_not(published: Published) -> None:
    first, second, *_ = findings(published, 50, 60)
    assert (first.verdict, first.cause, verdict_of(first)) == ("missed", "", "missed")
    assert (second.cause, verdict_of(second), as_row(second)["cause"]) == ("replay", "missed, replay", "replay")
    assert findings(published, 10, 30)[1].cause == ""
    assert unexplained((first, second)) == ["first"]
    assert unexplained([replace(second, note="")]) == ["second"]
    assert put_down_to((first, second)) == "Missed: 2, put down to replay (1) and nothing yet (1)."
    assert put_down_to(findings(published, 10, 30)[:2]) == ""
    console = Console(width=200, file=StringIO())
    console.print(table_of([second], wide=True))
    assert "missed, replay" in console.file.getvalue()  # type: ignore[attr-defined]


def test_what_is_met_is_counted_by_the_list_of_then_and_by_the_one_of_now(published: Published) -> None:
    found = findings(published, 10, 60)
    assert [each.before for each in found] == ["fit", "fit", "input", "outside"]
    assert met_of(found, "fit") == (1, 1) and met_of(found, "fit", before=True) == (1, 2)
    assert met_of(found, "held-back") == (0, 1) and met_of(found, "held-back", before=True) == (0, 0)
    said = "By the list until November 2026: 1 of 2 fitted; by the list since: 1 of 1 fitted and 0 of 1 held back."
    assert by_lists(found) == said
    new = replace(found[0], use_before="none")
    assert met_of([new], "fit", before=True) == (0, 0) and met_of([new], "fit") == (1, 1)


def test_words_and_lists_are_mended_without_a_run(published: Published) -> None:
    kept = Recorded(
        engine="a", made="2026-11-30", seeds=2, patterns=findings(published, 10, 60), values="v", trial_values="t"
    )
    other = FILE.replace("note: why", "note: because").replace("cause: replay", "cause: target")
    other = other.replace("use: held-back, use_before: fit", "use: fit, use_before: held-back")
    told = reworded(kept, parse(other.replace("first,", "primus,").replace("[first", "[primus"), "mine.yaml"))
    first, second, *_ = told.patterns
    assert (second.note, second.cause, second.use, second.before) == ("because", "target", "fit", "held-back")
    assert (second.value, second.verdict) == (kept.patterns[1].value, "missed")
    assert first == kept.patterns[0], "what is no longer declared keeps its words"
    assert replace(told, patterns=kept.patterns) == kept


def test_the_headline_counts_fitted_and_held_back(published: Published) -> None:
    assert headline(findings(published, 10, 60)) == "1 of 1 fitted patterns are met, 0 of 1 held back"


def test_the_picture_says_in_words_what_it_shows(published: Published) -> None:
    drawn = picture(validation_chart(findings(published, 10, 60)))
    assert drawn.headline == "1 of 1 fitted patterns are met, 0 of 1 held back"
    assert "First: 10.0 (10), met" in drawn.alt and "Second: 60.0 (30), missed" in drawn.alt
    shown = [text.get_text() for axes in drawn.axes for text in axes.texts]
    assert {"First", "Second", "10.0 (10)", "60.0 (30)"} <= set(shown)
    assert "Apart" not in shown


@pytest.mark.parametrize("which", ["patterns", "trials"])
def test_no_text_of_the_picture_is_cut(which: str) -> None:
    kept = recorded()
    assert kept is not None
    drawn = picture(validation_chart(kept.patterns) if which == "patterns" else trials_chart(kept.trials))
    width = drawn.get_figwidth() * drawn.dpi
    for text in [*drawn.texts, *(text for axes in drawn.axes for text in axes.texts)]:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.x1 <= width, text.get_text()
        assert not text.get_text().endswith("…"), text.get_text()


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        validation_chart([])
    with pytest.raises(ValueError, match="nothing to draw"):
        trials_chart([])


@pytest.mark.parametrize("which", ["patterns", "trials"])
def test_the_picture_in_the_documents_is_of_what_is_on_record(which: str) -> None:
    kept = recorded()
    assert kept is not None
    name = documents.PICTURE if which == "patterns" else documents.TRIALS_PICTURE
    svg = (documents.DOCS / name).read_text(encoding="utf-8")
    drawn = picture(validation_chart(kept.patterns) if which == "patterns" else trials_chart(kept.trials))
    assert f"<title>{drawn.headline}</title>" in svg, "run: uv run python -m diversion.experiments.reports.documents"
    assert f"<desc>{drawn.alt}</desc>" in svg.replace("&#x27;", "'")


def test_what_is_on_record_can_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(record, "FILE", str(tmp_path / "none.json"))
    recorded.cache_clear()
    try:
        assert recorded() is None
    finally:
        recorded.cache_clear()
