"""What a comparison is made of, fixed before its first run.

Takes what a person typed or the store kept; gives a `Plan` (`make_plan`, `plan_of`, `plan_from`), the plan at a point
of a design (`at`), what a replicate simulates (`setting_of`, `values_of`), the identity of each run (`Variants`), and
an `Experiment`.
"""

from .as_then import Declared, Then, as_declared
from .cautions import caution_lines
from .changes import UNCHANGED, changed_lines, differing, in_few_words, overridden_lines, usually, word
from .crossing import BELIEF, Crossing, Pair, believed, crossing_of, main_programme, programmes_of, title_of
from .draws import draw_values, quantiles_of
from .experiment import Experiment, Kind, Point, comparison
from .from_store import plan_from
from .identity import Variants, at, setting_of, values_of
from .laws import AS_USUAL, LawsAsked
from .making import (
    BYTES_A_PERSON,
    CURRENT,
    DEFAULT_REGIMES,
    check_out,
    check_sizes,
    check_workers,
    in_use,
    large_lines,
    make_plan,
    plan_of,
    read_changes,
    with_histories,
    with_posterior,
)
from .plan import Plan, RunResult, changed
from .posterior import Posterior, same_engine, write_posterior
from .usual import POSTERIORS, Wanted, as_kept, kept_for, usual, why_none

__all__ = [
    "AS_USUAL",
    "BELIEF",
    "BYTES_A_PERSON",
    "UNCHANGED",
    "CURRENT",
    "Crossing",
    "DEFAULT_REGIMES",
    "Declared",
    "Experiment",
    "LawsAsked",
    "Kind",
    "Pair",
    "POSTERIORS",
    "Plan",
    "Point",
    "Posterior",
    "RunResult",
    "Then",
    "Variants",
    "Wanted",
    "as_declared",
    "as_kept",
    "at",
    "believed",
    "changed",
    "caution_lines",
    "changed_lines",
    "differing",
    "in_few_words",
    "check_out",
    "check_sizes",
    "check_workers",
    "comparison",
    "crossing_of",
    "draw_values",
    "in_use",
    "kept_for",
    "large_lines",
    "main_programme",
    "make_plan",
    "plan_from",
    "overridden_lines",
    "plan_of",
    "programmes_of",
    "quantiles_of",
    "read_changes",
    "same_engine",
    "setting_of",
    "title_of",
    "usually",
    "values_of",
    "usual",
    "why_none",
    "with_histories",
    "with_posterior",
    "word",
    "write_posterior",
]
