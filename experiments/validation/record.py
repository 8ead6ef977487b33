"""What validation found for the default parameters, kept with the package: written by `validate --record`, read by others.

Core objects: `Recorded`, read by `recorded`; `Finding`, one pattern or trial of it; `failing`, what was met and no longer is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ...agents.engine.hashing import engine_hash
from ...scenarios.facts import PROSE, values_hash
from ...scenarios.reading import read_yaml
from ..files import written_whole

if TYPE_CHECKING:  # what is read off runs comes with pandas, which whoever reads the record has no use for
    from .study import Use

# What a replayed study was used for: a belief about a programme rests on it, it is a test (nothing was set by it), a fact of it
# is an input, or nobody did it.
TrialUse = Literal["belief", "test", "input", "made up"]

FILE: Final = "found.json"
PATTERNS: Final = "patterns.yaml"
MADE_UP: Final = "made up"  # stands for a number among the targets where nobody did the study
# Verdicts that count; `shrunk` is of studies behind a belief, whose middle lies between the published effect and none.
JUDGED: Final = ("met", "shrunk", "missed")
PLACES: Final = 6  # significant figures that are kept: the last bits of a ratio say nothing
PAIRS: Final = ("simulated", "drawn", "predicted")
CURSES: Final = ("if_half", "if_believed")
LUCK: Final = 2.0  # standard errors within which a miss may be luck


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One pattern or trial: what the model gives, what it should give, and whether it does.

    `verdict` is met, missed, shrunk (see `JUDGED`), reported (nothing to hold it against) or outside the model. `low` and
    `high` are the ends of the target. `standard_error` is that of luck between runs.
    """

    name: str
    title: str
    evidence: str
    use: Use | TrialUse
    verdict: str
    rating: str
    source: str
    unit: str = ""
    value: float | None = None
    standard_error: float | None = None
    published: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    scene: str = ""
    beyond_luck: bool = False

    @property
    def error(self) -> float | None:
        """How far the value lies above the published one, in per cent."""
        if self.value is None or not self.published:
            return None
        return 100.0 * (self.value / self.published - 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curse:
    """What significant trials of one size report, should the truth be `truth` (Gelman and Carlin 2014).

    `power` is how many are significant, `reports` what those report on average, `exaggeration` how many times the truth that
    is (on the log scale, where it is a ratio), and `wrong_sign` the share of them on the wrong side of no effect.
    """

    truth: float
    power: float
    reports: float
    exaggeration: float
    wrong_sign: float


CURSE: Final = tuple(Curse.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFinding(Finding):
    """One outcome of a replayed study; `value` is the middle of the estimates of its simulated `trials`.

    `simulated` is their central 95%, `below` the share of them below the published estimate, `power` the share that would
    be called significant; `same_people` is the same measure on the same people with and without, `latent` the ratio of
    their latent offences. `reported` is what the authors reported, in words.

    Of a test, `predicted` is the central 90% where what nobody knows is drawn (belief, parameters and luck), from `draws`
    draws, `predicted_below` the share below the published estimate, `width` how many times its lower end the upper one is (or
    how far above it), and `says_little` whether it is too wide to tell. Of a study behind a `belief`, `if_half` is what the
    significant among such trials report should the truth be half the published effect, `if_believed` should it be `value`.
    """

    belief: str = ""
    trials: int = 0
    drawn: tuple[int, int] = (0, 0)
    simulated: tuple[float | None, float | None] = (None, None)
    below: float | None = None
    power: float | None = None
    same_people: float | None = None
    latent: float | None = None
    reported: str = ""
    draws: int = 0
    predicted: tuple[float | None, float | None] = (None, None)
    predicted_below: float | None = None
    width: float | None = None
    says_little: bool = False
    if_half: Curse | None = None
    if_believed: Curse | None = None


class Standing(NamedTuple):
    """A replayed study: whether every outcome with a verdict is met, its use, which belief rests on it, if it says little."""

    title: str
    met: bool
    use: Use | TrialUse
    belief: str = ""
    says_little: bool = False  # of none of its outcomes more


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What was found: by which engine, when, over how many seeds of each scene, for every pattern and trial.

    `values` is a digest of the numbers behind the patterns, `trial_values` one of those behind the trials.
    """

    engine: str
    made: str
    seeds: int
    patterns: tuple[Finding, ...]
    trials: tuple[TrialFinding, ...] = ()
    values: str
    trial_values: str

    @property
    def current(self) -> bool:
        """Whether the engine and the numbers are the ones that were validated."""
        return self.engine == engine_hash() and self.same_values

    @property
    def same_values(self) -> bool:
        """Whether parameters, places, programmes and patterns have the values that they had; their words may be others."""
        return self.values == values()


@cache
def values() -> str:
    """A digest of the numbers behind the patterns: their own, and those of all that is declared or that they lead to."""
    _, said = read_yaml((files(__package__) / PATTERNS).read_text(encoding="utf-8"), PATTERNS)
    return values_hash({name: [_figures(each) for each in items] for name, items in said.items()})


def _figures(item: Mapping[str, Any]) -> dict[str, Any]:
    """A scene or pattern without the words for the reader."""
    return {name: value for name, value in item.items() if name not in PROSE}


def rounded(value: float | None) -> float | None:
    """A figure as it is kept; nothing where it is not a number."""
    return None if value is None or math.isnan(value) else float(f"{value:.{PLACES}g}")


@cache
def recorded() -> Recorded | None:
    """What was found for the default parameters; nothing where it was never recorded."""
    file = files(__package__) / FILE
    return read(file.read_text(encoding="utf-8")) if file.is_file() else None


def read(text: str) -> Recorded:
    """What such a file holds."""
    data = json.loads(text)
    patterns = tuple(Finding(**each) for each in data["patterns"])
    trials = tuple(_trial(each) for each in data["trials"])
    return Recorded(**data | {"patterns": patterns, "trials": trials})


def _trial(each: Mapping[str, Any]) -> TrialFinding:
    pairs = {name: tuple(each[name]) for name in PAIRS if name in each}
    curses = {name: Curse(**each[name]) for name in CURSES if each.get(name) is not None}
    return TrialFinding(**{**each, **pairs, **curses})


def written(record: Recorded) -> str:
    """The text of the file."""
    stamps = {name: getattr(record, name) for name in ("engine", "values", "trial_values")}
    return json.dumps(stamps | asdict(record), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def keep(record: Recorded, before: Recorded | None, path: Path | None = None) -> Recorded:
    """Write the record into the package and give it back.

    Trials that were not run again are kept where engine and numbers are the same.

    Raises:
        InputError: the package's own folder cannot be written.
    """
    if not record.trials and before is not None and _trial_stamp(before) == _trial_stamp(record):
        record = replace(record, trials=before.trials)
    with written_whole(path or Path(str(files(__package__))) / FILE) as (part,):
        part.write_text(written(record), encoding="utf-8")
    recorded.cache_clear()
    return record


def _trial_stamp(record: Recorded) -> tuple[str, str]:
    return record.engine, record.trial_values


def failing(now: Sequence[Finding], before: Iterable[Finding], wider: float = 1.0) -> list[Finding]:
    """What was met when it was recorded and is missed now by more than luck between runs.

    A few runs hardly tell how large their luck is, so that of the record counts too, `wider` times as large.
    """
    met = {each.name: each for each in before if each.verdict == "met"}
    return [
        each
        for each in now
        if each.name in met
        and each.beyond_luck
        and _outside(each) > LUCK * wider * (met[each.name].standard_error or 0.0)
    ]


def _outside(each: Finding) -> float:
    """How far a value lies beyond its target; beyond all bounds where there is none."""
    if each.value is None or each.low is None or each.high is None:
        return math.inf
    return max(each.low - each.value, each.value - each.high)


def standings(trials: Iterable[TrialFinding]) -> dict[str, Standing]:
    """How each study that somebody did stands, by name; one in which nothing has a verdict does not count."""
    found: dict[str, Standing] = {}
    for each in trials:
        name = each.name.partition("/")[0]
        if each.evidence != MADE_UP and each.verdict in JUDGED:
            before = found.get(name, Standing(each.title.partition(":")[0], True, each.use, each.belief, True))
            found[name] = before._replace(
                met=before.met and each.verdict == "met", says_little=before.says_little and each.says_little
            )
    return found


def met_of(found: Iterable[Finding], use: Use | TrialUse) -> tuple[int, int]:
    """How many of those of one use are met, and how many there are."""
    verdicts = [each.verdict for each in found if each.use == use]
    return verdicts.count("met"), len(verdicts)


def as_row(each: Finding) -> dict[str, Any]:
    """A finding as a row of a table or an object of JSON."""
    row = asdict(each) | {"error_percent": each.error}
    if isinstance(each, TrialFinding):
        row |= dict(zip(("simulated_low", "simulated_high"), row.pop("simulated"), strict=True))
        row |= dict(zip(("drawn_treated", "drawn_control"), row.pop("drawn"), strict=True))
        row |= dict(zip(("predicted_low", "predicted_high"), row.pop("predicted"), strict=True))
        for name in CURSES:
            curse = row.pop(name) or dict.fromkeys(CURSE)
            row |= {f"{name}_{figure}": value for figure, value in curse.items()}
    return row
