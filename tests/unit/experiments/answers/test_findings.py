"""The three sentences: right when the answer is clear, when it is not, and when there is none."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest

from diversion.experiments.answers.findings import findings
from diversion.experiments.statistics.paired import Band, Level, Paired, difference, level
from diversion.experiments.statistics.verdicts import Verdict, verdict

OUTCOMES = ("latent_offences", "arrests", "contacts_referred", "freed_at_contact")
NOBODY = level([])


def draws(lower: int, higher: int, equal: int = 0, size: float = 100.0, band: Band = Band.DRAWS) -> Paired:
    """So many draws in which the regime is lower, higher and equal, all of about the same size."""
    steps = [*(-size * (1 + n / 1000) for n in range(lower)), *(size * (1 + n / 1000) for n in range(higher))]
    return difference([9000.0] * (lower + higher + equal), [9000 + step for step in [*steps, *[0.0] * equal]], band)


def far_out(lower: int) -> Paired:
    """So many draws a little lower, and one a hundred times as far on the other side."""
    return difference([0.0] * (lower + 1), [*[-1.0] * lower, 100.0], Band.DRAWS)


LOWER, PROBABLY_LOWER = draws(40, 0), draws(37, 3)
HIGHER, PROBABLY_HIGHER = draws(0, 40), draws(3, 37)
UNCLEAR, SAME, TOO_FEW, NONE = draws(25, 15), draws(0, 0, 40), draws(5, 0), difference([], [], Band.DRAWS)
ALL = (LOWER, PROBABLY_LOWER, HIGHER, PROBABLY_HIGHER, UNCLEAR, SAME, TOO_FEW, NONE)


def say(
    regimes: Mapping[str, tuple[Paired, Paired, Paired, Paired]],
    levels: Mapping[str, Level] | None = None,
    reference: str = "none",
    ends: Mapping[tuple[str, str], Level] | None = None,
) -> list[str]:
    """The sentences for regimes whose offences, arrests, contacts and freed hours are given."""
    table = {
        (name, outcome): row for name, rows in regimes.items() for outcome, row in zip(OUTCOMES, rows, strict=True)
    }
    shares = {
        (name, outcome): (levels or {}).get(name, NOBODY)
        for name in regimes
        for outcome in ("widened_share", "widened_end_share")
    }
    return findings(reference, table, {**shares, **(ends or {})})


def one(
    offences: Paired = UNCLEAR, arrests: Paired = UNCLEAR, contacts: Paired = UNCLEAR, hours: Paired = UNCLEAR
) -> list[str]:
    return say({"pre-arrest": (offences, arrests, contacts, hours)})


# --- verdicts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (LOWER, Verdict.LOWER),
        (draws(39, 1), Verdict.LOWER),  # 97.5% agree and the range stays below zero
        (far_out(39), Verdict.PROBABLY_LOWER),  # 97.5% agree, but the range reaches past zero
        (PROBABLY_LOWER, Verdict.PROBABLY_LOWER),
        (draws(36, 4), Verdict.PROBABLY_LOWER),
        (draws(35, 5), Verdict.UNCLEAR),
        (UNCLEAR, Verdict.UNCLEAR),
        (draws(5, 35), Verdict.UNCLEAR),
        (draws(4, 36), Verdict.PROBABLY_HIGHER),
        (HIGHER, Verdict.HIGHER),
        (SAME, Verdict.SAME),
        (draws(1, 0, 39), Verdict.UNCLEAR),
        (draws(20, 20), Verdict.UNCLEAR),
        (TOO_FEW, Verdict.TOO_FEW),
        (draws(19, 0), Verdict.TOO_FEW),
        (draws(20, 0), Verdict.PROBABLY_LOWER),  # full agreement of twenty is not yet clear
        (draws(39, 0), Verdict.PROBABLY_LOWER),
        (draws(0, 0, 3), Verdict.TOO_FEW),
        (NONE, Verdict.NO_VALUE),
    ],
)
def test_the_verdict_follows_the_declared_rules(row: Paired, expected: Verdict) -> None:
    assert verdict(row) is expected


def test_luck_only_is_judged_by_the_interval_of_the_mean() -> None:
    luck = np.random.default_rng(1).normal(0, 1, 40)
    assert verdict(difference([0.0] * 40, luck - 1, Band.MEAN)) is Verdict.LOWER
    assert verdict(difference([0.0] * 40, luck + 1, Band.MEAN)) is Verdict.HIGHER
    assert verdict(difference([0.0] * 40, luck - luck.mean(), Band.MEAN)) is Verdict.UNCLEAR
    assert verdict(difference([0.0] * 9, luck[:9] - 5, Band.MEAN)) is Verdict.TOO_FEW


def test_the_spread_of_replicates_is_never_taken_for_an_answer() -> None:
    with pytest.raises(ValueError, match="spread"):
        verdict(draws(40, 0, band=Band.SPREAD))


@pytest.mark.parametrize("row", [draws(n, 40 - n) for n in range(41)])
def test_the_two_directions_are_judged_alike(row: Paired) -> None:
    mirror = {
        Verdict.LOWER: Verdict.HIGHER,
        Verdict.PROBABLY_LOWER: Verdict.PROBABLY_HIGHER,
        Verdict.HIGHER: Verdict.LOWER,
        Verdict.PROBABLY_HIGHER: Verdict.PROBABLY_LOWER,
    }
    turned = difference([-9000.0 + step for step in _differences(row)], [-9000.0] * 40, Band.DRAWS)
    assert verdict(turned) is mirror.get(verdict(row), verdict(row))


def _differences(row: Paired) -> list[float]:
    lower = round(row.share_lower * row.n)
    return [*(-100 * (1 + n / 1000) for n in range(lower)), *(100 * (1 + n / 1000) for n in range(row.n - lower))]


# --- the first sentence ----------------------------------------------------------------------------------------------


def test_clearly_fewer_offences() -> None:
    assert one(offences=LOWER, arrests=LOWER)[0] == (
        "Compared with no diversion, pre-arrest diversion lowers offences by about 100 a year (range 100 to 100 fewer)."
    )


def test_probably_fewer_offences_and_arrests_unclear() -> None:
    sentence = one(offences=PROBABLY_LOWER)[0]
    assert "pre-arrest diversion probably lowers offences by about 100 a year (range 100 fewer to 100 more)" in sentence


def test_we_cannot_tell() -> None:
    assert one()[0] == "Compared with no diversion, we cannot tell whether pre-arrest diversion changes offences."


@pytest.mark.parametrize(
    ("offences", "words"),
    [
        (UNCLEAR, "but we cannot tell whether offences do"),
        (TOO_FEW, "but we cannot tell whether offences do"),
        (NONE, "but we cannot tell whether offences do"),
        (SAME, "but offences do not change"),
        (PROBABLY_LOWER, "but offences only probably fall"),
        (PROBABLY_HIGHER, "but offences probably rise by about 100 a year"),
        (HIGHER, "but offences rise by about 100 a year"),
    ],
)
@pytest.mark.parametrize(("arrests", "fall"), [(LOWER, "arrests fall"), (PROBABLY_LOWER, "arrests probably fall")])
def test_when_arrests_fall_and_offences_do_not_the_first_sentence_says_so_first(
    offences: Paired, words: str, arrests: Paired, fall: str
) -> None:
    first = one(offences=offences, arrests=arrests)[0]
    assert first.startswith(f"Compared with no diversion, {fall} under pre-arrest diversion, {words}")


def test_arrests_and_offences_at_odds_under_one_regime_come_before_good_news_of_another() -> None:
    first = say({"custody-stage": (LOWER, LOWER, UNCLEAR, UNCLEAR), "pre-arrest": (HIGHER, LOWER, UNCLEAR, UNCLEAR)})[0]
    assert first.index("arrests fall under pre-arrest diversion, but offences rise") < first.index("custody-stage")
    assert "custody-stage diversion lowers offences" in first


def test_arrests_that_do_not_fall_are_no_reason_to_warn() -> None:
    for arrests in (UNCLEAR, HIGHER, SAME, NONE):
        assert "arrests" not in one(offences=UNCLEAR, arrests=arrests)[0]


def test_a_clear_harm_stands_before_a_probable_benefit() -> None:
    first = say(
        {"custody-stage": (PROBABLY_LOWER, UNCLEAR, UNCLEAR, UNCLEAR), "pre-arrest": (HIGHER, HIGHER, UNCLEAR, UNCLEAR)}
    )[0]
    assert first.index("pre-arrest diversion raises offences") < first.index(
        "custody-stage diversion probably lowers them"
    )


def test_does_too_never_follows_the_other_direction() -> None:
    rows = {"current": LOWER, "custody-stage": HIGHER, "pre-arrest": PROBABLY_LOWER}
    first = say({name: (row, UNCLEAR, UNCLEAR, UNCLEAR) for name, row in rows.items()})[0]
    assert "too" not in first
    assert "pre-arrest diversion probably lowers them" in first


def test_regimes_with_the_same_verdict_share_a_part() -> None:
    rows = dict.fromkeys(("current", "custody-stage", "pre-arrest"), (UNCLEAR,) * 4)
    first = say(rows)[0]
    assert "whether current practice, custody-stage diversion or pre-arrest diversion changes offences" in first
    rows = dict.fromkeys(("custody-stage", "pre-arrest"), (LOWER, LOWER, LOWER, HIGHER))
    assert "custody-stage diversion and pre-arrest diversion lower offences by about 100 and 100 a year" in say(rows)[0]


def test_no_difference_is_said_as_such() -> None:
    assert "pre-arrest diversion makes no difference to offences." in one(offences=SAME)[0]


def test_another_reference_is_named() -> None:
    rows = {"pre-arrest": (LOWER, LOWER, LOWER, HIGHER)}
    assert say(rows, reference="current")[0].startswith("Compared with current practice, ")
    assert say(rows, reference="my-own")[0].startswith("Compared with the regime my-own, ")


def test_fixed_parameters_are_called_luck_alone() -> None:
    row = draws(30, 10, band=Band.MEAN)
    first = one(row, row, row, row)[0]
    assert first.startswith("With parameters fixed and compared with no diversion, ")
    assert "(luck alone: " in first and "range" not in first


# --- the second and the third ----------------------------------------------------------------------------------------


def test_contacts_name_the_people_they_are_about() -> None:
    second = one(contacts=PROBABLY_LOWER)[1]
    assert second.startswith(
        "Among people any regime would refer, pre-arrest diversion probably lowers offence contacts"
    )
    assert "a person and year" in second


def test_when_nobody_was_referred_it_says_so() -> None:
    assert "we cannot tell about the contacts" in one(contacts=NONE)[1]


def test_freed_hours_and_lost_hours_are_not_confused() -> None:
    assert (
        "frees officer time net of programme hours, about 100 hours a year (range 100 to 100 freed)"
        in one(hours=HIGHER)[2]
    )
    assert (
        "costs officer time net of programme hours, about 100 hours a year (range 100 to 100 lost)"
        in one(hours=LOWER)[2]
    )
    assert "we cannot tell whether pre-arrest diversion frees officer time" in one()[2].lower()


def test_who_would_have_had_no_action_is_told_where_it_is_most() -> None:
    shares = {"custody-stage": level(np.linspace(1, 5, 40)), "pre-arrest": level(np.linspace(10, 70, 40))}
    rows = dict.fromkeys(("custody-stage", "pre-arrest"), (UNCLEAR, UNCLEAR, UNCLEAR, HIGHER))
    ends = {("pre-arrest", "widened_end_share"): level(np.linspace(70, 90, 40))}
    third = say(rows, shares, ends=ends)[2]
    assert (
        "of those diverted under pre-arrest diversion, about 40 in 100 (range 12 to 68) would have had no action, "
        "and about 80 in 100 (range 70 to 90) neither caution nor charge in the end" in third
    )


def test_nobody_diverted_and_too_few_draws_are_said() -> None:
    assert one()[2].endswith("nobody was diverted.")
    rows = {"pre-arrest": (UNCLEAR, UNCLEAR, UNCLEAR, HIGHER)}
    assert "too few draws to say" in say(rows, {"pre-arrest": level([40.0] * 5)})[2]


# --- every combination -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", ["none", "current"])
def test_every_combination_gives_three_whole_sentences(reference: str) -> None:
    for offences, arrests, other in product(ALL, ALL, ALL):
        rows = {"custody-stage": (offences, arrests, other, other), "pre-arrest": (other, arrests, offences, offences)}
        sentences = say(rows, reference=reference)
        assert len(sentences) == 3
        for sentence in sentences:
            assert re.fullmatch(r"[A-Z][^\n]*[^.]\.", sentence), sentence
            assert not re.search(r"nan|inf|offender|None|Verdict| {2}|\.\.", sentence.replace("informa", "")), sentence


def test_one_regime_with_a_plain_answer_takes_about_25_words() -> None:
    for row, arrests in product((LOWER, PROBABLY_LOWER, UNCLEAR, SAME), (UNCLEAR, HIGHER)):
        first, second, _ = one(row, arrests, row, row)
        assert len(first.split()) <= 25 and len(second.split()) <= 26


def test_what_is_unclear_is_never_told_as_a_change() -> None:
    for row in (UNCLEAR, TOO_FEW, NONE):
        for sentence in one(row, row, row, row):
            assert not re.search(r"\b(lowers|raises|frees about|costs|fall|rise)\b", sentence), sentence
    assert math.isnan(NONE.mean)
