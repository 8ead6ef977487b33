"""Says of each kept sensitivity analysis what it is about, and which of them fits the scenario on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ....experiments.plans import changed
from ....experiments.sensitivity import as_kept
from ....experiments.sensitivity.methods import METHODS
from ....experiments.store import Kept, engine_version
from ....experiments.wording import day_of, phrase, years
from ...charts import Table
from ...charts.factors import regimes_in_words
from .chosen import REFERENCE, Chosen

MOST_LISTED: Final = 50  # of the newest, in the list to choose from
# How well one fits, by the number that `fits` gives.
MARKS: Final = ("", " – your place", " – your place and regimes, other settings", " – yours")
FITTING: Final = ("no", "the place", "place and regimes, not the settings", "yes")


def fits(line: Kept, chosen: Chosen) -> int:
    """3 where it is about the very scenario, 2 about its place and one of its regimes, 1 about its place, else 0."""
    if line.locality != chosen.locality:
        return 0
    if not set(line.regimes) & set(chosen.regimes):
        return 1
    return 2 if list(_otherwise(line, chosen)) or not set(line.regimes) <= {REFERENCE, *chosen.regimes} else 3


def _otherwise(line: Kept, chosen: Chosen) -> Iterator[str]:
    """What it was run with that is not on the screen, each in a few words."""
    plan = chosen.plan()
    if line.years != plan.years:
        yield f"{years(line.years)}, not {plan.years}"
    if line.run_in != plan.run_in:
        yield f"{years(line.run_in)} before the regimes part, not {plan.run_in}"
    if line.seed != plan.seed:
        yield f"seed {line.seed}, not {plan.seed}"
    if line.reference != plan.reference:
        yield f"against {phrase(line.reference)}"
    theirs, mine = changed(line.changes, line.edits), as_kept(changed(plan.changes, plan.edits))
    for name in sorted({*theirs, *mine}):
        if theirs.get(name) != mine.get(name):
            yield f"{name} {_value(theirs, name)}, not {_value(mine, name)}"


def _value(values: Mapping[str, Any], name: str) -> str:
    return str(values[name]) if name in values else "as usual"


def first_shown(kept: Sequence[Kept], chosen: Chosen) -> int:
    """The number of the one to show unasked: a finished one of this version that fits best, the newest of those."""
    here = engine_version()

    def worth(line: Kept) -> tuple[int, bool, bool]:
        return fits(line, chosen), not line.missing, line.engine_version == here

    return max(kept, key=worth).id  # the first of equals, which is the newest


def options_of(kept: Sequence[Kept], chosen: Chosen) -> dict[str, str]:
    """Each analysis in a line, by its number."""
    return {str(line.id): _line(line, chosen) for line in kept}


def _line(line: Kept, chosen: Chosen) -> str:
    done = "" if not line.missing else f", {line.runs - line.missing:,} of {line.runs:,} runs"
    mark = MARKS[fits(line, chosen)]
    regimes = regimes_in_words(line.regimes, line.reference).removesuffix(" against no diversion")
    return f"{line.id}. {line.title}, {regimes}, {_factors(line)}, {day_of(line.created, '%b')}{done}{mark}"


def _factors(line: Kept) -> str:
    count = len(line.design["factors"])
    return f"{count} assumption{'' if count == 1 else 's'}"


def _method(name: str) -> str:
    return METHODS[name].title if name in METHODS else name  # one of another version


def before_all(line: Kept, chosen: Chosen) -> Iterator[str]:
    """What has to be known before it is read: another place, other settings, another version."""
    if not fits(line, chosen):
        yield f"This is about {line.title}, not about the place on the screen."
    elif others := list(_otherwise(line, chosen)):
        yield f"It was run with other settings: {'; '.join(others)}."
    if line.engine_version != engine_version():
        yield (
            f"It was made with another version of the model ({line.engine_version}); run it again to see what this one says."
        )


def list_of(kept: Sequence[Kept], chosen: Chosen) -> Table:
    """All of them, newest first."""
    columns = ("Number", "Place", "Regimes", "Years", "How", "Runs there", "Begun", "Version", "Fits your screen")
    here = engine_version()
    rows = [
        (
            str(line.id),
            line.title,
            regimes_in_words(line.regimes, line.reference),
            years(line.years),
            f"{_factors(line)}, {_method(line.design['method'])}",
            f"{line.runs - line.missing:,} of {line.runs:,}",
            f"{day_of(line.created)} at {line.created:%H:%M} UTC",
            "this one" if line.engine_version == here else line.engine_version,
            FITTING[fits(line, chosen)],
        )
        for line in kept
    ]
    return Table(columns, rows)
