"""What datelines and dated sentences are known by: months, weekdays, words of the desk, years that date a story."""

from __future__ import annotations

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar jänner enero gennaio janeiro genn gen ene",
            "february feb février fevrier févr fév fevr februar febrero febbraio fevereiro febb fev",
            "march mar mars märz marzo março marco",
            "april apr avril avr abril aprile abr",
            "may mai mayo maggio maio mag",
            "june jun juin juni junio giugno junho giu",
            "july jul juillet juil juli julio luglio julho lug",
            "august aug août aout agosto ago",
            "september sept sep septembre septiembre settembre setembro set sett",
            "october oct octobre oktober okt octubre ottobre outubro ott out",
            "november nov novembre noviembre novembro",
            "december dec décembre decembre déc dezember dez diciembre dicembre dezembro dic",
        ),
        1,
    )
    for name in names.split()
}
"""Month's name or abbreviation (English, French, German, Spanish, Italian, Portuguese), casefolded → its number."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = rf"(?P<{{0}}>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
DATE = (
    rf"(?:(?:le|il|el|den|on)\s+)?(?:(?P<weekday>{'|'.join(WEEKDAYS)}),?\s+)?"
    rf"(?:{_MONTH.format('month')}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<day2>\d{{1,2}})\.?(?:er|º|st|nd|rd|th)?\s+(?:de\s+)?{_MONTH.format('month2')})"
    r"(?!\w)(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d))?"
)
"""A date of a dateline, in a pattern: groups weekday, month and day, or day2 and month2, and year."""

PARTICLES = frozenset(re.findall(r"\w+", "a al am an da de del der di do dos du el en la las le les of on sur the upon"))
"""Words of a place that are not written with a capital: *Frankfurt am Main*, *Rio de Janeiro*."""
OPENERS = frozenset(re.findall(r"\w+", "A An The He She It They We In On At By For But And Mr Mrs Ms Dr"))
"""First words that open sentences, not places, in title case."""

SHORT_PLACES = frozenset(
    re.findall(
        r"\w+", "APIA BAKU BERN BONN CORK DILI DOHA GAZA GRAZ JUBA KIEV KYIV LIMA LODZ LOME LYON MALE NICE OSLO RIGA ROME SUVA"
    )
)
"""Cities that are no longer than an acronym: national capitals, and others that datelines name."""

LINKS = frozenset(["and", "et", "und", "y"])
"""Words between two places: HELSINKI and STOCKHOLM."""
SLUGS = frozenset(
    ["breaking", "update", "updated", "exclusive", "analysis", "opinion",
     "watch", "explainer", "correction", "comment", "factbox", "live", "video"]
)  # fmt: skip
"""Words of the desk, in capitals before a dash, that name no place."""

DATING_YEAR = re.compile(
    r"\b(?P<lead>in|by|until|till|before|since|during|from)\s+"
    rf"(?:(?:{'|'.join(MONTHS)})\.?\s+|(?:early|mid|late)[ -])?(?P<year>(?:19|20)\d\d)"
    r"(?![\w%/-]|[.,]\d|\s+[a-z]+(?:ial|ion|gn|ce)\b)",
    re.IGNORECASE,
)
"""A year that dates what is told ("in September 2022"), not one that names a thing ("the 2016 race", "2,000 ships")."""
PAST_LEADS = frozenset(["in", "since", "during"])
"""What stands before a year that something has happened in."""
FUTURE = re.compile(r"\b(?:will|shall|won[’']t)\b", re.IGNORECASE)
"""What a year stands behind when it is yet to come. Not *would*: "it would open in 2023" may be told of any later year."""
CLAUSE_EDGE = re.compile(r"[,;:—–]|\b(?:and|when|which|after|before)\b")
"""Where one clause of a sentence ends and another begins."""
