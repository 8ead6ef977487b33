"""The line that says how far to trust an answer: what it counts, when it must come first, and everywhere it stands."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from diversion import compare
from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.answers import support as trust
from diversion.experiments.answers.grounds import SET_BY_HAND, grounds_of
from diversion.experiments.answers.grounds import UNKNOWN as UNKNOWN_GROUNDS
from diversion.experiments.answers.support import UNKNOWN, Share, support
from diversion.experiments.cli import app as cli
from diversion.experiments.plans import BELIEF
from diversion.experiments.plans.making import make_plan, with_posterior
from diversion.experiments.plans.plan import Plan
from diversion.experiments.plans.posterior import Posterior
from diversion.experiments.validation.record import read, values
from diversion.scenarios import loader

Captured = pytest.CaptureFixture[str]
Row = tuple[str, str, str, str]  # name, title, verdict, use
PATTERNS: Sequence[Row] = (
    ("reoffending", "Proven reoffending", "met", "fit"),
    ("arrests", "Arrests per 1,000 adults", "met", "fit"),
    ("concentration", "Share of contacts with the top tenth", "missed", "fit"),
    ("charge-ratio", "Charges of Black people against white", "met", "held-back"),
    ("hours", "Hours of an arrest", "met", "input"),
    ("youth-clubs", "Offending after youth clubs close", "outside", "outside"),
    ("custody", "Custody hours", "reported", "held-back"),
)
CONTRACT = "two randomised trials, Checkpoint in Durham and Gateway in Hampshire"
TREATMENT = "judgement, and Project ADDER's comparison of areas"
LEAD = "American studies of arrests under LEAD, none randomised"
COACHING = "judgement about one matched study, DIVERT in London, whose sizes were not read"
TRIED: Sequence[Row] = (
    ("lead-pooled", "LEAD-type schemes, pooled", "met", "belief"),
    ("checkpoint/arrest", "Checkpoint in Durham: any new arrest", "met", "belief"),
    ("checkpoint/hazard", "Checkpoint in Durham: time to a new arrest", "met", "belief"),
    ("divert-london", "DIVERT in London", "met", "belief"),
    ("gateway", "Gateway", "missed", "belief"),
    ("lead-seattle/any", "LEAD in Seattle: any arrest", "missed", "belief"),
    ("lead-seattle/jail", "LEAD in Seattle: jail days", "reported", "belief"),
    ("liaison", "Liaison and diversion", "met", "input"),
    ("chicago", "Narcotics arrests in Chicago", "met", "test"),
    ("empty-street-before", "Another without effect", "met", "made up"),
    ("empty-street-before-after", "A street programme without effect", "met", "made up"),
)


def rows(some: Sequence[Row]) -> list[dict[str, Any]]:
    names = ("name", "title", "verdict", "use")
    usual = {"value": 1.0, "low": 0.9, "high": 1.1, "rating": "moderate", "unit": "", "source": "x", "evidence": "V0"}
    found = [usual | dict(zip(names, row, strict=True)) for row in some]
    return [row | ({"evidence": "made up"} if str(row["name"]).startswith("empty-") else {}) for row in found]


def record(patterns: Sequence[Row] = PATTERNS, trials: Sequence[Row] = TRIED, engine: str = "") -> dict[str, Any]:
    return {
        "engine": engine or engine_hash(),
        "values": values(),
        "trial_values": "",
        "made": "2026-11-20",
        "seeds": 8,
        "patterns": rows(patterns),
        "trials": [row | {"simulated": [None, None]} for row in rows(trials)],
    }


def with_verdict(verdict: str, *names: str) -> list[Row]:
    """The trials, some of them with another verdict."""
    return [(name, title, verdict if name in names else was, use) for name, title, was, use in TRIED]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put something in the place of what validation found; called without anything, the record above."""

    def put(data: Mapping[str, Any] | None = None) -> None:
        kept = read(json.dumps(data or record()))
        monkeypatch.setattr(trust, "recorded", lambda: kept)

    return put


def plan_of(*regimes: str, changes: Mapping[str, Any] | None = None) -> Plan:
    return make_plan("durham", regimes or ("pre-arrest", "custody-stage"), changes=changes)


# --- what is counted -------------------------------------------------------------------------------------------------


def test_it_counts_what_was_held_against_something_and_only_trials_that_no_belief_rests_on(found: Any) -> None:
    """E14: a trial that the model was made to agree with says nothing for it, whichever programme it is about."""
    found()
    here = support(plan_of())
    assert (here.patterns, here.trials, here.checks, here.held_back) == (
        Share(3, 4),
        Share(1, 1),
        Share(4, 6),
        Share(1, 1),
    )
    assert here.line.startswith(
        "Weakly supported: the model reproduces 3 of 4 published patterns (of those held back from fitting: 1 of 1) "
        "and 1 of 1 trials that no belief rests on"
    )
    assert here.to_dict()["checks"] == {"met": 4, "of": 6}


def test_what_was_changed_was_not_checked(found: Any) -> None:
    found()
    changes = {"effect_lead": 0.7, "lead.length_days": 365}
    here = support(plan_of(changes=changes))
    assert "with its default parameters; you changed 2, for which this was not checked; pre-arrest" in here.line
    posterior = Posterior(("offer_street",), np.array([[0.1]]), np.ones(1))
    both = support(with_posterior(plan_of(changes=changes), posterior))
    assert "; you changed 2 and 1 come from a posterior here, for which this was not checked" in both.line
    assert both.to_dict()["from_posterior"] == 1


def test_another_engine_is_said_plainly(found: Any) -> None:
    found(record(engine="0123456789abcdef"))
    here = support(plan_of())
    assert "; that was found on 2026-11-20 with another version of the engine: run diversion validate; " in here.line
    assert support(plan_of(), "0.1.0+0123456789abcdef").same_engine


def test_other_values_are_said_plainly(found: Any) -> None:
    found(record() | {"values": "of another day"})
    here = support(plan_of())
    assert "; that was found on 2026-11-20 with other values of what is declared: run diversion validate; " in here.line
    assert here.to_dict()["same_values"] is False


def test_when_nothing_was_recorded_that_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "recorded", lambda: None)
    here = support(plan_of())
    assert (here.made, here.line, here.weakly) == ("", UNKNOWN, True)


def test_without_trials_it_says_that_none_was_replayed(found: Any) -> None:
    found(record(trials=()))
    here = support(plan_of("pre-arrest"))
    assert (
        "3 of 4 published patterns (of those held back from fitting: 1 of 1) and no trial, for none was replayed"
        in here.line
    )
    assert here.weakly and here.weak == {"pre-arrest": [LEAD]}


def test_where_a_belief_rests_on_every_trial_none_counts(found: Any) -> None:
    found(record(trials=[each for each in TRIED if each[3] != "test"]))
    here = support(plan_of())
    assert (here.trials, here.checks) == (Share(0, 0), Share(4, 6))
    assert "and no trial that could test it, for its assumptions rest on each of the 6 that were replayed" in here.line


# --- weakly supported ------------------------------------------------------------------------------------------------


def test_fewer_than_half_of_what_was_held_back_is_weak(found: Any) -> None:
    patterns = [(name, title, "missed" if use == "held-back" else was, use) for name, title, was, use in PATTERNS]
    found(record(patterns, trials=with_verdict("missed", "chicago")))
    assert support(plan_of("pre-arrest")).held_back == Share(0, 2)
    assert support(plan_of("pre-arrest")).weakly


def test_every_regime_is_warned_of_by_the_same_rule(found: Any) -> None:
    """E14: the trial that a contract was fitted to was counted for it, so that custody-stage alone escaped the warning."""
    found(record(trials=with_verdict("missed", "chicago")))
    here = support(make_plan("blackpool", ("current", "custody-stage", "pre-arrest")))
    assert here.weak == {"current": [COACHING], "custody-stage": [CONTRACT], "pre-arrest": [LEAD]}
    assert here.line.startswith("Weakly supported: ")
    assert here.line.endswith(
        f"; current practice rests on {COACHING}; custody-stage diversion rests on {CONTRACT}; pre-arrest diversion rests on "
        f"{LEAD}: what they do is believed, and no such trial bears it out."
    )
    assert "reproduced" not in here.line


@pytest.mark.parametrize("use", ["belief", "input", "fit", "held-back"])
def test_no_trial_but_a_test_takes_a_warning_away(found: Any, use: str) -> None:
    trials = [*TRIED, ("cara-hampshire-later", "CARA two years later", "met", "test")]
    found(record(trials=[(name, title, "met", use) for name, title, _, _ in trials]))
    regimes = ("custody-stage", "pre-arrest", "gateway-caution", "cara-caution", "treatment-in-custody")
    here = support(make_plan("blackpool", regimes))
    assert set(here.weak) == set(regimes) and not here.trials.of


def test_a_trial_that_no_belief_rests_on_takes_it_away_and_only_where_it_is_reproduced(found: Any) -> None:
    """Chicago's, which replays treatment after custody, bore out LEAD here, under a name that no trial had."""
    regimes = ("custody-stage", "pre-arrest", "treatment-in-custody")
    found()
    here = support(make_plan("blackpool", regimes))
    assert here.weak == {"custody-stage": [CONTRACT], "pre-arrest": [LEAD]}
    assert here.line.endswith(
        f"; custody-stage diversion rests on {CONTRACT}; pre-arrest diversion rests on {LEAD}: what they do is believed, and no "
        "such trial bears it out."
    )
    found(record(trials=with_verdict("missed", "chicago")))
    assert set(support(make_plan("blackpool", regimes)).weak) == set(regimes)


def test_a_test_that_is_met_because_it_is_too_wide_to_tell_bears_nothing_out(found: Any) -> None:
    data = record()
    data["trials"] = [row | ({"says_little": True} if row["name"] == "chicago" else {}) for row in data["trials"]]
    found(data)
    assert support(make_plan("blackpool", ("treatment-in-custody",))).weak == {"treatment-in-custody": [TREATMENT]}


def test_what_all_regimes_share_is_nobodys_ground_and_what_only_the_reference_has_is(found: Any) -> None:
    found(record(trials=with_verdict("missed", "chicago")))
    assert support(make_plan("durham", ("custody-stage", "none"), reference="custody-stage")).weak == {
        "none": [CONTRACT]
    }


@pytest.mark.parametrize("name", loader.names("programme"))
def test_every_programme_of_the_library_rests_on_a_belief_whose_grounds_are_told(name: str) -> None:
    assert grounds_of(loader.programme(name)) not in (SET_BY_HAND, UNKNOWN_GROUNDS)


def test_a_value_that_somebody_set_is_said_to_be_that() -> None:
    from diversion.scenarios.editing import changed

    mine = changed(loader.programme("lead"), {BELIEF[0]: 0.5})
    assert grounds_of(mine) == SET_BY_HAND


# --- where it stands -------------------------------------------------------------------------------------------------

SMALL = ["--years", "1", "--run-in", "0", "--replicates", "2", "--regime", "treatment-in-custody", "--quiet"]
LINE = "the model reproduces 3 of 4 published patterns (of those held back from fitting: 1 of 1) and 1 of 1 trials that no belief"


def flat(captured: Captured) -> str:
    return " ".join(captured.readouterr().out.split())


def test_compare_says_it_before_the_table_when_weak_and_after_it_otherwise(
    found: Any, tmp_path: Path, capsys: Captured
) -> None:
    asked = ["compare", "england-mix", *SMALL, "--db", str(tmp_path / "runs.sqlite")]
    found()
    assert cli.main(asked) == 0
    said = flat(capsys)
    assert said.index("Primary: fixed") < said.index("How far to trust it") < said.index(f"T{LINE[1:]}")
    found(record(trials=with_verdict("missed", "chicago")))
    assert cli.main([*asked, "--out", str(tmp_path / "answer.csv")]) == 0
    said = flat(capsys)
    assert said.count("the model reproduces") == 1
    assert said.index("Weakly supported: the model reproduces 3 of 4") < said.index("Primary: fixed")
    with (tmp_path / "answer-notes.csv").open(encoding="utf-8") as notes:
        told = {row["about"]: row["note"] for row in csv.DictReader(notes)}
    assert told["How far to trust it"].startswith("Weakly supported: the model reproduces 3 of 4 published patterns")
    assert "rest on judgement" in told["How far to trust it"]


def test_json_has_it_as_a_line_and_as_numbers(found: Any, tmp_path: Path, capsys: Captured) -> None:
    found()
    asked = [*SMALL, "--set", "cgl-keyworkers.caseload=50", "--json", "--db", str(tmp_path / "runs.sqlite")]
    assert cli.main(["compare", "england-mix", *asked]) == 0
    told = json.loads(capsys.readouterr().out)["trust"]
    assert told["line"].startswith(f"T{LINE[1:]}")
    assert (told["patterns"], told["held_back"]) == ({"met": 3, "of": 4}, {"met": 1, "of": 1})
    assert (told["weakly_supported"], told["changed"], told["same_engine"]) == (False, 1, True)
    assert "rest on judgement" in told["evidence"]


@pytest.mark.parametrize("weak", [False, True])
def test_exports_and_runs_show_have_it(found: Any, tmp_path: Path, capsys: Captured, weak: bool) -> None:
    found(record(trials=with_verdict("missed", "chicago") if weak else TRIED))
    db = tmp_path / "runs.sqlite"
    compare("england-mix", ["treatment-in-custody"], years=1, run_in=0, replicates=2, db=db)
    wanted = "Weakly supported: the model reproduces 3 of 4" if weak else f"T{LINE[1:]}"
    for name in ("a.csv", "a.parquet", "a.xlsx"):
        assert cli.main(["export", "1", "--db", str(db), "--out", str(tmp_path / name)]) == 0
    with (tmp_path / "a-notes.csv").open(encoding="utf-8") as notes:
        told = [(row["about"], row["note"]) for row in csv.DictReader(notes)]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")["Notes"]
    metadata = pq.read_schema(tmp_path / "a.parquet").metadata[b"diversion"]
    for each in (told, [tuple(row) for row in book.values], [tuple(row) for row in json.loads(metadata)]):
        place = next(n for n, (about, _) in enumerate(each) if about == "How far to trust it")
        assert each[place][1].startswith(wanted)
        assert (place == 2) is weak  # behind the title and what it is
    capsys.readouterr()
    assert cli.main(["runs", "show", "1", "--db", str(db)]) == 0
    said = flat(capsys)
    assert (said.index(wanted[:20]) < said.index("Place and time")) is weak
    assert cli.main(["runs", "show", "1", "--db", str(db), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["trust"]["weakly_supported"] is weak
