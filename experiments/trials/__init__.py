"""Published evaluations, replayed inside the model by their own design.

Takes a study and worlds (`carry_out`, `answer`, which come with pandas and are imported from their modules); gives
what such a trial finds. `effects` are the effects as studies reported them, at a stated base rate.
"""

from .effects import BASES, OddsRatio, RateRatio, any_event_text, at_base, lines_of

__all__ = [
    "BASES",
    "OddsRatio",
    "RateRatio",
    "any_event_text",
    "at_base",
    "lines_of",
]
