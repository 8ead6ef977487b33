"""What a sensitivity method is: how it samples, what it finds, when a factor matters, and how all that is told.

A method is one class in one file of `methods`, named in `methods/__init__.py`; nothing else knows which there are. It has no
state: all it needs to know of an analysis stands in the sample.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from ...scenarios.parameters import Parameter
from . import chance
from .shapes import Told
from .terms import Analysis, Estimate, Index, Measure, Numbers, Sample, Whole


class Method(ABC):
    """How factors are varied, and what is said about them."""

    # --- what it is called -------------------------------------------------------------------------------------------

    name: ClassVar[str]  # on the command line, in tables and in the store
    title: ClassVar[str]  # in a list
    how: ClassVar[str]  # what becomes of the factors, as in `12 factors, each moved alone`

    # --- what it repeats ---------------------------------------------------------------------------------------------

    counts: ClassVar[str]  # what its size counts
    usual: ClassVar[int]  # the size where none is asked for
    least: ClassVar[int]  # the smallest that says anything
    power_of_two: ClassVar[bool] = False  # whether its size must be one
    needs_chance: ClassVar[bool] = False  # whether it says nothing where luck is held fixed

    # --- what it says ------------------------------------------------------------------------------------------------

    measures: ClassVar[tuple[Measure, ...]]  # all it finds of a factor; those with a heading are printed
    main: ClassVar[Measure]  # the one that factors are ranked and judged by
    unit: ClassVar[str]  # what the size of that is called, as in `the wait (mean effect 12)`
    below: ClassVar[tuple[str, str]]  # why one factor, or several, do not matter
    hedge: ClassVar[str] = ""  # what is not seen where its floor is luck or noise: there may be a small effect
    relative: ClassVar[bool] = False  # whether that is a number from 0 to 1, not one in the unit of the outcome
    beside_nothing: ClassVar[bool] = False  # whether a factor that changes nothing stands beside the others
    for_values: ClassVar[bool] = False  # whether it is for the values of its indices, not for which factors matter

    # --- what it does ------------------------------------------------------------------------------------------------

    @abstractmethod
    def rows(self, parameters: int, size: int, chance: bool) -> int:
        """How many rows the design has."""

    @abstractmethod
    def design(self, parameters: int, size: int, seed: int, chance: bool) -> tuple[Numbers, Whole]:
        """The quantiles (rows, parameters) and the replicates (rows,)."""

    @abstractmethod
    def estimate(self, sample: Sample, y: Numbers, resamples: int) -> Estimate:
        """Every measure of every factor from the values (rows,), with intervals from so many resamples."""

    @abstractmethod
    def floor(self, main: Mapping[str, Index]) -> float:
        """What a main index must exceed to say anything, from those of every factor."""

    @abstractmethod
    def told(self, analysis: Analysis, values: Numbers, size: int, factors: Mapping[str, Parameter]) -> Told:
        """The shape in which a report and the view show it; `factors` are called by what people call them."""

    def share(self, sample: Sample, y: Numbers, resamples: int) -> Index:
        """The share of the variance that is chance alone."""
        return chance.share(y, self.twins(sample), sample.seed, resamples)

    def twins(self, sample: Sample) -> chance.Twins:
        """The rows that differ in luck only; for a method that finds the share of chance in another way, none."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        """Whether it is the same method: one that has been elsewhere, in another process, is no other for that."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        """A number for a place in a dict."""
        return hash(type(self))

    def __repr__(self) -> str:
        """Its name."""
        return self.name
