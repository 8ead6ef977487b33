"""The command `runs delete`: takes kept experiments away, with the runs that no other needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from .asking import ask
from .options import Db, Json

if TYPE_CHECKING:
    from ..store import Deletable, Store


def runs_delete(
    context: typer.Context,
    numbers: Annotated[list[int], typer.Argument(metavar="ID...", help="Experiments, as `diversion runs` lists them.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Delete experiments with their runs, all or none; a run that another experiment has as well stays."""
    from ...scenarios.parameters import InputError
    from ..store import Store, database_url, is_there, where
    from ..told import told

    outer_db, outer_json = context.obj or (None, False)
    db, as_json = db or outer_db, as_json or outer_json
    wanted = list(dict.fromkeys(numbers))
    if not is_there(database_url(db)):
        raise InputError(f"No runs are kept in {where(db)} yet.")
    with Store.open(db) as store:
        found = store.deletable(wanted)
        if not yes:
            again = told("runs", "delete", *wanted, "--yes", kept_in=store.location)
            question = f"{_question(store, wanted, found)}\nDelete for good?"
            ask(question, f"Deleting asks first, and nobody can answer here: {again}")
        found = store.delete(wanted)
        freed = store.give_back()
    runs, shared = found.runs, found.shared
    if as_json:
        put_json({"deleted": wanted, "runs": runs, "shared": shared, "bytes": freed, "database": store.location})
        return
    stay = f"; {shared:,} that others have too stay" if shared else ""
    room = f"{freed / 1e6:,.1f} MB were given back." if freed else "Their room is used again by what is kept next."
    put(f"Deleted {', '.join(map(str, wanted))} and {runs:,} runs{stay}. {room}")


def _question(store: Store, wanted: list[int], found: Deletable) -> str:
    """What would be deleted, in a sentence, or in a line for each and one about all."""
    stay = f"; {found.shared:,} more stay, since others have them too" if found.shared else ""
    goes = f"{found.runs:,} runs{stay}."
    names = [f"Experiment {number} ({_about(store, number)})" for number in wanted]
    return f"{names[0]}: {goes}" if len(names) == 1 else "\n".join([*names, f"Together: {goes}"])


def _about(store: Store, number: int) -> str:
    from ..answers import names_of
    from ..store import StoreFailed

    try:
        kept = store.experiment(number)
    except StoreFailed:
        return "damaged"
    return f"{kept.line.kind}, {kept.line.title}, {names_of(kept.line)}" if kept else ""
