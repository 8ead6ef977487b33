"""What a memo says is right in every case, either way round, and every number that it says stands in one of its tables."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache

import pytest

from diversion.experiments.memo.build import FRONT, memo_of
from diversion.experiments.memo.content import Memo, Number, Points, Span, Table, Text
from diversion.experiments.memo.front import money_sentences
from diversion.experiments.memo.hangs import otherwise_section
from diversion.experiments.memo.kept import Basis
from diversion.experiments.memo.money import Money
from diversion.experiments.memo.payers import payers

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
SECTIONS = (
    "answer", "money", "differences", "trust", "flow", "whom", "payers", "cash", "worth", "hangs", "otherwise", "knowing",
    "evidence", "reproduces", "changed", "assumptions", "limits", "behind", "again",
)  # fmt: skip
Made = Callable[..., Basis]


@pytest.fixture(scope="module")
def memos(made: Made) -> Callable[[str], Memo]:
    """The memo about a case by its name, put together once."""
    return cache(lambda name: memo_of(made(name)))


def test_every_case_has_every_part_and_an_answer_in_three_sentences(memos: Callable[[str], Memo], case: str) -> None:
    memo = memos(case)
    assert tuple(section.name for section in memo.sections) == SECTIONS
    assert len([part for part in memo.section("answer").of(Text) if part.strong]) == 3
    assert len(memo.slides) == 5 and all(slide.title for slide in memo.slides)
    assert set(FRONT) <= set(SECTIONS)
    assert len({table.name for table in memo.tables}) == len(memo.tables)


def test_every_sentence_is_whole(memos: Callable[[str], Memo], case: str) -> None:
    memo = memos(case)
    for section in memo.sections:
        for part in section.parts:
            for line in [part.text] if isinstance(part, Text) else part.lines if isinstance(part, Points) else []:
                assert re.search(r"[.?:]$|diversion \w+ .*$", line), line
                assert not re.search(r"nan|None|inf\b|  |\(\)|\.\.|,,| ,|: :|significant", line), line
                assert line[0].isupper() or line[0].isdigit(), line


# --- numbers ---------------------------------------------------------------------------------------------------------


def values_of(memo: Memo) -> set[float]:
    """Every number that a table holds, as a value or in its words."""
    found: set[float] = set()
    for table in memo.tables:
        for cell in [cell for row in table.rows for cell in row]:
            if isinstance(cell, Number):
                found.add(abs(cell.value))
            if isinstance(cell, Span):
                found |= {abs(each) for each in (cell.middle, cell.low, cell.high) if math.isfinite(each)}
            found |= {float(each.replace(",", "").rstrip(".")) for each in NUMBER.findall(str(cell))}
    return found


def stands_in(said: str, values: set[float]) -> bool:
    """Whether a number that was said is one of these, as exact as it was said: to its last digit, or to two figures."""
    number = float(said.replace(",", ""))
    decimals = len(said.partition(".")[2])
    figures = decimals if not number else 1 - math.floor(math.log10(number))
    exact = any(abs(value - number) <= 0.5 * 10.0**-decimals + 1e-9 for value in values)
    return exact or (
        round(number, figures) == number and any(abs(value - number) <= 0.5 * 10.0**-figures + 1e-9 for value in values)
    )


def test_every_number_in_the_text_stands_in_a_table(memos: Callable[[str], Memo], case: str) -> None:
    memo = memos(case)
    values = values_of(memo)
    lost = [
        (number, sentence)
        for sentence in memo.sentences()
        for number in NUMBER.findall(sentence)
        if not stands_in(number, values)
    ]
    assert lost == []


def test_a_number_that_stands_in_no_table_is_found_out() -> None:
    values = {1234.4, 0.057, 17.0}
    assert stands_in("1,234", values) and stands_in("1,200", values) and stands_in("0.057", values)
    assert not stands_in("1,300", values) and not stands_in("1,235", values) and not stands_in("18", values)


# --- either way round ------------------------------------------------------------------------------------------------

TWO_SIDED = (
    "null", "harmful", "mixed", "tiny", "unknown", "cheaper and worse", "dearer and better", "fixed parameters",
    "failed runs", "large", "probable", "histories",
)  # fmt: skip


PAIRS = {
    "better": "worse",
    "more": "less",
    "pre-arrest diversion": "no diversion",
    "Pre-arrest diversion": "No diversion",
}
EITHER = re.compile("|".join(rf"\b{each}\b" for each in (*PAIRS, *PAIRS.values())))


def turned(sentence: str) -> str:
    """A sentence about two regimes with everything that has a direction turned round, and the regimes exchanged."""
    both = PAIRS | {other: one for one, other in PAIRS.items()}
    return EITHER.sub(lambda found: both[found[0]], sentence).replace("worse or better", "better or worse")


@pytest.mark.parametrize("name", TWO_SIDED)
def test_money_is_told_the_same_with_the_sides_exchanged(made: Made, name: str) -> None:
    here, there = made(name).answer, made(name, swapped=True).answer
    (forth, *chance), (back, *other) = (
        list(money_sentences(each, each.others[0], Money(each))) for each in (here, there)
    )
    assert re.sub(r" \(.*\)", "", turned(forth)) == re.sub(r" \(.*\)", "", back)
    assert len(chance) == len(other)
    if chance and "%" in chance[0]:
        shares = [float(NUMBER.findall(each[0])[0]) for each in (chance, other)]
        assert sum(shares) == pytest.approx(100, abs=1)


@pytest.mark.parametrize("name", TWO_SIDED)
def test_who_pays_is_told_the_same_with_the_sides_exchanged(made: Made, name: str) -> None:
    here, there = made(name).answer, made(name, swapped=True).answer
    (forth,), (back,) = (list(payers(each, each.others[0], Money(each))) for each in (here, there))
    parts = [
        set(turned(forth).rstrip(".").partition(": ")[2].split("; ")),
        set(back.rstrip(".").partition(": ")[2].split("; ")),
    ]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("name", TWO_SIDED)
def test_what_would_turn_the_answer_is_told_the_same_with_the_sides_exchanged(made: Made, name: str) -> None:
    rows = [section.of(Table)[0].rows[0] if section.of(Table) else [] for section in (
        otherwise_section(made(name)), otherwise_section(made(name, swapped=True)),
    )]  # fmt: skip
    if rows[0]:
        assert str(rows[0][2]) == str(rows[1][3]) and str(rows[0][1]) == str(rows[1][1])


# --- what is said in which case --------------------------------------------------------------------------------------


def money(made: Made, name: str) -> str:
    answer = made(name).answer
    return " ".join(money_sentences(answer, answer.others[0], Money(answer)))


def test_what_is_said_of_money_in_each_case(made: Made) -> None:
    assert money(made, "null") == ("Pre-arrest diversion costs the public purse exactly what no diversion does.")
    assert money(made, "harmful").startswith(
        "Pre-arrest diversion leaves the public purse worse off than no diversion, by about £"
    )
    assert money(made, "cheaper and worse").startswith(
        "Pre-arrest diversion leaves the public purse better off than no diversion, by about £"
    )
    assert money(made, "dearer and better").startswith("Pre-arrest diversion leaves the public purse worse off")
    assert money(made, "mixed").startswith(
        "We cannot tell whether pre-arrest diversion leaves the public purse better or worse"
    )
    assert money(made, "tiny").startswith("With 3 draws we cannot tell whether")
    assert money(made, "unknown") == "Nothing is known of what pre-arrest diversion costs or saves beside no diversion."
    assert money(made, "probable").startswith("Pre-arrest diversion probably leaves the public purse better off")
    assert "luck alone" in money(made, "fixed parameters") and "no chance to give" in money(made, "fixed parameters")


def test_what_may_be_said_of_offences_is_what_every_other_report_says(
    made: Made, memos: Callable[[str], Memo], case: str
) -> None:
    basis = made(case)
    said = [part.text for part in memos(case).section("answer").of(Text) if part.strong]
    assert said == basis.answer.findings()[: len(said)]


def test_net_benefit_is_what_is_saved_less_what_is_spent(made: Made) -> None:
    found = Money(made("mixed").answer)
    net, saved, costs = (pair("pre-arrest") for pair in (found.net, found.saved, found.costs))
    assert net.mean == pytest.approx(saved.mean - costs.mean)
    worth = sum(1.035**-year for year in range(3))  # of a pound in each of three years, today
    a_year = -float(made("mixed").answer.changes("pre-arrest", "net_cost").mean())
    assert net.mean == pytest.approx(worth * a_year)
    agencies = sum(
        found.spent(agency, "pre-arrest").mean for agency in ("police", "courts", "prison", "ordinary_services")
    )
    assert saved.mean == pytest.approx(-agencies)


def test_too_few_draws_have_no_chance(made: Made) -> None:
    assert math.isnan(Money(made("tiny").answer).chance("pre-arrest"))
    assert math.isnan(Money(made("fixed parameters").answer).chance("pre-arrest"))
    assert Money(made("cheaper and worse").answer).chance("pre-arrest") > 0.95
