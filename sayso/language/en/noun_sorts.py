"""Sorts of nouns: which stand for an organisation of what sort, a state, a document, what is said, and what somebody is."""

from __future__ import annotations

import re

from sayso.language.en.lists import is_noun_of, word_set

BODIES = word_set(
    """
    alliance bloc body organisation organization company firm group agency club team union association charity operator
    watchdog regulator league federation institution outlet business retailer manufacturer maker carrier lender startup
    network side party
    """
)
"""Nouns that stand for an organisation whatever its name is."""


def is_body(noun: str) -> bool:
    """Say whether a noun stands for an organisation."""
    return noun in BODIES or is_noun_of("organisations", noun)


LEGISLATURES = re.compile(
    r"\b(?:parliament|senate|congress|assembly|council|house|duma|rada|knesset|bundestag|bundesrat|sejm|majlis|diet|legislature|"
    r"riksdag|storting|folketing|cortes|national people's congress)\b",
    re.IGNORECASE,
)
"""Bodies whose members are called lawmakers."""
MEMBER = "member"
SORTS = {
    word: sort
    for sort, words in {
        "company": """company firm operator business retailer manufacturer maker carrier lender startup plc ltd inc corp ag gmbh""",
        "union": "union",
        "press": """daily times post herald tribune gazette news newspaper wire telegraph courier echo chronicle bulletin
            broadcaster radio television magazine""",
        "state": """ministry department board council commission committee court police parliament senate congress treasury office
            authority directorate""",
        "party": "party",
        "school": "university college school academy institute",
        "charity": "foundation charity trust",
    }.items()
    for word in words.split()
}
"""What sort of organisation a noun, or a word of a name, stands for: one of another sort is not meant."""
TEAM = "team"
"""A body of which there is one, known by what is said of it, as of a state's: *a team of researchers in Oland*."""
PAPERS = word_set(
    """
    document report study paper text publication filing research findings
    """
)
"""Nouns that take up a document by another name."""
STATES = word_set(
    """
    government country state nation republic kingdom administration authorities side
    """
)
"""Nouns that, beside a country's name, stand for its government."""
SAYINGS = word_set(
    """
    claim word statement remark view opinion comment account testimony argument theory speech tweet post message belief
    position accusation allegation promise hope
    """
)
"""Nouns of saying: *his claims* are those of whom *his* means."""

WIDE = word_set(
    """
    person politician official national worker leader artist athlete executive
    """
)
"""Sets that many roles share: they say too little of whom a noun means."""
OFFICERS = word_set("executive spokesperson union_leader sport_official")
"""Sets of roles whose holders speak for a body, though the story names none: *its chair*, *finance chief Ada Lund*."""
