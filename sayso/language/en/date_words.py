"""Words of dates: what English expressions of date look like, and by which words around them they are told from other things."""

from __future__ import annotations

import re

from sayso.iso import PARTS
from sayso.language.en.datelines import MONTHS, WEEKDAYS

FULL = list({number: name for name, number in reversed(MONTHS.items())}.values())[::-1]
"""The months in English, casefolded."""
NAMES = frozenset(("march", "april", "may", "june", "august"))
"""Months that are verbs, adjectives or people as well."""
ORDINALS = re.findall(
    r"[\w-]+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth twenty-first",
)
_ONES = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
COUNTS = {"a": 1, "an": 1} | {word: n for n, word in enumerate(_ONES, 1)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""Season → its number in ISO 8601-2:2019."""
STEPS = (
    dict.fromkeys(("last", "past", "previous", "preceding"), -1)
    | dict.fromkeys(("this", "that", "same"), 0)
    | dict.fromkeys(("next", "coming", "following"), 1)
)
"""Word before a unit of time → how many units from now, or from the date named before."""
LAST, PAST, THIS, NEXT = "last", "past", "this", "next"
COUNTED = frozenset([LAST, PAST, NEXT, "coming"])
"""Of these some units may be counted: *the next five years*."""
FROM_NOW = COUNTED | {THIS}
"""These are seen from now; the others, *the following week*, from the date named before."""
BACK = frozenset(["ago", "earlier", "before"])
AGO = frozenset(["ago", "from now"])
"""Behind so many units these say that they are counted from now."""
HALF = "half"
THE = "the "
NO_TODAY = "USA "
"""Before *Today*: a newspaper."""
DAYS = {"day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1, "day after tomorrow": 2}
"""Word → days from now; any other word for a day is now."""

# Parts of patterns. Every repetition is bounded, so that time is linear; none crosses the end of a line.
_S, _Z, _DASH = r"[^\S\n]{1,2}", r"[^\S\n]{0,2}", "[-–—‑]"
_CAPITAL = "(?-i:(?=[A-Z]))"
_SHORT = [name for name, number in MONTHS.items() if name != FULL[number - 1] and FULL[number - 1].startswith(name)]
_MONTH = rf"{_CAPITAL}(?P<month>{'|'.join(FULL)}|(?:{'|'.join(_SHORT)})\b\.?)(?!\w)"
_WEEKDAY = rf"{_CAPITAL}(?P<weekday>{'|'.join(WEEKDAYS)}|(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b\.?)(?!\w)"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?!\w|[:.][0-9]|,[0-9]{3}(?![0-9])|%)"
_DAYS_OF = rf"(?P<day>{_DAY})(?:{_Z}(?:{_DASH}|to|and){_Z}(?P<last>{_DAY}))?"
_NO_MORE = rf"(?![\w%]|[.,:/][0-9]|{_DASH}[0-9]{{1,3}}(?![0-9]))"
_ERA = r"(?-i:BCE?|CE|AD|B\.C\.(?:E\.)?|A\.D\.)(?!\w)"
_YEAR = rf"(?P<year>[12][0-9]{{3}}|[1-9][0-9]{{2}}(?=[),;])|[0-9]{{1,4}}(?={_Z}{_ERA})){_NO_MORE}(?:{_Z}(?P<era>{_ERA}))?"
_OF = rf"{_S}(?:(?:of|in){_S})?"
_PART = rf"(?:(?P<part>{'|'.join(PARTS)})(?:-|{_S})(?:in{_S})?(?:the{_S})?)?"
_RELATION = rf"(?P<relation>last|past|this|next|coming){_S}"
_NUMBER = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[:9])}))?|{'|'.join(_ONES)}|an?"
_COUNT = rf"(?P<count>[0-9]{{1,3}}|{_NUMBER}|(?:a{_S})?(?:few|couple(?:{_S}of)?)|several)"
_NTH = rf"(?P<nth>{'|'.join(ORDINALS)}|[0-9]{{1,2}}(?:st|nd|rd|th))"
_NIGHT = rf"(?:{_S}(?:morning|afternoon|evening|night))?(?!\w)"
_BORROWED = (
    rf"(?:(?:,?{_OF}(?P<whose>last|this|next|(?:the|that){_S}same|that){_S}year\b)|(?={_Z}(?:{_DASH}|to|and|or|until|till|through){_Z}"
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?{_S})?(?:{'|'.join(FULL + _SHORT)})\b\.?,?{_S}"
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?{_S}|in{_S}|of{_S})?(?P<shared>[12][0-9]{{3}}){_NO_MORE})|)"
)
"""Behind a month or day without a year: *of last year*, or another one whose year it shares, *May to June 2020*."""

TRIGGER = re.compile(
    rf"(?<!\w)(?=[0-9'’‘acdefjlmnopqstwy])(?:(?<![.,$£€#/:-])|(?<=[a-z]-)|(?<=(?<![0-9-])[0-9]{{4}}-))(?:['’‘]?[0-9]"
    rf"|{_CAPITAL}(?:{'|'.join(name[:3] for name in (*FULL, *WEEKDAYS))}|AD\b|A\.D|Q[1-4])|(?:early|mid|late)\b"
    rf"|(?:{'|'.join(STEPS)}){_S}|today|tonight|yesterday|tomorrow|day{_S}(?:before|after){_S}"
    rf"|(?:over|at){_S}the{_S}weekend|(?:c\.|ca\.?|circa|the{_S}year){_S}[0-9]"
    rf"|(?:{'|'.join(SEASONS)}){_S}|(?:{'|'.join(ORDINALS)})[ -](?:quarter|half|century)"
    rf"|(?:{_NUMBER}|few|several|couple(?:{_S}of)?){_S}(?:day|week|month|year|decade))",
    re.IGNORECASE,
)
"""Where an expression may begin: the only pattern that meets every word."""

PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "iso": r"(?P<year>[0-9]{4})(?P<sep>-)(?P<a>[01][0-9])-(?P<b>[0-3][0-9])(?=T[0-9]|(?![\w-]))",
        "figures": r"(?P<a>[0-9]{1,2})(?P<sep>[/.])(?P<b>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})(?!\w)",
        "september 11": rf"(?:9/11|{_CAPITAL}sept(?:ember|\.){_S}11(?:th)?(?={_S}(?:terror|attack|hijack|conspir)))(?![0-9/])",
        "day month": rf"(?:{_WEEKDAY},?{_S}(?:the{_S})?)?{_DAYS_OF}"
        rf"(?:{_S}(?:of{_S})?|-){_MONTH}(?:(?:,?{_OF}|-){_YEAR})?{_BORROWED}",
        "month day": rf"(?:{_WEEKDAY},?{_S})?{_MONTH}{_S}(?:the{_S})?{_DAYS_OF}(?:(?:,{_Z}|{_OF}){_YEAR})?{_BORROWED}",
        "month year": rf"{_PART}{_MONTH},?{_OF}{_YEAR}",
        "month": rf"(?:{_RELATION})?{_PART}{_MONTH}{_BORROWED}"
        rf"(?:(?=(?P<name>{_S}{_CAPITAL})|(?P<noun>{_S}(?!(?:on|of|for|in|to|and|that|who|was|is|has|had|said)\b)[a-z]))|)",
        "century": rf"{_PART}{_NTH}(?:-|{_S})centur(?:y|ies)\b(?:{_S}(?P<era>{_ERA}))?",
        "decade": rf"{_PART}(?P<decade>[12][0-9]{{2}}0)['’]?s\b",
        "quarter": rf"(?:{_NTH}(?:-|{_S})(?P<of>quarter|half)|Q(?P<q>[1-4])),?{_S}(?:of{_S})?"
        rf"(?:(?P<year>[12][0-9]{{3}})\b|{_RELATION}year\b)",
        "season": rf"(?:{_RELATION})?(?P<season>{'|'.join(SEASONS)})\b"
        rf"(?:,?{_OF}(?P<year>[12][0-9]{{3}})(?![\w%]|[.,:/][0-9])(?:{_DASH}[0-9]{{2}}\b)?)?",
        "years": rf"(?P<year>[12][0-9]{{3}})(?P<sep>{_Z}{_DASH}{_Z}|/)(?P<last>[0-9]{{2}})(?![\w%]|[.,:/-][0-9])",
        "year of era": rf"(?P<year>[0-9]{{1,4}}){_Z}(?P<era>{_ERA})",
        "year told": rf"(?:(?-i:AD|A\.D\.){_Z}|(?:c\.|ca\.?|circa|the{_S}year){_S})(?P<year>[0-9]{{1,4}}){_NO_MORE}"
        rf"(?:{_Z}(?P<era>{_ERA}))?",
        "year": rf"{_PART}(?P<year>[12][0-9]{{3}}){_NO_MORE}",
        "two figures": rf"{_PART}['’‘](?P<short>[0-9]{{2}})(?:['’]?(?P<s>s))?(?!\w)",
        "day word": rf"(?P<word>today|tonight|yesterday|tomorrow|day{_S}before{_S}yesterday|day{_S}after{_S}tomorrow"
        rf"|this{_S}(?:morning|afternoon|evening|day)|last{_S}night(?!{_S}of)){_NIGHT}",
        "weekend": rf"(?:over|at){_S}the{_S}weekend\b",
        "weekday": rf"(?:{_RELATION})?{_CAPITAL}(?P<weekday>{'|'.join(WEEKDAYS)}|(?:mon|tues?|weds?|thurs?|fri)\.){_NIGHT}"
        rf"(?:{_S}of{_S}(?P<week>last|this|next){_S}week\b)?",
        "unit": rf"(?:{_PART}|(?:earlier|later){_S})(?P<relation>{'|'.join(STEPS)}){_S}(?:same{_S})?(?:{_COUNT}{_S})?"
        rf"(?P<unit>day|weekend|week|month|quarter|year|decade|century)(?P<s>s)?\b(?!{_S}of\b)",
        "ago": rf"{_COUNT}{_S}(?P<unit>day|week|month|year|decade)s?{_S}"
        r"(?P<way>ago|from now|earlier|later|afterwards?|before(?=[.,;:)]))\b",
    }.items()
}
"""Form → what it looks like; the first that fits, and whose reading holds, is the one."""

# What stands before or behind a form and decides.
NAMED_DAY = re.compile(
    r"\b(?:every|each|most|on an?|black|good|ash|super|bloody|palm|easter|cyber|fat|holy|maundy|whit|giving|sheffield)\s$",
    re.IGNORECASE,
)
DAY_NAMES = re.compile(
    r"\s(?:Times|Telegraph|Mirror|Mail|Express|Post|Herald|Tribune|Night|School|Mass|the 13th|mornings|evenings|nights)\b"
)
BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|from|before|after|during|through|around|between)\s(?:the\s)?$", re.IGNORECASE
)
EACH = re.compile(r"\b(?:every|each)\s$", re.IGNORECASE)
TENSE = re.compile(
    r"\b(?:(?P<coming>will|shall|won[’']t|going to|(?:is|are|set|plans?|planned|expected|scheduled) (?:to|for)|due (?:on|in|by)"
    r"|look(?:s|ing)? forward|(?:begin|start|open|resume)s?(?= (?:on )?$))"
    r"|according to|dated|said|says?|told|tells|announced|added|reported|wrote|confirmed|warned|called)\b|(?P<ll>[’']ll)\b"
    r"|[;:!?\n]|(?-i:(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2}))\.",
    re.IGNORECASE,
)
"""The last of these before a day says whether the day is told as to come."""
YET_TO_COME = re.compile(r"[’']s [^.,;:!?\n]{1,40} will\b")
"""Behind a weekday: *Monday’s debate will …*."""
NOW = re.compile(
    r"\b(?:[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|ago|(?:[Ll]ast|[Tt]his|[Nn]ext) (?:week|month|year|night)"
    rf"|(?:{'|'.join(day.title() for day in WEEKDAYS)})(?!,? (?:\w{{3,9}}\.? )?[0-9]))\b"
)
"""Words that only tell a day to a reader who knows the one on which they were written."""
NUMBER_BEFORE = re.compile(
    r"(?:[$£€¥#№]|\b(?:nos?\.?|pp?\.|pages?|resolutions?|flight|room|route|highway|chapter|verse|section|article|line|boeing|model"
    r"|version|unit|bus|channel|code|box|lot|rule|over|than|nearly|almost|some|only|least|most|up to|roughly|another|at|all|these"
    r"|those|every))\s?$",
    re.IGNORECASE,
)
NUMBER_AFTER = re.compile(
    r"[^\S\n](?:people|men|women|children|troops|percent|per|pounds?|dollars?|euros?|miles?|feet|ft|km|kg|lbs?|m|mm|cm|tons?|tonnes|acres?"
    r"|hectares?|square|cubic|million|billion|words|hours|hrs|GMT|UTC|calories|times|\+"
    r"|(?:[A-Z]\w{1,20}[^\S\n]){1,2}(?:Avenue|Ave|Street|St|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane))(?!\w)"
)
BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|to|before|after|during|of|between|and|or|around|about|year|for|the|a|an|its|his|her|their|our"
    r"|this)|[’']s|[(–—])\s*$",
    re.IGNORECASE,
)
BEFORE_SHORT_YEAR = re.compile(r"\b(?:of|in|since|by|from|until|summer|spring|fall)\s$", re.IGNORECASE)
WITHIN_THE = re.compile(r"\b(?:over|within|during|for|in) the $", re.IGNORECASE)
PLURAL = re.compile(r"[^\S\n][a-z]{3,20}s\b")
TO = re.compile(rf"{_Z}{_DASH}{_Z}|{_S}(?:to|through|until|till){_S}(?:the{_S}|about{_S})?")
AND = re.compile(rf"{_S}(?:and|to){_S}(?:the{_S})?")
FROM = re.compile(rf"\b(?:(?P<between>between)|from){_S}(?:(?:the|about|around){_S})?$", re.IGNORECASE)
OPEN = re.compile(
    rf"\b(?:(?P<since>(?:ever{_S})?since)|(?<!not )(?:until|till|by)){_S}(?:(?:about|around){_S})?"
    rf"(?:the{_S}(?:(?:start|end){_S}of{_S})?)?$",
    re.IGNORECASE,
)
ONWARDS = re.compile(
    rf"{_S}(?P<on>onwards?\b|on(?=[.,;:)]))|(?:{_Z}{_DASH}{_Z}|{_S}(?:to|until|till){_S}(?:the{_S})?)(?:present|now|date)\b",
    re.IGNORECASE,
)
