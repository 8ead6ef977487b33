"""Charts drawn with matplotlib, for files and documents.

Takes a `Chart` or a `Sheet`; gives an .svg or .png file (`draw`). The only room that knows matplotlib.
"""

from .sheets import draw

__all__ = [
    "draw",
]
