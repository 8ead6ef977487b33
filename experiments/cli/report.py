"""The command `report`: a memo about a comparison, to put before a board, in five forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ...scenarios.parameters import InputError
from ..streams import put, put_json
from . import options

if TYPE_CHECKING:
    from ..memo.report import Report
    from ..plans import Plan

EVERY: Final = "all"
# What a kept comparison has already, by the names of the arguments, and what they are called where that is another name.
ITS_OWN: Final = (
    "regime", "reference", "years", "run_in", "replicates", "seed", "changes", "law", "no_law", "preset", "posterior",
    "no_posterior", "fixed_parameters", "no_crossing", "dry_run",
)  # fmt: skip
OPTIONS: Final = {"changes": "set"}


def report_command(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="ID|LOCALITY", help="A kept comparison, as `diversion runs` lists it, or a place.")
    ],
    regime: options.Regimes = None,
    reference: options.Reference = "none",
    years: options.Years = 3,
    run_in: options.RunIn = 1,
    replicates: Annotated[int, typer.Option(metavar="N", help="How many worlds, each lived under every regime.")] = 40,
    seed: options.Seed = 1,
    changes: options.Changes = None,
    law: options.Law = None,
    no_law: options.NoLaw = None,
    preset: options.Preset = None,
    posterior: options.PosteriorFile = None,
    no_posterior: options.NoPosterior = False,
    fixed_parameters: Annotated[
        bool, typer.Option("--fixed-parameters", help="Keep every parameter at its default: ranges show luck only.")
    ] = False,
    no_crossing: options.NoCrossing = False,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|FOLDER", help="The file: .html, .pdf, .docx, .xlsx or .pptx; with --form, a folder."
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(metavar="FORMS", help="Forms to write into the folder: html,pdf,docx,xlsx,pptx or all."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that are there already, without asking.")
    ] = False,
    db: options.Db = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Write a memo about a comparison: the answer, what it costs, for whom, how far to trust it, and all behind it."""
    from ...model.arguments import usual_laws
    from ..plans import make_plan, read_changes
    from ..runs import progress_shown
    from ..store import check_to_use

    asked = To(out, _forms(form, out), force, as_json)
    if what.isdigit():
        _nothing_else(context)
        return asked.give(_kept(int(what), db))
    plan = make_plan(
        what,
        regime,
        reference,
        years=years,
        run_in=run_in,
        replicates=replicates,
        seed=seed,
        changes=read_changes(changes or []),
        fixed_parameters=fixed_parameters,
        preset=preset,
        posterior=options.posterior(posterior, no_posterior),
        laws=options.laws(law, no_law).beside(usual_laws()),
    )
    check_to_use(db)
    if dry_run:
        return _forecast(plan, db, as_json)
    from ..memo.report import compared

    asked.check()
    with progress_shown(quiet) as (progress, say):
        found = compared(plan, db, progress=progress, say=say, crossing=not no_crossing)
    return asked.give(found)


def _kept(number: int, db: str | None) -> Report:
    from ..memo.kept import kept_comparison
    from ..memo.report import Report

    return Report(kept_comparison(number, db))


def _nothing_else(context: typer.Context) -> None:
    """Refuse what a kept comparison has already: its regimes, years and so on."""
    given = [name for name in ITS_OWN if (source := context.get_parameter_source(name)) and source.name != "DEFAULT"]
    if given:
        option = f"--{OPTIONS.get(given[0], given[0]).replace('_', '-')}"
        raise InputError(f"A kept comparison is reported as it is: leave out {option}, or name a place.")


def _forecast(plan: Plan, db: str | None, as_json: bool) -> int:
    """Say what would be computed; nothing is written."""
    from ..plans import comparison
    from ..runs import look_up
    from ..store import database_url, shown

    runs, (kept, _) = comparison(plan).runs, look_up(comparison(plan), db)
    where = shown(database_url(db))
    if as_json:
        put_json({"runs": runs, "kept": kept, "to_compute": runs - kept, "database": where})
    else:
        put(f"{kept:,} runs are kept in {where}; {runs - kept:,} would be computed. Nothing was computed or written.")
    return 0


def _forms(form: str | None, out: str | None) -> tuple[str, ...]:
    """The forms that are asked for, checked."""
    if form is None:
        return ()
    from ..memo.report import FORMS, check_form

    if out is None:
        raise InputError("--form needs --out FOLDER, into which the files are written.")
    wanted = FORMS if form == EVERY else tuple(part.strip().lower() for part in form.split(",") if part.strip())
    if not wanted:
        raise InputError("--form names at least one of html, pdf, docx, xlsx and pptx.")
    return tuple(dict.fromkeys(check_form(each) for each in wanted))


@dataclass(frozen=True, slots=True)
class To:
    """Where a report goes: into files, and onto standard output in words or as JSON."""

    out: str | None
    forms: tuple[str, ...]
    force: bool
    as_json: bool

    def check(self, name: str = "") -> None:
        """Refuse files that cannot be written, or are there and shall stay; without its name, a single file alone.

        Raises:
            InputError: one cannot be written, or is there already.
        """
        from ..memo.report import FORMS, files_of
        from ..plans import check_out
        from .asking import ask_to_replace

        if self.out is None or (self.forms and not name):
            return
        files = files_of(self.out, self.forms, name)
        if not self.forms:
            check_out(self.out, tuple(f".{each}" for each in FORMS))
        ask_to_replace(files, self.force)

    def give(self, found: Report) -> int:
        """Write and print it; 1 when a run failed, otherwise 0."""
        self.check(found.memo.file)
        files = found.save(self.out, self.forms) if self.out is not None else []
        if self.as_json:
            put_json(found.to_dict() | {"files": [str(file) for file in files]})
        else:
            put("\n".join(found.lines() if not files else [str(file) for file in files]))
        return 1 if found.basis.answer.failures() else 0
