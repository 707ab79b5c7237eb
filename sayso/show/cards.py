"""The cards of a page: of each statement, on whose word it stands, who said it, to whom, where and when, how, and why so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sayso.show.markup import line, safe
from sayso.show.slots import slots
from sayso.show.speakers import name_of, shown, speaker_at, speaker_of
from sayso.show.telling import chain_of, link_name, notes, percent, reasons, role_of, said_by, setting
from sayso.story import Link, Statement, Story, lacking

LIT = 300
"""Statements on a page up to which pointing at one lights it and shows its card: each takes rules of CSS. Chromium 77 ms a move at
100 statements, 334 ms at 500 (two cores, both busy). On a larger page a click on the cue shows the card."""
LEVELS = 4
"""Levels of contents inside contents that the page tells apart; what stands deeper looks like the last."""
BRIGHT = "36%"
"""Of a speaker's colour, in what is pointed at: text on it keeps a contrast of 5.5 and more, in light and dark (WCAG 2.2: 4.5)."""
LONGEST = 12
"""Links of a chain that a card shows: of a longer one, the first and the last."""


def cards(stories: Sequence[Story], elsewhere: Mapping[int, tuple[str, str]] | None = None, *, unsure: bool = False) -> str:
    """Return the cards of all statements that are shown, one on the other, of which the page shows the one that is pointed at.

    ``elsewhere`` leads from a statement's index to where is told who else has it, and says so in words; it is for a single story.
    """
    found: list[str] = []
    for number, story in enumerate(stories):
        own = slots(story, unsure=unsure)
        found += (
            _card(f"{number}-{index}", story, index, own, (elsewhere or {}).get(index)) for index in shown(story, unsure=unsure)
        )
    return "\n".join(found)


def lit(stories: Sequence[Story]) -> bool:
    """Say whether the page has few enough statements for each to have rules of its own."""
    return sum(len(story.statements) for story in stories) <= LIT


def level(statement: Statement) -> int:
    """Return at which level of a page's contents a statement stands."""
    return min(statement.depth, LEVELS - 1)


def rules(levels: Sequence[Sequence[int]]) -> str:
    """Return the rules of CSS by which pointing at a statement lights its parts and shows its card.

    ``levels`` are those of the statements, story by story: no more is needed of them.
    """
    return "".join(_rules(f"{number}-{index}", at) for number, story in enumerate(levels) for index, at in enumerate(story))


def _rules(name: str, at: int) -> str:
    """Return a statement's rules: its content is lit, and what is inside it; what is around it keeps its colour."""
    pointed = f':root:has([data-of="{name}"]:hover, [data-of="{name}"]:focus-visible, #story-{name}:target, #card-{name}:target)'
    inner = " ".join(f"--t{inside}: {BRIGHT};" for inside in range(at + 1, LEVELS + 1))
    own = (
        f'[data-in~="{name}"][data-deep="{at}"] {{ --t{at}: {BRIGHT}; }}' if at else f'[data-in~="{name}"] {{ --d0: var(--lit); }}'
    )
    return (
        f'{pointed} [data-in~="{name}"] {{ {inner} }}\n{pointed} {own}\n'
        f":root:has(#story-{name}:target) #card-{name} {{ visibility: visible; z-index: 1; }}\n"
        f':root:has([data-of="{name}"]:focus-visible) #card-{name} {{ visibility: visible; z-index: 2; }}\n'
        f':root:has([data-of="{name}"]:hover) #card-{name} {{ visibility: visible; z-index: 3; }}\n'
    )


def _card(name: str, story: Story, index: int, own: Sequence[str], elsewhere: tuple[str, str] | None) -> str:
    statement = story.statements[index]
    chain = chain_of(story, index)
    steps = [_step(story, link, own, last=at == len(chain) - 1) for at, link in enumerate(chain) if _shown(at, len(chain))]
    if (left_out := len(chain) - len(steps)) > 0:
        steps.insert(LONGEST // 2, f'<li class="soft">… {left_out:,} more …</li>')
    between = f'<p class="between"><b>{len(chain)}</b> between you and what is said</p>' if statement.chain else ""
    facts = "".join(f"<dt>{safe(field)}</dt><dd>{value}</dd>" for field, value in _facts(story, statement))
    if elsewhere:
        facts += f'<dt>elsewhere</dt><dd><a href="{safe(elsewhere[0])}">{safe(elsewhere[1])}</a></dd>'
    why = "".join(
        f"<dt>{safe(field)}</dt><dd>{safe(rule)}{''.join(f' <q>{safe(words)}</q>' for words in rests)}</dd>"
        for field, rule, rests in reasons(story, statement)
    )
    because = f'<h3>Why</h3><dl class="why">{why}</dl>' if why else ""
    return (
        f'<section class="card" id="card-{name}" tabindex="0" aria-label="{safe(_label(story, statement))}">'
        f'<h3>On whose word</h3><ol class="chain">{"".join(steps)}</ol>'
        f'<blockquote class="s{own[index]}">{safe(line(story, statement.content))}</blockquote>{between}'
        f"{f'<dl>{facts}</dl>' if facts else ''}{because}</section>"
    )


def _shown(at: int, length: int) -> bool:
    return length <= LONGEST or at < LONGEST // 2 or at >= length - LONGEST // 2


def _label(story: Story, statement: Statement) -> str:
    return f"{name_of(story, statement) or 'nobody named'} {line(story, statement.cue)}"


def _step(story: Story, link: Link, own: Sequence[str], *, last: bool) -> str:
    """Return one link of the chain: who, what they are, how they said it, to whom and where."""
    said = said_by(story, link)
    name = link_name(story, link)
    unnamed = said is not None and link.name is None and said.unnamed
    kind = "nobody" if name is None else "unnamed" if unnamed else "source"
    who = f'<span class="{kind}">{safe(" ".join((name or "nobody named").split()))}</span>'
    if unnamed:
        who += f' <span class="soft">({lacking(said.speaker_kind if said else None)})</span>'
    if said is None:
        return f'<li>{who} <span class="soft">{link.kind}</span></li>'
    role = role_of(story, speaker_at(story, link.speaker))
    who += f' <span class="soft">{safe(role)}</span>' if role and not last else ""
    told = "".join(f" {safe(' '.join(words.split()))}" for _, words in setting(story, said))
    cue = f'<span class="cue">{safe(line(story, said.cue))}</span>'
    return f'<li class="s{own[link.statement or 0]}">{who}<br>{cue}{told}{tags(said)}</li>'


def tags(statement: Statement) -> str:
    """Return what sets it apart, each in a frame."""
    return "".join(f' <span class="tag {note}">{note}</span>' for note in notes(statement))


def _facts(story: Story, statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield (field, HTML) of what is known of the statement beside its words."""
    if speaker := speaker_of(story, statement):
        name = speaker.name or (story.text[slice(*speaker.description)] if speaker.description else name_of(story, statement))
        yield (
            "speaker",
            safe(name or "nobody named")
            + (f' <span class="soft">({lacking(statement.speaker_kind)})</span>' if speaker.name is None else ""),
        )
        for field in ("role", "affiliation"):
            if span := getattr(speaker, field):
                yield field, safe(line(story, (span,)))
        for span in speaker.labels:
            yield "label", f'{safe(line(story, (span,)))} <span class="soft">the outlet’s words</span>'
    for field, words in setting(story, statement):
        yield field, safe(" ".join(words.split()))
    if statement.stance or statement.negated:
        yield "stance", tags(statement).strip() or safe(statement.stance or "")
    if statement.asserted is False:
        yield "asserted", "no: the content is not put forward as so"
    if statement.act:
        yield "act", statement.act
    if statement.kind:
        yield "kind", statement.kind
    if statement.confidence is not None:
        yield "how sure", percent(statement.confidence)
