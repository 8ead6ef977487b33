"""The documents say what the code does: fresh, and complete in both directions."""

from __future__ import annotations

import re

import pytest

from diversion.agents.records import RECORDS
from diversion.experiments.reports import documents
from diversion.model.ledger.outcomes import OUTCOMES
from diversion.scenarios import loader
from diversion.scenarios.parameters import register

HEADINGS = """
I.i Purpose|I.ii Entities, state variables and scales|I.iii Process overview and scheduling|II.i Theoretical and empirical
background|II.ii Individual decision-making|II.iii Learning|II.iv Individual sensing|II.v Individual prediction|II.vi
Interaction|II.vii Collectives|II.viii Heterogeneity|II.ix Stochasticity|II.x Observation|III.i Implementation details|III.ii
Initialisation|III.iii Input data|III.iv Submodels
"""


def page(name: str) -> str:
    return (documents.DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", documents.PAGES)
def test_a_page_is_what_the_declarations_say(name: str) -> None:
    assert page(name) == documents.documents()[name], "run: uv run python -m diversion.experiments.reports.documents"


def test_odd_has_the_headings_of_the_protocol_in_their_order() -> None:
    found = [each.strip() for each in re.findall(r"^### (.*)$", page("ODD.md"), re.M)]
    assert found == [" ".join(each.split()) for each in HEADINGS.split("|")]


def test_every_state_variable_is_in_odd_and_none_that_the_code_has_not() -> None:
    text = page("ODD.md")
    assert len(RECORDS) > 10
    for kind in RECORDS:
        table = text.split(f"**{kind.__name__}**", 1)[1].split("\n\n", 2)[1]
        assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.M)) == kind.dtype.names, kind


def test_every_state_variable_says_what_it_means() -> None:
    silent = [
        f"{kind}.{field.name}"
        for kind, fields in documents.state_variables().items()
        for field in fields
        if not (field.meaning and field.measured)
    ]
    assert silent == []


def test_the_assumptions_log_has_every_parameter_once() -> None:
    assert re.findall(r"^\| `([^`]+)` \|", page("assumptions.md"), re.M) == list(register())


def test_every_programme_and_outcome_has_its_place() -> None:
    programmes = page("programmes.md")
    for name in loader.names("programme"):
        assert f"\n## {loader.programme(name).title}\n" in programmes
    odd = page("ODD.md")
    for outcome in OUTCOMES.values():
        assert outcome.label in odd
