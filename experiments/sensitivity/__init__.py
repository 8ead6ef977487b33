"""What an answer hangs on: which assumptions move it, by one of several methods.

Takes a plan and factors (`make_study`); gives an `Answer` with indices, standings and a headline. A method is one class in
`methods/`; `terms`, `shapes`, `guard` and `chance` are what a method is written with.
"""

from .answer import USUAL, Answer, Target, read_columns, targets_of
from .kept import Looked, as_kept, kept_in, look_at
from .own import read_groups, read_ranges
from .screening import Standing, main_indices, parameter_indices, standings
from .study import Study, make_study, steady, widest

__all__ = [
    "Answer",
    "Looked",
    "Standing",
    "Study",
    "Target",
    "USUAL",
    "as_kept",
    "kept_in",
    "look_at",
    "main_indices",
    "make_study",
    "parameter_indices",
    "read_columns",
    "read_groups",
    "read_ranges",
    "standings",
    "steady",
    "targets_of",
    "widest",
]
