import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest.robots import LARGEST, Rules


def allows(text: str, path: str = "/a") -> bool:
    return Rules(text.encode()).allow(f"https://news.example{path}")


@pytest.mark.parametrize("name", ["sayso", "Sayso", "SAYSO/1.0", "sayso*", " sayso  # us"])
def test_rules_are_ours_however_our_name_is_written(name: str) -> None:
    assert not allows(f"User-agent: {name}\nDisallow: /a")


@pytest.mark.parametrize("name", ["say", "s", "saysome", "sayso-images", "other"])
def test_a_name_that_is_like_ours_is_not_ours(name: str) -> None:
    assert allows(f"User-agent: {name}\nDisallow: /a")


def test_rules_for_others_beside_us_are_ours_too() -> None:
    assert not allows("User-agent: other\nUser-agent: sayso\nUser-agent: third\nDisallow: /a")
    assert allows("User-agent: sayso\nDisallow: /b\n\nUser-agent: other\nDisallow: /a")


@pytest.mark.parametrize("directive", ["user-agent: *", "User Agent: *", "useragent *", "USER-AGENT:*"])
def test_the_name_of_all_is_read_in_every_spelling(directive: str) -> None:
    assert not allows(f"{directive}\nDisallow: /a")


def test_the_longest_rule_counts() -> None:
    rules = "User-agent: *\nDisallow: /\nAllow: /news/\nDisallow: /news/*.pdf$"
    assert allows(rules, "/news/a")
    assert not allows(rules, "/news/a.pdf")
    assert not allows(rules, "/a")


def test_thousands_of_rules_for_thousands_of_names_are_read() -> None:
    names = "".join(f"User-agent: sayso{n}\nUser-agent: bot{n}\n" for n in range(7_000))
    assert not allows(names + "User-agent: *\n" + "".join(f"Disallow: /{n}\n" for n in range(14_000)), "/13999")


def test_what_comes_after_the_bound_is_not_heeded() -> None:
    start = "User-agent: *\nDisallow: /a\n"
    assert not allows(start + "#" * LARGEST + "\nDisallow: /b")
    assert allows(start + "#" * LARGEST + "\nDisallow: /b", "/b")


@pytest.mark.parametrize(("said", "seconds"), [("4.5", 4.5), ("", 0), ("-3", 0), ("nan", 0), ("1e999", 0)])
def test_a_crawl_delay_is_a_number_of_seconds(said: str, seconds: float) -> None:
    assert Rules(f"User-agent: *\nCrawl-delay: {said}".encode()).delay == seconds


_PIECES = st.sampled_from(
    ("User-agent: ", "Disallow: ", "Allow: ", "Crawl-delay: ", "Request-rate: ", "Visit-time: ", "Host: ", "Sitemap: ", "*", "/",
     "\n", "http://[", "%", "%zz", "\x00", "sayso", "9e999", "1/0", "0100-0200", " ", "é", "$", "?", "#", ";", ":",
     "\u2028", "\ufeff")
)  # fmt: skip


@given(st.lists(_PIECES).map("".join), st.lists(_PIECES).map("".join), st.binary(max_size=40))
def test_no_robots_txt_breaks_the_visit(text: str, path: str, other: bytes) -> None:
    for data in (text.encode(), other):
        rules = Rules(data)
        assert isinstance(rules.allow(f"https://news.example/{path}"), bool)
        assert 0 <= rules.delay < float("inf")
