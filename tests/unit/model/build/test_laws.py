"""On which days of a run the law changes, and to what: worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diversion.agents.par import par_record, put
from diversion.model.build.laws import Turn, turns
from diversion.scenarios import loader
from diversion.scenarios.law import Law
from diversion.scenarios.parameters import resolve

APRIL = date(2026, 4, 1)
VALUES = resolve()


def law(name: str, changes: dict[str, dict[str, object]], starts: date | None = None, ends: date | None = None) -> Law:
    """A law of the library with other days and changes."""
    start = loader.law("two-tier-cautions").model_dump()
    return Law.model_validate(start | {"name": name, "changes": changes, "starts": starts, "ends": ends})


def test_without_a_law_nothing_turns() -> None:
    assert turns((), VALUES, APRIL, 365) == ()


def test_a_law_begins_on_its_day_counted_from_where_the_regimes_part() -> None:
    found = turns((law("a", {"bail_share": {"to": 0.1}}, date(2026, 4, 11)),), VALUES, APRIL, 365)
    assert found == (Turn(375, {"bail_share": 0.1}),)


def test_a_law_without_a_day_begins_when_the_regimes_part() -> None:
    assert [turn.day for turn in turns((law("a", {"bail_share": {"to": 0.1}}),), VALUES, APRIL, 730)] == [730]


def test_a_law_older_than_the_run_holds_from_its_first_day() -> None:
    assert turns((law("a", {"bail_share": {"to": 0.1}}, date(2001, 1, 1)),), VALUES, APRIL, 365)[0].day == 0


def test_what_ends_is_as_before() -> None:
    first, last = turns((law("a", {"bail_days": {"times": 2}}, APRIL, date(2026, 4, 2)),), VALUES, APRIL, 0)
    assert (first.day, first.values) == (0, {"bail_days": 2 * VALUES["bail_days"]})
    assert (last.day, last.values) == (1, {"bail_days": VALUES["bail_days"]})


def test_a_law_that_was_over_before_the_run_changes_nothing() -> None:
    found = turns((law("a", {"bail_share": {"to": 0.1}}, date(2001, 1, 1), date(2002, 1, 1)),), VALUES, APRIL, 365)
    assert found == (Turn(0, {"bail_share": VALUES["bail_share"]}),)


def test_the_later_law_comes_on_top_whatever_their_order() -> None:
    half = law("a", {"bail_share": {"times": 0.5}}, date(2026, 5, 1))
    fixed = law("b", {"bail_share": {"to": 0.2}, "remand_share": {"to": 0}}, date(2026, 4, 1))
    for laws in ((half, fixed), (fixed, half)):
        one, two = turns(laws, VALUES, APRIL, 0)
        assert one.values == {"bail_share": 0.2, "remand_share": 0}
        assert two.values == {"bail_share": 0.1, "remand_share": 0}


def test_a_law_takes_its_parameter_as_drawn() -> None:
    drawn = VALUES | {"law_short_custody_share": 0.5}
    (turn,) = turns((loader.law("short-custody-presumption"),), drawn, APRIL, 365)
    assert turn == Turn(355, {"short_custody_suspended": 0.5})


def test_nothing_leaves_its_bounds() -> None:
    (turn,) = turns((law("a", {"bail_share": {"times": 50}}, APRIL),), VALUES, APRIL, 0)
    assert turn.values == {"bail_share": 1.0}


@given(st.lists(st.tuples(st.integers(-900, 900), st.integers(1, 900), st.floats(0, 3)), min_size=1, max_size=4))
def test_on_every_day_holds_what_the_laws_of_that_day_say(spans: list[tuple[int, int, float]]) -> None:
    laws = tuple(
        law(f"l{k}", {"bail_days": {"times": factor}}, APRIL + timedelta(start), APRIL + timedelta(start + length))
        for k, (start, length, factor) in enumerate(spans)
    )
    found = turns(laws, VALUES, APRIL, 365)
    assert [turn.day for turn in found] == sorted({turn.day for turn in found})
    for day in range(0, 2200, 97):
        expected = VALUES["bail_days"]
        for start, length, factor in sorted(spans, key=lambda span: (span[0], spans.index(span))):
            if start <= day - 365 < start + length:
                expected = min(max(expected * factor, 1.0), 1000.0)
        past = [turn.values["bail_days"] for turn in found if turn.day <= day]
        assert (past[-1] if past else VALUES["bail_days"]) == expected


def test_a_value_is_put_where_the_record_has_it() -> None:
    before, row = par_record(dict(VALUES)), par_record(dict(VALUES))
    put(row, "bail_share", 0.25)
    put(row, "charge_category.burglary", 7.0)
    expected = par_record(dict(VALUES) | {"bail_share": 0.25, "charge_category.burglary": 7.0})
    assert row.tobytes() == expected.tobytes() != before.tobytes()
    assert np.count_nonzero(row["charge_category"] != before["charge_category"]) == 1
