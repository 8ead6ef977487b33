"""The command `export`: what is kept of an experiment as CSV, Parquet or a spreadsheet."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from .options import Db, ExperimentId, Json, files

if TYPE_CHECKING:
    from ..exports import Exported


def export_command(
    number: ExperimentId,
    out: Annotated[str, typer.Option(metavar="FILE", help="The file to write: .csv, .parquet or .xlsx.")],
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An outcome to write; repeat it. [all of them]")
    ] = None,
    tables: Annotated[
        bool,
        typer.Option("--tables", help="Write the counts by month, financial year, group and neighbourhood as well."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that are there already, without asking.")
    ] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Write an experiment, finished or not, to tables that explain themselves."""
    from ..exports import Format, beside, export

    files(out, None, force, list(Format), beside(tables))
    done = export(number, out, db, outcome, tables)
    if as_json:
        facts = asdict(done) | {"tables": [asdict(each) | {"file": str(each.file)} for each in done.tables]}
        put_json({"experiment": number, **facts})
    else:
        _print_done(done)


def _print_done(done: Exported) -> None:
    width = max(len(f"{each.rows:,}") for each in done.tables)
    names = max(len(each.table) for each in done.tables)
    for each in done.tables:
        put(f"{each.rows:>{width},} rows  {each.table:<{names}}  {each.file}")
    if done.failed or done.missing:
        left = [f"{done.failed:,} failed"] if done.failed else []
        left += [f"{done.missing:,} are missing"] if done.missing else []
        put(f"About {done.succeeded:,} of {done.runs:,} runs: {' and '.join(left)}.")
