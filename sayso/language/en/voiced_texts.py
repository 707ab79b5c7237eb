"""Texts in a voice: by which words a text says whose voice it is, from openings and forms of address to the close of a letter."""

from __future__ import annotations

import re

# First and second persons.
FIRST_SINGULAR = re.compile(r"\b(?:I|me|my)\b")
FIRST_PERSON = re.compile(r"\b(?:I|me|my|we|our|us)\b")
YOU = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
I_AND_YOU = re.compile(r"\b(?:I|me|my|you|your|we|our)\b")

# Interviews and speeches, at the head of a text.
SPEECH = re.compile(
    r"\b(?:(?:delivered|gave|made) (?:\w+ ){0,3})?(?:remarks|speech|address|testimony|lecture|keynote|sermon|eulogy|statement)\b",
    re.IGNORECASE,
)
INTERVIEW = re.compile(
    r"\b(?:interview(?:s|ed)?(?: with| of)?|in conversation with|(?:spoke|talks|talked|sat down|speaks) (?:with|to)|answered|"
    r"(?<!and )answers|tells|q&a)\b",
    re.IGNORECASE,
)
ANOTHER = re.compile(r"\b[Ii]n (?:an?|his|her|their)\s(?:[^\s.,;]+\s){0,3}$")
"""Before the words of an interview: that one is told of, not printed (*in an interview with the Bulletin, she said*)."""
TOPIC = re.compile(r"\b(?:about|on|over|regarding|concerning|after|in|at|to (?:discuss|talk|speak))\b|(?<=[^\W\d_]{3})[.!?]\s")
"""What a talk is about, or the end of its sentence, behind the words of an interview."""
BY = re.compile(r"\s(?:by|of|from)\s(?:the\s)?(?:[A-Z][\w.]*\s)*")
"""Between a speech and who gives it."""
TITLE = re.compile(
    r"\b(?:remarks|speech|address|testimony|lecture|sermon|eulogy|statement|letter)\b[^.,;\n]{0,30}?\b(?:by|of|from)\b", re.I
)
"""A title that tells whose text it stands over."""

# Who says who they are.
SELF = re.compile(
    r"\b(?P<sure>[Mm]y name(?: is| ?['’]s)|I ?['’]?m|I am|[Tt]his is|I(?: am| ?['’]?m) your host\b[^.?!\n]{0,20},) "
    r"|\b[Ii]t(?: is| ?['’]s) "
)
"""Before a name: the one who bears it speaks."""
SELF_IN_TURN = re.compile(r"(?:\b[Mm]y name(?: is|['’]s)|\bI ?['’]?m|\bI am|\b[Tt]his is) $")
"""The same in a turn."""
HERE = re.compile(r",? (?:here|(?:and )?welcome)\b")
GREETS = re.compile(r"(?: [A-Z]\w+)? here,?(?: and)? welcome\b")
"""Behind a name: its bearer greets."""
_ROLE = r"(?:your |the |an? )?(?P<{}>[A-Z]\w+(?:(?: of(?: the)?)? [A-Z]\w+){{0,4}})"
OFFICE = re.compile(rf"\b[Aa]s {_ROLE.format('before')},? I\b|\bI\b[^.?!\n]{{0,40}}\bas {_ROLE.format('behind')}\b")
"""A role in capitals that the one who speaks says to hold: *as your Mayor, I …*."""
OF = " of "
"""Between a role and what it is of."""

# Forms of address.
FORMS = {
    "bench": re.compile(
        r"\b(?:[Yy]our [Hh]ono(?:u)?rs?|My Lords?|My Lady|Mr\.? Chief Justice|Madam Chief Justice|"
        r"(?<=[Mm]ay it please )(?:the|this) Court)\b"
    ),
    "chair": re.compile(r"\b(?:(?:Mr|Madam)\.? (?:Chair|Chairman|Chairwoman|Speaker|President)|Your Excellency)\b"),
    "counsel": re.compile(r"\bCounsel(?:l?or)?\b"),
}
"""Forms by which those are addressed whom a text does not name."""
COURT = "ay it please "
"""Before the form by which the bench is addressed, which nothing else sets off."""
ADDRESS_HEAD = re.compile(
    r"(?:^|[.?!…—–-]\s+|,\s+)(?:(?:well|yes|yeah|no|so|and|but|okay|ok|oh|right|sure|now|thanks|thank you|thanks a lot|"
    r"thank you so much|thank you very much|sorry|hi|hello|hey|welcome|"
    r"good (?:morning|evening|afternoon)|all right|alright|please|dear|my dear|"
    r"congratulations|exactly)\b,?\s+)*$",
    re.IGNORECASE,
)
"""What stands before a name that is set off as an address."""
FLOOR = re.compile(
    r"^[^.?!\n]{0,30}\b(?:please|proceed|go ahead|your turn|(?:have|has) the floor|whenever you|ready when)\b", re.IGNORECASE
)
"""Behind a name: its bearer is given the floor."""
CALLED = re.compile(
    r"(?:^|[.?!,]\s)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Justice|Judge|General|Senator|Congressman|Congresswoman|Minister|Counsel)\.?\s"
    r"[^.?!,\n]{2,30}(?:\?|\.|,? (?:please|go ahead|your turn|proceed|you have the floor)[^.?!\n]{0,20}[.?!])$"
)
"""A line by which the chair of a hearing calls on somebody."""
QUESTION_AND_ANSWER = frozenset(["Q", "A", "Question", "Answer"])
"""Labels that name nobody."""
ANSWER = "A"

# Letters.
SALUTATION = re.compile(
    r"^(?:(?:my )?dear(?:est)?\b[^!?\n]{0,60}|to (?:the|whom|my|our|all)\b[^.!?\n]{0,80}|(?:dr|mr|mrs|ms|prof|sir|madam|mom|mum|"
    r"dad|mother|father|friends|colleagues|comrades|gentlemen|ladies|hi|hello|greetings)\b\.?[^.!?\n]{0,40})[,:;!–—-]?$",
    re.IGNORECASE,
)
CASUAL = re.compile(r"(?:gentlemen|ladies|hi|hello|greetings)\b", re.IGNORECASE)
"""Salutations of speeches and talk as well, which make a letter only with a close."""
BEFORE_WORDS = re.compile(r"(?:[Mm]y )?[Dd]ear(?:est)?\s[A-Z][^,:;.!?\n]{1,40}[,:!–—]\s?[–—]?\s*(?=[A-Z])")
"""A salutation on the line on which the letter begins."""
GREETED = re.compile(r"(?:my )?(?:dear(?:est)?|to|hi|hello)\s(?P<name>[^,:;!?\n]{2,60}?)\s*(?:[,:;!–—-]|$)", re.IGNORECASE)
"""Whom a salutation greets."""
CLOSES = re.compile(
    r"\b(?:yours|sincerely|respectfully|faithfully|cordially|truly|wishes|regards|love|luv|affectionately|gratefully|solidarity|"
    r"signed|cheers|thanks)\b",
    re.IGNORECASE,
)
"""Words of a close."""
SIGNATURE = re.compile(r"^(?:\[signed\]\s*|/?s/\s*)?\[?(?P<name>[A-Z][^.,;:!?\n\]]{0,60})\]?(?:,.*)?$", re.IGNORECASE)
