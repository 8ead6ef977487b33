"""What a page of the view is: each stands at the foot of its module, and the application lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .parts import Element


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page lives, what the navigation calls it, and the component that draws it."""

    path: str
    label: str
    component: Callable[[], Element]
