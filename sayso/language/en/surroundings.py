"""What stands around a story: bylines, stamps, names that are nobody's, and the words of a wall before the text."""

from __future__ import annotations

import re

from sayso.language.en.datelines import MONTHS, WEEKDAYS

BYLINE = re.compile(
    r"^(?:by|reporting by|written by|words by|posted by|story by)\s+(?=[^\W\d_])(?P<names>[^!?:;\n]{3,120})$", re.IGNORECASE
)
NAME_WORDS = frozenset(
    ["and", "und", "et", "y", "e", "in", "for", "of", "at", "the",
     "de", "der", "van", "von", "al", "bin", "la", "le", "di", "da", "dos",
     "agencies", "agency", "staff", "wires", "wire", "services", "service", "our", "own", "a", "an", "chief", "senior", "special",
     "deputy", "political", "foreign", "business", "sports", "science", "health", "education", "legal", "local", "home", "affairs",
     "correspondent", "correspondents", "reporter", "reporters", "editor", "editors", "writer", "writers", "columnist",
     "contributor"]
)  # fmt: skip
"""What stands in small letters in a line of names: "Maud Ferris and Jo van der Ash in Skerrin", "Jo Ash, chief reporter, and
agencies"."""
NAME_IN = re.compile(r"^[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,3} in [A-ZÀ-Þ][\w'’ -]{1,80}$")
STAMP = re.compile(r"^(?:first |last )?(?:published|updated|posted|modified|created)\b[^\n]{0,100}$", re.IGNORECASE)
_DAYS = "|".join((*WEEKDAYS, *(day[:3] for day in WEEKDAYS), "tues", "weds", "thurs?"))
CLOCK = re.compile(
    rf"^(?:(?:{_DAYS}|[ap]\.?m|h|at|on|of|the|local time|{'|'.join(MONTHS)}|(?-i:[A-Z]{{1,4}}))(?![^\W\d_])"
    r"|\d+(?:st|nd|rd|th)?|[\s,.:|/–+-])++$",
    re.IGNORECASE,
)
"""A line of nothing but a date, a time and its zone: "He died in 2016." is none."""
CHANGED = re.compile(r"(?:last )?(?:updated|modified|edited|changed)\b", re.IGNORECASE)
NOBODY = re.compile(
    r"(?:the )?(?:(?:web|site|news|digital|online|editorial|content|social)\s{0,3})?(?:admin(?:istrator)?|team|staff|desk|editors?|"
    r"editorial|author|user|webmaster|root|newsroom|unknown|anonymous|guest|contributors?|none|null|default)",
    re.IGNORECASE,
)
"""Whom content management systems name where nobody filled in an author."""
WALL = re.compile(
    r"\b(?:cookies?|consent|privacy policy|terms of (?:use|service)|all rights reserved|creative commons|"
    r"licen[cs]ed? (?:under|to|content)|republish(?:ed|ing)?|(?:re)?printed with permission|permission of the (?:author|publisher)|"
    r"log ?in to|sign ?in to|"
    r"sign up to (?:read|continue)|register to (?:read|continue)|subscribe (?:to|for|now)|subscribers? only|already a subscriber|"
    r"(?:enable|turn on) javascript|javascript is (?:disabled|required)|ad ?blockers?|access denied|"
    r"not available in your (?:country|region)|not a robot|are (?:you )?human|captcha)\b",
    re.IGNORECASE,
)
"""What walls and notices speak of: cookies, licences, subscriptions, scripts, robots."""

_POINTERS = "read|see|watch|listen|click|tap|more|also|related|recommended|trending|most read|don['’]t miss"
ASIDE = re.compile(
    rf"\W{{0,3}}(?:(?:{_POINTERS})\b(?:\s(?:more|also|next|now|here|on|from|about|this|related|in|coverage|stories|story|articles?|"
    r"news|content|video|links?|reading|the full story)\b){0,4}\s?[:|»>]"
    r"|related (?:coverage|stories|articles|content|video|links)\b"
    r"|(?:sign up|subscribe|register|follow us|download)\b[^.!?\n]{0,80}"
    r"\b(?:newsletters?|e-?mails?|inbox|app|alerts?|podcast|channel)\b)",
    re.IGNORECASE,
)
"""What opens a paragraph that points away from the story: to other stories, or to what the outlet would have its readers take."""
