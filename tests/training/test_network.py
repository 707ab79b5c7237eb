"""The loss: how far a network is from gold."""

from typing import Any

import pytest

from sayso.reading.tagging.tagger import ACTS, DISTANCE_BUCKETS, KEYS, LEVELS, LINK_WIDTH, NO_NAMES, QUERIES, TAGS

torch: Any = pytest.importorskip("torch", reason="training needs PyTorch: make train installs it")

BUCKETS = torch.arange(36).reshape(6, 6) % DISTANCE_BUCKETS
WIDTHS = (LEVELS * len(TAGS), len(QUERIES) * (LINK_WIDTH + 1), len(KEYS) * LINK_WIDTH, len(ACTS) + len(NO_NAMES))


def outputs(seed: int) -> Any:
    """Two windows of six pieces."""
    from training.network import Outputs

    made = torch.Generator().manual_seed(seed)
    return Outputs(*(torch.randn(2, 6, width, generator=made) for width in WIDTHS))


def batch() -> dict[str, Any]:
    """Gold of them: the second window has two pieces of padding."""
    tags = torch.full((2, LEVELS, 6), -100)
    tags[0, 0] = torch.tensor([0, TAGS.index("B-source"), TAGS.index("B-cue"), TAGS.index("B-content"), TAGS.index("I-content"), 0])
    kinds = torch.full((2, 6), -100)
    kinds[0, 1] = 0
    return {
        "mask": torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]]),
        "tags": tags,
        "acts": torch.full((2, 6), -100),
        "kinds": kinds,
        "edges": torch.tensor([[0, 0, 3], [QUERIES.index("source"), 0, 2], [QUERIES.index("who"), 0, 1]]),
        "targets": torch.tensor([[2, -1], [1, -1], [6, 3]]),
    }


def test_what_stands_in_padding_is_not_learnt() -> None:
    from training.network import Loss, Outputs

    loss = Loss()
    other = Outputs(*(part.clone() for part in outputs(1)))
    for part in other:
        part[1, 4:] += 9
    told, otherwise = (loss(each, batch(), BUCKETS).item() for each in (outputs(1), other))
    assert told == pytest.approx(otherwise, abs=1e-5)


def test_a_network_that_says_what_gold_does_loses_less_than_one_that_does_not() -> None:
    from training.network import Loss

    loss, gold, ours = Loss(), batch(), outputs(1)
    before = loss(ours, gold, BUCKETS).item()
    tags = ours.tags.unflatten(-1, (LEVELS, len(TAGS)))
    for piece, tag in enumerate(gold["tags"][0, 0]):
        tags[0, piece, 0, tag] += 20
    tagged = loss(ours, gold, BUCKETS).item()
    ours.kinds[0, 1, len(ACTS)] += 20
    kinds = loss(ours, gold, BUCKETS).item()
    query = ours.query.unflatten(-1, (len(QUERIES), LINK_WIDTH + 1))
    query[0, 1, QUERIES.index("who"), -1] += 50  # of two targets one is enough: none
    assert before > tagged > kinds > loss(ours, gold, BUCKETS).item()


def test_what_nobody_marked_costs_nothing() -> None:
    from training.network import Loss

    gold = batch()
    nothing = {name: torch.full_like(gold[name], -100) for name in ("tags", "acts", "kinds")}
    empty = {"edges": torch.zeros(0, 3, dtype=torch.long), "targets": torch.zeros(0, 1, dtype=torch.long)}
    assert Loss()(outputs(1), gold | nothing | empty, BUCKETS).item() == 0
