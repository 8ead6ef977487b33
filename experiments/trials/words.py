"""The replayed studies as tables for people, by what each was used for: tests first, then what says less, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich.table import Table
from rich.text import Text

from ..validation import JUDGED, MADE_UP, TrialFinding, TrialUse
from ..wording import listed, number, signed

GROUPS: Final[Mapping[TrialUse, str]] = {
    "test": "Tests: no belief rests on these, and nothing was set by them",
    "belief": "Behind a belief: checks of the procedure, which test nothing",
    "input": "Inputs: a fact of these is one of the model's",
    "made up": "Made up: designs tried where the truth is known",
}
READINGS: Final[Mapping[TrialUse, str]] = {
    "test": (
        "Expected is the middle 90% of what trials like theirs would find, where belief, parameters and luck are drawn; a test "
        "is met where the published estimate lies in it. Width is how many times the lower end the upper one is. Where no "
        "effect lies in it as well as the published one, it says little."
    ),
    "belief": (
        "Shrunk is a middle between the published effect and none, as doubt about a study has it. Exaggerates is how many "
        "times the truth significant trials of that size report on average, should the truth be half of what was published "
        "(ratios on the log scale); wrong sign is the share of them that report the opposite (Gelman and Carlin 2014)."
    ),
}
READING: Final = (
    "Published is what the authors reported; the model's is the middle, and the middle 95%, of what trials like theirs find "
    "in it, by the luck of one trial with parameters at their defaults. The same people is what a perfect comparison would "
    "have measured, offending the ratio of all offences, known to police or not. Power is the share of such trials that "
    "would call something significant."
)
NONE: Final = "–"

# --- figures ---------------------------------------------------------------------------------------------------------


def decimals_of(row: TrialFinding) -> int:
    """How many decimals the figures of an outcome get."""
    return 2 if "ratio" in row.unit else 1


def _written(value: float | None, decimals: int) -> str:
    return NONE if value is None else number(value, decimals)


def _range(ends: tuple[float | None, float | None], decimals: int) -> str:
    low, high = ends
    return "" if low is None or high is None else f"{number(low, decimals)} to {number(high, decimals)}"


def _model(row: TrialFinding) -> str:
    spread = _range(row.simulated, decimals_of(row))
    return _written(row.value, decimals_of(row)) + (f" ({spread})" if spread else "")


def _width(row: TrialFinding) -> str:
    return NONE if row.width is None else f"{number(row.width, 1)}{' times' if 'ratio' in row.unit else ''}"


FIGURES: Final[Mapping[str, Callable[[TrialFinding], str]]] = {
    "published": lambda row: _written(row.published, decimals_of(row)),
    "expected (90%)": lambda row: _range(row.predicted, decimals_of(row)) or NONE,
    "width": _width,
    "model (95%)": _model,
    "same people": lambda row: _written(row.same_people, decimals_of(row)),
    "offending": lambda row: _written(row.latent, 2),
    "power": lambda row: NONE if row.power is None else f"{100 * row.power:.0f}%",
    "exaggerates": lambda row: NONE if row.if_half is None else f"{number(row.if_half.exaggeration, 1)} times",
    "wrong sign": lambda row: NONE if row.if_half is None else f"{100 * row.if_half.wrong_sign:.0f}%",
}
COLUMNS: Final = ("published", "model (95%)", "same people", "offending", "power")
SHOWN: Final[Mapping[TrialUse, Sequence[str]]] = {
    "test": ("published", "expected (90%)", "width", "same people", "offending"),
    "belief": ("published", "model (95%)", "same people", "offending", "exaggerates", "wrong sign"),
    "input": COLUMNS,
    "made up": COLUMNS,
}


def cells(row: TrialFinding, columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """The figures of one outcome as a table writes them, a dash where there is none."""
    return (FIGURES[name](row) for name in columns)


def verdict_of(row: TrialFinding) -> str:
    """The verdict, what a miss is put down to, and whether what is expected is too wide to tell."""
    if row.cause:
        return f"{row.verdict}, {row.cause}"
    return f"{row.verdict}, says little" if row.says_little and row.verdict == "met" else row.verdict


def of_use(rows: Iterable[TrialFinding], use: TrialUse) -> list[TrialFinding]:
    """The outcomes of the studies with one use."""
    return [each for each in rows if each.use == use]


def table_of(rows: Sequence[TrialFinding], use: TrialUse) -> Table:
    """One row an outcome, under the title of its study."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("", min_width=20, max_width=58)
    for name in SHOWN[use]:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True, min_width=8)
    for title, outcomes in groupby(rows, key=lambda row: row.title.partition(": ")[0]):
        table.add_row(Text(title, "bold"))
        for row in outcomes:
            verdict = Text(verdict_of(row), "bold" if row.verdict == "missed" else "")
            table.add_row(f"  {row.title.partition(': ')[2]} ({row.unit})", *cells(row, SHOWN[use]), verdict)
    return table


# --- sentences -------------------------------------------------------------------------------------------------------


def headline(rows: Sequence[TrialFinding]) -> str:
    """How many tests come out as published in every outcome, and, apart from them, studies behind beliefs and inputs."""
    found = {use: _worst(of_use(rows, use)) for use in GROUPS}
    tests, behind, inputs = found["test"], found["belief"], found["input"]
    said = [f"{tests.count('met')} of {len(tests)} tests come out as published" if tests else "No study was a test"]
    if behind:
        near, shrunk = behind.count("met"), behind.count("shrunk")
        said.append(f"of {len(behind)} studies behind a belief, which test nothing, {near} do and {shrunk} are shrunk")
    if inputs:
        said.append(f"of {len(inputs)} inputs {inputs.count('met')} do")
    return "; ".join(said)


def _worst(rows: Sequence[TrialFinding]) -> list[str]:
    """The worst verdict of each study that somebody did, of its outcomes with one."""
    worst: dict[str, str] = {}
    for row in rows:
        name = row.name.partition("/")[0]
        if row.evidence != MADE_UP and row.verdict in JUDGED:
            worst[name] = max(worst.get(name, JUDGED[0]), row.verdict, key=JUDGED.index)
    return list(worst.values())


def curse_line(row: TrialFinding) -> str:
    """What significant trials of this size report, should less be true, in a sentence; nothing where it is not known."""
    if row.if_half is None:
        return ""
    curse, digits = row.if_half, decimals_of(row)
    return (
        f"{row.title}: were the truth half of what was published ({_effect(curse.truth, row.unit, digits)}), "
        f"{_share(curse.power)} of trials of this size would be significant, and those would report "
        f"{_effect(curse.reports, row.unit, digits)} on average, {number(curse.exaggeration, 1)} times the truth, "
        f"{_share(curse.wrong_sign)} of them on the wrong side."
    )


def _effect(value: float, unit: str, digits: int) -> str:
    article = "an" if unit.startswith("odds") else "a"
    return f"{article} {unit} of {number(value, digits)}" if "ratio" in unit else f"{signed(value, digits)} {unit}"


def _share(share: float) -> str:
    return "fewer than 1%" if 0 < share < 0.01 else f"{100 * share:.0f}%"


def most_cursed(rows: Sequence[TrialFinding]) -> str:
    """The sentence about the outcome whose significant trials would exaggerate most; nothing where there is none."""
    known = [(row.if_half.exaggeration, curse_line(row)) for row in rows if row.if_half is not None]
    return max(known)[1] if known else ""


def too_wide(rows: Sequence[TrialFinding]) -> str:
    """Which tests say little, in a sentence; nothing where all can tell."""
    wide = [row.title for row in of_use(rows, "test") if row.says_little]
    if not wide:
        return ""
    return f"Too wide to tell an effect from none: {listed(wide)}."
