"""What `list` names can be shown by that name, beliefs and studies too, though some are called like a programme."""

from __future__ import annotations

import json

import pytest

from diversion.experiments.cli import app as cli
from diversion.experiments.cli.evidence import EVIDENCE
from diversion.scenarios import evidence

Captured = pytest.CaptureFixture[str]


def said(capsys: Captured, *words: str) -> str:
    assert cli.main(list(words)) == 0, words
    return capsys.readouterr().out


def listed(capsys: Captured, kind: str) -> dict[str, str]:
    return {each["name"]: each["title"] for each in json.loads(said(capsys, "list", kind, "--json"))}


def test_every_belief_and_every_study_is_listed(capsys: Captured) -> None:
    assert {name.rpartition("/")[2] for name in listed(capsys, "beliefs")} == set(evidence.beliefs())
    assert {name.rpartition("/")[2] for name in listed(capsys, "studies")} == set(evidence.effect_studies())
    assert {*EVIDENCE} < json.loads(said(capsys, "list", "--json")).keys()


@pytest.mark.parametrize("kind", EVIDENCE)
def test_what_is_listed_is_shown_and_not_the_programme_of_that_name(capsys: Captured, kind: str) -> None:
    for name, title in listed(capsys, kind).items():
        shown = json.loads(said(capsys, "show", name, "--json"))
        assert shown["title"].casefold() == title.casefold(), name


def test_the_programme_keeps_its_name(capsys: Captured) -> None:
    assert "lead" not in listed(capsys, "beliefs") and "divert-london" not in listed(capsys, "studies")
    assert "service" in json.loads(said(capsys, "show", "lead", "--json"))


def test_a_belief_says_of_which_programmes_and_which_trials_could_prove_it_wrong(capsys: Captured) -> None:
    shown = said(capsys, "show", "workshops")
    assert "Held of: cara.\n" in shown
    assert "Trials that could prove it wrong: cara-hampshire-later and cara-west-midlands.\n" in shown
    assert "Trials that could prove it wrong: none that is replayed.\n" in said(capsys, "show", "beliefs/lead")


def test_nothing_of_that_kind_is_one_sentence(capsys: Captured) -> None:
    assert cli.main(["show", "studies/lead-seatle"]) == 2
    assert "There is nothing called lead-seatle among studies. Did you mean lead-seattle?" in capsys.readouterr().err
