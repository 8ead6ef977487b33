"""The ground of every record that is read from a file, and the plainest kinds of field.

Core objects: Record; Number, Text and Day; `one_of`, which makes a kind out of a vocabulary.

A message raised here starts with the verb ("must be …"), so that the reader of the file can put the field before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from .errors import did_you_mean

EARLIEST: Final = 1900  # the first year of a day, and the last
LATEST: Final = 2199


class Record(BaseModel):
    """The ground of every record: it cannot be changed once made, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def one_of(known: Sequence[str]) -> Callable[[Any], Any]:
    """A check that a value is one of the words of a vocabulary."""

    def check(value: Any) -> Any:
        if value not in known:
            raise ValueError(f"must be one of {', '.join(known)}, not {value!r}.{did_you_mean(str(value), known)}")
        return value

    return check


def _date(value: Any) -> date:
    """A day; YAML is read with days as text, because its own error for 31 April knows no line."""
    try:
        day = value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"must be a date such as 2026-04-01, not {value!r}") from None
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"must be a day from {EARLIEST} to {LATEST}, not {day}")
    return day


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Day = Annotated[date, BeforeValidator(_date)]
