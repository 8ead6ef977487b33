"""What can be read off an observed run: flows, funnels, groups of people, reoffending.

Takes an `Observation`; gives counted measures by name (`every`, `observing`, which come with pandas and are imported
from their modules). How runs with measures are told from others needs no pandas and stands here.
"""

from .parts import measures_in, part_of, reading_hash, whole_of

__all__ = [
    "measures_in",
    "part_of",
    "reading_hash",
    "whole_of",
]
