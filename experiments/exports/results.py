"""The tables of an export that every experiment has: outcomes, paired differences, scenarios and runs.

The first three say nothing of when or in which order the runs were computed, so the same results give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...model.ledger.outcomes import outcome_of
from ...scenarios.parameters import Parameter
from ..plans import changed, usually, word
from ..statistics import Band, Numbers, Paired, difference
from ..store import Counted
from ..store.chunks import chunks
from .sheets import Column, Of, Sheet
from .source import Source

if TYPE_CHECKING:
    from pandas import DataFrame

ROWS: Final = 10_000  # of a chunk
AT_ONCE: Final = 5_000_000  # outcomes of one scenario that are held in memory, 8 bytes each

SCENARIO: Final = Column(Of.INTEGER, "The number of the scenario, from 0; a comparison has one, 0")
REGIME: Final = Column(Of.TEXT, "The rule-book in force")
REPLICATE: Final = Column(
    Of.INTEGER, "The number of the replicate, from 0: the same people and the same luck under every regime"
)
SEED: Final = Column(Of.TEXT, "The seed of the replicate, as text because it may be larger than a whole number here")
RUN: Final = {"scenario": SCENARIO, "regime": REGIME, "replicate": REPLICATE}
OUTCOME: Final = Column(Of.TEXT, "The name of what was counted")
UNIT: Final = Column(Of.TEXT, "What it is counted in; a change of a % is in percentage points")
OUTCOMES: Final = {
    **RUN,
    "seed": SEED,
    "outcome": OUTCOME,
    "unit": UNIT,
    "value": Column(Of.NUMBER, "What the run counted; empty where it has no such value, as a share of nothing"),
}
DIFFERENCES: Final = {
    "scenario": SCENARIO,
    "regime": Column(Of.TEXT, "The regime that is compared with the reference"),
    "outcome": OUTCOME,
    "label": Column(Of.TEXT, "The same in words"),
    "unit": UNIT,
    "standing": Column(Of.TEXT, "Primary and secondary outcomes were fixed in advance; exploratory ones are for ideas only"),
    "better": Column(Of.TEXT, "Which direction is a benefit"),
    "n": Column(Of.INTEGER, "Pairs of runs behind the row: replicates or, where each draw has several histories, draws"),
    "missing": Column(Of.INTEGER, "Replicates left out because a run is missing, failed or has no such value"),
    "reference_mean": Column(Of.NUMBER, "Mean under the reference, over these pairs"),
    "regime_mean": Column(Of.NUMBER, "Mean under the regime, over these pairs"),
    "mean": Column(Of.NUMBER, "Mean of the paired differences, regime minus reference"),
    "median": Column(Of.NUMBER, "Their median"),
    "low": Column(Of.NUMBER, "Lower end of the range that `band` names; empty for fewer than two pairs"),
    "high": Column(Of.NUMBER, "Its upper end"),
    "band": Column(Of.TEXT, "What kind of range low and high are"),
    "share_lower": Column(Of.NUMBER, "Share of pairs in which the regime is lower, 0 to 1, a tie counted as half"),
    "share_better": Column(Of.NUMBER, "Share of pairs in which the regime is better; empty where neither direction is"),
    "saving": Column(Of.NUMBER, "How many times smaller pairing made the variance of the difference; inf where all are alike"),
}  # fmt: skip
SCENARIOS: Final = {
    "scenario": SCENARIO,
    "name": Column(Of.TEXT, "The parameter, or the field of a library item, that is not at its usual value"),
    "value": Column(Of.NUMBER, "Its value, where that is a number"),
    "text": Column(Of.TEXT, "Its value as a scenario file would write it"),
    "unit": Column(Of.TEXT, "The unit of a parameter"),
    "usual": Column(Of.TEXT, "What a parameter is in this place where nobody changes it"),
}
RUNS: Final = {
    **RUN,
    "seed": SEED,
    "status": Column(Of.TEXT, "What became of the run; one that was never started has no row"),
    "error": Column(Of.TEXT, "Why it failed"),
    "engine": Column(Of.TEXT, "The version of Diversion, and the digest of the engine's sources, that computed it"),
    "started": Column(Of.TEXT, "When it was started, UTC"),
    "seconds": Column(Of.NUMBER, "How long it took", "seconds"),
}


def outcomes_sheet(source: Source) -> Sheet:
    """One row for each run that succeeded and each outcome."""
    rows = len(source.succeeded) * len(source.names)
    meaning = "What every run counted: one row for each run that succeeded and each outcome"
    return Sheet("outcomes", meaning, OUTCOMES, rows, _outcomes(source))


def _outcomes(source: Source) -> Iterator[DataFrame]:
    names = np.array(source.names, dtype=object)
    units = np.array([outcome_of(name).unit for name in source.names], dtype=object)
    for some in source.outcomes(source.names):
        yield _tidy(some, names, units)


def _tidy(some: Sequence[Counted], names: Any, units: Any) -> DataFrame:
    from pandas import DataFrame

    return DataFrame({
        "scenario": np.repeat([run.scenario for run in some], len(names)),
        "regime": np.repeat(np.array([run.regime for run in some], dtype=object), len(names)),
        "replicate": np.repeat([run.replicate for run in some], len(names)),
        "seed": np.repeat(np.array([str(run.seed) for run in some], dtype=object), len(names)),
        "outcome": np.tile(names, len(some)),
        "unit": np.tile(units, len(some)),
        "value": [value for run in some for value in run.outcomes.values()],
    })  # fmt: skip


# --- differences -----------------------------------------------------------------------------------------------------


def differences_sheet(source: Source) -> Sheet:
    """One row for each scenario with a run that succeeded, regime beside the reference, and outcome."""
    rows = source.answered * len(source.others) * len(source.names)
    meaning = f"Differences from {source.kept.line.reference}, paired by replicate: one row for each regime and outcome"
    chunked = framed(_differences(source), DIFFERENCES)
    return Sheet("differences", meaning, DIFFERENCES, rows, chunked)


def _differences(source: Source) -> Iterator[tuple[Any, ...]]:
    size = max(1, AT_ONCE // (len(source.regimes) * max(1, source.kept.line.replicates)))
    for names in chunks(source.names, size):
        for number, values in source.by_scenario(names):
            yield from _of_scenario(source, number, names, values)


def _of_scenario(source: Source, number: int, names: Sequence[str], values: Numbers) -> Iterator[tuple[Any, ...]]:
    reference = values[source.regimes.index(source.kept.line.reference)]
    for regime in source.others:
        other = values[source.regimes.index(regime)]
        for place, name in enumerate(names):
            pair = difference(
                reference[:, place], other[:, place], source.band, outcome_of(name).better, source.plan.histories
            )
            yield number, regime, name, *_cells(name, pair)


def _cells(name: str, pair: Paired) -> tuple[Any, ...]:
    """The cells of `DIFFERENCES` from the label on."""
    outcome = outcome_of(name)
    about = (outcome.label, outcome.unit, outcome.standing, outcome.better)
    means = (pair.n, pair.missing, pair.reference_mean, pair.regime_mean, pair.mean, pair.median, pair.low, pair.high)
    return *about, *means, pair.band.value, pair.share_lower, pair.share_better, pair.saving


def framed(rows: Iterator[tuple[Any, ...]], columns: Mapping[str, Column]) -> Iterator[DataFrame]:
    """Rows as tables of a few thousand."""
    from pandas import DataFrame

    return (DataFrame(some, columns=list(columns)) for some in chunks(rows, ROWS))


# --- scenarios and runs ----------------------------------------------------------------------------------------------


def scenarios_sheet(source: Source) -> Sheet:
    """One row for each scenario and each thing that is changed in it, in all scenarios alike or in this one."""
    rows = sum(1 for _ in _changes(source))
    meaning = "What is changed from the usual: one row for each scenario and each thing that is changed there"
    return Sheet("scenarios", meaning, SCENARIOS, rows, framed(_changes(source), SCENARIOS))


def _changes(source: Source) -> Iterator[tuple[Any, ...]]:
    known = source.plan.parameters
    shared = changed(source.plan.changes, source.plan.edits)
    for scenario in source.store.scenarios(source.kept.line.id):
        for name, value in {**shared, **scenario.changes}.items():
            yield scenario.number, name, *_change(value, known.get(name))


def _change(value: Any, parameter: Parameter | None) -> tuple[Any, ...]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        value if is_number else np.nan,
        word(value),
        parameter.unit if parameter else None,
        usually(parameter) if parameter else None,
    )


def runs_sheet(source: Source) -> Sheet:
    """One row for each run that was ever started."""
    meaning = "What became of every run that was started; only this table says when and with which version"
    return Sheet("runs", meaning, RUNS, len(source.started), framed(_runs(source), RUNS))


def _runs(source: Source) -> Iterator[tuple[Any, ...]]:
    for run in source.runs():
        when = run.started.strftime("%Y-%m-%d %H:%M:%S")
        place = (run.scenario, run.regime, run.replicate, str(run.seed))
        yield *place, run.status, run.error or None, run.engine_version, when, run.seconds


def ranges(band: Band) -> str:
    """Which of the kinds of range the differences have, in words."""
    return f"In `differences`, low and high are: {band.value}."
