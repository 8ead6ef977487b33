"""How the model does against what was published.

Takes patterns and scenes (`study`, `carry_out`, which come with pandas and are imported from their modules); gives a
`Recorded`, kept with the package, and words about it.
"""

from .record import (
    LUCK,
    NO_STUDY,
    Finding,
    Recorded,
    Standing,
    TrialFinding,
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
    "Finding",
    "LUCK",
    "NO_STUDY",
    "Recorded",
    "Standing",
    "TrialFinding",
    "as_row",
    "failing",
    "keep",
    "met_of",
    "recorded",
    "rounded",
    "standings",
    "values",
]
