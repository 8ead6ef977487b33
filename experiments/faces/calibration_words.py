"""What a calibration found, in sentences: how it went, and what a reader must know before using it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..calibration import Calibration, Wave
from ..wording import listed, number, rounded

FEW: Final = 50  # draws of equal weight below which ranges are not to be trusted far
POOR: Final = 0.7  # share of the variance between points that an emulator should tell
OFF: Final = 2.0  # standard deviations by which a prediction may miss


def how(found: Calibration) -> Iterator[str]:
    """What was tried and what is left, in sentences."""
    for wave in found.region.waves:
        yield _wave(wave)
    last = found.particles.generations[-1]
    taken = sum(each.points for each in found.particles.generations)
    many = len(found.particles.generations)
    yield (
        f"Within what is left: {len(found.particles.weights):,} draws after {many} "
        f"generation{'' if many == 1 else 's'} and {taken:,} points (threshold {number(last.threshold, 2)}); they say as "
        f"much as {number(found.particles.effective)} of equal weight."
    )


def _wave(wave: Wave) -> str:
    explained = [fit.explained for fit in wave.fits]
    covered = min(fit.covered for fit in wave.fits)
    return (
        f"Wave {wave.number}: {wave.points:,} points leave {_share(wave.left)} of the space. The emulators tell "
        f"{percent(min(explained))} to {percent(max(explained))} of the variance of points they are not shown, and have "
        f"at least {percent(covered)} of them within two standard deviations."
    )


def percent(share: float) -> str:
    """A share in percent."""
    return f"{number(100 * share)}%"


def _share(share: float) -> str:
    return f"{rounded(100 * share)}%" if share else "less than 0.01%"


def warnings(found: Calibration) -> Iterator[str]:
    """What a reader must know before using it."""
    missed = [each for each in found.predicted if each.fitted and abs(each.miss) > OFF]
    if missed:
        names = listed([each.target.read.title for each in missed])
        yield f"The targets do not fit together within these ranges: the model misses {names} by far."
    if found.particles.effective < FEW:
        yield "Few draws carry most of the weight: ranges are rough. More draws, or more waves, would help."
    last = found.region.waves[-1]
    poor = [t for t, fit in zip(found.asked.targets, last.fits, strict=True) if fit.explained < POOR]
    if poor:
        yield (
            f"The emulator tells little of {listed([each.read.title for each in poor])}: either these parameters hardly "
            "move it or luck drowns them; more replicates or more points would tell."
        )
