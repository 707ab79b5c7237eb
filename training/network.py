"""The network: an encoder with heads for tags, links and kinds, and its loss."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertModel

from sayso.reading.tagging.pieces import QUOTE_STATES, SHAPES
from sayso.reading.tagging.tagger import (
    ACTS,
    DISTANCE_BUCKETS,
    GUIDELINES,
    KEY_OF,
    KEYS,
    LEVELS,
    LINK_WIDTH,
    NO_NAMES,
    QUERIES,
    TAGS,
)

LINK_WEIGHT, KIND_WEIGHT = 0.4, 0.4
"""Of the losses of links and of kinds beside that of the tags."""

HEADS, UNITS, HEAD_SIZE = 12, 1536, 32
"""Attention heads and inner units of each layer of the published small encoder, and how wide a head is."""


class Outputs(NamedTuple):
    """What a network says of a batch of windows, each of shape (batch, pieces, …).

    ``tags``: (…, LEVELS × tags); ``query``: (…, QUERIES × (width + 1)), the last of each the score of none; ``key``: (…, KEYS
    × width); ``kinds``: (…, acts and kinds of no name).
    """

    tags: Tensor
    query: Tensor
    key: Tensor
    kinds: Tensor


class Network(nn.Module):
    """Tags word pieces at each depth, and says what leads where: what belongs to which cue, who says it, who is meant."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.words = self.encoder.embeddings.word_embeddings
        self.words.weight.requires_grad = False
        width = self.encoder.config.hidden_size
        self.shapes = nn.Embedding(len(SHAPES), width)
        self.quotes = nn.Embedding(len(QUOTE_STATES), width)
        self.guidelines = nn.Embedding(len(GUIDELINES), width)
        for table in (self.shapes, self.quotes, self.guidelines):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.tag = nn.Linear(width, LEVELS * len(TAGS))
        self.query = nn.Linear(width, len(QUERIES) * (LINK_WIDTH + 1))
        self.key = nn.Linear(width, len(KEYS) * LINK_WIDTH)
        self.kind = nn.Linear(width, len(ACTS) + len(NO_NAMES))

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many layers there are, and how many heads and inner units each of them has."""
        layers = self.encoder.encoder.layer
        return len(layers), layers[0].attention.self.num_attention_heads, layers[0].output.dense.in_features

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor, guidelines: Tensor, mask: Tensor) -> Outputs:
        """Read (batch, pieces) identifiers; ``guidelines``: (batch,); ``mask``: (batch, pieces), 0 for padding."""
        embedded = self.words(ids) + self.shapes(shapes) + self.quotes(quotes) + self.guidelines(guidelines)[:, None]
        hidden = self.dropout(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        return Outputs(self.tag(hidden), self.query(hidden), self.key(hidden), self.kind(hidden))


def small(weights: Path, layers: int, heads: int = HEADS, units: int = UNITS) -> Network:
    """Return a network on the first ``layers`` of the small encoder in ``weights``, of each the first ``heads`` and ``units``.

    Nothing is dropped out within the encoder: so small a one reads what it has learnt from little better than what it has not.
    """
    encoder = BertModel.from_pretrained(weights, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    for layer in encoder.encoder.layer:
        narrow(layer, torch.arange(heads), torch.arange(units))
    encoder.config.num_hidden_layers = layers
    return Network(encoder)


class Loss(nn.Module):
    """Cross-entropy of tags, kinds and links; of a link to any of several places, that of their summed probability.

    It owns the table of distances, (KEYS, buckets), which tells how likely a link over a distance is.
    """

    def __init__(self, distance: Tensor | None = None) -> None:
        super().__init__()
        self.distance = nn.Parameter(torch.zeros(len(KEYS), DISTANCE_BUCKETS) if distance is None else distance.clone())

    def forward(self, outputs: Outputs, batch: dict[str, Tensor], buckets: Tensor) -> Tensor:
        """Return how far outputs are from gold; ``batch`` as made by :func:`training.train.batch_of`."""
        tags = outputs.tags.float().unflatten(-1, (LEVELS, len(TAGS)))
        loss = sum(_cross_entropy(tags[:, :, level], batch["tags"][:, level]) for level in range(LEVELS))
        acts, kinds = outputs.kinds.float().split([len(ACTS), len(NO_NAMES)], -1)
        loss = loss + KIND_WEIGHT * (_cross_entropy(acts, batch["acts"]) + _cross_entropy(kinds, batch["kinds"]))
        edges, targets = batch["edges"], batch["targets"]
        for query in range(len(QUERIES)):
            chosen = edges[:, 0] == query
            if chosen.any():
                window, piece = edges[chosen, 1], edges[chosen, 2]
                scores = self.scores(outputs, query, buckets, batch["mask"])[window, piece].log_softmax(-1)
                # A target is a window's piece; that of none stands behind all of them.
                there = targets[chosen]
                right = scores.gather(1, there.clamp(min=0)).masked_fill(there < 0, -1e4).logsumexp(-1)
                loss = loss - LINK_WEIGHT * right.mean()
        return loss

    def scores(self, outputs: Outputs, query: int, buckets: Tensor, mask: Tensor) -> Tensor:
        """Return how well each piece's query fits each key, and none: (batch, pieces, pieces + 1)."""
        key = KEY_OF[query]
        asked = outputs.query.float().unflatten(-1, (len(QUERIES), LINK_WIDTH + 1))[:, :, query]
        keys = outputs.key.float().unflatten(-1, (len(KEYS), LINK_WIDTH))[:, :, key]
        scores = torch.einsum("bqd,bkd->bqk", asked[..., :-1], keys) / LINK_WIDTH**0.5 + self.distance[key][buckets]
        return torch.cat([scores.masked_fill(mask[:, None] == 0, -1e4), asked[..., -1:]], dim=-1)


def _cross_entropy(scores: Tensor, gold: Tensor) -> Tensor:
    if not (gold >= 0).any():
        return scores.sum() * 0
    return nn.functional.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=-100)


def narrow(layer: nn.Module, heads: Tensor, units: Tensor) -> None:
    """Leave a layer of the encoder only the attention ``heads`` and the inner ``units`` of these indices."""
    own, out = layer.attention.self, layer.attention.output
    rows = (heads[:, None] * HEAD_SIZE + torch.arange(HEAD_SIZE)).flatten()
    own.query, own.key, own.value = (_rows(dense, rows) for dense in (own.query, own.key, own.value))
    out.dense = _columns(out.dense, rows)
    own.num_attention_heads, own.all_head_size = len(heads), len(rows)
    layer.intermediate.dense = _rows(layer.intermediate.dense, units)
    layer.output.dense = _columns(layer.output.dense, units)


def _rows(dense: nn.Linear, rows: Tensor) -> nn.Linear:
    made = nn.Linear(dense.in_features, len(rows))
    made.load_state_dict({"weight": dense.weight.detach()[rows], "bias": dense.bias.detach()[rows]})
    return made


def _columns(dense: nn.Linear, columns: Tensor) -> nn.Linear:
    made = nn.Linear(len(columns), dense.out_features)
    made.load_state_dict({"weight": dense.weight.detach()[:, columns], "bias": dense.bias.detach()})
    return made
