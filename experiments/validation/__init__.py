"""How the model does against what was published.

Takes patterns and scenes (`study`, `carry_out`, which come with pandas and are imported from their modules); gives a
`Recorded`, kept with the package, and words about it. `beliefs_behind` says which belief rests on which replayed study.
"""

from .record import (
    JUDGED,
    LUCK,
    MADE_UP,
    PLACES,
    Before,
    Cause,
    Curse,
    Finding,
    Recorded,
    Standing,
    TrialFinding,
    TrialUse,
    as_row,
    beliefs_behind,
    failing,
    keep,
    met_of,
    recorded,
    rounded,
    standings,
    unexplained,
    values,
)

__all__ = [
    "Before",
    "Cause",
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
    "beliefs_behind",
    "failing",
    "keep",
    "met_of",
    "recorded",
    "rounded",
    "standings",
    "unexplained",
    "values",
]
