"""What the declared lengths, shares and weights of spells of needs mean for a review: chances, and weights by set of needs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from ...scenarios.words import LOSABLE, MONTH_DAYS, NEEDS, REVIEW_DAYS
from .uncertainty import exponential

Values = Mapping[str, float]
SETS: Final = 2 ** len(NEEDS)  # of needs


def fill_spells(row: np.record, values: Values) -> None:
    """Fill what the engine reads about spells: chances at a review, and by set of needs their weight and usual effect."""
    ends = [REVIEW_DAYS / (values[f"spell_months.{need}"] * MONTH_DAYS) for need in NEEDS]
    begins = [end * _odds(values[f"spell_share.{need}"]) for end, need in zip(ends, NEEDS, strict=True)]
    row["spell_ends"], row["spell_begins"] = ends, begins
    row["spell_gate"] = math.fsum(begins)
    weights = [spell_weight(members, values) for members in range(SETS)]
    effects = [exponential(weight) for weight in weights]
    row["spell_log"] = weights
    row["spell_usual"] = [usual_effect(having, effects, values) for having in range(SETS)]
    # What is lost between two reviews has half a block on average until the first at which it can be found.
    row["loss_ends"] = [
        REVIEW_DAYS / (values[f"loss_months.{need.word}"] * MONTH_DAYS + REVIEW_DAYS / 2.0) for need in LOSABLE
    ]


def _odds(share: float) -> float:
    return share / (1.0 - share)


def spell_weight(members: int, values: Values) -> float:
    """The log of what spells of a set of needs together add to offending: their weights' sum, up to the cap."""
    weights = (values[f"spell_weight.{need}"] for k, need in enumerate(NEEDS) if members >> k & 1)
    return min(math.fsum(weights), values["spell_cap"])


def share_of_time(need: str, having: bool, values: Values) -> float:
    """The share of time in spells of a need, of who has it and of who has it not: where beginning and ending balance."""
    odds = _odds(values[f"spell_share.{need}"]) * (1.0 if having else values[f"spell_without.{need}"])
    return odds / (1.0 + odds)


def usual_effect(having: int, effects: Sequence[float], values: Values) -> float:
    """The mean over good and bad times of what spells do to the offending of people with a set of needs.

    `effects` are those of each set of spells, which begin and end without regard to each other.
    """
    chances = [1.0]
    for k, need in enumerate(NEEDS):
        share = share_of_time(need, bool(having >> k & 1), values)
        chances = [(1.0 - share) * each for each in chances] + [share * each for each in chances]
    return math.fsum(chance * effect for chance, effect in zip(chances, effects, strict=True))
