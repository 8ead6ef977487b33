"""The page about validation: what tests the model stands apart from what checks the procedure, with the curse beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diversion.experiments.reports import documents
from diversion.experiments.reports import validation_page as page
from diversion.experiments.validation import Curse, TrialFinding


def trial(name: str, **about: object) -> TrialFinding:
    usual: dict[str, object] = {
        "title": f"{name}: any arrest", "evidence": "V0", "verdict": "missed", "rating": "weak", "source": "S | T",
        "unit": "odds ratio", "published": 0.5, "value": 0.8, "simulated": (0.5, 1.2), "reported": "half",
    }  # fmt: skip
    return TrialFinding(name=f"{name}/1", **usual | about)  # type: ignore[arg-type]


def test_each_use_has_a_table_of_its_own_and_the_curse_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """E14: all studies stood in one table, with a use that nobody had checked."""
    curse = Curse(truth=0.71, power=0.2, reports=0.45, exaggeration=2.3, wrong_sign=0.01)
    trials = (
        trial("Chicago", use="test", predicted=(0.6, 1.3), width=2.2, draws=24),
        trial("Durham", use="belief", belief="contract", verdict="shrunk", if_half=curse, note="few people"),
        trial("Placebo", use="made up", evidence="made up", verdict="met"),
    )
    kept = page.found()
    monkeypatch.setattr(page, "found", lambda: replace(kept, trials=trials))
    text = documents.documents()["validation.md"]
    text = text[text.index("## Trials") : text.index("## Where the patterns")]
    places = [text.index(words) for words in ("### Tests", "### Behind a belief", "### Made up")]
    assert places == sorted(places) and "### Inputs" not in text
    tests, behind, made_up = text[places[0] : places[1]], text[places[1] : places[2]], text[places[2] :]
    assert "| 0.50 | 0.60 to 1.30 | 2.2 times |" in tests and "**missed**" in tests
    assert (
        "| contract | half |" in behind
        and "| shrunk |" in behind
        and "were the truth half of what was published" in behind
    )
    assert "Placebo" in made_up and "contract" not in made_up
    for table in (tests, behind, made_up):
        rows = [line.replace("\\|", "").count("|") for line in table.splitlines() if line.startswith("|")]
        assert len(rows) == 3 and len(set(rows)) == 1, "heading, rule and rows have as many cells"
