"""The one register in which every number of the model is declared once, read from `library/parameters`, one file a subject.

Everything else is derived from it: validation, the record the engine reads, the draws over what is not known, the tables
in the documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from ..errors import InputError, did_you_mean
from .parameter import Parameter

# In the order in which the subjects act; it is the order of the engine's record too.
SUBJECTS: Final = (
    "people", "careers", "needs", "offending", "police", "justice", "support", "effects", "costs", "channels", "laws"
)  # fmt: skip


@cache
def register() -> Mapping[str, Parameter]:
    """Every declared parameter by name, in order of declaration.

    Example:
        >>> register()["caseload_pre_arrest"].role
        'lever'
    """
    return each_once(parameter for subject in SUBJECTS for parameter in _declared(subject))


def _declared(subject: str) -> list[Parameter]:
    from .declared import read_subject  # pydantic and yaml take longer to load than many a command takes in all

    entry = files(__package__.partition(".")[0]) / "scenarios" / "library" / "parameters" / f"{subject}.yaml"
    return read_subject(entry.read_text(encoding="utf-8"), f"parameters/{entry.name}")


def each_once(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    """The parameters by name; `InputError` when two have the same."""
    found: dict[str, Parameter] = {}
    for parameter in parameters:
        if parameter.name in found:
            raise InputError(f"{parameter.name} is declared twice, the second time under {parameter.subject}.")
        found[parameter.name] = parameter
    return found


def find(name: str) -> Parameter:
    """The declaration called `name`; `InputError` with a suggestion when there is none.

    Args:
        name: Of a parameter, as `diversion list parameters` has it.

    Raises:
        InputError: there is none.

    Example:
        >>> parameter = find("offer_street")
        >>> parameter.low < parameter.default < parameter.high  # the 5th, 50th and 95th percentile of what is believed
        True
    """
    known = register()
    if name not in known:
        raise InputError(f"There is no parameter called {name}.{did_you_mean(name, known)}")
    return known[name]
