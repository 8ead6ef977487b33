"""The command line: `diversion compare blackpool` and the commands around it.

Exit codes: 0 done; 1 a run failed (what succeeded is kept); 2 the input is wrong; 3 a published pattern
that used to be met is missed; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Final

import typer

from ...scenarios.errors import visible
from ...scenarios.parameters import InputError
from ..streams import OutputLost, finish, json_text, open_to_all_text, put
from . import options
from .browse import list_command, show_command
from .calibrate import calibrate_command
from .damage import told_of_damage
from .examples import examples_command
from .export import export_command
from .mix import mix_command
from .pilot import pilot_command
from .report import report_command
from .runs import runs_app
from .scenario import check_command, new_command, run_command
from .sensitivity import WithMethods, sensitivity_command
from .sweep import sweep_command
from .validate import validate_command
from .view import view_command

DONE: Final = 0
RUN_FAILED: Final = 1
WRONG_INPUT: Final = 2
INTERRUPTED: Final = 130
TRY: Final = "Try: diversion compare blackpool"

app = typer.Typer(
    name="diversion",
    help="Simulate police diversion policy in England: who is met again, what it costs police, and how sure we are.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
app.command("list")(list_command)
app.command("show")(show_command)
app.command("new")(new_command)
app.command("examples")(examples_command)
app.command("check")(check_command)
app.command("run")(run_command)
app.command("report")(report_command)
app.command("sweep")(sweep_command)
app.command("sensitivity", cls=WithMethods)(sensitivity_command)
app.command("mix")(mix_command)
app.command("pilot")(pilot_command)
app.command("validate")(validate_command)
app.command("calibrate")(calibrate_command)
app.add_typer(runs_app, name="runs")
app.command("export")(export_command)
app.command("view")(view_command)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        put(f"diversion {version('diversion')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Simulate police diversion policy in England: who is met again, what it costs police, and how sure we are."""
    if context.invoked_subcommand is None:
        put(context.get_help())
        put(f"\n{TRY}")


@app.command("compare")
def compare_command(
    localities: Annotated[
        list[str],
        typer.Argument(metavar="LOCALITY...", help="A place that `diversion list` names, or a file; or several."),
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
    histories: options.Histories = 1,
    precision: options.Precision = None,
    most_replicates: options.MostReplicates = None,
    preset: options.Preset = None,
    posterior: options.PosteriorFile = None,
    no_posterior: options.NoPosterior = False,
    fixed_parameters: Annotated[
        bool, typer.Option("--fixed-parameters", help="Keep every parameter at its default: ranges show luck only.")
    ] = False,
    db: options.Db = None,
    workers: options.Workers = None,
    processes: options.Processes = False,
    scheduler: options.Scheduler = None,
    fresh: options.Fresh = False,
    as_json: options.Json = False,
    out: options.Book = None,
    picture: options.Picture = None,
    force: options.Force = False,
    tables: options.Tables = False,
    economics: options.Money = False,
    perspective: options.Whose = "public",
    optimism: options.Optimism = 0.0,
    hours_apart: options.HoursApart = False,
    no_crossing: options.NoCrossing = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> int:
    """Compare regimes on the same simulated people."""
    from ...model.arguments import usual_laws
    from ..files import BESIDE
    from ..plans import make_plan, read_changes
    from ..runs import goal_of
    from .compare import Asked, answer, answer_places, check_places

    values, drawn_from = read_changes(changes or []), options.posterior(posterior, no_posterior)
    laws = options.laws(law, no_law).beside(usual_laws())
    how = options.how(workers, processes, scheduler)
    terms = options.terms(perspective, optimism, hours_apart)
    plans = [
        make_plan(
            locality,
            regime,
            reference,
            years=years,
            run_in=run_in,
            replicates=replicates,
            seed=seed,
            changes=values,
            fixed_parameters=fixed_parameters,
            preset=preset,
            posterior=drawn_from,
            histories=histories,
            laws=laws,
        )
        for locality in localities
    ]
    goal = goal_of(precision, most_replicates, replicates, fresh)
    if len(plans) > 1:
        check_places(plans, picture)
    kinds = options.BOOKS if len(plans) == 1 else (".csv",)
    file, image = options.files(out, picture, force or dry_run, kinds, BESIDE)
    asked = [
        Asked(
            plan=plan,
            db=db,
            how=how,
            fresh=fresh,
            as_json=as_json,
            out=file,
            quiet=quiet,
            dry_run=dry_run,
            tables=tables,
            goal=goal,
            picture=image,
            crossing=not no_crossing,
            terms=terms,
            money=economics,
        )
        for plan in plans
    ]
    return answer(asked[0]) if len(asked) == 1 else answer_places(asked)


# --- the way out -----------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what is wrong is one sentence, as JSON when --json was asked for."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    open_to_all_text(as_json)
    try:
        with told_of_damage():
            return _carried_out(words, as_json)
    except OutputLost as lost:
        return _unheard(lost)


def _carried_out(words: list[str], as_json: bool) -> int:
    try:
        code = typer.main.get_command(app).main(args=words, prog_name="diversion", standalone_mode=False)
        finish()
        return code if isinstance(code, int) else DONE
    except OutputLost:
        raise
    except (
        SystemExit
    ):  # that is how click, which prints the help, ends when the reader has gone; it wraps the stream then
        if not hasattr(sys.stdout, "wrapped"):
            raise
        return DONE
    except InputError as error:
        return _fail(str(error), WRONG_INPUT, as_json)
    except (KeyboardInterrupt, typer.Abort) as stopped:
        if isinstance(stopped.__cause__, EOFError):  # the reader of commands takes an error of ours for Ctrl-D
            return _judge(stopped.__cause__, as_json)
        return _fail("Stopped. What was already saved is kept.", INTERRUPTED, as_json)
    except Exception as error:
        return _judge(error, as_json)


def _unheard(lost: OutputLost) -> int:
    """What is left of the output goes nowhere; that its reader had enough of it, as `| head` has, is no failure."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if lost.closed:
        return DONE
    return _fail(f"The answer cannot be written ({lost}); what was computed is kept.", RUN_FAILED, as_json=False)


def _judge(error: Exception, as_json: bool) -> int:
    """Wrong usage and a failing database get one sentence; anything else is our own fault and is shown whole."""
    from ..runs import BatchFailed, Interrupted

    if isinstance(error, Interrupted):
        return _fail(str(error), INTERRUPTED, as_json, kept=error.kept, total=error.total)
    if hasattr(error, "format_message"):
        return _fail(_usage(error.format_message()), int(getattr(error, "exit_code", WRONG_INPUT)), as_json)
    from ..store import StoreFailed, sentence_of

    if isinstance(error, StoreFailed | BatchFailed):
        return _fail(str(error), RUN_FAILED, as_json)
    if (sentence := sentence_of(error)) is not None:
        return _fail(sentence, RUN_FAILED, as_json)
    if as_json:
        _fail(f"{type(error).__name__}: {error}", RUN_FAILED, as_json)
    raise error


def _usage(message: str) -> str:
    """What the reader of the command line says, as a sentence of ours."""
    from ...scenarios.reading import our_words

    said = our_words(message.partition(", unable to parse")[0].rstrip())
    return said if said.endswith((".", "?", "!")) else f"{said}."


def _fail(message: str, code: int, as_json: bool, **more: int) -> int:
    sentence = visible(" ".join(message.split()))
    if as_json:
        put(json_text({"error": sentence, **more}))
        finish()
    else:
        put(sentence, aside=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
