"""Brings the tables of an older version of Diversion up to date, with what they hold."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from .database import revision
from .records import Base


def upgrade(connection: Connection, stamp: int) -> None:
    """Carry out every migration after the schema version `stamp`, in the transaction the connection is in."""
    config = configured(connection)
    command.stamp(config, revision(stamp))
    command.upgrade(config, "head")


def configured(connection: Connection) -> Config:
    """Alembic's settings: the migrations that lie in this package, for this connection."""
    config = Config()
    folder = files(__package__) / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config
