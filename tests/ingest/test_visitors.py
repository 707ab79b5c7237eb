import threading
import time

import pytest

from sayso.ingest.visitors import Visitors


def heard(visitors: Visitors[str, str], count: int) -> list[str]:
    found: list[str] = []
    end = time.monotonic() + 30
    while len(found) < count:
        assert time.monotonic() < end
        found += visitors.answers(1.0)
    return found


def test_hosts_take_turns_and_each_keeps_its_order() -> None:
    with Visitors[str, str](str.upper, count=1) as visitors:
        for ask in ("a1", "a2", "b1", "a3", "b2"):
            visitors.ask(ask[0], ask)
        found = heard(visitors, 5)
    assert [answer for answer in found if answer[0] == "A"] == ["A1", "A2", "A3"]
    assert [answer for answer in found if answer[0] == "B"] == ["B1", "B2"]
    assert found.index("B2") < 4 or found.index("A3") < 4


def test_no_host_is_visited_twice_at_a_time() -> None:
    here: set[str] = set()

    def visit(host: str) -> str:
        assert host not in here
        here.add(host)
        time.sleep(0.002)
        here.discard(host)
        return host

    with Visitors[str, str](visit) as visitors:
        for _ in range(20):
            for host in "abcde":
                visitors.ask(host, host)
        assert len(heard(visitors, 100)) == 100


def test_what_a_visit_raises_is_heard() -> None:
    def visit(_: str) -> str:
        raise ZeroDivisionError

    with Visitors[str, str](visit) as visitors:
        visitors.ask("a", "a")
        with pytest.raises(ZeroDivisionError):
            visitors.answers(30.0)


def test_the_end_waits_for_nobody_and_leaves_no_visitor_behind() -> None:
    go = threading.Event()
    before = set(threading.enumerate())

    def visit(ask: str) -> str:
        if ask == "slow":
            go.wait(60)
        return ask

    with Visitors[str, str](visit, count=2) as visitors:
        visitors.ask("slow", "slow")
        # More answers than there is room for while nobody hears them.
        for number in range(50):
            visitors.ask("quick", str(number))
        assert visitors.answers(30.0)
    assert not go.is_set()
    go.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()
