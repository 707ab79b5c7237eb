"""The network: a BERT encoder with a tag head and a link head, and its loss."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from sayso.reading.tagging.pieces import QUOTE_STATES, SHAPES
from sayso.reading.tagging.tagger import LINK_WIDTH, TAGS

LINK_WEIGHT = 0.4
"""Of the link loss beside the tag loss; from the trials in the model card."""
WARMTH = 2.0
"""Temperature at which a network learns from a teacher."""


HEADS, UNITS, HEAD_SIZE = 12, 1536, 32
"""Attention heads and inner units of each layer of the published encoder, and how wide a head is."""

Outputs = tuple[Tensor, Tensor, Tensor]
"""Tag scores, queries and keys of a batch: (batch, pieces, 7), (…, 97), (…, 96)."""


class Network(nn.Module):
    """Tags word pieces and projects them to queries and keys whose products say which cue a piece belongs to."""

    def __init__(self, weights: Path, layers: int, heads: int = HEADS, units: int = UNITS) -> None:
        """Take the first ``layers`` layers of the encoder in ``weights``, and of each the first ``heads`` and ``units``."""
        super().__init__()
        self.encoder = BertModel.from_pretrained(weights, add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        for layer in self.encoder.encoder.layer:
            narrow(layer, torch.arange(heads), torch.arange(units))
        self.encoder.config.num_hidden_layers = layers
        self.words = self.encoder.embeddings.word_embeddings
        self.words.weight.requires_grad = False
        width = self.encoder.config.hidden_size
        self.shapes = nn.Embedding(len(SHAPES), width)
        self.quotes = nn.Embedding(2 * len(QUOTE_STATES), width)
        for table in (self.shapes, self.quotes):
            nn.init.normal_(table.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.tag = nn.Linear(width, len(TAGS))
        self.query = nn.Linear(width, LINK_WIDTH + 1)
        self.key = nn.Linear(width, LINK_WIDTH)

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many layers there are, and how many heads and inner units each of them has."""
        layers = self.encoder.encoder.layer
        return len(layers), layers[0].attention.self.num_attention_heads, layers[0].output.dense.in_features

    def open_inner(self) -> None:
        """Let inner texts be read as outer ones are, before they are trained on: their quotation states begin as copies."""
        with torch.no_grad():
            self.quotes.weight[len(QUOTE_STATES) :] = self.quotes.weight[: len(QUOTE_STATES)]

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor, mask: Tensor | None = None) -> Outputs:
        """Map (batch, pieces) identifiers to tag scores (…, 7), queries (…, 97; the last is the null's score), keys (…, 96)."""
        embedded = self.words(ids) + self.shapes(shapes) + self.quotes(quotes)
        hidden = self.dropout(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        return self.tag(hidden), self.query(hidden), self.key(hidden)


class Loss(nn.Module):
    """Cross-entropy of the tags, plus that of the link from each source or content piece to the first piece of its cue.

    ``links``: (edges, 4), window, piece, cue or -1, 1 / cues of the piece; ``buckets``: (pieces, pieces), of their distances.
    """

    def __init__(self, distance: Tensor) -> None:
        super().__init__()
        self.distance = nn.Embedding.from_pretrained(distance[:, None].clone(), freeze=False)

    def forward(self, outputs: Outputs, tags: Tensor, links: Tensor, buckets: Tensor) -> Tensor:
        """Return how far outputs are from gold; ``tags``: (batch, pieces), -100 where ignored."""
        loss = nn.functional.cross_entropy(outputs[0].float().flatten(0, 1), tags.flatten(), ignore_index=-100)
        if not len(links):
            return loss
        window, piece, cue, share = links[:, 0].long(), links[:, 1].long(), links[:, 2].long(), links[:, 3]
        picked = self.scores(outputs, buckets).log_softmax(-1)[window, piece, cue]
        return loss - LINK_WEIGHT * (picked * share).sum() / share.sum()

    def scores(self, outputs: Outputs, buckets: Tensor) -> Tensor:
        """Return how well each piece fits each one as its cue, and none: (batch, pieces, pieces + 1)."""
        _, query, key = (output.float() for output in outputs)
        scores = torch.einsum("bqd,bkd->bqk", query[..., :-1], key) / LINK_WIDTH**0.5
        return torch.cat([scores + self.distance(buckets)[None, :, :, 0], query[..., -1:]], dim=-1)

    def apart(self, outputs: Outputs, taught: Outputs, teacher: Loss, links: Tensor, buckets: Tensor, mask: Tensor) -> Tensor:
        """Return how far outputs are from a teacher's: the divergence of what both make likely, softened by WARMTH.

        Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network". ``mask``: (batch, pieces), 0 for padding.
        """
        there = mask.bool()
        loss = _divergence(outputs[0].float()[there], taught[0].float()[there])
        if not len(links):
            return loss
        window, piece = links[:, 0].long(), links[:, 1].long()
        away = ~nn.functional.pad(there, (0, 1), value=True)[:, None]
        ours, theirs = (part.scores(of, buckets).masked_fill(away, -1e4) for part, of in ((self, outputs), (teacher, taught)))
        return loss + LINK_WEIGHT * _divergence(ours[window, piece], theirs[window, piece])


def _divergence(ours: Tensor, theirs: Tensor) -> Tensor:
    divergence = nn.functional.kl_div((ours / WARMTH).log_softmax(-1), (theirs / WARMTH).softmax(-1), reduction="batchmean")
    return divergence * WARMTH**2


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
