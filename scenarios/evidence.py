"""What studies measured of programmes' effects, what is believed of these from them, and the one rule of scepticism.

Core objects: EffectStudy and Belief, as the files of `library/studies` and `library/beliefs` give them; `effect_study`,
`belief`, `belief_about` and `scepticism`, which read them. How a belief follows from its studies: `experiments/beliefs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Final, Self, TypeVar, cast

from pydantic import AfterValidator, Field, StrictBool, model_validator

from .errors import InputError, did_you_mean
from .fields import Name, Rated, Share
from .parameters import Parameter
from .parameters.declared import read_subject
from .reading import judged, read_yaml
from .record import Day, Number, Record, Text, one_of
from .words import MEASURES

AMONG: Final = ("all offered", "all admitted", "engaged")
DESIGNS: Final = ("randomised", "matched", "uncontrolled", "judgement")
ANY: Final = ("any arrest", "any known offence", "any charge", "any proven offence")  # people have it or have not
OUTCOMES: Final = (*ANY, "arrests", "offences", "harm")  # of the last three there are more or fewer
OF_ANYTHING: Final = (*MEASURES, "mean ratio")  # what a study may report
DIFFERENCES: Final = ("points", "d")  # which may be below 0
OF_COUNTS: Final = ("rate ratio", "mean ratio")  # of how many there are; the others are of who has any

Triple = tuple[Number, Number, Number]
Interval = tuple[Number, Number]
Among = Annotated[str, AfterValidator(one_of(AMONG))]


class EffectStudy(Record):
    """One study of an effect, as it was measured: of whom, over what time, of which outcome, how, and how sure.

    A study whose figure was not read has no `value`: it tells of sign and spread only. `interval` is the 95% interval and
    `interval_is` says whether it was read or how it was derived; `base` and `base_is` the same for the comparison group's
    share with the outcome. `sample` is whom it studied; `may_hold` names other samples that a pool of studies holds, or may
    hold as far as was read. `adjusted` says that its authors have taken bias off already. `replay` is the trial of
    `experiments/trials` whose control arm shows how often such people have the outcome.
    """

    name: Name
    title: Text
    text: Text
    of: Among
    months: Annotated[Number, Field(gt=0)]
    outcome: Annotated[str, AfterValidator(one_of(OUTCOMES))]
    measure: Annotated[str, AfterValidator(one_of(OF_ANYTHING))] | None = None
    value: Number | None = None
    value_is: Text | None = None  # where it is not plainly what the authors report
    interval: Interval | None = None
    interval_is: Text | None = None
    base: Annotated[Share, Field(gt=0, lt=1)] | None = None
    base_is: Text | None = None
    adjusted: StrictBool = False
    design: Annotated[str, AfterValidator(one_of(DESIGNS))]
    country: Text
    age: Text
    sample: Name
    may_hold: tuple[Name, ...] = ()
    replay: Name | None = None
    source: Text
    rating: Rated
    checked: Day

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for problem in _of_a_figure(self):
            raise ValueError(problem)
        return self

    @property
    def samples(self) -> frozenset[str]:
        """Everybody it is about, or may be about."""
        return frozenset({self.sample, *self.may_hold})

    @property
    def is_of_counts(self) -> bool:
        """Whether its figure is a ratio of counts, which is a ratio of offences as it stands."""
        return self.measure in OF_COUNTS


def _of_a_figure(study: EffectStudy) -> Iterator[str]:
    """What contradicts itself in the figure of a study."""
    if (study.value is None) != (study.measure is None):
        yield "measure and value must be given together, or neither where no figure was read"
    for field in ("interval", "base"):
        if (getattr(study, field) is None) != (getattr(study, f"{field}_is") is None):
            yield f"{field}_is must say of {field} whether it was read, or how it was derived"
    if study.interval and study.value is None:
        yield "interval needs a value to lie around"
    if study.interval and study.value is not None and not study.interval[0] < study.value < study.interval[1]:
        yield f"interval must lie around {study.value:g}"
    if study.value is not None and study.value <= 0 and study.measure not in DIFFERENCES:
        yield "value of a ratio must be above 0"
    if study.measure and (study.measure in OF_COUNTS) == (study.outcome in ANY):
        yield f"measure cannot be {study.measure} of {study.outcome}"


class Belief(Record):
    """What is believed that a programme of one kind does to all offences of those it is about, over some months.

    It rests on the `studies`, pooled, or where none can be pooled on judgement (`believed`: 5th, 50th and 95th percentile of
    the ratio); the studies under `informs` say something of sign and spread, and `grounds` is how it came about, in words that
    follow "rests on". `tested_by` names the trials of `experiments/trials` that could prove it wrong: they replay a programme
    that it is about, beside people who do without, and nothing was set by them. `transport` is whether it is carried to
    England from the United States. The strength that gives it is solved for in Blackpool, whatever place the studies
    were of: a place changes how a trial is replayed (`python -m diversion.experiments.trials.curves`), not what is believed.
    """

    name: Name
    title: Text
    text: Text
    grounds: Text
    of: Annotated[str, AfterValidator(one_of(AMONG[:2]))]  # of those who engage nobody believes anything directly
    months: Annotated[Number, Field(gt=0)]
    studies: tuple[Name, ...] = ()
    informs: tuple[Name, ...] = ()
    believed: Triple | None = None
    tested_by: tuple[Name, ...] = ()
    transport: StrictBool = False
    programmes: tuple[Name, ...]
    source: Text
    rating: Rated
    checked: Day

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if bool(self.studies) == (self.believed is not None):
            raise ValueError("believed must be given where there are no studies to pool, and only there")
        if self.believed and not 0 < self.believed[0] < self.believed[1] < self.believed[2]:
            raise ValueError("believed must be three ratios that rise")
        if self.believed and self.rating != "judgement":
            raise ValueError("rating must be judgement, because no study is pooled")
        for problem in _of_a_pool(self, [effect_study(name) for name in self.studies]):
            raise ValueError(problem)
        for name in self.informs:
            effect_study(name)
        return self

    @property
    def parameter(self) -> str:
        """The parameter that holds it."""
        return f"effect_{self.name.replace('-', '_')}"

    @property
    def replays(self) -> frozenset[str]:
        """The trials of `experiments/trials` that replay one of the studies it was formed from, or in view of."""
        found = map(effect_study, (*self.studies, *self.informs))
        return frozenset(study.replay for study in found if study.replay)

    @property
    def among(self) -> str:
        """The group in one word: offered or admitted."""
        return self.of.removeprefix("all ")


def _of_a_pool(about: Belief, studies: list[EffectStudy]) -> Iterator[str]:
    """Why studies cannot be pooled for a belief: one outcome, one group, every sample once, and a figure with its width."""
    for study in studies:
        if study.value is None or study.interval is None:
            yield f"studies has {study.name}, of which no figure with an interval was read: it can only inform"
        if study.of != about.of:
            yield f"studies has {study.name}, which is of {study.of}, and the belief is of {about.of}"
    if len({study.outcome == "harm" for study in studies}) > 1:
        yield "studies holds some of harm and some of offences, which are not pooled"
    yield from (f"studies holds the sample {sample} twice" for sample in _twice(studies))


def _twice(studies: Iterable[EffectStudy]) -> Iterator[str]:
    seen: set[str] = set()
    for study in studies:
        yield from sorted(seen & study.samples)
        seen |= study.samples


# --- the library's ---------------------------------------------------------------------------------------------------

Kept = TypeVar("Kept", EffectStudy, Belief)
FOLDERS: Final[Mapping[type[Record], str]] = {EffectStudy: "studies", Belief: "beliefs"}


def effect_study(name: str) -> EffectStudy:
    """The study of an effect with this library name.

    Raises:
        InputError: there is none.
    """
    return cast(EffectStudy, _kept(EffectStudy, name))


def belief(name: str) -> Belief:
    """The belief with this library name, such as `lead` or `contract`.

    Raises:
        InputError: there is none.

    Example:
        >>> belief("lead").of, belief("contract").of
        ('all admitted', 'all offered')
    """
    return cast(Belief, _kept(Belief, name))


@cache
def effect_studies() -> tuple[str, ...]:
    """The names of all studies of effects, in alphabetical order."""
    return _names(EffectStudy)


@cache
def beliefs() -> tuple[str, ...]:
    """The names of all beliefs, in alphabetical order."""
    return _names(Belief)


def belief_about(programme: str) -> Belief | None:
    """The belief about a programme of the library; none about one that somebody brings."""
    return next((found for found in map(belief, beliefs()) if programme in found.programmes), None)


@cache
def scepticism() -> Mapping[str, Parameter]:
    """The one rule by which every study is believed less than it says, by name.

    Beliefs are formed with it, not runs, so that it is no part of the engine's register.
    """
    text = (_library() / "parameters" / "scepticism.yaml").read_text(encoding="utf-8")
    return {each.name: each for each in read_subject(text, "parameters/scepticism.yaml")}


def parse_evidence(model: type[Kept], text: str, file: str) -> Kept:
    """The study or belief that `text` describes; `file` is the name to use in messages.

    Raises:
        InputError: something in it is wrong; one sentence with its line.
    """
    node, data = read_yaml(text, file)
    return judged(model, data, node, file)


@cache
def _kept(model: type[Kept], name: str) -> Kept:
    if name not in _names(model):
        what = "study of an effect" if model is EffectStudy else "belief"
        raise InputError(f"There is no {what} called {name}.{did_you_mean(name, _names(model))}")
    found = parse_evidence(
        model, (_library() / FOLDERS[model] / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml"
    )
    if found.name != name:
        raise InputError(f"{name}.yaml calls itself {found.name}.")
    return found


def _names(model: type[Record]) -> tuple[str, ...]:
    found = (entry.name for entry in (_library() / FOLDERS[model]).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def _library() -> Traversable:
    return files(__package__) / "library"
