"""Export a checkpoint as the int8 ONNX file that the package ships, with its tokenizer and its table of distances."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import HEAD_SIZE, Network
from training.train import encoder_folder, tokenizer_of


class Plain(nn.Module):
    """The network's arithmetic for one window without masks, dropout or autocast: the graph that is exported."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (1, pieces) identifiers to tag scores, queries and keys of shape (1, pieces, …)."""
        net, embeddings = self.network, self.network.encoder.embeddings
        hidden = net.words(ids) + net.shapes(shapes) + net.quotes(quotes) + embeddings.token_type_embeddings.weight[0]
        hidden = embeddings.LayerNorm(hidden + embeddings.position_embeddings.weight[: ids.shape[1]])
        for layer in net.encoder.encoder.layer:
            own, out = layer.attention.self, layer.attention.output
            query, key, value = (
                part(hidden).unflatten(-1, (-1, HEAD_SIZE)).transpose(1, 2) for part in (own.query, own.key, own.value)
            )
            weights = (query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5).softmax(-1)
            hidden = out.LayerNorm(hidden + out.dense((weights @ value).transpose(1, 2).flatten(2)))
            wide = nn.functional.gelu(layer.intermediate.dense(hidden))
            hidden = layer.output.LayerNorm(hidden + layer.output.dense(wide))
        return net.tag(hidden), net.query(hidden), net.key(hidden)


def average(checkpoints: list[Path]) -> tuple[Network, Tensor]:
    """Return the network whose weights are the mean of the checkpoints', and its table of distances.

    Wortsman et al. 2022, "Model soups": runs from one start, in different orders of the stories, lie in one basin.
    """
    saved = [torch.load(path, weights_only=True) for path in checkpoints]
    network = Network(encoder_folder(), *saved[0]["shape"])
    network.load_state_dict(
        {
            name: torch.stack([one["network"][name] for one in saved]).mean(0) if value.is_floating_point() else value
            for name, value in saved[0]["network"].items()
        }
    )
    distance = torch.stack([one["loss"]["distance.weight"][:, 0] for one in saved]).mean(0)
    return network.eval(), distance


def export(checkpoints: list[Path], output: Path, *, quantized: bool = True) -> Path:
    """Write ``tagger.onnx``, ``distance.json`` and ``tokenizer.json`` to the folder ``output``; return the first one's path.

    Unquantised weights (32-bit) are for measuring what int8 costs.
    """
    network, distance = average(checkpoints)
    plain = Plain(network).eval()
    ids = torch.randint(1000, 2000, (1, 64))
    inputs = (ids, torch.randint(0, 6, (1, 64)), torch.randint(0, 8, (1, 64)))
    with torch.no_grad():
        for ours, theirs in zip(plain(*inputs), network(*inputs), strict=True):
            assert torch.allclose(ours, theirs, atol=1e-4), "the exported arithmetic differs from the network's"
    output.mkdir(parents=True, exist_ok=True)
    target = output / "tagger.onnx"
    names = ["ids", "shapes", "quotes"]
    with tempfile.TemporaryDirectory() as folder:
        full = target if not quantized else Path(folder) / "full.onnx"
        torch.onnx.export(
            plain,
            inputs,
            str(full),
            input_names=names,
            output_names=["tags", "query", "key"],
            dynamic_axes={name: {1: "pieces"} for name in names},
            opset_version=17,
            dynamo=False,
        )
        if quantized:
            # Signed weights are twice as fast as unsigned ones; the reduced range keeps 16-bit sums of processors without
            # VNNI instructions from saturating.
            quantize_dynamic(full, target, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    (output / "distance.json").write_text(json.dumps([round(value, 5) for value in distance.tolist()]) + "\n")
    tokenizer_of(encoder_folder()).save(str(output / "tokenizer.json"), pretty=False)
    return target
