"""Forms every belief anew and writes what holds them: `python -m diversion.experiments.beliefs`.

`--replay` first counts, in replays of the trials, how often people have an outcome (after a change of the population);
`--bias 0.5` and `--bias 2` print what follows from half the bias and from twice as much, and write nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from ...scenarios.evidence import belief, beliefs
from ..streams import put
from . import counts, formed, writing
from .forming import formed as form
from .words import table

HERE: Final = Path(__file__).resolve().parent
PARAMETERS: Final = HERE.parents[1] / "scenarios" / "library" / "parameters" / "effects.yaml"


def texts() -> dict[Path, str]:
    """The text of every file that holds beliefs, by its path."""
    found = [form(belief(name)) for name in beliefs()]
    return {HERE / formed.FILE: formed.as_yaml(found), PARAMETERS: writing.parameters_text(found)}


def main(arguments: list[str] | None = None) -> None:
    """Write the files, or print the table for another bias."""
    parser = argparse.ArgumentParser(prog="python -m diversion.experiments.beliefs", description=__doc__)
    parser.add_argument("--replay", action="store_true", help="count anew, in replays of the trials")
    parser.add_argument("--bias", type=float, help="print the table with so many times the bias; write nothing")
    given = parser.parse_args(arguments)
    if given.replay:
        found = [counts.replayed(study) for study in counts.needing(map(belief, beliefs()))]
        (HERE / counts.FILE).write_text(counts.as_yaml(found), encoding="utf-8")
        counts.kept.cache_clear()
    if given.bias is None:
        for path, text in texts().items():
            path.write_text(text, encoding="utf-8")
    ratio = 1.0 if given.bias is None else given.bias
    put(table([form(belief(name), ratio) for name in beliefs()]))


if __name__ == "__main__":
    main()
