"""What the server tells the pages: environment variables, because they are loaded by name and can be handed nothing."""

from __future__ import annotations

from typing import Final

DB: Final = "DIVERSION_VIEW_DB"  # where to keep runs; empty for the user's own database
SANDBOX: Final = "DIVERSION_VIEW_SANDBOX"  # not empty in a meeting
GUARDED: Final = "DIVERSION_VIEW_GUARDED"  # not empty where visitors need the printed link with its token
