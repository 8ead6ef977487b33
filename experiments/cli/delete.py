"""The command `runs delete`: takes kept experiments away, with the runs that no other needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..streams import put, put_json
from .asking import ask
from .options import Db, Json

if TYPE_CHECKING:
    from ..store import Store


def runs_delete(
    context: typer.Context,
    numbers: Annotated[list[int], typer.Argument(metavar="ID...", help="Experiments, as `diversion runs` lists them.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Delete experiments with their runs; a run that another experiment has as well stays."""
    from ...scenarios.parameters import InputError
    from ..store import Store, database_url, is_there, where
    from ..told import told

    outer_db, outer_json = context.obj or (None, False)
    db, as_json = db or outer_db, as_json or outer_json
    wanted = list(dict.fromkeys(numbers))
    if not is_there(database_url(db)):
        raise InputError(f"No runs are kept in {where(db)} yet.")
    with Store.open(db) as store:
        lines = [_line(store, number) for number in wanted]
        if not yes:
            again = told("runs", "delete", *wanted, "--yes", kept_in=store.location)
            ask(f"{chr(10).join(lines)}\nDelete for good?", f"Deleting asks first, and nobody can answer here: {again}")
        found = [store.delete(number) for number in wanted]
        freed = store.give_back()
    runs, shared = sum(each.runs for each in found), sum(each.shared for each in found)
    if as_json:
        put_json({"deleted": wanted, "runs": runs, "shared": shared, "bytes": freed, "database": store.location})
        return
    stay = f"; {shared:,} that others have too stay" if shared else ""
    room = f"{freed / 1e6:,.1f} MB were given back." if freed else "Their room is used again by what is kept next."
    put(f"Deleted {', '.join(map(str, wanted))} and {runs:,} runs{stay}. {room}")


def _line(store: Store, number: int) -> str:
    """What would be deleted, in a sentence."""
    from ...scenarios.parameters import InputError
    from ..answers import names_of
    from ..store import StoreFailed
    from ..told import told

    found = store.deletable(number)
    if found is None:
        lists = told("runs", kept_in=store.location)
        raise InputError(f"There is no experiment {number} in {store.location}; `{lists}` lists what there is.")
    try:
        kept = store.experiment(number)
        about = f"{kept.line.kind}, {kept.line.title}, {names_of(kept.line)}" if kept else ""
    except StoreFailed:
        about = "damaged"
    stay = f"; {found.shared:,} more stay, since others have them too" if found.shared else ""
    return f"Experiment {number} ({about}): {found.runs:,} runs{stay}."
