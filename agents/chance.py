"""Keyed chance: every draw is a function of who, which decision and which moment, never of what was drawn before.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
The same person therefore meets the same luck in every regime until the policy makes a difference, and neither the
order of execution nor the number of threads can change a result. All arithmetic is on unsigned 64-bit integers.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ..scenarios.words import Vocabulary
from .engine.behaviour import behaviour


class Decision(Vocabulary):
    """One name for every decision point; append only, since a number once given is part of every stored result.

    What is decided at one moment shares the numbers of one key: category and attendance those of CANDIDATE, officer and
    evidence those of PLACE, domestic that of VICTIM. Their own names keep their places.
    """

    BUILD = 0
    NEED = 1
    HISTORY = 2
    TIE = 3
    CANDIDATE = 4
    REVIEW = 5
    CATEGORY = 6
    PLACE = 7
    ATTEND = 8
    OFFICER = 9
    EVIDENCE = 10
    VICTIM = 11
    DOMESTIC = 12
    SHADOW = 13
    ADMISSION = 14
    OFFER = 15
    CONSENT = 16
    DETENTION = 17
    SERGEANT = 18
    SCREENING = 19
    BAIL = 20
    LATER_DECISION = 21
    REMAND = 22
    COURT_DATE = 23
    APPEAR = 24
    VERDICT = 25
    SENTENCE = 26
    PRISON_TERM = 27
    WARRANT_FOUND = 28
    HAND_OVER = 29
    ENGAGE = 30
    STAY = 31
    WORKER_LEAVES = 32
    WORKER_RETURNS = 33
    WORKER_BREAK = 34
    ENTRY = 35
    PRIORITY = 36
    PARAMETER = 37
    BREACH = 38
    WAIT = 39
    ENFORCEMENT = 40
    NEED_WAIT = 41
    RELAPSE = 42
    BOND = 43
    HOSPITAL = 44
    CUSTODY_WIDENING = 45
    CAREER = 46
    SPELL = 47
    LOSS = 48
    OFFENCES = 49
    COORDINATE = 50
    LAW = 51
    HARM = 52


DECISIONS: Final = Decision.words()

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_FIVE = np.uint64(5)
_SIX = np.uint64(6)
_TWO_26 = 67108864.0
_TWO_53 = 9007199254740992.0
_TWO_32 = 4294967296.0


@behaviour
def _round(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    p0 = _M0 * c0
    p1 = _M1 * c2
    return (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _MASK, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _MASK


@behaviour
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds of Philox4x32 on a counter of four words and a key of two; four words come back, all uint64."""
    for _ in range(10):
        c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@behaviour
def _words(
    seed: int, who: int, decision: int, moment: int, which: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    s = np.uint64(seed)
    m = np.uint64(moment)
    label = np.uint64(decision + 256 * which)
    return philox(np.uint64(who), label, m & _MASK, m >> _SHIFT, s & _MASK, s >> _SHIFT)


@behaviour
def _unit(a: np.uint64, b: np.uint64) -> float:
    # The very last cell would round up to 1.
    return min((np.float64(a >> _FIVE) * _TWO_26 + np.float64(b >> _SIX) + 0.5) / _TWO_53, 1.0 - 2.0 / _TWO_53)


@behaviour
def draw(seed: int, who: int, decision: int, moment: int, which: int) -> float:
    """One uniform number in (0, 1) for this person, decision and moment; `which` tells alternatives apart.

    Args:
        seed: The replicate's, 0 or more, as `seed_of` makes it.
        who: The row of the person, officer or case, 0 or more, below 2 to the power 32.
        decision: The number of the decision point, below 256.
        moment: The number of the moment, 0 or more.
        which: The number of the alternative, 0 or more, below 2 to the power 24.

    Example:
        >>> f"{draw(1, 17, 4, 12290, 0):.6f}, {draw(1, 17, 4, 12290, 1):.6f}"
        '0.754906, 0.662901'
    """
    a, b, _, _ = _words(seed, who, decision, moment, which)
    return _unit(a, b)


@behaviour
def draw_two(seed: int, who: int, decision: int, moment: int, which: int) -> tuple[float, float]:
    """Two independent uniform numbers in (0, 1) from one key."""
    a, b, c, d = _words(seed, who, decision, moment, which)
    return _unit(a, b), _unit(c, d)


@behaviour
def share_of(word: np.int64) -> float:
    """A word of 32 bits as a number in (0, 1)."""
    return (np.float64(word) + 0.5) / _TWO_32


@behaviour
def draw_four(seed: int, who: int, decision: int, moment: int, which: int) -> tuple[float, float, float, float]:
    """Four independent uniform numbers in (0, 1), of 32 bits each, from one key."""
    a, b, c, d = _words(seed, who, decision, moment, which)
    return share_of(np.int64(a)), share_of(np.int64(b)), share_of(np.int64(c)), share_of(np.int64(d))


@behaviour
def draw_rows(seed: int, first: int, decision: int, moment: int, rows: np.ndarray, size: int) -> None:
    """The words of `draw_four` for `size` people from `first` on: the same numbers, for several people at once.

    Written as one loop over people, so that the processor works on as many as it has lanes for.
    """
    s, m, label = np.uint64(seed), np.uint64(moment), np.uint64(decision)
    m0, m1, s0, s1 = m & _MASK, m >> _SHIFT, s & _MASK, s >> _SHIFT
    for k in range(size):
        c0, c1, c2, c3 = np.uint64(first + k) & _MASK, label & _MASK, m0, m1
        k0, k1 = s0, s1
        for _ in range(10):
            c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
            k0 = (k0 + _W0) & _MASK
            k1 = (k1 + _W1) & _MASK
        rows[0, k], rows[1, k], rows[2, k], rows[3, k] = np.int64(c0), np.int64(c1), np.int64(c2), np.int64(c3)
