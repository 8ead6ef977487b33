"""What a page of the view is: each stands at the foot of its module, and the application lists them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .parts import Element

PATH: Final = re.compile(r"/|[a-z]+(-[a-z]+)*")  # the first page's, and what the others are called


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page lives, what the navigation calls it, and the component that draws it."""

    path: str
    label: str
    component: Callable[[], Element]

    def __post_init__(self) -> None:
        """Refuse a path that is more than a name: what stands here is let in."""
        if not PATH.fullmatch(self.path):
            raise ValueError(f"the path of a page is small letters with hyphens between them, not {self.path!r}")

    @property
    def address(self) -> str:
        """What a browser asks for."""
        return f"/{self.path.lstrip('/')}"
