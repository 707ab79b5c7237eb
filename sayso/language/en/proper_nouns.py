"""Proper nouns: by which words English names begin, go on and end, and which capitals are no names.

What an entry rests on, where nothing else is said, are the training stories of PolNeAR and GUM and our own stories.
"""

from __future__ import annotations

import re

from sayso.language.en.date_words import COUNTS
from sayso.language.en.lists import word_set

PARTICLES = word_set(
    """
    de del della di da do dos das du van von der den ten ter bin ibn bint al el la le ben abu y af av zu of
    """
)
"""Small words inside a name: Ursula von der Ahe, the Bank of Oland."""
LINKS = frozenset(["and", "for", "on", "the", "of", "&"])
"""Small words inside a name of an organisation only: the Ministry of Trade and Labour."""
GENITIVE = "[sS]"
"""What stands behind the apostrophe of a genitive."""
JOINED_ARTICLES = ("al-", "el-")
"""Articles of Arabic names that a hyphen joins to them: *al-Assad*."""
NEVER = word_set(
    """
    I I'm I've I'll I'd I’m I’ve I’ll I’d OK P.M A.M EDT EST GMT Q COVID COVID-19 Covid Covid-19 HIV AIDS DNA RNA GDP TV PDF
    """
)
"""Words with capitals that are in no name."""
MONTHS_AND_NAMES = frozenset(["April", "May", "June", "August", "March"])
"""Months that are names of people, verbs or adjectives as well."""
DATES = word_set(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sept. Sep. Oct. Nov. Dec. Jan Feb Mar Apr Aug Sept Sep Oct
    Nov Dec
    """
)
"""Words of dates, which part names."""
FORMS_OF_ADDRESS = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr"])
"""Titles behind which a surname stands."""
OFFICES = frozenset(["politician", "executive", "diplomat"])
"""Sets of roles that are offices, and no surname behind a given name: *Will President*."""
ADDRESSED_OFFICES = OFFICES | {"official", "judge"}
"""Sets of roles by which somebody is addressed, so that they are no surname behind *Mr.*"""
SUFFIXES = frozenset(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "MP", "QC", "KC", "MD", "PhD"])
"""What stands behind a surname."""

NUMBERS = {word for word, number in COUNTS.items() if number > 1} | word_set("dozens scores hundreds thousands millions")
"""Words that count more than one."""
OPENERS = NUMBERS | word_set(
    """
    a an the this that these those he she it they we i you his her its their our my your there here what who whom whose which
    when where why how if as at by for from in into of off on onto out over to under up upon with within without about above
    across after again against along also although always among and another any anyone are around because been before behind
    being below between both but can could did do does done down during each either else even every everyone few first had has
    have having however indeed instead is just last later least less like many may meanwhile might more most much must neither
    never next no nobody none nor not nothing now once one only or other others otherwise per perhaps rather second several
    shall should since so some someone something soon still such than then thus through throughout today together tomorrow
    tonight too toward towards until was well were while will would
    yes yesterday yet asked given speaking according despite earlier following asking unlike whether though let please thank
    thanks dear sorry oh okay ok well monday tuesday wednesday thursday friday saturday sunday january february march april
    june july august september october november december inside outside local police officials sources experts critics people
    all nearly almost about former retired anyway yeah yep yup nope nah um uh hmm mm mhm wow hey huh gosh god really actually
    basically honestly obviously maybe definitely absolutely exactly certainly besides plus look listen wait welcome hello hi
    goodbye bye
    """
)
"""Words that open sentences with a capital letter and are no names."""
BEFORE_NAMES = frozenset(["A", "O"])
"""Words of one capital before a name, and none of it."""
VERB_OR_NAME = "Will"
"""A given name that opens questions as a verb."""
STATE_BODY = re.compile(
    r"\b(?:NATO|Union|Nations|Organi[sz]ation|League|Commonwealth|Council|Fund|Bank|Agency|Court|Commission|Congress|Parliament|"
    r"Department|Treasury|Police|Ministry|Office|OPEC|ASEAN|BRICS|G\d+)\b"
)
"""In the name of what ``governments.tsv`` lists: a body, not a state."""
FIRST_OF_BODIES = word_set(
    """
    General Justice International Republican Democrat Conservative Liberal Socialist Communist Nationalist Christian Royal
    """
)
"""Titles and roles that are none before a noun of organisations: the General Assembly, the Justice Department."""
OFFICE_OF = re.compile(r"\b(?:of|to|for) (?:the )?$")
"""Before the name of what somebody holds an office of."""
OF = frozenset(["of", "for"])
"""Small words that tell the field of an organisation, behind which *and* goes on: the Ministry *of* Trade and Labour."""
ARTICLE = re.compile(r"\b[Tt]he $")
"""An article before a name; no person has one."""
ADJECTIVE = re.compile(r"[^\W\d_]{2}(?:ic|al|ous|ive|ary|ful|less|able|ible|ant|ent)$")
"""A word with an adjective's ending."""
OF_MANY = re.compile(
    r" (?:(?:now|still|also|often|already|never|always) )?"
    r"(?:have|are|were|do|don['’]t|say|tell|keep|think|believe|know|fear|want|hope|argue|claim|warn|insist|expect|suspect|disagree)\b"
)
"""A verb in the plural, behind what is many and no name: *Installers keep telling us*."""
NOUN_NEXT = re.compile(r"\s(?!(?:on|in|at|about|of|for|to|and|with|by|from|is|was|has|said|says|tells?|who|here)\b)[a-z]")
"""A noun behind a name, to which the name only belongs: *a Vane campaign lawyer*."""

NO_PERSON = OPENERS - {"april", "may", "june", "march", "august", "will", "still"}
"""Words that are in no name of a person."""
NO_FIRST_ENDINGS = ("ly", "ing")
"""Endings that no first name has."""
COMPOUND = re.compile(r"^(?:co|ex|non|pro|anti|pre|post|mid|then)[-‑]|[-‑](?:\w+ed|born|led|style|type|like|era)$", re.IGNORECASE)
"""A word put together of others: *Co-anchor*, *Oslo-based*."""
