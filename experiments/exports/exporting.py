"""Exports a kept experiment, finished or not, to tidy tables with notes: `diversion export`.

Example:
    >>> from diversion.experiments.exports.exporting import export
    >>> for written in export(7, "results.xlsx"):
    ...     print(written.file, written.table, written.rows)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..answers import computed_with, evidence_behind, question
from ..answers.support import support
from ..files import ALIKE
from ..plans import check_out
from ..store import find_experiment
from ..wording import upper_first
from .alike import Alike
from .counts import TABLES, table_sheets
from .draws import DRAWS, draws_notes, draws_sheet
from .results import differences_sheet, outcomes_sheet, ranges, runs_sheet, scenarios_sheet
from .sheets import Note, Sheet, band_notes, explained
from .source import Source, open_source
from .writing import NOTES, Format, format_of, write

OPTIONAL: Final = (ALIKE, "scenarios", DRAWS)  # left out where there is nothing in them
TRUST: Final = "How far to trust it"


@dataclass(frozen=True, slots=True)
class Written:
    """One table that was written: its file, its name and its number of rows."""

    file: Path
    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and how many runs it is about: `missing` had not come to an end, `failed` are left out."""

    tables: tuple[Written, ...]
    runs: int
    succeeded: int
    failed: int
    missing: int


def beside(tables: bool = False) -> tuple[str, ...]:
    """What an export adds to the name of its first file for those beside it, where it has something to write there."""
    return ("differences", ALIKE, "scenarios", "runs", *((*TABLES, DRAWS) if tables else ()), NOTES)


def export(
    number: int,
    out: str | Path,
    db: str | Path | None = None,
    outcomes: Sequence[str] | None = None,
    tables: bool = False,
) -> Exported:
    """Write what is kept of an experiment: outcomes, paired differences, like with like, scenarios, runs, and notes.

    Args:
        number: The experiment, as `diversion runs` lists it.
        out: A file whose name ends in .csv, .parquet or .xlsx; CSV and Parquet make a file for each table beside it.
        db: Where runs are kept: a file, a database URL, or the user's own data folder when nothing is given.
        outcomes: The names of the outcomes wanted; all when nothing is given.
        tables: Whether to write the counts by month, financial year, group and neighbourhood, and the draws, as well.

    Returns:
        The tables that were written, and how many runs they are about.

    Raises:
        InputError: something is wrong with what was asked; nothing was written.

    Example:
        >>> from diversion import compare
        >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
        >>> for written in export(answer.number, "results.csv", db="runs.sqlite", outcomes=["arrests"]).tables[:3]:
        ...     print(written.file, written.table, written.rows)
        results.csv outcomes 4
        results-differences.csv differences 1
        results-runs.csv runs 4
    """
    path = check_out(out, list(Format))
    store, kept = find_experiment(number, db)
    with store:
        return export_from(open_source(store, kept, outcomes), path, tables)


def export_from(source: Source, path: Path, tables: bool = False) -> Exported:
    """Write what a source has; see `export`."""
    alike = Alike(source)
    sheets = [
        outcomes_sheet(source),
        differences_sheet(source),
        alike.sheet,
        scenarios_sheet(source),
        runs_sheet(source),
    ]
    sheets += [*table_sheets(source), draws_sheet(source)] if tables else []
    sheets = [sheet for sheet in sheets if sheet.rows or sheet.name not in OPTIONAL]
    lines = [*notes(source), *alike.notes, *(draws_notes(source) if tables else ())]
    files = write(sheets, lines, path)
    counts = source.kept.line.runs, len(source.succeeded), source.failed, source.missing
    return Exported(tuple(_written(files, sheets, lines, format_of(path))), *counts)


def _written(files: list[Path], sheets: list[Sheet], lines: list[Note], kind: Format) -> Iterator[Written]:
    names = [(sheet.name, sheet.rows) for sheet in sheets]
    if kind is Format.CSV:
        names.append((NOTES, len(explained(sheets, lines))))
    places = files * len(names) if kind is Format.XLSX else files
    for file, (name, rows) in zip(places, names, strict=True):
        yield Written(file, name, rows)


# --- notes -----------------------------------------------------------------------------------------------------------


def notes(source: Source) -> Iterator[Note]:
    """What a reader who has nothing but the files should know; nothing that changes when the same is computed again."""
    plan = source.plan
    yield "Title", f"Diversion: {plan.locality.title}"
    yield "What it is", "Results of a simulation of police diversion policy; every person in it is made up."
    trusted = support(plan, source.kept.line.engine_version)
    if trusted.weakly:
        yield TRUST, f"{trusted.line} {_trust(source)}"
    yield from question(source.kept, plan)
    yield "Runs", _complete(source)
    yield (
        "Pairing",
        (
            "Every replicate is the same people with the same luck under every regime, so a difference within a replicate is one "
            "that the regime made."
        ),
    )
    yield "Ranges here", ranges(source.band)
    yield from band_notes()
    if not trusted.weakly:
        yield TRUST, f"{upper_first(trusted.line)} {_trust(source)}"
    yield "Standing", "Only primary and secondary outcomes were fixed in advance; exploratory ones are for ideas only."
    yield "Computed with", computed_with(source.kept.provenance)


def _trust(source: Source) -> str:
    """How much evidence stands behind the parameters that replicates draw, or what is varied from scenario to scenario."""
    line = source.kept.line
    varied = " What is varied from scenario to scenario was not checked." if line.scenarios > 1 else ""
    return f"{_evidence(source)}{varied}"


def _evidence(source: Source) -> str:
    line = source.kept.line
    if line.scenarios > 1 and line.fixed_parameters:
        return (
            "What differs between the scenarios is in the table of scenarios; every other parameter was fixed, so a range "
            "within a scenario is luck only."
        )
    return evidence_behind(source.plan)


def _complete(source: Source) -> str:
    line = source.kept.line
    counts = f"{len(source.succeeded):,} of {line.runs:,} runs succeeded"
    if not source.failed and not source.missing:
        return f"All {line.runs:,} runs succeeded."
    left = [f"{source.failed:,} failed"] if source.failed else []
    left += [f"{source.missing:,} are missing because they were not finished"] if source.missing else []
    return f"{counts}; {' and '.join(left)}. Differences rest on the replicates that succeeded under both regimes."
