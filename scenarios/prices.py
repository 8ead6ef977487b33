"""What the cost of a client-year rests on: a published total, for how many people, what it holds, at which year's prices.

Core objects: Costing, of one service; `prices`, the declared year of all prices and how they rose until then. The engine
uses neither: it takes `cost_a_client_year`, and a test holds the two to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictInt

from .fields import Rated
from .reading import read_yaml
from .record import Day, Number, Record, Text, one_of

FILE: Final = "prices.yaml"
ALL_IN: Final = ("pay", "on_costs", "supervision", "premises")  # what every cost holds
PARTS: Final = (*ALL_IN, "client_money", "treatment", "workshops", "shelter")
Amount = Annotated[Number, Field(gt=0, le=1e10)]
Part = Annotated[str, AfterValidator(one_of(PARTS))]


class Costing(Record):
    """Pounds a year for so many clients at a time, at the prices of the financial year that began in `price_year`.

    `times` is what the total is taken by so that it holds all that `covers` names and nothing else; `because` says why.
    """

    pounds: Amount
    clients: Amount
    price_year: Annotated[StrictInt, Field(ge=2000, le=2100)]
    times: Amount = 1.0
    because: Text | None = None
    covers: tuple[Part, ...]
    source: Text
    rating: Rated

    def a_client_year(self) -> float:
        """Pounds of a client-year, all-in, at the declared year's prices."""
        return self.pounds / self.clients * prices().to_declared(self.price_year) * self.times

    def words(self) -> str:
        """The arithmetic, what it holds and where it comes from, in one paragraph."""
        people = f"{self.clients:,.0f} people at a time" if self.clients > 1 else "one person"
        rise = prices().to_declared(self.price_year)
        steps = [f"£{self.pounds:,.0f} a year for {people}, at prices of {financial(self.price_year)}"]
        if rise != 1.0:
            steps.append(f"× {rise:g} for prices since")
        if self.times != 1.0:
            steps.append(f"× {self.times:g}" + (f" ({self.because})" if self.because else ""))
        held = ", ".join(part.replace("_", "-" if part == "on_costs" else " ") for part in self.covers)
        return (
            f"{', '.join(steps)}: £{self.a_client_year():,.0f} at prices of {financial(prices().year)}. "
            f"It holds {held}. Source: {self.source.rstrip('.')}. Rating: {self.rating}."
        )


class Prices(Record):
    """The year whose prices all costs of programmes are in, and by what a sum of another year is taken to be in them."""

    year: int
    says: Text
    deflator: Mapping[str, Amount]
    source: Text
    rating: Rated
    checked: Day

    def to_declared(self, year: int) -> float:
        """By what a sum of a financial year is taken."""
        return self.deflator[str(year)]


@cache
def prices() -> Prices:
    """The declared year and its deflator, which are part of the package."""
    path = files(__package__) / "library" / FILE
    return Prices.model_validate(read_yaml(path.read_text(encoding="utf-8"), FILE)[1])


def financial(year: int) -> str:
    """The financial year that begins in a year: 2024/25."""
    return f"{year}/{(year + 1) % 100:02d}"
