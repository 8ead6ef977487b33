"""All patterns that come with the package, the held-back ones among them: for who judges the model, never for who fits it."""

from __future__ import annotations

from functools import cache

from .study import Published, patterns_in, scenes_of
from .texts import FILES


@cache
def shipped() -> Published:
    """The patterns that come with the package, use by use."""
    return Published(scenes=scenes_of(), patterns=tuple(each for name in FILES.values() for each in patterns_in(name)))
