"""What a sweep found as charts: lines over one lever, one for each value of a second, or rows where there are more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ...model.ledger.outcomes import HEADLINES, outcome_of
from ...viz.charts import Axis, Chart, Curve, Curves, Ranges, Sheet, Table, around
from ...viz.charts.comparison import cell as cell_words
from ...viz.charts.comparison import row_of, short, trust, unit_in
from ..statistics import ENOUGH_DRAWS, Band, middle
from ..wording import listed, phrase, scale_for, upper_first, years
from .cells import Cell, value

if TYPE_CHECKING:
    from .answer import Sweep

MOST_LINES: Final = 6
MOST_ROWS: Final = 24
MOST_TICKS: Final = 6


def sheet_of(found: Sweep) -> Sheet:
    """A chart for each headline outcome."""
    plan = found.experiment.plan
    names = listed([worded(name) for name in found.varied]) or "what is not known"
    return Sheet(
        title=f"What changes in {plan.locality.title} with {names}",
        subtitle=(
            f"Change from {phrase(plan.reference)}. {plan.locality.title}, {years(plan.years)}, {plan.replicates:,} "
            f"replicate{'' if plan.replicates == 1 else 's'} of each scenario. Shown: {_ranges(found)}."
        ),
        charts=[_chart(found, name) for name in HEADLINES],
    )


def _ranges(found: Sweep) -> str:
    """What a line, or a dot, and the stretch around it stand for."""
    if found.band is Band.MEAN:
        return "the mean and its 95% interval (luck only)"
    draws = max(found.change(cell, regime, HEADLINES[0]).n for cell in found.cells[:1] for regime in found.others)
    return f"the middle and the {'central 95% of draws' if draws >= ENOUGH_DRAWS else f'range of the {draws} draws so far'}"


def worded(name: str) -> str:
    """What a picture calls what is varied."""
    return name.replace("_", " ")


def _chart(found: Sweep, name: str) -> Chart:
    outcome, cells = outcome_of(name), found.cells[:MOST_ROWS]
    pairs = [(cell, regime, found.change(cell, regime, name)) for cell in cells for regime in found.others]
    scale, word = scale_for([end for _, _, pair in pairs for end in (middle(pair), pair.low, pair.high)])
    unit = unit_in(outcome.unit, word)
    rows = [
        row_of(k % len(found.others), label(found, cell, regime), cell_words(pair, outcome.decimals, scale),
               middle(pair) / scale, (pair.low / scale, pair.high / scale))
        for k, (cell, regime, pair) in enumerate(pairs)
    ]  # fmt: skip
    mark = _curves(found, name, scale) or Ranges(rows, Axis(f"change, {unit}", around(rows)), dense=len(rows) > 8)
    left = len(found.cells) - len(cells)
    return Chart(
        title=upper_first(outcome.label),
        subtitle=f"Change, {unit}",
        mark=mark,
        table=Table(("", "Change"), [(row.name, row.words) for row in rows]),
        alt=f"{outcome.label}, change, {unit}: " + "; ".join(f"{row.name} {row.words}" for row in rows) + ".",
        file=f"diversion-sweep-{name.replace('_', '-')}",
        notes=[f"{left:,} more are in the table."] if left and isinstance(mark, Ranges) else [],
        source=trust(found.experiment.plan),
    )


def label(found: Sweep, cell: Cell, regime: str) -> str:
    """A combination of what was varied, and the regime where there are several."""
    parts = [f"{worded(name)} {value(each)}" for name, each in cell.changes.items()]
    parts += [short(regime)] if len(found.others) > 1 or not parts else []
    return ", ".join(parts)


# --- lines -----------------------------------------------------------------------------------------------------------


def _curves(found: Sweep, name: str, scale: float) -> Curves | None:
    """Lines over the first lever that is all numbers, where there are few enough of them; else nothing."""
    across = next((each for each in found.varied if _numbers([cell.changes.get(each) for cell in found.cells])), None)
    if across is None:
        return None
    lines: dict[str, list[tuple[float, float, float, float]]] = {}
    for cell in found.cells:
        rest = Cell({n: v for n, v in cell.changes.items() if n != across}, 0, ())
        for regime in found.others:
            pair = found.change(cell, regime, name)
            at = (float(cell.changes[across]), middle(pair) / scale, pair.low / scale, pair.high / scale)
            lines.setdefault(label(found, rest, regime), []).append(at)
    if len(lines) > MOST_LINES or any(len(each) < 2 for each in lines.values()):
        return None
    curves = [Curve(what, *zip(*sorted(each), strict=True)) for what, each in lines.items()]
    places = sorted({at for curve in curves for at in curve.at})
    return Curves(curves, Axis(worded(across), ticks=places if len(places) <= MOST_TICKS else ()), Axis())


def _numbers(values: Sequence[Any]) -> bool:
    known = {each for each in values if isinstance(each, int | float) and not isinstance(each, bool)}
    return len(known) > 1 and all(isinstance(each, int | float) and not isinstance(each, bool) for each in values)
