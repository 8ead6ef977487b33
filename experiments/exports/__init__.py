"""Kept experiments as tables that explain themselves: CSV, Parquet or a spreadsheet.

Takes the number of an experiment (`export`); gives files, whole or not at all.
"""

from .exporting import Exported, beside, export
from .workbook import write_workbook
from .writing import Format

__all__ = [
    "Exported",
    "Format",
    "beside",
    "export",
    "write_workbook",
]
