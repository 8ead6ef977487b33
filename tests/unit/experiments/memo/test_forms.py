"""The five forms of a memo: each says the same, is made again byte for byte where it must, and keeps nobody out."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from diversion.experiments.memo.build import memo_of
from diversion.experiments.memo.content import Figure, Memo, Points, Table, Text
from diversion.experiments.memo.html import page
from diversion.experiments.memo.kept import Basis
from diversion.experiments.memo.report import FORMS, Report
from diversion.scenarios.parameters import InputError

Made = Callable[..., Basis]
LOOKED_AT = ("mixed", "unknown", "many regimes")
SAME_BYTES = ("html", "pdf", "xlsx")


@pytest.fixture(scope="module", params=LOOKED_AT)
def memo(made: Made, request: pytest.FixtureRequest) -> Memo:
    return memo_of(made(request.param))


@pytest.fixture(scope="module")
def written(made: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("memo")
    return {file.suffix[1:]: file for file in Report(made("mixed")).save(folder, FORMS)}


@pytest.mark.parametrize("form", SAME_BYTES)
def test_what_is_made_again_is_the_same_to_the_byte(
    made: Made, written: dict[str, Path], tmp_path: Path, form: str
) -> None:
    (again,) = Report(made("mixed")).save(tmp_path / f"again.{form}")
    assert again.read_bytes() == written[form].read_bytes()


# --- HTML ------------------------------------------------------------------------------------------------------------


class Seen(HTMLParser):
    """Every element of a page with its attributes, and the text within some."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


def test_the_page_stands_alone_and_can_be_heard(memo: Memo) -> None:
    text = page(memo)
    seen = Seen(text)
    assert seen.of("html") == [{"lang": "en-GB"}] and len(seen.of("h1")) == 1 and len(seen.of("main")) == 1
    assert not seen.of("script", "link", "img", "iframe") and "@import" not in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text) and not re.search(r"url\((?!#)", text)
    ids = [attributes["id"] for _, attributes in seen.found if attributes.get("id")]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _ in seen.found if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert len(seen.of("svg")) == len(memo.figures)
    assert all(attributes["role"] == "img" for attributes in seen.of("svg"))
    assert text.count("<desc>") >= len(memo.figures)
    assert len(seen.of("table")) == len(seen.of("caption")) == len(memo.tables)
    assert all(attributes.get("scope") in ("col", "row") for attributes in seen.of("th"))


def test_the_colours_of_the_page_can_be_told_apart() -> None:
    """Text against its ground at 4.5 to 1 at least."""
    style = (Path(__file__).parents[4] / "experiments/memo/style.css").read_text("utf-8")
    inks = set(re.findall(r"(?<![-\w])color: (#\w{6})", style))
    grounds = set(re.findall(r"background: (#\w{6})", style))
    assert inks and grounds
    assert all(contrast(ink, ground) >= 4.5 for ink in inks for ground in grounds)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_nothing_that_was_typed_becomes_part_of_the_page(made: Made) -> None:
    memo = memo_of(made("null"))
    wicked = '<script>alert("1")</script> #panic() \\ $x$ _*'
    section = replace(memo.sections[0], parts=[Text(wicked), Points([wicked])])
    assert "<script>" not in page(replace(memo, title=wicked, sections=[section]))


# --- PDF -------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_by_both_standards_and_carries_its_numbers(written: dict[str, Path], made: Made) -> None:
    data = written["pdf"].read_bytes()
    assert b"/MarkInfo" in data and b"/Marked true" in data and b"/StructTreeRoot" in data
    assert b"pdfuaid:part>1<" in data and b"pdfaid:part>3<" in data and b"pdfaid:conformance>A<" in data
    assert b"/AFRelationship" in data and b"numbers.csv" in data


def test_what_is_attached_are_the_numbers_behind_it(made: Made) -> None:
    from diversion.experiments.memo.pdf import tidy_csv

    basis = made("mixed")
    rows = list(csv.DictReader(io.StringIO(tidy_csv(memo_of(basis)))))
    assert [row["outcome"] for row in rows] == [row["outcome"] for row in basis.answer.rows()]
    assert float(rows[0]["median"]) == basis.answer.rows()[0]["median"]


def test_a_picture_without_a_text_alternative_is_refused(made: Made, tmp_path: Path) -> None:
    """By what holds it, and by typst itself."""
    from diversion.experiments.memo.pdf import compiled, source

    memo = memo_of(made("mixed"))
    with pytest.raises(ValueError, match="no text alternative"):
        replace(memo.figures[0], alt=" ")
    text = re.sub(r", alt: \"[^\"]*\"", "", source(memo))
    assert "alt:" in source(memo) and "alt:" not in text
    (tmp_path / "memo.typ").write_text(text, encoding="utf-8")
    (tmp_path / "numbers.csv").write_text("", encoding="utf-8")
    for figure in memo.figures:
        (tmp_path / f"{figure.name}.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', encoding="utf-8"
        )
    with pytest.raises(InputError, match="alt text"):
        compiled(tmp_path / "memo.typ", datetime(2026, 1, 1, tzinfo=UTC))


def test_nothing_that_was_typed_becomes_part_of_the_pdf(made: Made, tmp_path: Path) -> None:
    from diversion.experiments.memo.pdf import write_pdf

    memo = memo_of(made("null"))
    wicked = '#panic("x") \\ "q" $x$ _a_ *b* <l> @r `c` ] ) // /* \n end \x08\x0c\x01'
    table = Table(name="W", title=wicked, columns=("a", "b"), rows=[[wicked, "–"]], note=wicked)
    section = replace(memo.sections[0], title=wicked, parts=[Text(wicked), Points([wicked]), table])
    write_pdf(replace(memo, title=wicked, question=wicked, sections=[section]), tmp_path / "w.pdf")
    assert (tmp_path / "w.pdf").stat().st_size > 1000


@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_form_takes_every_case(made: Made, tmp_path: Path, name: str) -> None:
    files = Report(made(name)).save(tmp_path, FORMS)
    assert [file.suffix[1:] for file in files] == list(FORMS) and all(file.stat().st_size > 5000 for file in files)


# --- Word and slides -------------------------------------------------------------------------------------------------


def test_the_document_has_headings_alternatives_and_heads_that_repeat(written: dict[str, Path], made: Made) -> None:
    from docx import Document

    memo, made_again = memo_of(made("mixed")), Document(str(written["docx"]))
    headings = [each.text for each in made_again.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings == [section.title for section in memo.sections]
    pictures = [shape._inline.docPr.get("descr") for shape in made_again.inline_shapes]
    assert pictures == [figure.alt for figure in memo.figures] and pictures
    assert len(made_again.tables) == len(memo.tables)
    for table in made_again.tables:
        assert table.rows[0]._tr.trPr is not None and "tblHeader" in table.rows[0]._tr.xml
    assert made_again.core_properties.title == memo.title and made_again.core_properties.language == "en-GB"


def test_five_slides_have_titles_in_their_places_and_alternatives(made: Made, tmp_path: Path) -> None:
    from pptx import Presentation

    for name in LOOKED_AT:
        memo = memo_of(made(name))
        (file,) = Report(made(name)).save(tmp_path / f"{name}.pptx")
        slides: Any = Presentation(str(file)).slides
        assert [slide.shapes.title.text_frame.text for slide in slides] == [slide.title for slide in memo.slides]
        assert len(slides) == 5 and all(slide.shapes.title.is_placeholder for slide in slides)
        for shape in (shape for slide in slides for shape in slide.shapes if shape.shape_type == 13):
            assert shape._element.nvPicPr.cNvPr.get("descr")


def test_word_and_slides_open_in_libreoffice(written: dict[str, Path], tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    for form in ("docx", "pptx"):
        home = f"-env:UserInstallation=file://{tmp_path}/home"
        command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(written[form])]
        subprocess.run(command, capture_output=True, check=True, timeout=300)
        assert (tmp_path / f"{written[form].stem}.pdf").stat().st_size > 5000
        (tmp_path / f"{written[form].stem}.pdf").unlink()


# --- spreadsheet -----------------------------------------------------------------------------------------------------


def test_the_spreadsheet_has_a_cover_notes_and_one_table_a_sheet(written: dict[str, Path], made: Made) -> None:
    from openpyxl import load_workbook

    memo, book = memo_of(made("mixed")), load_workbook(written["xlsx"])
    assert book.sheetnames == ["Cover", "Contents", "Notes", *(table.name[:31] for table in memo.tables)]
    assert all(len(book[name].tables) == 1 for name in book.sheetnames[1:])
    assert book["Cover"]["A1"].value == memo.title
    with ZipFile(written["xlsx"]) as parts:
        assert b"2026-11-30" in parts.read("docProps/core.xml")


def test_numbers_are_numbers_in_the_spreadsheet(written: dict[str, Path], made: Made) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(written["xlsx"])["Benefits and costs"]
    rows = {str(row[0]): row[1:4] for row in sheet.iter_rows(values_only=True) if row[0]}
    middle, low, high = next(row for label, row in rows.items() if label.startswith("Net benefit"))
    assert low < middle < high and all(isinstance(each, float) for each in (low, middle, high))


# --- where it goes ---------------------------------------------------------------------------------------------------


def test_a_form_that_there_is_not_is_refused(made: Made, tmp_path: Path) -> None:
    report = Report(made("null"))
    with pytest.raises(InputError, match="must end in .html, .pdf"):
        report.save(tmp_path / "memo.txt")
    with pytest.raises(InputError, match="There is no form 'odt'"):
        report.save(tmp_path, ["odt"])
    with pytest.raises(InputError, match="is a file"):
        report.save(tmp_path / "memo.pdf", ["html"])
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_not_there_is_asked_for(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diversion.experiments.memo.report.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"diversion\[report\]"):
        Report(made("null")).save(tmp_path / "memo.pdf")


def test_a_report_is_plain_data_a_table_a_picture_and_a_page(made: Made) -> None:
    report = Report(made("mixed"))
    data = report.to_dict()
    assert data["comparison"] == 7 and [each["name"] for each in data["sections"]][0] == "answer"
    assert len(report.table()) == len(report.basis.answer.rows())
    assert report.plot().get_axes() and report._repr_html_().startswith("<section")
    assert isinstance(report.memo.figures[0], Figure) and report.lines()[0] == report.memo.question
    with pytest.raises(ValueError, match="no difference"):
        Report(made("unknown")).plot()
