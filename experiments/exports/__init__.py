"""Kept experiments as tables that explain themselves: CSV, Parquet or a spreadsheet.

Takes the number of an experiment (`export`); gives files, whole or not at all.
"""

from .exporting import BESIDE, Exported, export
from .workbook import write_workbook
from .writing import Format

__all__ = [
    "BESIDE",
    "Exported",
    "Format",
    "export",
    "write_workbook",
]
