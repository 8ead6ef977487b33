"""Carries out a comparison with more and more replicates until its headline is known well enough, or a limit is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..plans import Plan
from ..runs import HEADLINE, Batch, Goal, Precision, error_of, next_count, worst_of
from .comparison import Comparison


def until(goal: Goal, plan: Plan, carry_out: Callable[[Plan], Comparison]) -> Comparison:
    """Carry out a plan with more and more replicates, which the store adds to those before, until the goal is met."""
    batches = []
    while True:
        comparison = carry_out(plan)
        batches.append(comparison.batch)
        reached = judge(goal, comparison)
        more = next_count(plan.replicates, plan.histories, reached.error.needs, goal.most)
        if reached.met or more <= plan.replicates:
            return replace(comparison, batch=_whole(batches), precision=reached)
        plan = replace(plan, replicates=more)


def judge(goal: Goal, comparison: Comparison) -> Precision:
    """How well a comparison's headline is known, in the regime where it is known worst."""
    plan = comparison.plan
    ranged = not plan.fixed_parameters
    changes = [comparison.changes(regime, HEADLINE) for regime in comparison.others]
    error = worst_of(error_of(each, ranged, goal.wanted) for each in changes)
    return Precision(goal=goal, replicates=plan.replicates, draws=plan.draws, error=error, ranged=ranged)


def _whole(batches: list[Batch]) -> Batch:
    """The last batch with the work of all: a run that an earlier step computed is not one that was read."""
    last = batches[-1]
    ours = sum(batch.total - batch.failed for batch in batches[:-1])
    return replace(
        last,
        read=sum(batch.read for batch in batches) - ours,
        computed=sum(batch.computed for batch in batches),
        seconds=sum(batch.seconds for batch in batches),
    )
