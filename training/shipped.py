"""Take the shipped model up again: from the package's int8 ONNX file to a network that can be trained on."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.network import HEAD_SIZE, Loss, Network, small
from training.train import encoder_folder

_DENSE = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense",
          "output.dense")  # fmt: skip


def take_up(folder: Path) -> tuple[Network, Loss]:
    """Return the network of the model in ``folder`` and the loss that has its table of distances.

    Each weight is its 8-bit integer times its column's scale: the file reads as well as the weights that it was made of, so
    nothing is lost that training on would need.
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
    dense = [f"encoder.encoder.layer.{layer}.{part}" for layer in range(layers) for part in _DENSE]
    inputs = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    heads = [node.input[1] for node in graph.node if node.op_type == "MatMul" and node.input[1] in weights]
    for target, name in zip([*dense, "tag", "query", "key", "kind"], [*inputs, *heads], strict=True):
        state[f"{target}.weight"] = weights[name.removesuffix("_quantized")].T.contiguous()
    (always,) = (value for name, value in weights.items() if name.startswith("onnx::Add"))
    state["encoder.embeddings.token_type_embeddings.weight"] = always.reshape(1, -1).repeat(2, 1)
    heads_of_a_layer = len(state["encoder.encoder.layer.0.attention.self.query.weight"]) // HEAD_SIZE
    units = len(state["encoder.encoder.layer.0.intermediate.dense.weight"])
    network = small(encoder_folder(), layers, heads_of_a_layer, units)
    words = network.words.weight.detach().clone()
    state["words.weight"] = state["encoder.embeddings.word_embeddings.weight"]
    missing, unexpected = network.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert not [name for name in missing if "position_ids" not in name], missing
    # The word embeddings are never trained: those of the published encoder are the exact ones.
    with torch.no_grad():
        network.words.weight.copy_(words)
    return network, Loss(torch.tensor(json.loads((folder / "distance.json").read_text())))
