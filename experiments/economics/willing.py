"""How likely each regime is the best choice, by what avoiding an offence is taken to be worth: an acceptability curve."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ...model.ledger.outcomes import outcome_of
from ..wording import lower_first, number, phrase, upper_first

if TYPE_CHECKING:
    from .answer import Economics

AVOIDED: Final = "latent_offences"
# £ for each offence avoided, beside what it spares the public purse: from nothing to above what most offences cost society.
PRICES: Final = (0.0, 250.0, 500.0, 1000.0, 2000.0, 3000.0, 5000.0)


def acceptable(found: Economics) -> list[dict[str, Any]]:
    """A row for each price and regime, the reference first: in which share of draws it is the best for the public purse."""
    if not found.whole:
        return []
    shares = found.acceptability(AVOIDED, PRICES)
    names = [found.plan.reference, *found.others]
    return [
        {"avoided": AVOIDED, "price": price, "regime": name, "share": float(share)}
        for price, row in zip(PRICES, shares, strict=True)
        for name, share in zip(names, row, strict=True)
    ]


def acceptability_lines(found: Economics) -> Iterator[str]:
    """How likely each regime beside the reference is the best where avoiding an offence is worth nothing, and where most."""
    rows = {(row["price"], row["regime"]): row["share"] for row in acceptable(found)}
    first, last = PRICES[0], PRICES[-1]
    for name in found.others if rows else ():
        yield (
            f"{upper_first(phrase(name))} is the best choice for the public purse in {_percent(rows[first, name])} of draws if "
            f"avoiding an offence is worth nothing to it, and in {_percent(rows[last, name])} if that is worth £{number(last)}."
        )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def about() -> str:
    """What is avoided, in words."""
    return lower_first(outcome_of(AVOIDED).label)
