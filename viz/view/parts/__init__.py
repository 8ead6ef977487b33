"""Small pieces of page, made of plain HTML elements, that pages are put together from."""

from .fields import AddressField, Choice, CopyField, LeverField, NameField
from .levers import MOST, SANDBOX, Lever, hint, levers_for, reach, told, usual_of
from .page import Page
from .parts import Element, Press, lines, markup, paragraph, tag, warning
from .progress import Figures, Progress, waiting
from .shown import Numbers, Plain, Shown
from .tour import Tour

__all__ = [
    "AddressField",
    "Choice",
    "CopyField",
    "Element",
    "Figures",
    "Lever",
    "LeverField",
    "MOST",
    "NameField",
    "Numbers",
    "Page",
    "Plain",
    "Press",
    "Progress",
    "SANDBOX",
    "Shown",
    "Tour",
    "hint",
    "levers_for",
    "lines",
    "markup",
    "paragraph",
    "reach",
    "tag",
    "told",
    "usual_of",
    "waiting",
    "warning",
]
