"""The network: a BERT encoder with a tag head and a link head, and its loss."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from sayso.reading.pieces import QUOTE_STATES, SHAPES
from sayso.reading.tagger import LINK_WIDTH, TAGS

LINK_WEIGHT = 0.4
"""Of the link loss beside the tag loss; from the trials in the model card."""


class Network(nn.Module):
    """Tags word pieces and projects them to queries and keys whose products say which cue a piece belongs to."""

    def __init__(self, weights: Path, layers: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(weights, add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
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

    def open_inner(self) -> None:
        """Let inner texts be read as outer ones are, before they are trained on: their quotation states begin as copies."""
        with torch.no_grad():
            self.quotes.weight[len(QUOTE_STATES) :] = self.quotes.weight[: len(QUOTE_STATES)]

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Map (batch, pieces) identifiers to tag scores (…, 7), queries (…, 97; the last is the null's score), keys (…, 96)."""
        embedded = self.words(ids) + self.shapes(shapes) + self.quotes(quotes)
        hidden = self.dropout(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        return self.tag(hidden), self.query(hidden), self.key(hidden)


class Loss(nn.Module):
    """Cross-entropy of the tags, plus that of the link from each source or content piece to the first piece of its cue."""

    def __init__(self, distance: Tensor) -> None:
        super().__init__()
        self.distance = nn.Embedding.from_pretrained(distance[:, None].clone(), freeze=False)

    def forward(self, outputs: tuple[Tensor, Tensor, Tensor], tags: Tensor, links: Tensor, buckets: Tensor) -> Tensor:
        """``tags``: (batch, pieces), -100 where ignored; ``links``: (edges, 4), window, piece, cue or -1, 1 / cues of the piece."""
        tag_scores, query, key = (output.float() for output in outputs)
        loss = nn.functional.cross_entropy(tag_scores.flatten(0, 1), tags.flatten(), ignore_index=-100)
        if not len(links):
            return loss
        window, piece, cue, share = links[:, 0].long(), links[:, 1].long(), links[:, 2].long(), links[:, 3]
        scores = torch.einsum("bqd,bkd->bqk", query[..., :-1], key) / LINK_WIDTH**0.5
        scores = scores + self.distance(buckets)[None, :, :, 0]
        full = torch.cat([scores, query[..., -1:]], dim=-1).log_softmax(-1)
        picked = full[window, piece, cue]
        return loss - LINK_WEIGHT * (picked * share).sum() / share.sum()
