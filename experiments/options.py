"""The options that several commands share, each said once."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output and nothing else.")]
Db = Annotated[str | None, typer.Option(metavar="FILE|URL", help="Where runs are kept. [the user's data folder]")]
Preset = Annotated[str | None, typer.Option(metavar="NAME", help="Changes to start from: `diversion list presets`.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="How many threads. [one for each processor]")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Compute again what the store already has.")]
Out = Annotated[str | None, typer.Option(metavar="FILE.csv", help="Write the table to a CSV file as well.")]
Tables = Annotated[
    bool,
    typer.Option(
        "--tables", help="Print the way in by route, for whom, hours and cost in parts, and which is best as well."
    ),
]
Histories = Annotated[
    int, typer.Option(metavar="N", help="How many replicates share each draw of parameters, to tell luck from them.")
]
Precision = Annotated[
    float | None, typer.Option(metavar="N", help="Add replicates until the change in offences is known to ±N a year.")
]
MostReplicates = Annotated[int | None, typer.Option(metavar="N", help="Where --precision stops at the latest. [1000]")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be computed, then stop.")]
