"""Words: where one begins and ends."""

from __future__ import annotations

import re

TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
"""A word, with the hyphens, apostrophes and points inside it: *sister-in-law*, *she's*, *U.S*."""
