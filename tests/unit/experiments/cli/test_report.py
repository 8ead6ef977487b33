"""The command `report` and the call behind it: kept runs become files, and nothing that is there is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diversion import compare, report
from diversion.experiments.answers import Comparison
from diversion.experiments.cli.app import RUN_FAILED, WRONG_INPUT, main
from diversion.experiments.memo.report import FORMS

ASKED = ("--regime", "pre-arrest", "--years", "1", "--run-in", "0", "--replicates", "2")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Comparison]:
    db = tmp_path_factory.mktemp("store") / "runs.sqlite"
    return db, compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=db)


def test_a_kept_comparison_is_the_answer_again(kept: tuple[Path, Comparison]) -> None:
    """Every difference, every sentence and every count by group, without a run."""
    db, answer = kept
    found = report(answer.number, db=db).basis.answer
    assert repr(found.rows()) == repr(answer.rows())
    assert found.findings() == answer.findings()
    assert repr(found.to_dict()["for_whom"]) == repr(answer.to_dict()["for_whom"])


def test_a_number_a_place_and_an_answer_give_the_same_page(
    kept: tuple[Path, Comparison], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, answer = kept
    by_number, by_place = tmp_path / "number.html", tmp_path / "place.html"
    assert main(["report", "1", "--db", str(db), "--out", str(by_number)]) == 0
    assert main(["report", "blackpool", *ASKED, "--db", str(db), "--quiet", "--out", str(by_place)]) == 0
    (by_answer,) = report(answer).save(tmp_path / "answer.html")
    assert capsys.readouterr().out.splitlines() == [str(by_number), str(by_place)]
    assert by_number.read_bytes() == by_place.read_bytes() == by_answer.read_bytes()


def test_all_forms_at_once_go_into_a_folder(
    kept: tuple[Path, Comparison], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "board"
    assert main(["report", "1", "--db", str(kept[0]), "--form", "all", "--out", str(folder)]) == 0
    assert sorted(file.suffix[1:] for file in folder.iterdir()) == sorted(FORMS)
    assert main(["report", "1", "--db", str(kept[0]), "--form", "html,pdf", "--out", str(folder), "--force"]) == 0
    assert len(list(folder.iterdir())) == len(FORMS)


def test_what_is_there_stays_unless_it_may_be_replaced(
    kept: tuple[Path, Comparison], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "memo.pdf"
    mine.write_text("mine", encoding="utf-8")
    assert main(["report", "1", "--db", str(kept[0]), "--out", str(mine)]) == WRONG_INPUT
    assert mine.read_text(encoding="utf-8") == "mine" and "is there already" in capsys.readouterr().err
    assert main(["report", "1", "--db", str(kept[0]), "--out", str(mine), "--force"]) == 0
    assert mine.read_bytes().startswith(b"%PDF")


def test_without_a_file_page_one_is_told_in_words_or_all_as_json(
    kept: tuple[Path, Comparison], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "1", "--db", str(kept[0])]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("What changes in Blackpool under pre-arrest diversion") and "The answer" in lines
    assert main(["report", "1", "--db", str(kept[0]), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["comparison"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["99"], "There is no experiment 99"),
        (["1", "--years", "3"], "leave out --years"),
        (["1", "--set", "offer_street=0.2"], "leave out --set"),
        (["1", "--out", "memo.txt"], "must end in .html"),
        (["1", "--out", "nowhere/memo.html"], "there is no folder"),
        (["1", "--form", "odt", "--out", "board"], "There is no form 'odt'"),
        (["1", "--form", "html"], "--form needs --out FOLDER"),
        (["1", "--form", ",", "--out", "board"], "at least one of html"),
        (["nowhere"], "nowhere"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_what_is_wrong_is_one_sentence(
    kept: tuple[Path, Comparison],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", *words, "--db", str(kept[0])]) == WRONG_INPUT
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1 and list(tmp_path.iterdir()) == []


def test_what_would_be_computed_is_told_beforehand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "none.sqlite"
    assert main(["report", "blackpool", *ASKED, "--db", str(db), "--dry-run"]) == 0
    assert "4 would be computed" in capsys.readouterr().out and not db.exists()


def test_another_kind_of_experiment_has_no_memo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    design = Path(__file__).parents[4] / "docs/examples/caseloads.yaml"
    db = str(tmp_path / "runs.sqlite")
    words = ["sweep", str(design), "--years", "1", "--replicates", "1", "--db", db, "--quiet"]
    assert main(words) in (0, RUN_FAILED)
    capsys.readouterr()
    assert main(["report", "1", "--db", db]) == WRONG_INPUT
    assert "is a sweep, and a memo is about a comparison" in capsys.readouterr().err
