"""Brings the tables of an older version of Diversion up to date, with what they hold."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ...scenarios.parameters import InputError
from .faults import reason
from .records import Base, revision


def upgrade(connection: Connection, stamp: int, where: str) -> None:
    """Carry out every migration after the schema version `stamp`, in the transaction the connection is in.

    Raises:
        InputError: what the old tables hold does not fit together; `where` is what people call the database.
    """
    config = configured(connection)
    try:
        command.stamp(config, revision(stamp))
        command.upgrade(config, "head")
    except (IntegrityError, LookupError, ValueError) as error:
        raise InputError(
            f"{where} was written by an older version of Diversion and could not be brought up to date "
            f"({reason(error)}); it is as it was; name another file or database with --db."
        ) from error


def configured(connection: Connection) -> Config:
    """Alembic's settings: the migrations that lie in this package, for this connection."""
    config = Config()
    folder = files(__package__) / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config
