from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.dateline import find, year_from_text
from sayso.story import Dateline


def line(text: str, published: date | None = None) -> Dateline | None:
    return find(text, 0, len(text), published)


@pytest.mark.parametrize(
    ("opening", "words", "place", "agency", "day"),
    [
        ("SKERRIN, December 5. /NWA/. The boats", "SKERRIN, December 5. /NWA/.", "SKERRIN", "NWA", "--12-05"),
        ("PORT ELLERY (AP) — The boats", "PORT ELLERY (AP)", "PORT ELLERY", "AP", None),
        ("KYIV, Dec 5 (Reuters) - The boats", "KYIV, Dec 5 (Reuters)", "KYIV", "Reuters", "--12-05"),
        ("PARIS, 5 décembre (AFP) - Les bateaux", "PARIS, 5 décembre (AFP)", "PARIS", "AFP", "--12-05"),
        ("PARIS, 1er août (AFP) Les bateaux", "PARIS, 1er août (AFP)", "PARIS", "AFP", "--08-01"),
        ("NEW YORK, Dec. 5, 2023 /PRNewswire/ -- B", "NEW YORK, Dec. 5, 2023 /PRNewswire/", "NEW YORK", "PRNewswire", "2023-12-05"),
        ("BEIJING, Dec. 5 (Xinhua) -- Boats", "BEIJING, Dec. 5 (Xinhua)", "BEIJING", "Xinhua", "--12-05"),
        ("Sao Paulo, Dec 5 (EFE).- Boats", "Sao Paulo, Dec 5 (EFE)", "Sao Paulo", "EFE", "--12-05"),
        ("ROM, 5. Dezember (dpa) - Die Boote", "ROM, 5. Dezember (dpa)", "ROM", "dpa", "--12-05"),
        ("WASHINGTON/KYIV, Dec 5 (Reuters) - Boats", "WASHINGTON/KYIV, Dec 5 (Reuters)", "WASHINGTON/KYIV", "Reuters", "--12-05"),
        ("LISBON, Tuesday, March 14 (NWA) — Boats", "LISBON, Tuesday, March 14 (NWA)", "LISBON", "NWA", "--03-14"),
        ("Geneva, 5 December 2023 – Boats", "Geneva, 5 December 2023", "Geneva", None, "2023-12-05"),
        ("March 5 (Reuters) - Boats", "March 5 (Reuters)", None, "Reuters", "--03-05"),
        ("SAN FRANCISCO, Calif. — Boats", "SAN FRANCISCO, Calif.", "SAN FRANCISCO, Calif.", None, None),
        ("LONDON — The boats", "LONDON", "LONDON", None, None),
        ("OSLO – The boats", "OSLO", "OSLO", None, None),
    ],
)  # fmt: skip
def test_the_manners_of_the_agencies(opening: str, words: str, place: str | None, agency: str | None, day: str | None) -> None:
    found = line(opening)
    assert found is not None
    assert (opening[slice(*found.text)], found.place, found.agency, found.date) == (words, place, agency, day)


@pytest.mark.parametrize(
    "opening",
    ["NATO — the alliance — said", "The mayor, Dec 5 said", "She said (AP) that", "Mr. Smith - who sails", "US — no boats",
     "The ferry (pictured) - an old boat - sank.", "In May 2023, the company — a yard — said", "Boats are late.", ""],
)  # fmt: skip
def test_what_only_looks_like_a_dateline_is_none(opening: str) -> None:
    assert line(opening) is None


@pytest.mark.parametrize(
    ("published", "expected"),
    [(date(2024, 3, 15), "2023-12-05"), (date(2023, 12, 5), "2023-12-05"), (date(2023, 12, 4), "2023-12-05")],
)
def test_a_missing_year_comes_from_the_date_of_publication(published: date, expected: str) -> None:
    found = line("SKERRIN, December 5 (NWA) — Boats", published)
    assert found is not None
    assert (found.date, found.year_from, found.evidence) == (expected, "published", None)


def test_a_missing_year_comes_from_the_text_which_is_named() -> None:
    text = "SKERRIN, May 5 (NWA) — The yard closed in March 2021. The new one will not open in 2022, the owner said."
    found = line(text)
    assert found is not None
    assert found.evidence is not None
    assert (found.date, found.year_from, text[slice(*found.evidence)]) == ("2021-05-05", "text", "2021")


@pytest.mark.parametrize(
    "story",
    ["The yard closed in 2021.", "The yard closed in 2018 and will open in 2022.", "The yard will open in 2022.",
     "The 2021 race will be followed by one in 2022.", "In 2021 the yard said it would open in 2022."],
)  # fmt: skip
def test_a_year_that_the_text_does_not_settle_stays_unknown(story: str) -> None:
    found = line(f"SKERRIN, May 5 (NWA) — {story}")
    assert found is not None
    assert (found.date, found.year_from, found.evidence) == ("--05-05", None, None)


def test_a_weekday_that_contradicts_the_year_rules_it_out() -> None:
    story = "The yard closed in March 2021. The new one will open in 2022."
    wednesday, monday = (line(f"SKERRIN, {day}, May 5 (NWA) — {story}") for day in ("Wednesday", "Monday"))
    assert wednesday is not None
    assert monday is not None
    assert (wednesday.date, monday.date) == ("2021-05-05", "--05-05")


def test_a_date_that_no_calendar_has_is_left_out() -> None:
    found = line("SKERRIN, February 30 (NWA) — Boats")
    assert found is not None
    assert found.date is None


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_has_its_dateline_at_its_start(opening: str, rest: str) -> None:
    text = opening + "\n" + rest
    found = line(text)
    assert found is None or (found.text.start == 0 < found.text.end <= len(opening))
    year_from_text(text, 0, len(text))
