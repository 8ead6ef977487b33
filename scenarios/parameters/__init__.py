"""Every number of the model: what it is, how sure we are of it, where it comes from, and what it is in a place.

Takes the files of `library/parameters`, a locality's own values and what a user changed. Gives the declarations (`register`,
`find`, `uncertain`), as they stand somewhere (`in_place`), and every value of a run (`resolve`).
"""

from __future__ import annotations

from ..errors import InputError, did_you_mean
from .parameter import Parameter, Rating, Role, Scale, is_number
from .places import NOTHING, Own, in_place, resolve, uncertain
from .registry import find, register

__all__ = [
    "NOTHING",
    "InputError",
    "Own",
    "Parameter",
    "Rating",
    "Role",
    "Scale",
    "did_you_mean",
    "find",
    "in_place",
    "is_number",
    "register",
    "resolve",
    "uncertain",
]
