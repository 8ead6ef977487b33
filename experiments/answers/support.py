"""How far to trust an answer: what the model reproduces and what its parameters rest on, in sentences and as plain data.

Core objects: Support, how much of what was published the model reproduces, beside what is compared; `support`, which finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ...scenarios import loader
from ...scenarios.schema import Programme, Regime
from ..plans import Plan, caution_lines, same_engine
from ..store import engine_version
from ..validation import Standing, recorded, standings
from ..wording import listed, phrase, upper_first
from .grounds import borne_out, grounds_of, tests

UNKNOWN: Final = (
    "Not checked: it was never recorded how many published patterns and trials this model reproduces; "
    "diversion validate --record does so."
)

# --- what the model reproduces ---------------------------------------------------------------------------------------


class Share(NamedTuple):
    """How many of how many."""

    met: int
    of: int

    def __str__(self) -> str:
        """As in `5 of 8`."""
        return f"{self.met} of {self.of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How much of what was published the model reproduces with its default parameters, beside what is compared.

    `patterns` are those with a target, `trials` those on which no belief rests, `checks` the other trials, which the model was
    made to agree with; `held_back` are the patterns that nothing was fitted to. Inputs count for nothing. `weak` has,
    for each compared regime, what is behind the beliefs in its programmes, where no trial that could test them is reproduced.
    `changed` and `calibrated` are how many parameters are not at their defaults, `evidence` says in a sentence what the others
    rest on, `posterior` where the calibrated ones come from. Nothing is recorded where `made` is empty.
    """

    made: str = ""
    same_engine: bool = True
    same_values: bool = True
    patterns: Share = Share(0, 0)
    trials: Share = Share(0, 0)
    checks: Share = Share(0, 0)
    held_back: Share = Share(0, 0)
    weak: Mapping[str, Sequence[str]] = field(default_factory=dict)
    changed: int = 0
    calibrated: int = 0
    evidence: str = ""
    posterior: Sequence[str] = ()
    cautions: Sequence[str] = ()

    @property
    def weakly(self) -> bool:
        """Whether this must be said before any result: not recorded, most tests missed, or a regime without a trial."""
        return not self.made or 2 * self._tests.met < max(self._tests.of, 1) or bool(self.weak)

    @property
    def _tests(self) -> Share:
        """All that can test the model: patterns held back from fitting, and trials that no belief rests on."""
        return Share(self.held_back.met + self.trials.met, self.held_back.of + self.trials.of)

    @property
    def line(self) -> str:
        """One line for a reader."""
        if not self.made:
            return UNKNOWN
        parts = [f"the model reproduces {self._reproduced}{self._not_here}", *self._caveats()]
        return f"{'Weakly supported: ' if self.weakly else ''}{'; '.join(parts)}."

    @property
    def _reproduced(self) -> str:
        trials = f"{self.trials} trials that no belief rests on" if self.trials.of else self._no_trial
        held = f" (of those held back from fitting: {self.held_back})" if self.held_back.of else ""
        return f"{self.patterns} published patterns{held} and {trials}"

    @property
    def _no_trial(self) -> str:
        """Why no trial counts."""
        if not self.checks.of:
            return "no trial, for none was replayed"
        return (
            f"no trial that could test it, for its assumptions rest on each of the {self.checks.of} that were replayed"
        )

    @property
    def _not_here(self) -> str:
        """What sets this answer apart from what was checked."""
        apart = [f"you changed {self.changed}"] if self.changed else []
        apart += [f"{self.calibrated} come from a posterior here"] if self.calibrated else []
        return f" with its default parameters; {listed(apart)}, for which this was not checked" if apart else ""

    def _caveats(self) -> Iterator[str]:
        if not self.same_engine:
            yield f"that was found on {self.made} with another version of the engine: run diversion validate"
        elif not self.same_values:
            yield f"that was found on {self.made} with other values of what is declared: run diversion validate"
        if self.weak:
            told = "; ".join(f"{phrase(name)} rests on {listed(rests)}" for name, rests in self.weak.items())
            yield f"{told}: what {'they do' if len(self.weak) > 1 else 'it does'} is believed, and no such trial bears it out"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "line": upper_first(self.line),
            "weakly_supported": self.weakly,
            "recorded": self.made or None,
            "same_engine": self.same_engine if self.made else None,
            "same_values": self.same_values if self.made else None,
            **{name: getattr(self, name)._asdict() for name in ("patterns", "trials", "checks", "held_back")},
            "without_a_reproduced_trial": {name: list(rests) for name, rests in self.weak.items()},
            "changed": self.changed,
            "from_posterior": self.calibrated,
        }


def support(plan: Plan, engine: str = "") -> Support:
    """How far the model with its default parameters is supported, for what a plan compares.

    `engine` is the version that computes, or that computed: this one when nothing is given.
    """
    found = recorded()
    rests: dict[str, Any] = {
        "evidence": evidence_behind(plan),
        "posterior": posterior_lines(plan, engine),
        "cautions": caution_lines(plan),
    }
    if found is None:
        return Support(**rests)
    judged = [each for each in found.patterns if each.use in ("fit", "held-back") and each.verdict in ("met", "missed")]
    every = standings(found.trials)
    trials = tests(every)
    held = [each.verdict == "met" for each in judged if each.use == "held-back"]
    return Support(
        made=found.made,
        same_engine=same_engine(found.engine, engine or engine_version()),
        same_values=bool(engine) or found.same_values,  # what was declared when kept runs were computed is not known
        patterns=_share([each.verdict == "met" for each in judged]),
        trials=_share([trial.met for trial in trials.values()]),
        checks=_share([trial.met for name, trial in every.items() if name not in trials]),
        held_back=_share(held),
        weak=dict(_weak(plan, trials)),
        changed=len(plan.changes) + sum(map(len, plan.edits.values())),
        calibrated=len(plan.from_posterior),
        **rests,
    )


def _share(met: Sequence[bool]) -> Share:
    return Share(sum(met), len(met))


def _weak(plan: Plan, trials: Mapping[str, Standing]) -> Iterator[tuple[str, list[str]]]:
    """Each compared regime that differs from the reference by a programme that no trial tests, and what is behind the belief."""
    reference = next(regime for regime in plan.regimes if regime.name == plan.reference)
    usual = _programmes(reference)
    for regime in plan.regimes:
        own = _programmes(regime)
        differing = [(own | usual)[name] for name in own.keys() ^ usual.keys()]
        grounds = {grounds_of(each) for each in differing if not borne_out(each, trials)}
        if grounds:
            yield regime.name, sorted(grounds)


def _programmes(regime: Regime) -> dict[str, Programme]:
    return {programme.name: programme for programme in loader.catalogue([regime]).programmes}


# --- what parameters rest on -----------------------------------------------------------------------------------------


def evidence_behind(plan: Plan) -> str:
    """How much evidence stands behind the parameters that replicates draw, as a sentence."""
    parameters = plan.drawn
    if not parameters:
        return "Parameters were fixed, so the ranges leave out everything we do not know about them."
    joint = {parameter.name for parameter in plan.from_posterior}
    others = [parameter for parameter in parameters if parameter.name not in joint]
    judged = sum(parameter.rating == "judgement" for parameter in others)
    weak = sum(parameter.rating == "weak" for parameter in others)
    rest = f"rest on judgement, {weak} on weak evidence"
    if not joint:
        return f"{judged} of {len(parameters)} uncertain parameters {rest}."
    many = "comes" if len(joint) == 1 else "come"
    return f"{len(joint)} of {len(parameters)} uncertain parameters {many} from the posterior; {judged} of the others {rest}."


def posterior_lines(plan: Plan, engine: str = "") -> list[str]:
    """Which posterior the parameters come from, and a warning where it was made for another place or engine.

    `engine` is the version that computes, or that computed: this one when nothing is given.
    """
    if plan.posterior is None:
        return []
    count = len(plan.from_posterior)
    many = "1 parameter" if count == 1 else f"{count} parameters"
    draws = len(plan.posterior.weights)
    drawn = f"{many} drawn from {plan.posterior.origin}: one of its {draws:,} draws, whole, in each replicate."
    held = f"{many} by {plan.posterior.origin}, of {draws:,} draws: held at its middle unless varied."
    warnings = plan.posterior.warnings(plan.locality.name, engine or engine_version())
    if not count:
        return [f"The {plan.posterior.origin.removeprefix('a ')}, has no parameter that is drawn here."]
    return [held if plan.fixed_parameters else drawn, *(f"Note: {warning}" for warning in warnings)]


def posterior_facts(plan: Plan) -> dict[str, Any] | None:
    """The same as plain data; nothing where there is no posterior."""
    if plan.posterior is None:
        return None
    return {
        "file": plan.posterior.file,
        "about": dict(plan.posterior.about),
        "draws": len(plan.posterior.weights),
        "effective_draws": plan.posterior.effective,
        "parameters": [parameter.name for parameter in plan.from_posterior],
        "warnings": plan.posterior.warnings(plan.locality.name, engine_version()),
    }
