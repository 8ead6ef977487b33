"""The tables of the store: comparisons, the runs they share, and what each run counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Bumped when a table changes; a database with another number is refused rather than misread.
SCHEMA_VERSION: Final = 1

# Names for every constraint, so that a later migration can find and change them on any database.
NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables have in common: one catalogue and its naming rules."""

    metadata = MetaData(naming_convention=NAMES)


class Meta(Base):
    """The stamp that tells this database from anybody else's."""

    __tablename__ = "diversion_meta"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Comparison(Base):
    """One question somebody asked: the plan as it was resolved. `fingerprint` is the same when it is asked again."""

    __tablename__ = "comparison"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    locality: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    regimes: Mapped[list[str]] = mapped_column(JSON)
    reference: Mapped[str] = mapped_column(String(200))
    years: Mapped[int]
    run_in: Mapped[int]
    replicates: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    fixed_parameters: Mapped[bool]
    engine_version: Mapped[str] = mapped_column(String(80))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)


class Run(Base):
    """One regime in one replicate. A row appears when the run has ended, well or badly; without one it is pending."""

    __tablename__ = "run"
    __table_args__ = (CheckConstraint("status IN ('pending', 'running', 'succeeded', 'failed')", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(64), unique=True)
    scenario: Mapped[str] = mapped_column(String(64), index=True)
    regime: Mapped[str] = mapped_column(String(200))
    replicate: Mapped[int]
    seed: Mapped[str] = mapped_column(String(24))  # text: a seed may be larger than the databases' signed integers
    status: Mapped[str] = mapped_column(String(10))
    error: Mapped[str] = mapped_column(Text, default="")
    engine_version: Mapped[str] = mapped_column(String(80))
    started: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seconds: Mapped[float]


class ComparisonRun(Base):
    """Which runs answer which comparison; one run may answer several."""

    __tablename__ = "comparison_run"

    comparison_id: Mapped[int] = mapped_column(ForeignKey("comparison.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True, index=True)


class RunOutcome(Base):
    """One number one run reported; empty where the run has no such value (no referral, so no share of referrals)."""

    __tablename__ = "outcome"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[float | None]
