"""Whatever stands in a file, a change, a command or a link is understood, or refused in one plain sentence.

Under a minute in all, from one fixed seed, unless told otherwise: `DIVERSION_FUZZ_SECONDS=7200 uv run pytest tests/fuzz` goes on
for two hours from a seed of its own (or the one in `DIVERSION_FUZZ_SEED`), and puts what it finds into `kept.jsonl`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .corpus import seeds
from .fuzzing import hunt, keep, kept
from .judging import KINDS, judge, quick

BY_HAND: Final = "DIVERSION_FUZZ_SECONDS" in os.environ
SECONDS: Final = float(os.environ.get("DIVERSION_FUZZ_SECONDS", "45"))
SEED: Final = os.environ.get("DIVERSION_FUZZ_SEED") or (str(int(time.time())) if BY_HAND else "1")
CASES: Final = kept()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in, with nothing kept anywhere."""
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path / "work")
    with quick():
        yield tmp_path / "work"


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_it_is_it_is_understood_or_refused_in_one_sentence(kind: str, folder: Path) -> None:
    judged, found = hunt(kind, SEED, SECONDS / len(KINDS), folder)
    if BY_HAND:
        print(f"\n{kind}: {judged:,} cases of seed {SEED}, {len(found)} ways to fail")
        keep(found)
    assert judged > 0
    assert not found, "\n".join(["These belong into tests/fuzz/kept.jsonl:", *(each.line for each in found)])


@pytest.mark.parametrize(("kind", "origin", "data"), CASES, ids=[f"{kind} {origin}" for kind, origin, _ in CASES])
def test_what_failed_once_fails_no_more(kind: str, origin: str, data: bytes, folder: Path) -> None:
    assert judge(kind, data, folder) == "", origin


@pytest.mark.parametrize("kind", KINDS)
def test_the_corpus_is_of_its_kind(kind: str, folder: Path) -> None:
    """Mutations of what nobody understands would find nothing."""
    assert len(seeds()[kind]) >= (2 if kind != "link" else 1)
    assert judge(kind, seeds()[kind][0], folder) == ""
