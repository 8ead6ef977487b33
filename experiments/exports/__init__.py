"""Kept experiments as tables that explain themselves: CSV, Parquet or a spreadsheet.

Takes the number of an experiment (`export`); gives files, whole or not at all.
"""

from .exporting import Exported, export

__all__ = [
    "Exported",
    "export",
]
