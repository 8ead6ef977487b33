"""The kinds of field that the data files are made of: names, quantities, shares, and values with a source.

Core objects: Quantity and `number_of`; Sourced, a value with its source and rating; OwnValue, what a parameter is in one
locality; Known, what may be referred to.

A message raised here starts with the verb ("must be …"), so that the reader of the file can put the field before it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from .errors import did_you_mean
from .parameters import Parameter, Rating, is_number
from .record import Number, Record, Text, one_of
from .words import (
    ADMISSION_ORDERS,
    CATEGORIES,
    CONTACT_KINDS,
    ETHNICITIES,
    MEASURES,
    NEEDS,
    NON_ENGAGEMENT,
    RATINGS,
    STAGES,
)

AGE_BANDS: Final = ("18-25", "26-39", "40-59", "60+")
SUM_TOLERANCE: Final = 1e-6
LONGEST_NAME: Final = 50  # it is part of the names of outcomes, for which the store has a limit
NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FORMULA: Final = re.compile(r"(?:(?P<factor>\d+(?:\.\d+)?)\s*\*\s*)?(?P<name>[a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may refer to by name. Given as pydantic's context; where there is none, references go unchecked."""

    parameters: Mapping[str, Parameter]
    names: Callable[[str], Sequence[str]]


# --- words and references --------------------------------------------------------------------------------------------


def _name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise ValueError(f"must be lower-case words joined by hyphens, not {value!r}")
    if len(value) > LONGEST_NAME:
        raise ValueError(f"must be {LONGEST_NAME} characters at most, not {len(value)}")
    return value


def _item(kind: str) -> Callable[[str, ValidationInfo], str]:
    def check(value: str, info: ValidationInfo) -> str:
        if isinstance(info.context, Known) and value not in info.context.names(kind):
            hint = did_you_mean(value, info.context.names(kind))
            raise ValueError(f"refers to {value}, which is not a {kind}.{hint}")
        return value

    return check


Share = Annotated[Number, Field(ge=0, le=1)]
RecentCount = Annotated[Number, Field(ge=0, le=10_000)]
Name = Annotated[str, AfterValidator(_name)]
Rated = Annotated[Rating, BeforeValidator(one_of(RATINGS))]
Need = Annotated[str, AfterValidator(one_of(NEEDS))]
Category = Annotated[str, AfterValidator(one_of(CATEGORIES))]
Kind = Annotated[str, AfterValidator(one_of(CONTACT_KINDS))]
Stage = Annotated[str, AfterValidator(one_of(STAGES))]
Order = Annotated[str, AfterValidator(one_of(ADMISSION_ORDERS))]
Sanction = Annotated[str, AfterValidator(one_of(NON_ENGAGEMENT))]
AgeBand = Annotated[str, AfterValidator(one_of(AGE_BANDS))]
Ethnicity = Annotated[str, AfterValidator(one_of(ETHNICITIES))]
RegimeName = Annotated[Name, AfterValidator(_item("regime"))]
RouteName = Annotated[Name, AfterValidator(_item("route"))]
ProgrammeName = Annotated[Name, AfterValidator(_item("programme"))]
ServiceName = Annotated[Name, AfterValidator(_item("service"))]


# --- quantities: a number or the name of a parameter -----------------------------------------------------------------


def split_quantity(text: str) -> tuple[float, str]:
    """The factor and the parameter's name in a quantity such as `workers_custody` or `0.5 * workers_custody`."""
    found = FORMULA.fullmatch(text.strip())
    if not found:
        raise ValueError(f"must be a number, a parameter's name or 'number * name', not {text!r}")
    return float(found["factor"] or 1.0), found["name"]


def number_of(quantity: float | str, values: Mapping[str, float]) -> float:
    """What a quantity comes to, given every parameter's value."""
    if not isinstance(quantity, str):
        return quantity
    factor, name = split_quantity(quantity)
    return factor * values[name]


def _limits_in_words(low: float, high: float) -> str:
    return f"{low:g} or more" if math.isinf(high) else f"between {low:g} and {high:,.12g}"


def _quantity(low: float, high: float) -> Callable[[Any, ValidationInfo], float | str]:
    """A check that a quantity is understood and that its number, or its parameter's default, lies within limits."""

    def within(value: float, what: str) -> None:
        if not low <= value <= high:
            raise ValueError(f"must be {_limits_in_words(low, high)}, not {what}")

    def check_formula(text: str, info: ValidationInfo) -> str:
        factor, name = split_quantity(text)
        if isinstance(info.context, Known):
            known = info.context.parameters
            if name not in known:
                raise ValueError(f"refers to {name}, which is not a parameter.{did_you_mean(name, known)}")
            usual = factor * known[name].default
            within(usual, f"{text}, which is {usual:g}")
        return text

    def check(value: Any, info: ValidationInfo) -> float | str:
        if isinstance(value, str):
            return check_formula(value, info)
        if not is_number(value):
            raise ValueError(f"must be a number or the name of a parameter, not {value!r}")
        within(value, f"{value:g}")
        return float(value)

    return check


# `0.5 * name` is understood too, so that half a budget stays half when the budget changes. See `number_of`.
Quantity = Annotated[float | str, BeforeValidator(_quantity(0.0, 1_000_000.0))]
Probability = Annotated[float | str, BeforeValidator(_quantity(0.0, 1.0))]
# Limits that catch a slip of the finger; the engine holds more.
EffectRatio = Annotated[float | str, BeforeValidator(_quantity(0.05, 3.0))]
Intensity = Annotated[float | str, BeforeValidator(_quantity(0.0, 5.0))]
Clients = Annotated[float | str, BeforeValidator(_quantity(0.1, 1000.0))]
Days = Annotated[float | str, BeforeValidator(_quantity(0.0, 36_500.0))]
Months = Annotated[float | str, BeforeValidator(_quantity(0.0, 1_200.0))]
Times = Annotated[float | str, BeforeValidator(_quantity(0.0, 1_000.0))]
Pounds = Annotated[float | str, BeforeValidator(_quantity(0.0, 10_000_000.0))]
Strength = Annotated[float | str, BeforeValidator(_quantity(-3.0, 6.0))]
LogOdds = Annotated[Number, Field(ge=-20, le=20)]
Length = Annotated[float | str, BeforeValidator(_quantity(1.0, 36_500.0))]


# --- values with a source --------------------------------------------------------------------------------------------


class Sourced(Record):
    """One value, where it comes from and how far to trust it."""

    value: Number
    source: Text
    rating: Rated
    note: str = ""


class Effect(Record):
    """A published effect, as the study reported it: `measure` says what kind of number it is, `of` which outcome.

    `base` is the share of the comparison group in whom that outcome was seen, where it was published. Points are
    percentage points, d is Cohen's. The engine does not use it.
    """

    measure: Annotated[str, AfterValidator(one_of(MEASURES))]
    value: Number
    of: Text
    design: Text
    country: Text
    low: Number | None = None
    high: Number | None = None
    base: Share | None = None


class Finding(Record):
    """One published result of a programme, in words and in numbers, for the reader; the engine does not use it."""

    finding: Text
    source: Text
    rating: Rated
    effects: tuple[Effect, ...] = ()


def _limits(low: float, high: float = math.inf, *, whole: bool = False) -> Callable[[Sourced], Sourced]:
    def check(field: Sourced) -> Sourced:
        if not low <= field.value <= high:
            raise ValueError(f"must be {_limits_in_words(low, high)}, not {field.value:.12g}")
        if whole and not field.value.is_integer():
            raise ValueError(f"must be a whole number, not {field.value:.12g}")
        return field

    return check


def at_most(most: float) -> AfterValidator:
    """A check that a size is not beyond what any place could have; it catches a slip of the finger."""

    def check(field: Sourced) -> Sourced:
        if field.value > most:
            raise ValueError(f"must be at most {most:,.0f}, not {field.value:,.12g}")
        return field

    return AfterValidator(check)


def _shares_over(groups: Sequence[str]) -> Callable[[Mapping[str, Sourced]], Mapping[str, Sourced]]:
    """A check that shares of a whole name every group and come to one; they leave in the vocabulary's order."""

    def check(shares: Mapping[str, Sourced]) -> Mapping[str, Sourced]:
        missing = [group for group in groups if group not in shares]
        if missing:
            raise ValueError(f"must give a share for {' and '.join(missing)}")
        total = sum(shares[group].value for group in groups)
        if abs(total - 1) > SUM_TOLERANCE:
            raise ValueError(f"must add up to 1, not {total:.6g}")
        return {group: shares[group] for group in groups}

    return check


SourcedShare = Annotated[Sourced, AfterValidator(_limits(0, 1))]
SourcedAmount = Annotated[Sourced, AfterValidator(_limits(0))]
SourcedCount = Annotated[Sourced, AfterValidator(_limits(0, whole=True))]
SourcedPositive = Annotated[Sourced, AfterValidator(_limits(1, whole=True))]
AgeShares = Annotated[Mapping[AgeBand, SourcedShare], AfterValidator(_shares_over(AGE_BANDS))]
EthnicityShares = Annotated[Mapping[Ethnicity, SourcedShare], AfterValidator(_shares_over(ETHNICITIES))]


# --- a locality's own values of parameters ---------------------------------------------------------------------------


class OwnValue(Sourced):
    """What a parameter is in one locality instead of its default; with `low` and `high` it stays uncertain there."""

    low: Number | None = None  # 5th and 95th percentile of what we believe about this place
    high: Number | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("must give low and high together, or neither")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"must have low ≤ value ≤ high, not {self.low:g}, {self.value:g} and {self.high:g}")
        return self


def _parameter_name(name: str, info: ValidationInfo) -> str:
    if isinstance(info.context, Known) and name not in info.context.parameters:
        raise ValueError(f"is not a parameter.{did_you_mean(name, info.context.parameters)}")
    return name


def _own_values(values: Mapping[str, OwnValue], info: ValidationInfo) -> Mapping[str, OwnValue]:
    """Refuse numbers beyond the declared limits of their parameter, each at its own line of the file."""
    if not isinstance(info.context, Known):
        return values
    wrong = [
        InitErrorDetails(
            type=PydanticCustomError("value_error", "{error}", {"error": said}), loc=(name, field), input=own
        )
        for name, own in values.items()
        for field, said in _beyond(own, info.context.parameters[name])
    ]
    if wrong:
        raise ValidationError.from_exception_data("parameters", wrong)
    return values


def _beyond(own: OwnValue, parameter: Parameter) -> Iterator[tuple[str, str]]:
    """The fields whose number the parameter cannot have, each with what is wrong."""
    for field, number in (("value", own.value), ("low", own.low), ("high", own.high)):
        if number is None:
            continue
        if not parameter.floor <= number <= parameter.ceiling:
            yield field, f"must be {_limits_in_words(parameter.floor, parameter.ceiling)}, not {number:g}"
        elif field != "value" and parameter.scale != "linear" and number <= 0:
            yield (
                field,
                f"must be above 0, because belief about {parameter.name} is spread on a {parameter.scale} scale",
            )
        elif field != "value" and parameter.scale == "logit" and number >= 1:
            yield field, f"must be below 1, because belief about {parameter.name} is spread on a logit scale"


ParameterName = Annotated[str, AfterValidator(_parameter_name)]
OwnValues = Annotated[Mapping[ParameterName, OwnValue], AfterValidator(_own_values)]
