"""Pronouns: which words they are, whom each can mean, and what they own."""

from __future__ import annotations

import re

ME = frozenset(["i", "me", "my", "mine", "myself"])
SIDE = frozenset(["we", "us", "our", "ours", "ourselves"])
"""The plural of the first person, by which somebody may speak for their organisation."""
FIRST = ME | SIDE
SECOND = frozenset(["you", "your", "yours"])
PARTIES = ME | SECOND
"""Who speaks and who is spoken to."""
GENDERS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
"""Pronoun for one person → that person's gender."""
BODY = frozenset(["it", "its", "itself"])
GROUP = frozenset(["they", "them", "their", "theirs", "themselves"])
RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
PERSONAL = PARTIES | FIRST | RELATIVE | GENDERS.keys()
"""Pronouns of people."""

THIRD_OWNERS = frozenset(["his", "her", "its", "their"])
OWNERS = THIRD_OWNERS | {"my", "our", "your"}
"""Before a noun these say whose it is: *her brother*, *his claims*."""

OPENER = re.compile(r"(?:(?<=[.!?]\s)|(?<=\n)|(?<=^))(?:He|She)\b")
"""Where a sentence opens with a pronoun, which takes the subject up again."""
