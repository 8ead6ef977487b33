"""What is asked of a pilot: where, which regime, by which design, how many people, how long, measured how; all of it checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from ...model.arguments import whole
from ...scenarios.law import Law
from ...scenarios.parameters import InputError
from ..economics import PERSPECTIVES, Perspective
from ..plans import Plan, make_plan
from ..plans.usual import Wanted

Design = Literal["lot", "shifts", "areas", "wedge", "matched"]
Outcome = Literal["arrests", "contacts", "proven", "charges"]
Measure = Literal["any", "count"]
Analysis = Literal["regression", "mixed"]
DESIGNS: Final[tuple[str, ...]] = get_args(Design)
OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
MEASURES: Final[tuple[str, ...]] = get_args(Measure)
ANALYSES: Final[tuple[str, ...]] = get_args(Analysis)
READ_AS: Final = {"arrests": "non_warrant_arrests"}  # an arrest on a warrant is no new offence
DAYS_A_MONTH: Final = 365 / 12
TEAMS: Final = 6
HORIZON: Final = 5
TRIALS: Final = 3000
DRAWS: Final = 120
PERSPECTIVE: Final = "public"
LOST: Final = 0.05  # judgement: police records follow nearly everybody, some withdraw or move to another force


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A pilot that somebody thinks of, with everything that decides what comes of it.

    `pool` is the plan of the worlds in which its people are met, `decision` that of the decision it is for; both draw the same
    values in the same replicate. `share` of the people are treated; `teams` is how many clusters a stepped wedge has.
    """

    regime: str
    design: Design
    people: int
    months: int
    follow: int
    outcome: Outcome
    measure: Measure
    analysis: Analysis
    teams: int
    lost: float
    trials: int
    horizon: int
    perspective: Perspective
    pool: Plan
    decision: Plan
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recruit_days(self) -> float:
        """Days in which people are taken in."""
        return self.months * DAYS_A_MONTH

    @property
    def follow_days(self) -> float:
        """Days for which each is followed."""
        return self.follow * DAYS_A_MONTH

    @property
    def title(self) -> str:
        """The place."""
        return self.pool.locality.title

    @property
    def years_until_known(self) -> float:
        """Years until the last of them has been followed."""
        return (self.months + self.follow) / 12


def ask(
    locality: str | Path,
    regime: str | Path = "pre-arrest",
    design: str = "lot",
    people: int = 300,
    months: int = 18,
    follow: int = 12,
    reference: str | Path = "none",
    outcome: str = "arrests",
    measure: str = "any",
    analysis: str | None = None,
    teams: int = TEAMS,
    lost: float = LOST,
    trials: int = TRIALS,
    draws: int = DRAWS,
    horizon: int = HORIZON,
    seed: int = 1,
    changes: Mapping[str, Any] | None = None,
    posterior: Wanted = None,
    laws: Sequence[str | Path | Law] | None = None,
    perspective: str = PERSPECTIVE,
) -> Asked:
    """A pilot with everything in it checked; see `pilot` for what each argument is.

    Raises:
        InputError: with one plain sentence saying what is wrong.
    """
    _check_words(design, outcome, measure, analysis, perspective)
    for name, value, low, high in _sizes(people, months, follow, teams, trials, draws, horizon):
        whole(name, value, low, high)
    if not 0 <= lost < 1:
        raise InputError(f"lost must be a share of at least 0 and below 1, not {lost:g}.")
    years = -(-(months + follow) // 12)
    if horizon <= (months + follow) / 12:
        raise InputError(
            f"horizon must be longer than the {months + follow} months after which the pilot is known, not {horizon} years."
        )
    how = {"replicates": draws, "seed": seed, "posterior": posterior, "laws": laws}
    decision = make_plan(locality, [regime], reference, years=horizon, changes=changes, **how)  # type: ignore[arg-type]
    wider = {**(changes or {}), "posts_ratio": _posts(design, decision)}
    pool = make_plan(locality, [regime], reference, years=years, changes=wider, **how)  # type: ignore[arg-type]
    chosen = next(each.name for each in decision.regimes if each.name != decision.reference)
    return Asked(
        regime=chosen,
        design=design,  # type: ignore[arg-type]
        people=people,
        months=months,
        follow=follow,
        outcome=outcome,  # type: ignore[arg-type]
        measure=measure,  # type: ignore[arg-type]
        analysis=analysis or ("mixed" if design == "wedge" else "regression"),  # type: ignore[arg-type]
        teams=teams,
        lost=lost,
        trials=trials,
        horizon=horizon,
        perspective=perspective,  # type: ignore[arg-type]
        pool=pool,
        decision=decision,
        changes=dict(changes or {}),
    )


def _posts(design: str, plan: Plan) -> float:
    """Posts of the worlds in which all are offered, so that a post has as many people as in a pilot that offers half of them."""
    usual = plan.usual["posts_ratio"]
    return usual if design == "matched" else min(10.0, 2 * usual)


def _sizes(
    people: int, months: int, follow: int, teams: int, trials: int, draws: int, horizon: int
) -> list[tuple[str, int, int, int]]:
    return [
        ("people", people, 10, 1_000_000),
        ("months", months, 1, 120),
        ("follow", follow, 1, 120),
        ("teams", teams, 3, 1000),
        ("trials", trials, 100, 1_000_000),
        ("draws", draws, 10, 100_000),
        ("horizon", horizon, 2, 50),
    ]


def _check_words(design: str, outcome: str, measure: str, analysis: str | None, perspective: str) -> None:
    given = [
        ("design", design, DESIGNS),
        ("outcome", outcome, OUTCOMES),
        ("measure", measure, MEASURES),
        ("analysis", analysis or ANALYSES[0], ANALYSES),
        ("perspective", perspective, tuple(PERSPECTIVES)),
    ]
    for name, word, known in given:
        if word not in known:
            raise InputError(f"{name} must be one of {', '.join(known)}, not {word!r}.")
    if analysis == "mixed" and design in ("lot", "matched"):
        raise InputError(f"analysis must be regression where the design is {design}: there are no clusters.")
