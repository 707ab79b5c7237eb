"""What is asked of claims."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.archive import Archive
from sayso.errors import UnknownError
from sayso.story import Link, Story
from tests.archive.stories import Told, put, story

ROTTEN = "“The timbers of the old pier are rotten through, and nobody should walk there until the board has seen it”"
CUT = "“the timbers of the old pier are rotten through”"
DREDGING = "the dredging of the outer harbour may stop on Friday"


def from_outlet(outlet: str, *told: Told, published: str = "2024-05-03", before: tuple[Link, ...] = ()) -> Story:
    made = story(outlet, *told, outlet=outlet, published=published)
    links = (Link("outlet", outlet), *before)
    return replace(made, statements=tuple(replace(each, chain=(*links, *each.chain)) for each in made.statements))


@pytest.fixture
def kept(archive: Archive, place: str) -> Archive:
    put(
        place,
        from_outlet(
            "Tidings",
            Told(ROTTEN, when="2024-05-02"),
            Told(DREDGING, "Owen Bray"),
            Told("the levy of the fishermen is nine crowns"),
        ),
        from_outlet("Courier", Told(CUT, "Lind"), published="2024-05-04", before=(Link("agency", "Tidings"),)),
        from_outlet("Gazette", Told(f"that {CUT}"), published="2024-05-05"),
        from_outlet("Mirror", Told("the dredging of the outer harbour will stop on Friday", "Bray"), published="2024-05-06"),
    )
    return archive


def test_words_lead_to_the_claim_with_all_its_mentions_in_time(kept: Archive) -> None:
    (claim,) = kept.trace("rotten timbers")
    assert [mention.outlet for mention in claim.mentions] == ["Tidings", "Courier", "Gazette"]
    assert (claim.first_seen, claim.first_said) == ("2024-05-03", "2024-05-02")
    assert (claim.outlets, claim.utterances, claim.roots, claim.independent) == (3, 1, ("Mara Lind",), 1)
    assert claim.words == ROTTEN


def test_each_mention_tells_its_change_its_losses_and_whom_it_was_had_from(kept: Archive) -> None:
    first, second, third = kept.trace("rotten timbers")[0].mentions
    assert (first.change, second.change, third.change) == ("identical", "shortened", "shortened")
    assert (second.via, second.heard_from) == ("Tidings", first.statement)
    assert (third.via, third.heard_from) == (None, None)
    assert [mention.losses for mention in kept.trace("dredging")[0].mentions] == [(), ("hedge",)]


def test_without_words_come_the_claims_in_most_outlets(kept: Archive) -> None:
    assert [claim.outlets for claim in kept.trace()] == [3, 2]
    assert [claim.outlets for claim in kept.trace(outlets=3)] == [3]
    assert [claim.outlets for claim in kept.trace(losses=True)] == [2]
    assert [claim.outlets for claim in kept.trace(outlet="Mirror")] == [2]
    assert [claim.outlets for claim in kept.trace(speaker="Mara Lind")] == [3]
    assert [claim.outlets for claim in kept.trace(since="2024-05-06")] == [2]
    assert kept.trace(until="2024-05-02") == []


def test_a_statement_that_nobody_repeats_is_a_claim_of_one(kept: Archive) -> None:
    (claim,) = kept.trace("levy")
    assert (len(claim.mentions), claim.outlets, claim.independent, claim.roots) == (1, 1, 1, ("Mara Lind",))
    assert kept.claim(claim.mentions[0].statement) == claim


def test_a_statement_that_is_not_there_is_an_error(kept: Archive) -> None:
    with pytest.raises(UnknownError, match="has no statement 999"):
        kept.claim(999)


def test_a_story_is_held_against_the_archive_and_so_are_its_own_sentences(kept: Archive) -> None:
    asked = from_outlet("Post", Told(CUT, "Lind"), published="2024-05-07")
    asked = replace(
        asked, text=asked.text + "The dredging of the outer harbour will stop on Friday. It rained all day in the town."
    )
    found = kept.traced(asked)
    assert [(claim.outlets, claim.asked) for claim in found] == [
        (3, CUT),
        (2, "The dredging of the outer harbour will stop on Friday."),
    ]
    # Without a date it may be of any time; an outlet is not held against itself.
    assert [claim.id for claim in kept.traced(replace(asked, published=None))] == [claim.id for claim in found]
    # Months later only who is quoted at length is found.
    assert [claim.asked for claim in kept.traced(replace(asked, published="2024-09-07"))] == [CUT]


def test_all_stories_are_linked_and_can_be_linked_anew(kept: Archive) -> None:
    before = kept.trace()
    assert kept.unlinked() == 0
    assert list(kept.relink())[-1] == (4, 4)
    assert kept.trace() == before
