"""The files of numbers are read strictly: each mistake is one plain sentence with file, line and field."""

from __future__ import annotations

import pytest

from diversion.scenarios.parameters import InputError, Parameter
from diversion.scenarios.parameters.declared import read_subject

FILE = """\
subject: Things

parameters:
  things:
    says: How many things there are.
    role: uncertainty
    unit: things
    believed: [1, 2, 4]
    scale: log
    bounds: [0.5, 10]
    rating: weak
    source: Counted by a neighbour
    checked: 2026-11-23

  weight:
    says: What a thing of this colour weighs
    role: constant
    unit: kg
    values: {red: 1.5, dark_blue: 2}
    bounds: [0, 20]
    rating: judgement
    source: Judgement
    fitted_to: V1
    checked: 2026-11-23
"""


def read(*changes: tuple[str, str]) -> list[Parameter]:
    """The parameters of the file with some of its text changed."""
    text = FILE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read_subject(text, "things.yaml")


def refusal(*changes: tuple[str, str]) -> str:
    with pytest.raises(InputError) as caught:
        read(*changes)
    return str(caught.value)


def test_a_file_says_all_there_is_to_know_of_a_number() -> None:
    things, red, blue = read()
    assert things == Parameter(
        name="things", default=2.0, unit="things", low=1.0, high=4.0, text="How many things there are.",
        source="Counted by a neighbour", rating="weak", role="uncertainty", scale="log", floor=0.5, ceiling=10.0,
        subject="Things", checked="2026-11-23",
    )  # fmt: skip
    assert (red.name, red.low, red.default, red.high) == ("weight.red", 1.5, 1.5, 1.5)
    assert blue.name == "weight.dark_blue" and blue.text == "What a thing of this colour weighs: dark blue."
    assert (blue.floor, blue.ceiling) == (0.0, 20.0)
    assert red.fitted_to == blue.fitted_to == "V1"


def test_a_grid_is_read_row_by_row() -> None:
    found = read(("values: {red: 1.5, dark_blue: 2}", "grid: {red: {big: 1, small: 2}, blue: {big: 3}}"))
    assert [(each.name, each.default) for each in found[1:]] == [
        ("weight.red.big", 1.0),
        ("weight.red.small", 2.0),
        ("weight.blue.big", 3.0),
    ]
    assert found[1].text == "What a thing of this colour weighs: red.big."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    rating: weak\n", "", "line 4: parameters.things.rating is missing."),
        ("    source: Judgement\n", "", "line 15: parameters.weight.source is missing."),
        ("source: Judgement\n", "source: ''\n", "line 22: parameters.weight.source must not be empty."),
        ("fitted_to", "fited_to", "line 23: there is no field called fited_to. Did you mean fitted_to?"),
        ("rating: weak", "rating: week", "line 11: parameters.things.rating must be one of strong, moderate, weak, judgement, "
         "not 'week'. Did you mean weak?"),
        ("role: uncertainty", "role: lover", "line 6: parameters.things.role must be one of lever, uncertainty, constant, not "
         "'lover'. Did you mean lever?"),
        ("[1, 2, 4]", "[5, 2, 4]", "line 8: parameters.things.believed must rise from low to high, not 5, 2 and 4."),
        ("[1, 2, 4]", "[1, 4]", "line 8: parameters.things.believed (item 3) is missing."),
        ("[1, 2, 4]", "[1, two, 4]", "line 8: parameters.things.believed (item 2) must be a number, not 'two'."),
        ("[0.5, 10]", "[0.5, 3]", "line 10: parameters.things.bounds must hold every value, and 0.5 to 3 do not."),
        ("scale: log", "scale: logit", "line 9: parameters.things.scale cannot be logit for 1 to 4."),
        ("scale: log", "scale: lag", "line 9: parameters.things.scale must be one of linear, log, logit, not 'lag'. Did you "
         "mean log?"),
        ("dark_blue: 2", "dark_blue: heavy", "line 19: parameters.weight.values.dark_blue must be a number, not 'heavy'."),
        ("role: uncertainty", "role: constant", "line 4: parameters.things is a constant, which is fixed."),
        ("role: constant", "role: lever", "line 15: parameters.weight is a lever, which needs believed."),
        ("    values: {red: 1.5, dark_blue: 2}\n", "", "line 15: parameters.weight must have one of value, values, grid, "
         "believed, not none."),
        ("values: {", "value: 1\n    values: {", "line 15: parameters.weight must have one of value, values, grid, believed, "
         "not value and values."),
        ("unit: kg", "unit: kg\n    scale: log", "line 15: parameters.weight has a scale, which is only for what is believed."),
        ("  weight:", "  Weight:", "line 15: parameters.Weight must be lower-case words joined by underscores, or table.member, "
         "not 'Weight'."),
        ("  weight:", "  things:", "line 15: things stands twice, first on line 4."),
        ("things\n    believed", "things\n    checked: today\n    believed", "line 14: checked stands twice, first on line 8."),
        ("subject: Things\n", "", "line 2: subject is missing."),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_file_line_and_field(old: str, new: str, said: str) -> None:
    assert refusal((old, new)) == f"things.yaml, {said}"


def test_a_day_is_a_day() -> None:
    text = FILE.replace("checked: 2026-11-23\n\n", "checked: 2026-11-31\n\n")
    with pytest.raises(InputError) as caught:
        read_subject(text, "things.yaml")
    expected = "things.yaml, line 13: parameters.things.checked must be a date such as 2026-04-01, not '2026-11-31'."
    assert str(caught.value) == expected
