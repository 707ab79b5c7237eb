"""Take the shipped model up again: from the package's int8 ONNX file to a network that can be trained on."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from sayso.reading.tagging.pieces import QUOTE_STATES
from training.network import HEAD_SIZE, Network
from training.train import encoder_folder

_DENSE = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense",
          "output.dense")  # fmt: skip


def take_up(folder: Path) -> tuple[Network, Tensor]:
    """Return the network of the model in ``folder`` and its table of distances, of shape (buckets,).

    Each weight is its 8-bit integer times its column's scale: the file reads as well as the weights that it was made of, so
    nothing is lost that training on would need. A table of quotation states without those of inner texts gets them as a copy.
    """
    graph = onnx.load(str(folder / "tagger.onnx")).graph
    values = {item.name: torch.from_numpy(numpy_helper.to_array(item).copy()) for item in graph.initializer}
    weights: dict[str, Tensor] = {}
    for name, value in values.items():
        if name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            weights[base] = (value.float() - values[f"{base}_zero_point"].float()) * values[f"{base}_scale"]
        elif value.dtype == torch.float32 and not name.endswith("_scale"):
            weights[name] = value
    state = {name.removeprefix("network."): value for name, value in weights.items() if name.startswith("network.")}
    layers = len({name.split(".")[3] for name in state if name.startswith("encoder.encoder.layer.")})
    dense = [f"encoder.encoder.layer.{layer}.{part}" for layer in range(layers) for part in _DENSE] + ["tag", "query", "key"]
    inputs = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    for target, name in zip(dense, inputs, strict=True):
        state[f"{target}.weight"] = weights[name.removesuffix("_quantized")].T.contiguous()
    (types,) = (value for name, value in weights.items() if name.startswith("onnx::Add"))
    state["encoder.embeddings.token_type_embeddings.weight"] = types.repeat(2, 1)
    if len(state["quotes.weight"]) == len(QUOTE_STATES):
        state["quotes.weight"] = state["quotes.weight"].repeat(2, 1)
    heads = len(state["encoder.encoder.layer.0.attention.self.query.weight"]) // HEAD_SIZE
    units = len(state["encoder.encoder.layer.0.intermediate.dense.weight"])
    network = Network(encoder_folder(), layers, heads, units)
    words = network.words.weight.detach().clone()
    missing, unexpected = network.load_state_dict(
        state | {"words.weight": state["encoder.embeddings.word_embeddings.weight"]}, strict=False
    )
    assert not unexpected, unexpected
    assert not [name for name in missing if "position_ids" not in name], missing
    # The word embeddings are never trained: those of the published encoder are the exact ones.
    with torch.no_grad():
        network.words.weight.copy_(words)
    return network, torch.tensor(json.loads((folder / "distance.json").read_text()))
