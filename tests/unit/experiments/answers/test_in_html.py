"""What a notebook shows of a comparison: readable aloud, and a title is text, whatever stands in it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from diversion import compare
from diversion.model.ledger.outcomes import HEADLINES

PLACE = (
    'name: hamlet\ntitle: "<script>&"\nlike: england-mix\nresidents: {value: 8000, source: test, rating: judgement}\n'
)


def test_a_notebook_shows_sentences_and_a_table_with_heads(tmp_path: Path) -> None:
    (tmp_path / "hamlet.yaml").write_text(PLACE, encoding="utf-8")
    answer = compare(
        tmp_path / "hamlet.yaml", ["pre-arrest", "custody-stage"], years=1, run_in=0, replicates=2, db=":memory:",
        crossing=False,
    )  # fmt: skip
    page = ET.fromstring(f"<div>{answer._repr_html_()}</div>")
    assert [item.text for item in page.iter("li")] == answer.findings()
    assert "<script>&" in (next(page.iter("caption")).text or "")
    heads = [each.attrib["scope"] for each in page.iter("th")]
    assert heads == ["col"] * 3 + ["row"] * len(HEADLINES) and len(list(page.iter("td"))) == 2 * len(HEADLINES)
    assert answer.table().equals(answer.paired())
