"""Prune a network: leave out the attention heads and inner units that its loss depends on least."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from training.network import HEAD_SIZE, Network, narrow

KEPT_HEADS, KEPT_UNITS = 10, 1024
"""Heads and inner units that each layer keeps of 12 and 1,536; from the trials in the model card."""


def importance(network: Network, losses: Iterable[Tensor]) -> tuple[Tensor, Tensor]:
    """Return how much the loss depends on each head, shape (layers, heads), and on each inner unit, shape (layers, units).

    That is the mean over ``losses``, one for each window, of the absolute derivative by a gate at the output of the head or unit
    (Michel, Levy and Neubig 2019, "Are sixteen heads really better than one?", equation 2): weight × gradient, summed over the
    columns that read that output.
    """
    layers, heads, units = network.shape
    by_head, by_unit = torch.zeros(layers, heads), torch.zeros(layers, units)
    count = 0
    for loss in losses:
        network.zero_grad()
        loss.backward()
        count += 1
        for index, layer in enumerate(network.encoder.encoder.layer):
            by_head[index] += _gates(layer.attention.output.dense).unflatten(0, (-1, HEAD_SIZE)).sum(1).abs()
            by_unit[index] += _gates(layer.output.dense).abs()
    network.zero_grad()
    return by_head / count, by_unit / count


def _gates(dense: torch.nn.Linear) -> Tensor:
    assert dense.weight.grad is not None
    return (dense.weight * dense.weight.grad).sum(0).detach()


def prune(network: Network, losses: Iterable[Tensor]) -> None:
    """Leave each layer of the network its KEPT_HEADS heads and KEPT_UNITS units that matter most to ``losses``."""
    for layer, heads, units in zip(network.encoder.encoder.layer, *importance(network, losses), strict=True):
        narrow(layer, heads.topk(KEPT_HEADS).indices.sort().values, units.topk(KEPT_UNITS).indices.sort().values)
