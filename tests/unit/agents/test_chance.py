"""Keyed chance: the published vectors, numbers that are uniform and independent whichever way a key is moved, and golden draws.

The statistical tests have fixed keys, so they pass or fail for good: |z| < 3 unless a test says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.agents.chance import DECISIONS, draw, draw_four, draw_rows, draw_two, philox, share_of
from diversion.agents.engine.behaviour import kernel

# Random123's own known-answer file (kat_vectors) for philox4x32 with 10 rounds: counter, key, answer.
VECTORS = {
    "zeros": ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "pi": ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
}

# Draws once given are part of every stored result: (seed, who, decision, moment, which) and the number.
GOLDEN = {
    (1, 0, 0, 0, 0): "0x1.c7d00cf94283ap-1",
    (1, 17, 4, 12290, 0): "0x1.8283171ac992ep-1",
    (2**62, 4_000_000, 15, 212993, 3): "0x1.5d8b87bf46e1ap-3",
    (20260401, 999, 37, 0, 0): "0x1.2bbc21d0a400bp-2",
    (42, 123456, 39, 2**40 + 5, 7): "0x1.d6eee30cb9c7dp-2",
    (0, 2**32 - 1, 31, 1, 0): "0x1.7f147bcfdf8b6p-1",
}

Key = tuple[int, int, int, int, int]
STEPS: dict[str, Key] = {
    "person": (0, 1, 0, 0, 0),
    "decision": (0, 0, 1, 0, 0),
    "moment": (0, 0, 0, 1, 0),
    "block": (0, 0, 0, 4096, 0),
    "alternative": (0, 0, 0, 0, 1),
    "replicate": (1, 0, 0, 0, 0),
}
# The ranges in which a key is told apart from every other; the engine's keys lie well within.
KEYS = st.tuples(
    st.integers(0, 2**62),
    st.integers(0, 2**32 - 1),
    st.integers(0, len(DECISIONS) - 1),
    st.integers(0, 2**62),
    st.integers(0, 2**24 - 1),
)


@kernel
def _row_of(start: np.ndarray, step: np.ndarray, out: np.ndarray) -> None:
    for k in range(out.shape[0]):
        key = start + k * step
        out[k] = draw(key[0], key[1], key[2], key[3], key[4])


@kernel
def _all_words(start: np.ndarray, step: np.ndarray, out: np.ndarray) -> None:
    for k in range(out.shape[0]):
        key = start + k * step
        out[k, 0], out[k, 1] = draw_two(key[0], key[1], key[2], key[3], key[4])
        out[k, 2], out[k, 3], out[k, 4], out[k, 5] = draw_four(key[0], key[1], key[2], key[3], key[4])


def row_of(step: str, size: int, start: Key = (7, 11, 3, 4096, 0)) -> np.ndarray:
    """Draws along one part of the key."""
    out = np.empty(size)
    _row_of(np.array(start), np.array(STEPS[step]), out)
    return out


def chi_square_z(counts: np.ndarray, expected: float) -> float:
    """How far a chi-square statistic of equally likely cells is from its mean, in standard deviations."""
    degrees = counts.size - 1
    return float((((counts - expected) ** 2 / expected).sum() - degrees) / math.sqrt(2 * degrees))


def correlation_z(a: np.ndarray, b: np.ndarray) -> float:
    """The sample correlation of two rows of uniform numbers, in standard errors."""
    product = (a - 0.5) * (b - 0.5)
    return float(product.mean() * 12 * math.sqrt(a.size))


@pytest.mark.parametrize("name", VECTORS)
def test_published_vectors_come_out(name: str) -> None:
    counter, key, answer = ([int(word, 16) for word in words.split()] for words in VECTORS[name])
    got = philox(*[np.uint64(word) for word in (*counter, *key)])
    assert [int(word) for word in got] == answer


def test_the_number_of_a_decision_fits_into_the_key() -> None:
    assert len(DECISIONS) < 256  # the key holds 256 × alternative + decision


@pytest.mark.golden
@pytest.mark.parametrize("key", GOLDEN)
def test_a_draw_never_changes(key: Key) -> None:
    assert float(draw(*key)).hex() == GOLDEN[key]


@given(KEYS)
def test_every_draw_is_within_its_open_interval(key: Key) -> None:
    for value in (draw(*key), *draw_two(*key), *draw_four(*key)):
        assert 0.0 < value < 1.0


@given(KEYS)
def test_the_first_of_two_is_the_single_draw(key: Key) -> None:
    assert draw_two(*key)[0] == draw(*key)


@given(st.integers(0, 2**62), st.integers(0, 2**31), st.integers(0, 2**62), st.integers(1, 20))
def test_luck_drawn_for_many_is_that_of_each(seed: int, first: int, moment: int, size: int) -> None:
    rows = np.zeros((4, 20), np.int64)
    draw_rows(seed, first, 5, moment, rows, size)
    for k in range(size):
        assert tuple(share_of(word) for word in rows[:, k]) == draw_four(seed, first + k, 5, moment, 0)
    assert not rows[:, size:].any()


@given(KEYS, KEYS)
def test_other_keys_give_other_numbers(one: Key, other: Key) -> None:
    assert (draw(*one) == draw(*other)) == (one == other)


@given(KEYS, st.sampled_from(sorted(STEPS)))
def test_a_neighbouring_key_gives_another_number(key: Key, step: str) -> None:
    moved = tuple(a + b for a, b in zip(key, STEPS[step], strict=True))
    assert abs(draw(*key) - draw(*moved)) > 1e-12


def test_no_number_comes_twice_within_a_run() -> None:
    numbers = np.concatenate(
        [row_of(step, 100_000, (5, 1, 4, 8192, 1)) for step in ("person", "moment", "alternative")]
    )
    assert len(np.unique(numbers)) == len(numbers) - 2  # the three rows begin with the same key


@pytest.mark.statistical
@pytest.mark.parametrize("step", STEPS)
def test_draws_are_uniform_along_every_part_of_the_key(step: str) -> None:
    size, cells = 200_000, 256
    row = row_of(step, size)
    assert abs(chi_square_z(np.bincount((row * cells).astype(int), minlength=cells), size / cells)) < 3
    assert abs((row.mean() - 0.5) * math.sqrt(12 * size)) < 3
    finest = np.bincount((row * cells * 2**20 % cells).astype(int), minlength=cells)
    assert abs(chi_square_z(finest, size / cells)) < 3


@pytest.mark.statistical
@pytest.mark.parametrize("step", STEPS)
def test_draws_next_to_one_another_are_independent(step: str) -> None:
    row = row_of(step, 200_000)
    for lag in (1, 2, 28, 256):
        assert abs(correlation_z(row[:-lag], row[lag:])) < 3
    pairs = (row[0::2] * 16).astype(int) * 16 + (row[1::2] * 16).astype(int)
    assert abs(chi_square_z(np.bincount(pairs, minlength=256), pairs.size / 256)) < 3


@pytest.mark.statistical
def test_decisions_of_the_same_people_are_independent() -> None:
    size = 20_000
    rows = np.array([row_of("person", size, (3, 0, decision, 4096, 0)) for decision in range(len(DECISIONS))])
    z = np.array([correlation_z(a, b) for k, a in enumerate(rows) for b in rows[k + 1 :]])
    assert abs((z * z).sum() - z.size) / math.sqrt(2 * z.size) < 3
    assert np.abs(z).max() < 4.5  # the largest of 780


@pytest.mark.statistical
@pytest.mark.parametrize("step", ["person", "moment"])
def test_the_numbers_of_one_key_are_independent(step: str) -> None:
    size = 100_000
    words = np.empty((size, 6))
    _all_words(np.array((9, 0, 5, 0, 0)), np.array(STEPS[step]), words)
    # Two and four of one key come from the same words, so only numbers drawn together may be compared.
    for group in (words[:, :2], words[:, 2:]):
        for k in range(group.shape[1]):
            assert abs(chi_square_z(np.bincount((group[:, k] * 64).astype(int), minlength=64), size / 64)) < 3
            for other in range(k):
                assert abs(correlation_z(group[:, k], group[:, other])) < 3


@pytest.mark.statistical
def test_replicates_next_to_one_another_share_nothing() -> None:
    rows = np.array([row_of("person", 50_000, (seed, 0, 2, 0, 0)) for seed in range(1, 9)])
    z = np.array([correlation_z(a, b) for k, a in enumerate(rows) for b in rows[k + 1 :]])
    assert np.abs(z).max() < 3.5  # the largest of 28


def test_where_a_run_stands_changes_no_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [draw(1, who, 2, 3, 0) for who in range(5)]
    np.random.seed(1)
    for who in reversed(range(50)):
        draw(1, who, 4, 5, 6)
    assert [draw(1, who, 2, 3, 0) for who in range(5)] == before


def test_integers_of_any_width_make_the_same_key() -> None:
    widths: list[Callable[[int], Any]] = [int, np.int64, np.int32, np.int16]
    assert len({draw(*[width(part) for part in (1, 20, 3, 400, 5)]) for width in widths}) == 1
