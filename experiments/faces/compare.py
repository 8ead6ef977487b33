"""`compare` as users have it: its answer draws itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from ...model.ledger.outcomes import HEADLINES
from .. import compare as below
from ..answers import Comparison as Found
from ..economics import Terms
from .money import Economics
from .money import shown as money_shown
from .named import outcomes_of

if TYPE_CHECKING:
    from ...viz.figures.style import Picture

P = ParamSpec("P")


class Comparison(Found):
    """What a comparison found, with a picture of it."""

    def plot(self, outcomes: str | Sequence[str] = HEADLINES) -> Picture:
        """The paired differences of some outcomes as a matplotlib figure, each regime's with its range.

        Args:
            outcomes: Their names, or that of one; `diversion list outcomes` lists them.

        Raises:
            InputError: a name is no outcome's, or there is none.

        Example:
            >>> from diversion import compare
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db=":memory:")
            >>> type(answer.plot(["arrests"])).__name__
            'Picture'
        """
        from ...viz.charts.comparison import sheet
        from ...viz.figures.sheets import sheet as drawn  # with matplotlib, too slow to load for who wants no picture

        return drawn(sheet(self, outcomes_of(outcomes)))

    def economics(self, terms: Terms | None = None) -> Economics:
        """Who pays and who gains, in which year, and how likely it is that benefits exceed costs; with pictures of it."""
        return money_shown(super().economics(terms))


def shown(found: Found) -> Comparison:
    """The same answer, which draws itself."""
    return Comparison(**{each.name: getattr(found, each.name) for each in fields(found)})


def _with_picture(call: Callable[P, Found]) -> Callable[P, Comparison]:
    @wraps(call)
    def called(*args: P.args, **kwargs: P.kwargs) -> Comparison:
        return shown(call(*args, **kwargs))

    return called


compare = _with_picture(below.compare)
