"""Claims on a terminal: when and by whom first, on how many roots, and each mention with what it changed and lost."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sayso.claim import Change, Loss, Mention, Piece, TracedClaim
from sayso.show.lines import NOTE, branch, show, visible
from sayso.show.telling import counted
from sayso.show.terminal import HEADLINE, SPEAKER

STRUCK, ADDED, LOST, ALONE = "red", "green", "bold red", "bold yellow"
LONGEST = 400
"""Letters of a content that are shown."""
STRETCH = 12
"""Words that a wording struck, up to which they are shown; of more the first and last few."""
ENDS = 4
CHANGES: dict[Change, str] = {
    "identical": "in the same words",
    "shortened": "shortened",
    "lengthened": "lengthened",
    "spliced": "spliced",
    "reworded": "reworded",
}
LOSSES: dict[Loss, str] = {
    "speaker": "who said it",
    "link": "who passed it on",
    "hedge": "the doubt",
    "negation": "the “not”",
    "headline": "that somebody said it (the headline asserts it)",
}


def show_claims(claims: Sequence[TracedClaim], console: Console) -> None:
    """Print claims, one after the other."""
    for number, claim in enumerate(claims):
        if number:
            console.print()
        _show_claim(claim, console)


def _show_claim(claim: TracedClaim, console: Console) -> None:
    if claim.asked is not None:
        show(console, Text("the story: ", NOTE).append(visible(_cut(claim.asked)), ""), "", "  ")
    show(console, Text(visible(_cut(claim.words)), HEADLINE), "", "  ")
    show(console, counts(claim), "  ")
    seen = f"first seen {claim.first_seen or 'on a day that is not known'}"
    said = f"first said {claim.first_said}" if claim.first_said else "when it was said, nobody tells"
    show(console, Text(f"{seen} · {said} · claim {claim.id}", NOTE), "  ")
    first: dict[int, list[Mention]] = {}
    for mention in claim.mentions:
        first.setdefault(mention.utterance, []).append(mention)
    for mentions in first.values():
        root = Text(visible(mentions[0].root), SPEAKER)
        show(console, root.append(f"  {counted(len(mentions), 'mention')}", NOTE), "  ")
        _show_mentions(mentions, console)


def counts(claim: TracedClaim) -> Text:
    """Return how far a claim travelled, and on how little it rests."""
    outlets, utterances = counted(claim.outlets, "outlet"), counted(claim.utterances, "utterance")
    roots = "one root" if len(claim.roots) == 1 else f"{len(claim.roots)} roots"
    alone = claim.independent == 1 and claim.outlets > 1
    voices = "one voice" if claim.independent == 1 else f"{claim.independent} independent voices"
    line = Text(f"{counted(len(claim.mentions), 'mention')} in {outlets} · {utterances} · {roots} · ", NOTE)
    return line.append(voices, ALONE if alone else "bold")


def _show_mentions(mentions: Sequence[Mention], console: Console) -> None:
    """Print the mentions of an utterance as a tree: under each those who had it from there."""
    own = {each.statement for each in mentions}
    below: dict[int | None, list[Mention]] = {}
    for each in mentions:
        below.setdefault(each.heard_from if each.heard_from in own and each.heard_from != each.statement else None, []).append(each)
    met: set[int] = set()

    def walk(parent: int | None, lasts: tuple[bool, ...]) -> None:
        some = [each for each in below.get(parent, ()) if each.statement not in met]
        for number, each in enumerate(some):
            met.add(each.statement)
            here = (*lasts, number == len(some) - 1)
            _show_mention(each, console, *branch(here))
            walk(each.statement, here)

    walk(None, ())
    # Two that name each other hang on nobody.
    for each in mentions:
        if each.statement not in met:
            _show_mention(each, console, *branch((True,)))


def _show_mention(mention: Mention, console: Console, first: str, then: str) -> None:
    when = mention.published or "no date"
    line = Text(f"{when[:10]}  ", NOTE).append(visible(mention.outlet or "an outlet without a name"), "bold")
    if mention.own:
        line.append("  in its own words")
    else:
        line.append(f"  {visible(mention.source or 'nobody named')} ", "").append(visible(mention.cue), "yellow")
    notes = [CHANGES[mention.change]] if mention.pieces and any(what != "kept" for what, _ in mention.pieces) else []
    if mention.via:
        notes.append(f"by way of {visible(mention.via)}")
    line.append("".join(f" · {note}" for note in notes), NOTE)
    if mention.losses:
        line.append(f" · lost: {', '.join(LOSSES[loss] for loss in mention.losses)}", LOST)
    show(console, line, f"  {first}", f"  {then}  ")
    show(console, wording(mention.pieces), f"  {then}  ", f"  {then}  ")
    place = [part for part in (f"statement {mention.statement}", mention.headline or mention.url) if part]
    show(console, Text(" · ".join(map(visible, place)), NOTE), f"  {then}  ", f"  {then}  ")


def wording(pieces: Sequence[Piece]) -> Text:
    """Return a wording with its change marked in the words, also where there is no colour: ``[−struck−]``, ``{+added+}``."""
    line = Text()
    for number, (what, words) in enumerate(pieces):
        if number:
            line.append(" ")
        if what == "struck":
            line.append(f"[−{visible(_ends(words))}−]", STRUCK)
        elif what == "added":
            line.append(f"{{+{visible(words)}+}}", ADDED)
        else:
            line.append(visible(_cut(words)))
    return line


def _ends(words: str) -> str:
    single = words.split()
    if len(single) <= STRETCH:
        return words
    return f"{' '.join(single[:ENDS])} … {' '.join(single[-ENDS:])}"


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
