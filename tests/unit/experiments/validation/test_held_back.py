"""The log of held-back runs: it grows by a line a run, is never rewritten, and a changed line shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diversion.experiments.validation import Finding, Recorded
from diversion.experiments.validation.held_back import FILE, Look, ever_held_back, looks, note_down, read
from diversion.scenarios.parameters import InputError

# What was found before the log began: it is the log's first line for ever.
FIRST = ("2026-11-30", "4f572479fd989d1a", "b75cd0c25d5bfbd7", 6)


def finding(name: str, use: str, verdict: str, before: str = "") -> Finding:
    told = {"title": name, "evidence": "V0", "rating": "weak", "source": "S", "value": 1.5}
    return Finding(name=name, use=use, verdict=verdict, use_before=before, **told)  # type: ignore[arg-type]


RECORD = Recorded(
    engine="abc",
    made="2026-12-01",
    seeds=6,
    patterns=(
        finding("kept", "held-back", "met"),
        finding("moved", "fit", "missed", "held-back"),
        finding("new", "held-back", "missed", "none"),
        finding("fitted", "fit", "met"),
    ),
    values="v",
    trial_values="t",
)


def test_a_run_adds_a_line_and_leaves_what_stands_there_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / FILE
    note_down(RECORD, file)
    first = file.read_bytes()
    note_down(replace(RECORD, engine="def"), file)
    note_down(replace(RECORD, engine="def"), file)  # the same run again is a run again
    assert file.read_bytes().startswith(first)
    assert [look.engine for look in looks(file)] == ["abc", "def", "def"]


def test_a_line_has_what_was_ever_held_back_so_that_either_list_can_be_counted(tmp_path: Path) -> None:
    look = note_down(RECORD, tmp_path / FILE)
    assert dict(look.verdicts) == {"kept": "met", "moved": "missed", "new": "missed"}
    assert look.figures["kept"] == 1.5
    assert look.met_of(["kept", "moved"]) == (1, 2), "by the list until November 2026"
    assert look.met_of(["kept", "new", "of another day"]) == (1, 2), "by the one since, of those that were run"
    assert [each.name for each in ever_held_back(RECORD.patterns)] == ["kept", "moved", "new"]


@pytest.mark.parametrize("change", [(b'"missed"', b'"met"'), (b'"2026-12-01"', b'"2026-12-02"')])
def test_a_line_that_was_changed_shows_and_nothing_is_added_to_it(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    file = tmp_path / FILE
    note_down(RECORD, file)
    note_down(RECORD, file)
    tampered = file.read_bytes().replace(*change, 1)
    file.write_bytes(tampered)
    with pytest.raises(InputError, match="line 2: what stands before it was changed"):
        note_down(RECORD, file)
    assert file.read_bytes() == tampered


def test_a_line_that_was_taken_out_shows(tmp_path: Path) -> None:
    file = tmp_path / FILE
    for engine in ("a", "b", "c"):
        note_down(replace(RECORD, engine=engine), file)
    lines = file.read_bytes().splitlines(keepends=True)
    with pytest.raises(InputError):
        read(lines[0] + lines[2])
    with pytest.raises(InputError):
        read(b"".join(lines[1:]))


def test_where_no_log_can_be_written_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        note_down(RECORD, tmp_path / "nowhere" / FILE)


def test_the_log_that_ships_begins_with_what_was_found_before_it_and_was_never_rewritten() -> None:
    found = looks()
    first = found[0]
    assert (first.made, first.engine, first.values, first.seeds) == FIRST
    assert first.met_of(first.verdicts) == (8, 18)
    assert all(isinstance(look, Look) for look in found)
