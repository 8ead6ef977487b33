"""The report on a comparison as one public call: what `diversion report` does.

Example:
    >>> from diversion import compare, report
    >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
    >>> made = report(answer.number, db="runs.sqlite")
    >>> [file.name for file in made.save("memo.html")]
    ['memo.html']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...scenarios.parameters import InputError
from ...scenarios.paths import typed_path
from ..answers import Comparison
from ..answers.pairs import in_json
from ..compare import carry_out
from ..files import written_whole
from ..plans import DEFAULT_REGIMES, Plan, Wanted, make_plan
from ..runs import THREADS, How, Progress, Say
from ..store import engine_version, find_experiment
from .build import FRONT, memo_of
from .content import Cell, Memo, Number, Span
from .kept import Basis, kept_comparison

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture

FORMS: Final = ("html", "pdf", "docx", "xlsx", "pptx")
# The library that writes each form, where it is one that has to be asked for.
NEEDS: Final = {"pdf": "typst", "docx": "docx", "xlsx": "gptables", "pptx": "pptx"}


@dataclass(frozen=True)
class Report:
    """A memo about a comparison, to be looked at or written in any of five forms."""

    basis: Basis

    @cached_property
    def memo(self) -> Memo:
        """All that it holds."""
        return memo_of(self.basis)

    def save(self, path: str | Path, forms: Sequence[str] = ()) -> list[Path]:
        """Write it into a file whose ending says the form or, where `forms` are given, one file for each into a folder.

        Args:
            path: The file, or the folder, which is made where it is not there.
            forms: Some of html, pdf, docx, xlsx and pptx.

        Returns:
            The files that were written.

        Raises:
            InputError: there is no such form, the library that writes it is not installed, or the place cannot be written.

        Example:
            >>> from diversion import compare, report
            >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
            >>> [file.name for file in report(answer.number, db="runs.sqlite").save("board", ["html"])]
            ['diversion-blackpool-1.html']
        """
        files = files_of(path, forms, self.memo.file)
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(file) as (part,):
                _writer(file)(self.memo, part)
        return files

    def lines(self) -> list[str]:
        """Page one in sentences, under their headings."""
        found = [self.memo.question]
        for name in FRONT:
            section = self.memo.section(name)
            found += ["", section.title]
            for part in section.parts:
                found += [f"  {line}" for line in getattr(part, "lines", None) or [getattr(part, "text", "")] if line]
        return found

    def table(self) -> DataFrame:
        """The numbers behind it: one row for each outcome and regime beside the reference."""
        return self.basis.answer.paired()

    def plot(self) -> Picture:
        """The picture of page one: paired differences in offences as dots.

        Raises:
            ValueError: there is no difference to draw.
        """
        from ...viz.figures.sheets import picture  # with matplotlib

        if not self.memo.figures:
            raise ValueError("there is no difference to draw")
        chart: Any = self.memo.figures[0].chart
        return picture(chart)

    def to_dict(self) -> dict[str, Any]:
        """The memo as plain data: what it says, and its tables."""
        memo = self.memo
        return {
            "comparison": self.basis.answer.number,
            "title": memo.title,
            "question": memo.question,
            "day": memo.day.isoformat(),
            "engine_version": memo.version,
            "sections": [
                {"name": section.name, "title": section.title, "parts": [_plain(part) for part in section.parts]}
                for section in memo.sections
            ],
        }

    def _repr_html_(self) -> str:
        """Page one for a notebook."""
        from .html import fragment

        return fragment(self.memo, FRONT)


def report(
    what: int | str | Path | Comparison,
    regimes: str | Path | Sequence[str | Path] = DEFAULT_REGIMES,
    reference: str | Path = "none",
    years: int = 3,
    run_in: int = 1,
    replicates: int = 40,
    seed: int = 1,
    changes: Mapping[str, float] | None = None,
    fixed_parameters: bool = False,
    db: str | Path | None = None,
    posterior: Wanted = None,
    crossing: bool = True,
) -> Report:
    """A memo about a comparison, from kept runs: the answer, what it costs, for whom, how far to trust it, all behind it.

    Args:
        what: The number of a kept comparison, a comparison, or a place: then it is compared first, as `compare` does with the
            other arguments, and runs that are kept are not computed again.
        regimes: As for `compare`, as all that follow.
        reference: The regime the others are compared with.
        years: Years simulated after the run-in.
        run_in: Years of current practice that come first.
        replicates: How many worlds.
        seed: The whole number that all chance is derived from.
        changes: Parameters fixed to a value, by name.
        fixed_parameters: Keep every parameter at its default.
        db: Where runs are kept.
        posterior: A posterior, as for `compare`.
        crossing: Whether programmes and beliefs are exchanged as well.

    Returns:
        The report; `.save("memo.pdf")` writes it.

    Raises:
        InputError: something is wrong with what was asked.

    Example:
        >>> from diversion import compare, report
        >>> answer = compare("blackpool", ["pre-arrest"], years=1, run_in=0, replicates=2, db="runs.sqlite")
        >>> report(answer.number, db="runs.sqlite").lines()[0][:40]
        'What changes in Blackpool under pre-arre'
    """
    if isinstance(what, Comparison):
        return Report(basis_of(what, None))
    if isinstance(what, int):
        return Report(kept_comparison(what, db))
    plan = make_plan(
        what,
        regimes,
        reference,
        years=years,
        run_in=run_in,
        replicates=replicates,
        seed=seed,
        changes=changes,
        fixed_parameters=fixed_parameters,
        posterior=posterior,
    )
    return compared(plan, db, crossing=crossing)


def compared(
    plan: Plan,
    db: str | Path | None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
    crossing: bool = True,
) -> Report:
    """The report on a plan, for which what is not kept is computed first."""
    return Report(basis_of(carry_out(plan, db, how, fresh, progress, say, crossing=crossing), db))


def basis_of(answer: Comparison, db: str | Path | None) -> Basis:
    """A comparison with the day it was begun: that of the store where it is kept, else today."""
    if answer.number:
        store, kept = find_experiment(answer.number, db if db is not None else answer.location)
        with store:
            return Basis(answer=answer, day=kept.line.created.date(), engine=engine_version())
    return Basis(answer=answer, day=datetime.now(UTC).date(), engine=engine_version())


# --- forms -----------------------------------------------------------------------------------------------------------


def files_of(path: str | Path, forms: Sequence[str], name: str) -> list[Path]:
    """Where a report is written: a file whose ending says its form, or one for each of some forms in a folder.

    Raises:
        InputError: there is no such form, or the library that writes it is not installed.
    """
    place = typed_path(path)
    if not forms:
        files = [place]
    elif place.is_file() or place.suffix.lower().lstrip(".") in FORMS:
        raise InputError(f"{place} is a file; with --form, --out names a folder.")
    else:
        files = [place / f"{name}.{check_form(form)}" for form in forms]
    for file in files:
        check_form(file.suffix.lower().lstrip("."), file.name)
    return files


def check_form(form: str, file: str = "") -> str:
    """The form, where it can be written here.

    Raises:
        InputError: there is no such form, or the library that writes it is not installed.
    """
    if form not in FORMS:
        said = (
            f"{file!r} must end in .{', .'.join(FORMS[:-1])} or .{FORMS[-1]}" if file else f"There is no form {form!r}"
        )
        raise InputError(f"{said}; a report is written as {', '.join(FORMS[:-1])} or {FORMS[-1]}.")
    if form in NEEDS and find_spec(NEEDS[form]) is None:
        raise InputError(f"Writing .{form} needs more than is installed: pip install 'diversion[report]'.")
    return form


def _writer(file: Path) -> Callable[[Memo, Path], None]:
    """What writes this form; each brings a library of its own, and is loaded for it alone."""
    form = file.suffix.lower()
    if form == ".html":
        from .html import write_html as write
    elif form == ".pdf":
        from .pdf import write_pdf as write
    elif form == ".docx":
        from .docx import write_docx as write
    elif form == ".xlsx":
        from .xlsx import write_xlsx as write
    else:
        from .pptx import write_pptx as write
    return write


def _plain(part: Any) -> dict[str, Any]:
    """A part as plain data; a number as it is, not as it is written."""
    found: dict[str, Any] = {"kind": type(part).__name__.lower()}
    for name in ("name", "title", "text", "lines", "alt", "columns", "note"):
        if hasattr(part, name):
            value = getattr(part, name)
            found[name] = value if isinstance(value, str) else list(value)
    if hasattr(part, "rows"):
        found["rows"] = [[_value(cell) for cell in row] for row in part.rows]
    return found


def _value(cell: Cell) -> Any:
    if isinstance(cell, Span):
        return in_json([cell.middle, cell.low, cell.high])
    return cell.value if isinstance(cell, Number) else cell
