"""Around names: the words before and behind a name that say who bears it, or that it is no name of a person."""

from __future__ import annotations

import re

from sayso.language.en.lists import word_set

# Before a name.
ARTICLES = word_set("the a an this these those our its every")
"""Before a person's name none of these stands, unless a noun follows to which it belongs."""
PLACING = word_set("in at near across throughout outside inside around into within via on")
"""Before a name these tell of a place."""
DATING = word_set("in since until by last next this of from before after through early late on")
"""Before a month these tell of a date: *in June*."""
NOT_IN_ROLES = re.compile(
    r"[.;:!?\n\"“”‘()]|\b(?:that|told|said|says|and|but|as|with|by|to|from|in|on|when|while|who|which|is|was|has|had)\b"
)
"""What parts a role from all that stands before it."""
OF_FIELD = re.compile(r"\sof\s(?!(?:the|an?|its|his|her|their|one|some)\b)[a-z]+(?:\s[a-z]+)?$")
"""What a role is of, before a name: *director of sport Ada Lund*."""
ADDRESSED = re.compile(r"\b(?:tell|tells|told|inform|informs|informed|asks?|asked|warns?|warned)\s(?:the|a|an|its|his|her)\s$")
"""Before a noun these say that it is spoken to, and is not the name's: *told the agency Moe had left*."""
OF_BODY = re.compile(r"(?P<words>(?:[^\W\d_]{1,40}[ -]){0,3}[^\W\d_]{1,40})\s(?:of|at|for|in|to)\s(?:the\s)?$")
"""A role whose body stands between it and the name: *member of the Federation Council Gleb Moe*."""

# Behind a name.
BRACKETS = frozenset([" (", " (the "])
"""Between an organisation's name and its short form."""
NOUN = re.compile(r"[ \u00a0](?!(?:on|in|at|about|of|for|to|and|or|but|with|by|from|is|was|has|had|who|as|that|than)\b)[a-z]+\b")
"""A noun behind a name, to which the name only belongs."""
AGED = re.compile(r",\s(?:aged\s)?\d{1,2}(?=[,.;]|\s(?:and|of|from)\b)|\s\(\d{1,2}\)")
"""An age."""
WHO = re.compile(r",?\s\(?(?:who|whose|whom)\b")
"""A relative clause of people."""
APPOSITION = re.compile(
    r",\s+(?:who (?:is|was|serves as|heads?|leads?)\s+)?(?:then\s+)?(?:(?:the|a|an|its|his|her|their)\s+)?"
    r"(?P<words>[^,;.:!?\n\"“”()—–]{2,90})"
)
"""A role in apposition: *Ana Brek, the minister of trade*."""
IS = re.compile(
    r"(?<!\s)\s++(?:is|was|became|remains|serves as)\s+(?:(?:the|a|an|its|his|her)\s+)(?P<words>[^,;.:!?\n\"“”()—–]{2,60})"
)
"""A role in a sentence of its own: *Ana Brek is the minister of trade*."""
_JUDGED = (
    r"(?:designated|listed|labell?ed|branded|recogni[sz]ed|declared|banned|outlawed|sanctioned|considered|described|classified|deemed|"
    r"known|convicted|wanted|accused|suspended|expelled|dubbed|added|put on|included|entered|registered)\b"
)
LABEL = re.compile(
    rf"(?:,|(?<![\s,]))\s++(?P<label>\((?:also |officially |formally )?{_JUDGED}[^()\n]{{2,160}}\)"
    rf"|(?<=,\s){_JUDGED}(?= (?:as|in|by|a|an|for)\b)[^,;.\n()]{{2,120}})"
)
"""The outlet's own words behind a name: a participle of naming or judging, in brackets or between commas."""
BEFORE_ROLE = re.compile(r"(?:,\s|\s(?:is|was|became)\s|\s\()(?:[\w'’.-]+\s){0,5}")
"""Between a name and its role."""

# Beside a role.
BEHIND_ROLE = re.compile(r"[,.;:)—–\n]|\s(?:of|for|at|in|from|with|on|to|who|and|based|whose|that|since|until|under)\b|$")
"""What ends a role behind a name."""
ROLE_ENDS = word_set(
    """
    of for at in with from on who and the a an its his her their that which why how when where whether over under against by to
    """
)
"""Behind these nothing of a phrase names the role of the one before it."""
BELONGS_TO = re.compile(r"(?:(?<!\s)\s++and\s++[\w-]{1,40}(?:\s[\w-]{1,40})?)?(?<!\s)\s++(?:of|for|at|with|in)\s++(?:the\s+)?")
"""Between a role and the body or country of the one who holds it."""
BODY_NOUN = re.compile(r"(?<=the\s)[a-z]+\b")
"""The noun of such a body, without a name: *chair of the union*."""
NO_ROLE_BEFORE = word_set(
    """
    said says say told tells tell added adds wrote writes claimed claims insisted insists warned warns asked asks announced
    announces admitted admits denied denies confirmed confirms argued argues explained explains noted notes recalled recalls
    believes believed thinks thought has had have is was will would
    """
)
"""Behind a role these make its holder a subject: *she has died, her daughter said*."""
NO_ROLE_BEHIND = word_set(
    """
    has had have is was are were will would can could may might must should does did do
    """
)
"""Before a role-like word these make it part of a verb: *Bray, has accused*."""

# In lines of capitals.
SMALL_IN_CAPITALS = word_set("a an the of for and on in at by to with from as or nor but is are its his her off up out vs via")
"""Words that a headline of capitals leaves small."""
