"""The loss: how far a network is from gold, and from what a teacher says."""

from typing import Any

import pytest

from sayso.reading.tagging.tagger import DISTANCE_BUCKETS

torch: Any = pytest.importorskip("torch", reason="training needs PyTorch: make train installs it")


def outputs(seed: int) -> tuple[Any, Any, Any]:
    """Two windows of six pieces."""
    made = torch.Generator().manual_seed(seed)
    tags, query, key = (torch.randn(2, 6, width, generator=made) for width in (7, 97, 96))
    return tags, query, key


BUCKETS = torch.arange(36).reshape(6, 6) % DISTANCE_BUCKETS
LINKS = torch.tensor([[0.0, 1, 3, 1], [1, 2, -1, 1]])
MASK = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]])


def test_a_network_is_as_its_teacher_says_and_any_other_is_not() -> None:
    from training.network import Loss

    loss = Loss(torch.zeros(DISTANCE_BUCKETS))
    assert loss.apart(outputs(1), outputs(1), loss, LINKS, BUCKETS, MASK).item() == pytest.approx(0, abs=1e-5)
    assert loss.apart(outputs(1), outputs(2), loss, LINKS, BUCKETS, MASK).item() > 0.1


def test_what_stands_in_padding_is_not_learnt() -> None:
    from training.network import Loss

    loss = Loss(torch.zeros(DISTANCE_BUCKETS))
    taught = outputs(2)
    other = tuple(part.clone() for part in taught)
    for part in other:
        part[1, 4:] += 9
    ours = outputs(1)
    told, otherwise = (loss.apart(ours, teacher, loss, LINKS, BUCKETS, MASK).item() for teacher in (taught, other))
    assert told == pytest.approx(otherwise, abs=1e-5)
