"""Saves figures as SVG or PNG: whole or not at all, the same bytes for the same figure, with the text alternative inside."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from ...experiments.files import written_whole
from ...scenarios.parameters import InputError
from .style import FONTS, Picture, house_style

DOTS: Final = 200  # an inch


def save(picture: Picture, path: Path) -> None:
    """Write the picture in the format that its name ends in; SVG keeps text as text.

    Raises:
        InputError: the ending is another, or the place cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in (".svg", ".png"):
        raise InputError(f"{path.name!r} must end in .svg or .png: those are the pictures that can be written.")
    with house_style(), written_whole(path) as (part,):
        if ending == ".png":
            about = {"Title": picture.headline, "Description": picture.alt, "Software": None}
            picture.savefig(part, format="png", dpi=DOTS, metadata=about)
        else:
            picture.savefig(part, format="svg", metadata={"Date": None, "Creator": None})
            part.write_text(_described(part.read_text("utf-8"), picture), "utf-8")


def _described(svg: str, picture: Picture) -> str:
    """The same picture with what a screen reader says of it, and with fonts to fall back on."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    words = f"<title>{escape(picture.headline)}</title>\n <desc>{escape(picture.alt)}</desc>"
    opened = f'{svg[start:end]} role="img">\n {words}'
    rest = svg[end + 1 :].replace(f"'{FONTS[0]}'", ", ".join((f"'{FONTS[0]}'", *FONTS[1:])))
    return svg[:start] + opened + rest
