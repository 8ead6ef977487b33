"""The figures of a memo as files: drawn once for each form, with matplotlib, the same bytes for the same figure."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from ...viz.figures import draw
from .content import Figure


def svg(figure: Figure) -> str:
    """A figure as SVG that stands within a page: without a declaration, and with names that are its own."""
    text = _drawn(figure, ".svg").decode("utf-8")
    text = text[text.index("<svg ") :]
    for name in dict.fromkeys(re.findall(r'\bid="([^"]+)"', text)):
        own = f"{figure.name}-{name}"
        text = (
            text.replace(f'id="{name}"', f'id="{own}"')
            .replace(f'"#{name}"', f'"#{own}"')
            .replace(f"(#{name})", f"(#{own})")
        )
    return text


def svg_file(figure: Figure) -> bytes:
    """A figure as an SVG file."""
    return _drawn(figure, ".svg")


def png(figure: Figure) -> bytes:
    """A figure as a PNG file."""
    return _drawn(figure, ".png")


def _drawn(figure: Figure, ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, f"figure{ending}")
        draw(figure.chart, file)
        return file.read_bytes()
