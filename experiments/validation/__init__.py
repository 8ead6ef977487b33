"""How the model does against what was published.

Takes patterns and scenes (`study`, `carry_out`, which come with pandas and are imported from their modules); gives a
`Recorded`, kept with the package, and words about it. `standings` says what each replayed study is: met, a test, behind a belief.
"""

from .record import (
    JUDGED,
    LUCK,
    MADE_UP,
    PLACES,
    Curse,
    Finding,
    Recorded,
    Standing,
    TrialFinding,
    TrialUse,
    as_row,
    failing,
    keep,
    met_of,
    recorded,
    rounded,
    standings,
    values,
)

__all__ = [
    "Curse",
    "Finding",
    "JUDGED",
    "LUCK",
    "MADE_UP",
    "PLACES",
    "Recorded",
    "Standing",
    "TrialFinding",
    "TrialUse",
    "as_row",
    "failing",
    "keep",
    "met_of",
    "recorded",
    "rounded",
    "standings",
    "values",
]
