"""The tables of the store: experiments, their scenarios, the runs that answer them, and what each run counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .sound import Sound

# Bumped when a table changes, with a migration of that number; a database with a larger one is refused, not misread.
SCHEMA_VERSION: Final = 4

PENDING: Final = "pending"
RUNNING: Final = "running"
SUCCEEDED: Final = "succeeded"
FAILED: Final = "failed"

# Names for every constraint, so that a later migration can find and change them on any database.
NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# What columns hold, looked at when they are read.
NAME: Final = Sound(String(200), str)
WHOLE: Final = Sound(Integer(), int)
FLAG: Final = Sound(Boolean(), bool)
TIME: Final = Sound(DateTime(timezone=True), datetime)
OBJECT: Final = Sound(JSON(), dict)
# SQLite then keeps the rows in their primary key, without a second copy of it.
IN_ITS_KEY: Final = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """What all tables have in common: one catalogue and its naming rules."""

    metadata = MetaData(naming_convention=NAMES)


class Meta(Base):
    """The stamp that tells this database from anybody else's, and the highest number of an experiment that was deleted."""

    __tablename__ = "diversion_meta"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class ProvenanceRow(Base):
    """What runs were computed with: versions, commit, platform; `digest` is that of the content."""

    __tablename__ = "provenance"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(OBJECT)


class DeclaredRow(Base):
    """What was declared of every parameter, as `scenarios.facts.declared` has it; `digest` is `values` of a provenance."""

    __tablename__ = "declared"

    digest: Mapped[str] = mapped_column(String(16), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(OBJECT)


class ExperimentRow(Base):
    """One question somebody asked: the plan as it was resolved. `fingerprint` is the same when it is asked again."""

    __tablename__ = "experiment"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(Sound(String(40), str))
    title: Mapped[str] = mapped_column(NAME)
    created: Mapped[datetime] = mapped_column(TIME)
    locality: Mapped[str] = mapped_column(NAME)
    regimes: Mapped[list[str]] = mapped_column(Sound(JSON(), list))
    reference: Mapped[str] = mapped_column(NAME)
    years: Mapped[int] = mapped_column(WHOLE)
    run_in: Mapped[int] = mapped_column(WHOLE)
    replicates: Mapped[int] = mapped_column(WHOLE)
    seed: Mapped[int] = mapped_column(Sound(BigInteger(), int))
    fixed_parameters: Mapped[bool] = mapped_column(FLAG)
    scenarios: Mapped[int] = mapped_column(WHOLE)
    runs: Mapped[int] = mapped_column(WHOLE)
    tables: Mapped[bool] = mapped_column(FLAG)
    plan: Mapped[dict[str, Any]] = mapped_column(OBJECT)
    design: Mapped[dict[str, Any]] = mapped_column(OBJECT)
    provenance_id: Mapped[int] = mapped_column(ForeignKey("provenance.id"))


class ScenarioRow(Base):
    """One point of an experiment; `number` is its place there, `replicates` a start and a stop, or a list."""

    __tablename__ = "scenario"
    __table_args__ = (UniqueConstraint("experiment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id"))
    number: Mapped[int] = mapped_column(WHOLE)
    changes: Mapped[dict[str, Any]] = mapped_column(OBJECT)
    replicates: Mapped[list[int] | dict[str, int]] = mapped_column(Sound(JSON(), object))


class RunRow(Base):
    """One scenario under one regime in one replicate. A row appears when the run starts; without one it is pending."""

    __tablename__ = "run"
    __table_args__ = (CheckConstraint("status IN ('pending', 'running', 'succeeded', 'failed')", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(64), unique=True)
    regime: Mapped[str] = mapped_column(NAME)
    replicate: Mapped[int] = mapped_column(WHOLE)
    seed: Mapped[str] = mapped_column(
        Sound(String(24), str)
    )  # text: a seed may be larger than the databases' signed integers
    status: Mapped[str] = mapped_column(Sound(String(10), str))
    error: Mapped[str] = mapped_column(Sound(Text(), str), default="")
    provenance_id: Mapped[int] = mapped_column(ForeignKey("provenance.id"))
    started: Mapped[datetime] = mapped_column(TIME)
    seconds: Mapped[float] = mapped_column(Sound(Double(), float))


class ScenarioRunRow(Base):
    """Which runs answer which scenario; one run may answer several."""

    __tablename__ = "scenario_run"
    __table_args__ = IN_ITS_KEY

    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True, index=True)


class MeasureRow(Base):
    """The name of something that runs count."""

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Sound(String(80), str), unique=True)


class OutcomeRow(Base):
    """One number one run reported; empty where the run has no such value (no referral, so no share of referrals).

    Its two keys are those of `run` and `measure`. They are written in the same transaction as the run, or before it,
    and go only together with it (`deleting.py`), so the database does not check them: that would double the time of saving.
    """

    __tablename__ = "outcome"
    __table_args__ = IN_ITS_KEY

    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float | None] = mapped_column(Double)


class RunTableRow(Base):
    """One table one run counted (by month, by group), packed as `packed.py` does."""

    __tablename__ = "run_table"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    data: Mapped[bytes] = mapped_column(Sound(LargeBinary(), bytes))


def revision(schema: int) -> str:
    """What Alembic calls the migration that leads to a schema version."""
    return f"{schema:04d}"


class LinkRow(Base):
    """A scenario of the view that somebody saved by name, as the query of the link that restores it."""

    __tablename__ = "link"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    link: Mapped[str] = mapped_column(Text)
