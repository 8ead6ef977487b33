"""Where every run is kept as it finishes, in SQLite or PostgreSQL.

Takes experiments and finished runs (`Store.begin`, `save`); gives them back by identity, in whole or in pieces, and
says in one sentence what went wrong (`StoreFailed`). The only room that knows SQLAlchemy.
"""

from .address import database_url, shown
from .database import check, is_there
from .deleting import Deletable
from .faults import KEPT, StoreFailed, sentence_of
from .kept import Counted, Kept, KeptExperiment, KeptRun
from .links import Links, Saved
from .looking import find_experiment, open_there, where
from .only_read import NotAllKept, check_to_use, open_to_use
from .provenance import engine_version
from .records import FAILED, SUCCEEDED
from .sound import DamagedRow
from .store import Finished, Started, Store

__all__ = [
    "Counted",
    "DamagedRow",
    "Deletable",
    "FAILED",
    "Finished",
    "KEPT",
    "Kept",
    "KeptExperiment",
    "KeptRun",
    "Links",
    "NotAllKept",
    "SUCCEEDED",
    "Saved",
    "Started",
    "Store",
    "StoreFailed",
    "check",
    "check_to_use",
    "database_url",
    "engine_version",
    "find_experiment",
    "is_there",
    "open_there",
    "open_to_use",
    "sentence_of",
    "shown",
    "where",
]
