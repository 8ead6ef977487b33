"""What holds where: the declared default, then the locality's own value, then the user's; the order has its home here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, Protocol

from .parameter import Parameter, Rating
from .registry import find, register


class Own(Protocol):
    """A locality's own value of a parameter; with a low and a high one it stays uncertain, without them it is known."""

    @property
    def value(self) -> float:
        """What holds there."""

    @property
    def low(self) -> float | None:
        """The 5th percentile of what is believed about the place."""

    @property
    def high(self) -> float | None:
        """The 95th percentile."""

    @property
    def source(self) -> str:
        """Where the value comes from."""

    @property
    def rating(self) -> Rating:
        """How far to trust it."""


NOTHING: Final[Mapping[str, Own]] = MappingProxyType({})


def in_place(own: Mapping[str, Own] = NOTHING) -> Mapping[str, Parameter]:
    """Every declared parameter as it stands in a place that has these values of its `own`, in order of declaration."""
    known = register()
    return {**known, **{name: _held(find(name), value) for name, value in own.items()}} if own else known


def _held(parameter: Parameter, own: Own) -> Parameter:
    """The declaration with a locality's own value for its default, and its own range or none."""
    value = parameter.check(own.value)
    if own.low is not None and own.high is not None:
        low, high, role = own.low, own.high, parameter.role
    elif parameter.role == "lever":
        low, high, role = min(parameter.low, value), max(parameter.high, value), parameter.role
    else:
        low, high, role = value, value, "constant"
    return replace(parameter, default=value, low=low, high=high, role=role, source=own.source, rating=own.rating)


def resolve(changes: Mapping[str, float] | None = None, own: Mapping[str, Own] = NOTHING) -> dict[str, float]:
    """Every parameter's value: its default, the locality's `own`, or what `changes` says, checked against its limits.

    Args:
        changes: Values by name, each in the unit of its parameter.
        own: A locality's own values.

    Raises:
        InputError: there is no such parameter, or a value is outside its hard limits.

    Example:
        >>> resolve({"caseload_pre_arrest": 12})["caseload_pre_arrest"]  # clients a worker
        12.0
    """
    values = {name: parameter.default for name, parameter in in_place(own).items()}
    for name, value in (changes or {}).items():
        values[name] = find(name).check(value)
    return values


def uncertain(own: Mapping[str, Own] = NOTHING) -> list[Parameter]:
    """The parameters nobody knows well: what a replicate draws unless told otherwise."""
    return [parameter for parameter in in_place(own).values() if parameter.role == "uncertainty"]
