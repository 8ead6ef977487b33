"""How runs are carried out: on threads, in processes or on a cluster, read from the store where they are kept.

Takes an `Experiment` (`run`, `carry_out`) and `How` to compute; gives a `Batch`, with progress, a forecast and, where
asked for, more replicates until an answer is precise enough. `measuring` comes with pandas and is imported by itself.
"""

from .batch import carry_out, count_kept, forecast, look_up, sentences
from .books import Batch
from .engines import MOST_OF_MEMORY, THREADS, How
from .estimate import Estimate
from .machine import free_memory, processors
from .precision import HEADLINE, Goal, Precision, error_of, goal_of, next_count, worst_of
from .progress import Pace, progress_shown
from .replicate import compiled, simulate, warm_up
from .rerun import Again, chosen
from .runner import BatchFailed, Interrupted, Progress, Say, run

__all__ = [
    "Again",
    "Batch",
    "BatchFailed",
    "Estimate",
    "Goal",
    "HEADLINE",
    "How",
    "Interrupted",
    "MOST_OF_MEMORY",
    "Pace",
    "Precision",
    "Progress",
    "Say",
    "THREADS",
    "carry_out",
    "chosen",
    "compiled",
    "count_kept",
    "error_of",
    "forecast",
    "free_memory",
    "goal_of",
    "look_up",
    "next_count",
    "processors",
    "progress_shown",
    "run",
    "sentences",
    "simulate",
    "warm_up",
    "worst_of",
]
