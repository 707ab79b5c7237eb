"""Forms of dates: from a match of one to what it says, as a value of ISO 8601, and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sayso.iso import RECENT, between, count, nearest, point, season, shift, stretch, written
from sayso.language.en import date_words
from sayso.language.en.datelines import MONTHS, WEEKDAYS
from sayso.story import Span, Spans

SOON = 5
"""Years after publication in which a year of two digits may lie (*class of ’28*)."""

WRITTEN = "as written"
UNCOUNTED = "how many is not said"
_NONE: Spans = ()
NO_YEAR = "the year is not known"


class DateValue(NamedTuple):
    """What an expression says, in ISO 8601, why, and by which words elsewhere in the text."""

    value: str | None
    rule: str
    evidence: Spans = ()


@dataclass(slots=True)
class Reading:
    """A text as it is read from left to right: ``text[start:end]``, told from the day ``anchor``."""

    text: str
    start: int
    end: int
    anchor: date | None
    named: Span | None = None
    """The last date, of which ``value`` is the value."""
    value: str | None = None
    year: tuple[int, Span] | None = None
    """The last year that the text names."""
    told: bool | None = None
    """Whether the text is told from its anchor; None: not looked at yet."""

    def before(self, at: int) -> str:
        """Return what stands before a place: as much as decides."""
        return self.text[max(self.start, at - 24) : at]

    def coming(self, at: int) -> bool:
        """Whether what stands at a place is told as to come: *will … on Tuesday*, not *will …, she said Tuesday*."""
        *_, last = None, *date_words.TENSE.finditer(self.text, max(self.start, at - 100), at)
        return bool(last and (last["coming"] or last["ll"]))

    def now(self) -> bool:
        """Whether the text is told from its anchor, as news is, and not from the dates that it names, as a biography is."""
        if self.told is None:
            self.told = bool(date_words.NOW.search(self.text, self.start, self.end))
        return self.told


def _year_in(match: re.Match[str]) -> int:
    return 1 - int(match["year"]) if (match["era"] or "").startswith("B") else int(match["year"])


def _part_in(match: re.Match[str]) -> str | None:
    return match["part"].casefold() if match["part"] else None


def _month_in(match: re.Match[str]) -> int:
    return MONTHS[match["month"].casefold().rstrip(".")]


def _weekday_in(match: re.Match[str]) -> int:
    return [day[:3] for day in WEEKDAYS].index(match["weekday"].casefold()[:3])


def _nth_in(match: re.Match[str]) -> int:
    word = match["nth"].casefold()
    return int(re.sub(r"\D", "", word)) if word[0].isdigit() else date_words.ORDINALS.index(word) + 1


def _count_in(match: re.Match[str]) -> int | None:
    found = [date_words.COUNTS.get(word, 0) for word in re.split(r"[\s-]", match["count"].casefold())]
    return int(match["count"]) if match["count"].isdigit() else sum(found) if all(found) else None


def _year_of(match: re.Match[str], reading: Reading, day: int | None = None) -> tuple[int | None, str, Spans]:
    """Return the year of a month or day that has none beside it, and why it is that one."""
    month, anchor = _month_in(match), reading.anchor
    if match["shared"]:
        return int(match["shared"]), "the year named right after", (Span(*match.span("shared")),)
    if whose := (match["whose"] or "").casefold():
        if whose in date_words.FROM_NOW:
            return anchor.year + date_words.STEPS[whose] if anchor else None, f"{whose} year, seen from publication", ()
    elif anchor:
        weekday = _weekday_in(match) if day and match["weekday"] else None
        year = nearest(anchor, month, day, weekday, coming=reading.coming(match.start()))
        if year and day and abs(date(year, month, day) - anchor).days <= RECENT:
            reading.told = True
        if year and (reading.year is None or reading.now()):
            return year, "the year of publication" if year == anchor.year else "the year that brings it nearest to publication", ()
    if reading.year:
        return reading.year[0], "the year named before", (reading.year[1],)
    return None, NO_YEAR, ()


def _numbers(match: re.Match[str], _: Reading) -> DateValue | None:
    year, a, b = int(match["year"]), int(match["a"]), int(match["b"])
    orders = {"-": {(a, b)}, ".": {(b, a)}}.get(match["sep"], {(a, b), (b, a)})
    values = [value for month, day in orders if (value := written(year, month, day))]
    if len(values) > 1:
        return DateValue(None, "day and month could be either")
    return DateValue(values[0], WRITTEN) if values else None


def _day(match: re.Match[str], reading: Reading) -> DateValue:
    first, last = (int(re.sub(r"\D", "", word)) if word else None for word in (match["day"], match["last"]))
    year, rule, evidence = (_year_in(match), WRITTEN, ()) if match["year"] else _year_of(match, reading, first)
    if year is None:
        return DateValue(None, rule)
    value = written(year, _month_in(match), first)
    if last:
        value = between(value, written(year, _month_in(match), last))
    return DateValue(value, rule if value else "there is no such day", evidence)


def _month(match: re.Match[str], _: Reading) -> DateValue:
    return DateValue(stretch(_year_in(match), _month_in(match), part=_part_in(match)), WRITTEN)


def _certain_year(match: re.Match[str], _: Reading) -> DateValue:
    return DateValue(written(_year_in(match)), WRITTEN)


def _lone_month(match: re.Match[str], reading: Reading) -> DateValue | None:
    month, word, relation = _month_in(match), match["month"].casefold(), (match["relation"] or "").casefold()
    before = reading.before(match.start())
    if not (relation or match["part"] or match["shared"] or match["whose"] or date_words.BEFORE_MONTH.search(before)):
        after = reading.named and date_words.TO.fullmatch(reading.text, reading.named.end, match.start())
        noun = match["noun"] and word in date_words.FULL and before.casefold().endswith(date_words.THE)
        clear = word in date_words.FULL and word not in date_words.NAMES and not match["name"]
        if not (after or noun or clear) or date_words.EACH.search(before):
            return None
    if relation:
        step, anchor = date_words.STEPS[relation], reading.anchor
        year = anchor.year + step * (step * (month - anchor.month) <= 0) if anchor else None
        rule, evidence = f"{relation} {word.title()}, seen from publication", _NONE
    else:
        year, rule, evidence = _year_of(match, reading)
    return DateValue(stretch(year, month, part=_part_in(match)) if year is not None else None, rule, evidence)


def _years(match: re.Match[str], reading: Reading) -> DateValue | None:
    """Read two years of which the second is shortened, *1914–18*; with a hyphen it may be a month, *2022-09*."""
    first, last = int(match["year"]), int(match["last"])
    if first > 2099 or date_words.NUMBER_BEFORE.search(reading.before(match.start())):
        return None
    if last > first % 100 or (first % 100 == 99 and last == 0):
        return DateValue(between(written(first), written(first + (last - first) % 100)), WRITTEN)
    value = written(first, last) if match["sep"] == "-" else None
    return DateValue(value, WRITTEN) if value else None


def _bare_year(match: re.Match[str], reading: Reading) -> DateValue | None:
    year, before = int(match["year"]), reading.before(match.start())
    if (
        year > 2099
        or date_words.NUMBER_BEFORE.search(before)
        or date_words.NUMBER_AFTER.match(reading.text, match.end(), reading.end)
    ):
        return None
    led = date_words.BEFORE_YEAR.search(before) or match["part"]
    plural = date_words.PLURAL.match(reading.text, match.end(), reading.end)
    if (plural and not led) or (year < 1400 and (plural or not led)):
        return None
    return DateValue(stretch(year, part=_part_in(match)), WRITTEN)


def _short_year(match: re.Match[str], reading: Reading) -> DateValue | None:
    """Read two digits: a decade, *the ’90s*, or after some words a year, *class of ’71*."""
    number, last = int(match["short"]), reading.anchor.year if reading.anchor else None
    if match["s"]:
        rule = "the last such decade up to publication"
        return DateValue(stretch(last - (last - number) % 100, years=10, part=_part_in(match)) if last else None, rule)
    if not date_words.BEFORE_SHORT_YEAR.search(reading.before(match.start())):
        return None
    rule = "the last such year up to soon after publication"
    return DateValue(written(last + SOON - (last + SOON - number) % 100) if last else None, rule)


def _decade(match: re.Match[str], _: Reading) -> DateValue:
    first = int(match["decade"])
    return DateValue(stretch(first, years=100 if first % 100 == 0 and first < 2000 else 10, part=_part_in(match)), WRITTEN)


def _century(match: re.Match[str], _: Reading) -> DateValue:
    number = _nth_in(match)
    first = 1 - 100 * number if (match["era"] or "").startswith("B") else 100 * number - 100
    return DateValue(stretch(first, years=100, part=_part_in(match)), WRITTEN)


def _quarter(match: re.Match[str], reading: Reading) -> DateValue | None:
    months = 6 if (match["of"] or "").casefold() == date_words.HALF else 3
    last = months * (int(match["q"]) if match["q"] else _nth_in(match))
    if last > 12:
        return None
    relation = (match["relation"] or "").casefold()
    anchored = reading.anchor.year + date_words.STEPS[relation] if reading.anchor and relation else None
    year = int(match["year"]) if match["year"] else anchored
    value = between(written(year, last - months + 1), written(year, last)) if year is not None else None
    return DateValue(value, f"{relation} year, seen from publication" if relation else WRITTEN)


def _season(match: re.Match[str], reading: Reading) -> DateValue | None:
    word, relation = match["season"].casefold(), (match["relation"] or "").casefold()
    number = date_words.SEASONS[word]
    if match["year"]:
        return DateValue(f"{match['year']}-{number}", WRITTEN)
    if not relation:
        return None
    rule = f"{relation} {word}, seen from publication (seasons of the north)"
    return DateValue(season(reading.anchor, date_words.STEPS[relation], number), rule)


def _counted(reading: Reading, steps: int, unit: str) -> DateValue:
    if steps == 0:
        rule = f"the {unit} of publication"
    else:
        rule = f"{abs(steps)} {unit}{'s' * (abs(steps) > 1)} {'before' if steps < 0 else 'after'} publication"
    return DateValue(shift(reading.anchor, steps, unit), rule)


def _from_named(reading: Reading, steps: int, unit: str) -> DateValue:
    """Return what lies so many units from the date named last, if that one is a single one and precise enough."""
    named = point(reading.value) if reading.value and "/" not in reading.value else ()
    if not reading.named or len(named) < {"day": 3, "week": 3, "month": 2}.get(unit, 1) or named[0] < 1:
        return DateValue(None, "counted from a date that is not known")
    return DateValue(shift(date(*(*named, 1, 1)[:3]), steps, unit), "counted from the date named before", (reading.named,))


def _september_11(_: re.Match[str], __: Reading) -> DateValue:
    return DateValue("2001-09-11", "the attacks of that day")


def _day_word(match: re.Match[str], reading: Reading) -> DateValue | None:
    if reading.before(match.start()).endswith(date_words.NO_TODAY):
        return None
    return _counted(reading, date_words.DAYS.get(" ".join(match["word"].casefold().split()), 0), "day")


def _weekend(match: re.Match[str], reading: Reading) -> DateValue:
    during = reading.coming(match.start()) or (reading.anchor is not None and reading.anchor.weekday() > 4)
    return DateValue(
        shift(reading.anchor, during - 1, "weekend"), f"the weekend {'of the week of' if during else 'before'} publication"
    )


def _weekday(match: re.Match[str], reading: Reading) -> DateValue | None:
    if date_words.NAMED_DAY.search(reading.before(match.start())) or date_words.DAY_NAMES.match(
        reading.text, match.end(), reading.end
    ):
        return None
    number, step = _weekday_in(match), date_words.STEPS[match["relation"].casefold()] if match["relation"] else None
    today = reading.anchor.weekday() if reading.anchor else 0
    name, back = WEEKDAYS[number].title(), (today - number) % 7
    if week := (match["week"] or "").casefold():
        steps, rule = number - today + 7 * date_words.STEPS[week], f"the {name} of {week} week, seen from publication"
    elif step is None and (reading.coming(match.start()) or date_words.YET_TO_COME.match(reading.text, match.end(), reading.end)):
        steps, rule = -back % 7, f"the first {name} from publication on, told as to come"
    elif step is None:
        steps, rule = -back, f"the last {name} up to publication"
    elif step == 0:
        steps, rule = number - today, f"the {name} of the week of publication"
    elif step > 0:
        steps, rule = 7 - back, f"the first {name} after publication"
    else:
        steps, rule = -(back or 7), f"the last {name} before publication"
    return DateValue(shift(reading.anchor, steps, "day"), rule)


def _unit(match: re.Match[str], reading: Reading) -> DateValue | None:
    """Read *last year*, *the following week*, and counted from now back or on, *the past year*, *the next five years*."""
    relation, unit, before = match["relation"].casefold(), match["unit"].casefold(), reading.before(match.start())
    step, the = date_words.STEPS[relation], before.casefold().endswith(date_words.THE)
    number = _count_in(match) if match["count"] else None if match["s"] else 1
    if match["count"] and relation not in date_words.COUNTED:
        return None
    if number is None:
        return DateValue(None, UNCOUNTED)
    within = (
        relation == date_words.PAST
        or (the and relation == date_words.LAST)
        or (relation == date_words.NEXT and date_words.WITHIN_THE.search(before))
    )
    if match["count"] or (within and unit != "weekend"):
        return DateValue(count(reading.anchor, step * number, unit), "counted from publication")
    if relation not in date_words.FROM_NOW or (relation == date_words.NEXT and the):
        return _from_named(reading, step, unit)
    if unit == "weekend" and relation == date_words.THIS and reading.anchor and reading.anchor.weekday() < 2:
        step -= not reading.coming(match.start())  # "This weekend" of a Monday is the one before.
    rule = f"the {unit} of publication" if step == 0 else f"the {unit} {'before' if step < 0 else 'after'} that of publication"
    return DateValue(shift(reading.anchor, step, unit, _part_in(match)), rule)


def _ago(match: re.Match[str], reading: Reading) -> DateValue:
    number, unit, way = _count_in(match), match["unit"].casefold(), match["way"].casefold()
    if number is None:
        return DateValue(None, UNCOUNTED)
    steps = -number if way in date_words.BACK else number
    return _counted(reading, steps, unit) if way in date_words.AGO else _from_named(reading, steps, unit)


READERS: dict[str, Callable[[re.Match[str], Reading], DateValue | None]] = {
    "iso": _numbers,
    "figures": _numbers,
    "september 11": _september_11,
    "day month": _day,
    "month day": _day,
    "month year": _month,
    "month": _lone_month,
    "century": _century,
    "decade": _decade,
    "quarter": _quarter,
    "season": _season,
    "years": _years,
    "year of era": _certain_year,
    "year told": _certain_year,
    "year": _bare_year,
    "two figures": _short_year,
    "day word": _day_word,
    "weekend": _weekend,
    "weekday": _weekday,
    "unit": _unit,
    "ago": _ago,
}
FORMS = tuple((pattern, READERS[name]) for name, pattern in date_words.PATTERNS.items())
"""What a form looks like, and what reads it."""
