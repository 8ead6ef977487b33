"""What a comparison found, for whoever shows it: numbers, sentences, and how far to trust them.

Takes a plan and its runs; gives a `Comparison`, its headlines, the support behind it, for whom it works and what it
asks of police.
"""

from .asked import computed_with, design_in_short, names_of, question, state
from .comparison import Comparison
from .for_whom import INSTEAD_OF, RATES, Standing, counts_groups, group_rows, instead_of, standings
from .headlines import headline
from .police_time import ALL, CELLS, MEASURED, TRAINING, by_financial_year, by_month, by_task, change_of, freed
from .refining import until
from .support import evidence_behind, posterior_facts, posterior_lines

__all__ = [
    "ALL",
    "CELLS",
    "Comparison",
    "INSTEAD_OF",
    "MEASURED",
    "RATES",
    "Standing",
    "TRAINING",
    "by_financial_year",
    "by_month",
    "by_task",
    "change_of",
    "computed_with",
    "counts_groups",
    "design_in_short",
    "evidence_behind",
    "freed",
    "group_rows",
    "headline",
    "instead_of",
    "posterior_facts",
    "posterior_lines",
    "question",
    "names_of",
    "standings",
    "state",
    "until",
]
