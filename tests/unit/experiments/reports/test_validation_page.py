"""The page about validation: what tests the model stands apart from what checks the procedure, with the curse beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diversion.experiments.reports import documents
from diversion.experiments.reports import validation_page as page
from diversion.experiments.validation import Curse, TrialFinding, recorded
from diversion.experiments.validation.held_back import looks
from diversion.experiments.validation.words import CAUSES, by_lists, put_down_to


def trial(name: str, **about: object) -> TrialFinding:
    usual: dict[str, object] = {
        "title": f"{name}: any arrest", "evidence": "V0", "verdict": "missed", "rating": "weak", "source": "S | T",
        "unit": "odds ratio", "published": 0.5, "value": 0.8, "simulated": (0.5, 1.2), "reported": "half",
        "cause": "replay",
    }  # fmt: skip
    return TrialFinding(name=f"{name}/1", **usual | about)  # type: ignore[arg-type]


def test_each_use_has_a_table_of_its_own_and_the_curse_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """E14: all studies stood in one table, with a use that nobody had checked."""
    curse = Curse(truth=0.71, power=0.2, reports=0.45, exaggeration=2.3, wrong_sign=0.01)
    trials = (
        trial("Chicago", use="test", predicted=(0.6, 1.3), width=2.2, draws=24),
        trial("Durham", use="belief", belief="contract", verdict="shrunk", cause="", if_half=curse, note="few people"),
        trial("Placebo", use="made up", evidence="made up", verdict="met", cause=""),
    )
    kept = page.found()
    monkeypatch.setattr(page, "found", lambda: replace(kept, trials=trials))
    text = documents.documents()["validation.md"]
    text = text[text.index("## Trials") : text.index("## Where the patterns")]
    places = [text.index(words) for words in ("### Tests", "### Behind a belief", "### Made up")]
    assert places == sorted(places) and "### Inputs" not in text
    tests, behind, made_up = text[places[0] : places[1]], text[places[1] : places[2]], text[places[2] :]
    assert "| 0.50 | 0.60 to 1.30 | 2.2 times |" in tests and "**missed**, replay |" in tests
    assert (
        "| contract | half |" in behind
        and "| shrunk |" in behind
        and "were the truth half of what was published" in behind
    )
    assert "Placebo" in made_up and "contract" not in made_up
    for table in (tests, behind, made_up):
        rows = [line.replace("\\|", "").count("|") for line in table.splitlines() if line.startswith("|")]
        assert len(rows) == 3 and len(set(rows)) == 1, "heading, rule and rows have as many cells"


def test_a_miss_says_what_it_is_put_down_to_and_both_lists_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = page.found()
    moved = replace(kept.patterns[0], title="Moved", use="fit", use_before="held-back", verdict="missed",
                    cause="target", note="Old.")  # fmt: skip
    monkeypatch.setattr(page, "found", lambda: replace(kept, patterns=(moved, *kept.patterns[1:])))
    text = documents.documents()["validation.md"]
    assert by_lists(page.found().patterns) in text and put_down_to(page.found().patterns) in text
    row = next(line for line in text.splitlines() if line.startswith("| Moved"))
    assert row.startswith("| Moved (held back until November 2026) |") and "| **missed**, target |" in row
    assert "- Moved (missed: target): Old." in text
    assert all(f"**{name}**: {words}." in text for name, words in CAUSES.items())


def test_every_run_of_what_is_held_back_stands_on_the_page() -> None:
    text = documents.documents()["validation.md"]
    text = text[text.index("## Every run of what is held back") : text.index("## Outside the model")]
    rows = [line for line in text.splitlines() if line.startswith("| 20")]
    assert len(rows) == len(looks())
    assert rows[0].startswith("| 2026-11-30 | `4f572479fd989d1a` | `b75cd0c25d5bfbd7` | 6 | 8 of 18 | 8 of 15 |")


def test_no_page_is_written_about_a_miss_that_nobody_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = recorded()
    assert kept is not None
    missed = next(each for each in kept.patterns if each.verdict == "missed")
    for untold in (replace(missed, cause=""), replace(missed, note="")):
        monkeypatch.setattr(page, "recorded", lambda untold=untold: replace(kept, patterns=(untold,)))
        with pytest.raises(RuntimeError, match=f"cause and a note.*{missed.name}"):
            page.found()
