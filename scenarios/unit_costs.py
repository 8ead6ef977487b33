"""What a unit cost rests on: a published sum, its year, what it is taken by, what it covers and what it leaves out.

Core objects: UnitCost, of one parameter; `unit_costs`, all of them. The engine uses neither: it takes the parameters, and a
test holds the two to each other. What a client-year of a programme costs stands with its service (`prices.Costing`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictInt

from .fields import ParameterName, Rated
from .prices import Amount, financial, prices
from .reading import read_yaml
from .record import Day, Record, Text, one_of
from .words import PUBLIC, VICTIMS

FILE: Final = "unit_costs.yaml"
Agency = Annotated[str, AfterValidator(one_of((*PUBLIC, VICTIMS)))]


class UnitCost(Record):
    """Pounds a unit, at the prices of the financial year that began in `price_year`; `times` and `because` as in `Costing`."""

    parameter: ParameterName
    agency: Agency
    pounds: Amount
    price_year: Annotated[StrictInt, Field(ge=2000, le=2100)]
    times: Amount = 1.0
    because: Text | None = None
    covers: Text
    leaves_out: Text
    source: Text
    rating: Rated
    checked: Day

    def at_declared_prices(self) -> float:
        """Pounds at the prices of the declared year."""
        return self.pounds * prices().to_declared(self.price_year) * self.times

    def words(self) -> str:
        """The arithmetic, what it holds and where it comes from, in one paragraph."""
        steps = [f"£{self.pounds:,.2f}".removesuffix(".00") + f" at prices of {financial(self.price_year)}"]
        if (rise := prices().to_declared(self.price_year)) != 1.0:
            steps.append(f"× {rise:g} for prices since")
        if self.times != 1.0:
            steps.append(f"× {self.times:g}" + (f" ({self.because})" if self.because else ""))
        return (
            f"{', '.join(steps)}: £{self.at_declared_prices():,.0f} at prices of {financial(prices().year)}. "
            f"It covers: {self.covers}. It leaves out: {self.leaves_out}. "
            f"Source: {self.source.rstrip('.')}. Rating: {self.rating}."
        )


class _File(Record):
    costs: tuple[UnitCost, ...]


@cache
def unit_costs() -> tuple[UnitCost, ...]:
    """Every unit cost whose arithmetic is known, which are part of the package."""
    path = files(__package__) / "library" / FILE
    return _File.model_validate(read_yaml(path.read_text(encoding="utf-8"), FILE)[1]).costs
