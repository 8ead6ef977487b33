"""The table of an export that holds what each replicate drew: every uncertain parameter's value, as the runs had it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...scenarios.facts import values_hash
from ..plans import at, values_of
from .results import framed
from .sheets import Column, Note, Of, Sheet
from .source import Source

DRAWS: Final = "draws"
COLUMNS: Final = {
    "scenario": Column(Of.INTEGER, "The scenario, numbered from 0"),
    "replicate": Column(Of.INTEGER, "The first replicate that lives the draw, numbered from 0"),
    "parameter": Column(Of.TEXT, "An uncertain parameter that decides something here"),
    "value": Column(Of.NUMBER, "What it was, in its own unit, alike under every regime"),
}
OTHER_VALUES: Final = (
    "What replicates drew is left out: other values of the parameters are declared now than when they were run."
)


def draws_sheet(source: Source) -> Sheet:
    """One row for each scenario, draw and uncertain parameter; none where nothing was drawn, or it is not known any more."""
    rows = sum(1 for _ in _rows(source))
    return Sheet(DRAWS, "What each draw of the uncertain parameters was", COLUMNS, rows, framed(_rows(source), COLUMNS))


def draws_notes(source: Source) -> Iterator[Note]:
    """Why there are none, where that is not plain."""
    if not known(source):
        yield "Draws", OTHER_VALUES


def known(source: Source) -> bool:
    """Whether draws can be made again as they were: from the values declared then, which are those of today."""
    return source.kept.line.values == values_hash()


def _rows(source: Source) -> Iterator[tuple[Any, ...]]:
    names = [each.name for each in source.plan.drawn] if known(source) else []
    for scenario in source.store.scenarios(source.kept.line.id) if names else ():
        plan = at(source.plan, scenario.changes)
        for replicate in scenario.replicates:
            if replicate % plan.histories == 0:
                values = values_of(plan, replicate)
                yield from ((scenario.number, replicate, name, values[name]) for name in names)
