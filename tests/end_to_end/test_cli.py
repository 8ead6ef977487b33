"""The command line as people use it: the answer, wrong input, failures, Ctrl-C, and reading back what is kept."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from diversion import compare
from diversion.experiments.cli.app import main
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.runs import replicate, worker
from diversion.model.ledger.details import detail_names
from diversion.model.ledger.outcomes import OUTCOMES

REPLICATES = 3
SMALL = ["--years", "1", "--run-in", "1", "--replicates", str(REPLICATES), "--workers", "2"]
FOUR = ["none", "current", "custody-stage", "pre-arrest"]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def a_data_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the runs of whoever runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds one small comparison of Blackpool."""
    db = tmp_path_factory.mktemp("kept") / "runs.sqlite"
    assert main(["compare", "blackpool", *SMALL, "--db", str(db), "--quiet"]) == 0
    return db


def as_json(captured: Captured) -> Any:
    return json.loads(captured.readouterr().out)


# --- the answer ------------------------------------------------------------------------------------------------------


def test_compare_prints_the_answer(kept: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["compare", "blackpool", *SMALL, "--db", str(kept)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Blackpool, 1 year from 1 April 2026, after 1 year of current practice"
    assert f"{REPLICATES} replicates, each with its own draw of" in lines[1]
    text = "\n".join(lines)
    places = [text.index(words) for words in ("Primary", "Secondary", "What this says", "How far to")]
    assert places == sorted(places) and "Exploratory" not in text
    assert f"Saved as comparison 1 in {kept}" in lines[-1].replace("\n", "")
    assert all(len(line) <= 100 for line in lines[:-1])
    assert not any(line.endswith(" ") for line in lines)
    assert "\x1b" not in text


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 160, 240])
def test_every_width_shows_every_regime_and_outcome(
    columns: int, kept: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    main(["compare", "blackpool", *SMALL, "--db", str(kept), "--tables"])
    text = capsys.readouterr().out
    assert all(len(line) <= columns for line in text.splitlines()[:-1])
    words = " ".join(text.split())
    assert all(name in words for name in FOUR)
    first_words = {outcome.label.split(",")[0].split(" (")[0].split()[0] for outcome in OUTCOMES.values()}
    assert all(word in words for word in first_words)


@pytest.mark.parametrize("columns", [80, 120])
def test_finer_tables_are_printed_when_asked_for(
    columns: int, kept: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    main(["compare", "blackpool", *SMALL, "--db", str(kept)])
    plain = capsys.readouterr().out
    assert "--tables adds" in plain and "The way in" not in plain
    main(["compare", "blackpool", *SMALL, "--db", str(kept), "--tables"])
    text = capsys.readouterr().out
    titles = ("The way in, by route", "For whom", "Officer hours by task", "Cost by agency", "Recorded outcomes")
    assert [title for title in titles if title not in text] == []
    assert "too few" in text and "LEAD at the scene" in text and "drop out" in text or columns < 100
    assert all(len(line) <= columns for line in text.splitlines()[:-1])


def test_own_regimes_are_named_in_full_and_by_their_titles(
    kept: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 25: their names were cut in mid-word over a column, and their titles stood nowhere."""
    file, title = tmp_path / "own.yaml", "DIVERT, offered before the arrest"
    own = f"[none, {{name: divert-before-arrest-here, title: '{title}', like: custody-stage}}]"
    file.write_text(f"format: 1\nlocality: blackpool\nregimes: {own}\nyears: 1\nreplicates: 2\n", "utf-8")
    for columns, over_the_column in (("80", ["divert-before-", "arrest-here"]), ("100", ["divert-before-arrest-here"])):
        monkeypatch.setenv("COLUMNS", columns)
        assert main(["run", str(file), "--db", str(kept), "--quiet"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert all(any(line.endswith(part) for line in lines) for part in over_the_column)
        assert f"divert-before-arrest-here: {title}" in lines


def test_json_is_all_there_is_on_standard_output(kept: Path, capsys: Captured) -> None:
    assert main(["compare", "blackpool", *SMALL, "--db", str(kept), "--json"]) == 0
    data = as_json(capsys)
    assert data["regimes"] == FOUR
    assert data["runs"]["read"] == 4 * REPLICATES and data["runs"]["computed"] == 0
    assert len(data["findings"]) == 4  # the last says of which two programmes nobody can tell which does more
    names = [row["outcome"] for row in data["outcomes"][::3]]
    assert names[: len(OUTCOMES)] == list(OUTCOMES)
    finer = names[len(OUTCOMES) :]
    routes = ("checkpoint-custody", "divert-lancashire-custody", "lead-social-contact-welfare", "lead-street",
              "liaison-and-diversion")  # fmt: skip
    assert finer == list(detail_names(routes))
    assert len(data["outcomes"]) == 3 * len(names)
    assert {row["outcome"] for row in data["outcomes"] if row["standing"] == "primary"} >= {"latent_offences"}
    assert all(row["n"] + row["missing"] == REPLICATES for row in data["outcomes"])


def test_the_table_is_written_as_csv(kept: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "results.csv"
    assert main(["compare", "blackpool", *SMALL, "--db", str(kept), "--out", str(out), "--json"]) == 0
    data = as_json(capsys)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["regime"], row["outcome"]) for row in rows] == [
        (row["regime"], row["outcome"]) for row in data["outcomes"]
    ]
    assert float(rows[0]["mean_difference"]) == data["outcomes"][0]["mean_difference"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_one_line_of_python_says_the_same(kept: Path, capsys: Captured) -> None:
    answer = compare("blackpool", years=1, replicates=REPLICATES, db=kept)
    main(["compare", "blackpool", *SMALL, "--db", str(kept), "--json"])
    assert answer.findings() == as_json(capsys)["findings"]
    table = answer.paired()
    assert {"regime", "outcome", "median", "low", "high", "share_lower", "n", "band"} <= set(table.columns)
    assert set(table["outcome"]) > set(OUTCOMES)
    runs = answer.runs()
    assert runs["hours.attend"].min() > 0
    assert len(runs) == 4 * REPLICATES
    assert list(runs["replicate"]) == sorted(runs["replicate"])


def test_more_replicates_compute_only_what_is_missing(kept: Path, tmp_path: Path, capsys: Captured) -> None:
    db = tmp_path / "copy.sqlite"
    db.write_bytes(kept.read_bytes())
    command = ["compare", "blackpool", *SMALL[:4], "--replicates", str(REPLICATES + 1), "--db", str(db), "--json"]
    assert main(command) == 0
    runs = as_json(capsys)["runs"]
    assert (runs["read"], runs["computed"]) == (4 * REPLICATES, 4)


def test_the_number_of_threads_and_computing_again_change_nothing(tmp_path: Path, kept: Path, capsys: Captured) -> None:
    answers = []
    for workers, db in (("1", tmp_path / "one.sqlite"), ("2", kept)):
        command = ["compare", "blackpool", *SMALL[:-1], workers, "--db", str(db), "--fresh", "--json"]
        assert main(command) == 0
        data = as_json(capsys)
        assert data["runs"]["computed"] == 4 * REPLICATES
        answers.append(data["outcomes"])
    assert answers[0] == answers[1]


def test_fixed_parameters_are_labelled_luck_only(tmp_path: Path, capsys: Captured) -> None:
    db = str(tmp_path / "runs.sqlite")
    command = ["compare", "blackpool", *SMALL, "--regime", "pre-arrest", "--fixed-parameters", "--db", db]
    assert main(command) == 0
    assert "luck only" in " ".join(capsys.readouterr().out.split())
    assert main([*command, "--json"]) == 0
    data = as_json(capsys)
    assert (data["band"], data["parameters_drawn"]) == ("luck only: 95% interval of the mean", 0)
    assert data["regimes"] == ["none", "pre-arrest"]


def test_another_reference_and_a_changed_parameter(tmp_path: Path, capsys: Captured) -> None:
    command = ["compare", "blackpool", *SMALL, "--reference", "current", "--regime", "pre-arrest"]
    command += ["--set", "caseload_pre_arrest=12", "--db", str(tmp_path / "runs.sqlite")]
    assert main(command) == 0
    assert "Changed: caseload_pre_arrest = 12 (usually " in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    data = as_json(capsys)
    assert (data["reference"], data["regimes"]) == ("current", ["current", "pre-arrest"])
    assert data["changes"] == {"caseload_pre_arrest": 12.0}


def test_the_headline_outcomes_are_drawn_with_how_far_to_trust_them(
    kept: Path, tmp_path: Path, capsys: Captured
) -> None:
    asked = ["compare", "blackpool", *SMALL, "--db", str(kept), "--json", "--picture"]
    assert main([*asked, str(tmp_path / "found.svg")]) == 0
    svg = (tmp_path / "found.svg").read_text(encoding="utf-8")
    words = " ".join(part.partition("</text>")[0] for part in svg.replace("\n", "").split("<text ")[1:])
    assert "What changes in Blackpool" in words and as_json(capsys)["trust"]["line"][:30] in words
    assert all(words.count(name) >= 6 for name in ("Current practice", "Custody-stage", "Pre-arrest"))
    assert "<desc>" in svg and "Public cost" in words
    assert main([*asked, str(tmp_path / "found.png")]) == 0
    assert (tmp_path / "found.png").read_bytes().startswith(b"\x89PNG")


def test_a_dry_run_computes_and_writes_nothing(tmp_path: Path, kept: Path, capsys: Captured) -> None:
    db = tmp_path / "new.sqlite"
    assert main(["compare", "blackpool", *SMALL, "--db", str(db), "--dry-run"]) == 0
    assert "12 runs" in capsys.readouterr().out
    assert not db.exists()
    assert main(["compare", "blackpool", *SMALL, "--db", str(kept), "--dry-run", "--json"]) == 0
    data = as_json(capsys)
    assert (data["kept"], data["to_compute"]) == (4 * REPLICATES, 0)


# --- looking things up -----------------------------------------------------------------------------------------------


def test_runs_lists_what_is_kept(kept: Path, capsys: Captured) -> None:
    assert main(["runs", "--db", str(kept)]) == 0
    assert "12/12" in capsys.readouterr().out
    assert main(["runs", "--db", str(kept), "--json"]) == 0
    assert as_json(capsys)[0]["succeeded"] == 4 * REPLICATES
    assert main(["runs", "show", "1", "--db", str(kept), "--json"]) == 0
    runs = as_json(capsys)["runs"]
    assert len(runs) == 4 * REPLICATES
    assert {run["status"] for run in runs} == {"succeeded"}


def test_looking_where_nothing_is_kept_makes_no_file(tmp_path: Path, capsys: Captured) -> None:
    assert main(["runs", "--db", str(tmp_path / "none.sqlite")]) == 0
    assert "No runs are kept" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("localities", "blackpool"),
        ("regimes", "pre-arrest"),
        ("programmes", "lead"),
        ("parameters", "caseload_pre_arrest"),
        ("outcomes", "latent_offences"),
        ("outcomes", "net_cost"),
    ],
)
def test_everything_listed_can_be_shown(kind: str, name: str, capsys: Captured) -> None:
    assert main(["list", kind, "--json"]) == 0
    assert name in [item["name"] for item in as_json(capsys)]
    assert main(["list"]) == 0
    assert kind in capsys.readouterr().out
    assert main(["show", name]) == 0
    assert f"name: {name}" in capsys.readouterr().out
    assert main(["show", name, "--json"]) == 0
    assert as_json(capsys)["name"] == name


def test_the_bare_command_prints_help_and_what_to_try(capsys: Captured) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    assert "compare" in out and "Try: diversion compare blackpool" in out


def test_the_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("diversion ")


def test_the_options_of_the_contract_are_there(capsys: Captured) -> None:
    assert main(["compare", "--help"]) == 0
    out = capsys.readouterr().out
    options = (
        "regime reference years run-in replicates histories precision most-replicates seed set fixed-parameters db "
        "workers fresh json out picture quiet dry-run"
    )
    assert [option for option in options.split() if f"--{option} " not in out] == []


# --- wrong input -----------------------------------------------------------------------------------------------------

WRONG: Sequence[tuple[list[str], str]] = [
    (["compare", "blackpol"], "Did you mean blackpool?"),
    (["compare", "no/such/file.yaml"], "no file"),
    (["compare", "blackpool", "--regime", "pre-arest"], "Did you mean pre-arrest?"),
    (["compare", "blackpool", "--regime", "curent"], "Did you mean current?"),
    (["compare", "blackpool", "--reference", "nun"], "no regime called nun"),
    (["compare", "blackpool", "--regime", "none"], "nothing to compare"),
    (["compare", "blackpool", "--set", "caseload_pre_arest=15"], "Did you mean caseload_pre_arrest?"),
    (["compare", "blackpool", "--set", "caseload_pre_arrest=-1"], "outside"),
    (["compare", "blackpool", "--set", "caseload_pre_arrest=many"], "must be a number"),
    (["compare", "blackpool", "--set", "caseload_pre_arrest=nan"], "must be a number"),
    (["compare", "blackpool", "--set", "caseload_pre_arrest"], "name=value"),
    (["compare", "blackpool", "--set", "caseload_pre_arrest=9", "--set", "caseload_pre_arrest=8"], "twice"),
    (["compare", "blackpool", "--picture", "found.jpg"], "--picture writes a file whose name ends in .svg or .png"),
    (["compare", "blackpool", "--replicates", "0"], "replicates must be"),
    (["compare", "blackpool", "--replicates", "-3"], "replicates must be"),
    (["compare", "blackpool", "--years", "0"], "years must be"),
    (["compare", "blackpool", "--years", "three"], "--years"),
    (["compare", "blackpool", "--run-in", "-1"], "run-in must be"),
    (["compare", "blackpool", "--seed", "-1"], "seed must be"),
    (["compare", "blackpool", "--workers", "0"], "workers must be"),
    (["compare", "blackpool", "--out", "results.ods"], ".csv"),
    (["compare", "blackpool", "--out", "no/such/folder/results.csv"], "no folder"),
    (["compare", "blackpool", "--db", "no/such/folder/runs.sqlite"], "no folder"),
    (["compare", "blackpool", "--db", "mysql://localhost/runs"], "SQLite or PostgreSQL"),
    (["compare", "blackpool", "--yeers", "3"], "--yeers"),
    (["compare"], "LOCALITY"),
    (["compair", "blackpool"], "compair"),
    (["show", "nothing-like-it"], "nothing called"),
    (["compare", "lead"], "no locality called lead. lead is a programme."),
    (["compare", "blackpool", "--regime", "lead"], "no regime called lead. lead is a programme."),
    (["show", "LEAD"], "Did you mean lead?"),
    (["show", "Caseload-Pre-Arrest"], "Did you mean caseload_pre_arrest?"),
    (["compare", "Blackpool"], "Did you mean blackpool?"),
    (["compare", "blackpool", "--regime", "Pre Arrest"], "Did you mean pre-arrest?"),
    (["compare", "blackpool", "--set", "LEAD.length_days=9"], "Did you mean lead?"),
    (["sensitivity", "blackpool", "--outcome", "foo"], "diversion list outcomes"),
    (["sensitivity", "blackpool", "--outcome", "Latent-Offences"], "Did you mean latent_offences?"),
    (["list", "localitys"], "Did you mean localities?"),
    (["runs", "show", "7"], "no experiment 7"),
]


@pytest.mark.parametrize(("words", "hint"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_input_is_one_sentence_and_writes_nothing(
    words: list[str], hint: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1 and hint in captured.err
    assert "Traceback" not in captured.err
    if "--help" not in words:
        assert main([*words, "--json"]) == 2
        captured = capsys.readouterr()
        assert captured.err == "" and hint in json.loads(captured.out)["error"]
    assert list(tmp_path.iterdir()) == []


def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\ntitle: [unfinished\n")
    assert main(["compare", "blackpool", "--regime", str(file)]) == 2
    error = capsys.readouterr().err
    assert str(file) in error and "line" in error and error.count("\n") == 1


def test_a_design_that_is_run_is_sent_to_sweep(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "design.yaml"
    text = "format: 1\nlocality: blackpool\nregimes: [none, pre-arrest]\n"
    for varied in ("levers", "uncertainties"):
        file.write_text(f"{text}{varied}: {{design: grid, of: {{caseload_pre_arrest: [10, 20]}}}}\n")
        for command in ("run", "sensitivity"):
            assert main([command, str(file), "--dry-run", "--quiet"]) == 2
            error = capsys.readouterr().err
            assert f"line 4: {varied}" in error and "diversion sweep" in error


def test_a_word_that_is_like_nothing_gets_no_hint(capsys: Captured) -> None:
    """Row 24."""
    assert main(["compare", "blackpool", "--set", "lead.length_days=forever"]) == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_in_python_a_single_regime_needs_no_list_and_an_answer_shows_itself_in_short(kept: Path) -> None:
    """Rows 18 and 24."""
    answer = compare("blackpool", regimes="pre-arrest", years=1, run_in=0, replicates=2, db=":memory:")
    assert answer.others == ["pre-arrest"]
    assert len(repr(answer)) < 200 and "blackpool" in repr(answer) and "2 replicates" in repr(answer)


def test_somebody_elses_database_is_left_alone(tmp_path: Path, capsys: Captured) -> None:
    db = tmp_path / "diary.txt"
    db.write_text("Dear diary, " * 100)
    assert main(["compare", "blackpool", "--db", str(db)]) == 2
    assert "something other than Diversion runs" in capsys.readouterr().err
    assert db.read_text() == "Dear diary, " * 100


# --- failures and Ctrl-C ---------------------------------------------------------------------------------------------


def test_a_failed_run_is_a_row_and_the_rest_goes_on(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replicate.simulate

    def breaks(
        plan: Plan, number: int, stop: threading.Event, regimes: Sequence[str], tables: bool
    ) -> Iterator[RunResult]:
        for run in real(plan, number, stop, regimes, tables):
            if number == 1 and run.regime == "pre-arrest":
                raise ValueError("the bound was exceeded")
            yield run

    db = str(tmp_path / "runs.sqlite")
    command = ["compare", "blackpool", *SMALL, "--db", db, "--json"]
    with monkeypatch.context() as patch:
        patch.setattr(worker, "simulate", breaks)
        assert main(command) == 1
        data = as_json(capsys)
    assert [(run["regime"], run["replicate"]) for run in data["failures"]] == [("pre-arrest", 1)]
    assert data["runs"]["failed"] == 1
    assert {row["missing"] for row in data["outcomes"] if row["regime"] == "pre-arrest"} >= {1}
    assert main(["runs", "--db", db]) == 0
    assert "11/12" in capsys.readouterr().out
    assert main(command) == 0
    runs = as_json(capsys)["runs"]
    assert (runs["read"], runs["computed"], runs["failed"]) == (4 * REPLICATES - 1, 1, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_ctrl_c_ends_a_long_comparison_and_keeps_what_is_finished(tmp_path: Path, kept: Path) -> None:
    """Row 31: how long that takes is no matter of this test."""
    db = tmp_path / "runs.sqlite"
    command = [sys.executable, "-m", "diversion.experiments.cli.app", "compare", "blackpool", "--replicates", "1000"]
    process = subprocess.Popen(
        [*command, "--db", str(db), "--json", "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
    )
    _wait_for_runs(db, process)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)  # only so that a hang ends; all of it would take far longer
    assert process.returncode == 130
    told = json.loads(out)
    assert 0 < told["kept"] < told["total"] == 4000
    assert f"{told['kept']:,} of 4,000 runs are kept" in told["error"]
    listed = subprocess.run(
        [*command[:3], "runs", "--db", str(db), "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(listed.stdout)[0]["succeeded"] == told["kept"]


def _wait_for_runs(db: Path, process: subprocess.Popen[str]) -> None:
    """Until the first few runs are kept."""
    from diversion.experiments.store.store import Store

    limit = time.monotonic() + 120
    while time.monotonic() < limit and process.poll() is None:
        time.sleep(0.2)
        if db.exists() and db.stat().st_size:
            with Store.open(db) as store:
                found = store.experiments()
            if found and found[0].succeeded > 4:
                return
    raise AssertionError(f"no runs were kept: {process.communicate()}" if process.poll() is not None else "too slow")


def test_help_comes_at_once() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "diversion.experiments.cli.app", "--help"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert " typer\n" in loaded
    heavy = ("numba", "numpy", "pandas", "scipy", "mesa", "sqlalchemy")
    assert [name for name in heavy if f" {name}\n" in loaded] == []


# --- our own faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [EOFError("Ran out of input"), ValueError("no"), MemoryError(), RuntimeError("x")])
def test_no_fault_of_ours_is_told_as_if_somebody_had_stopped_it(
    error: Exception, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 3: a file of ours that ended too soon was told as "Stopped", since the reader of commands takes it for Ctrl-D."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("diversion.experiments.cli.compare.answer", fail)
    with pytest.raises(type(error)):
        main(["compare", "blackpool", "--db", ":memory:"])
    captured = capsys.readouterr()
    assert "Stopped" not in captured.out + captured.err


# --- several places --------------------------------------------------------------------------------------------------


def test_several_places_stand_side_by_side(kept: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the wanted list: one table, a column for each place, and each place kept as a comparison of its own."""
    words = ["compare", "blackpool", "durham", "--regime", "pre-arrest", *SMALL, "--db", str(kept)]
    for columns in (80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert main(words) == 0
        lines = capsys.readouterr().out.splitlines()
        heads = [line.split() for line in lines if line.split()[-1:] == ["durham"]]
        assert heads == [["blackpool", "durham"]]
        assert all(len(line) <= columns for line in lines if "Saved as" not in line)
        assert "Pre-arrest diversion: change from none" in lines and sum("Saved as" in line for line in lines) == 2
    assert main([*words, "--json"]) == 0
    found = as_json(capsys)["comparisons"]
    assert [each["locality"] for each in found] == ["blackpool", "durham"]
    assert main(["compare", "blackpool", "--regime", "pre-arrest", *SMALL, "--db", str(kept), "--json"]) == 0
    assert as_json(capsys)["outcomes"] == found[0]["outcomes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["blackpool", "blackpool"], "The place blackpool is named twice; name each place once."),
        (["blackpool", "durham", "--picture", "x.svg"], "--picture draws one place: leave it out, or name one place."),
        (["blackpool", "nowhere"], "There is no locality called nowhere."),
    ],
)
def test_places_that_cannot_stand_side_by_side_are_refused(words: list[str], said: str, capsys: Captured) -> None:
    assert main(["compare", *words, "--db", ":memory:"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith(said) and captured.err.count("\n") == 1


def test_a_plan_for_several_places_is_a_list(kept: Path, capsys: Captured) -> None:
    words = ["compare", "blackpool", "durham", *SMALL, "--db", str(kept), "--dry-run"]
    assert main([*words, "--json"]) == 0
    planned = as_json(capsys)
    assert [each["plan"]["locality"]["name"] for each in planned] == ["blackpool", "durham"]
    assert planned[0]["kept"] == planned[0]["runs"] > 0
    assert main(words) == 0
    assert "Durham" in capsys.readouterr().out
