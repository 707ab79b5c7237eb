"""Export a checkpoint as the int8 ONNX file that the package ships, with its tokenizer and its table of distances."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import HEAD_SIZE, Loss, Network, Outputs
from training.train import encoder_folder, tokenizer_of


class Plain(nn.Module):
    """The network's arithmetic for one window without masks, dropout or autocast: the graph that is exported."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, quotes: Tensor, guidelines: Tensor) -> Outputs:
        """Map (1, pieces) identifiers to outputs of shape (1, pieces, …); ``guidelines``: (1,)."""
        net, embeddings = self.network, self.network.encoder.embeddings
        hidden = net.words(ids) + net.shapes(shapes) + net.quotes(quotes) + net.guidelines(guidelines)[:, None]
        hidden = hidden + embeddings.token_type_embeddings.weight[0]
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
        return Outputs(net.tag(hidden), net.query(hidden), net.key(hidden), net.kind(hidden))


def _heads(path: Path) -> list[str]:
    """Return the names of the products that give the outputs, the last ones of the graph: they stay in 32 bits.

    They are a fiftieth of the arithmetic; in 8 bits they cost .001 of attributed F1 on PolNeAR dev.
    """
    products = [node.name for node in onnx.load(str(path)).graph.node if node.op_type == "MatMul"]
    return products[-len(Outputs._fields) :]


def export(network: Network, loss: Loss, output: Path, *, quantized: bool = True) -> Path:
    """Write ``tagger.onnx``, ``distance.json`` and ``tokenizer.json`` to the folder ``output``; return the first one's path.

    Unquantised weights (32-bit) are for measuring what int8 costs.
    """
    network.eval()
    plain = Plain(network).eval()
    ids = torch.randint(1000, 2000, (1, 64))
    inputs = (ids, torch.randint(0, 6, (1, 64)), torch.randint(0, 4, (1, 64)), torch.ones(1, dtype=torch.long))
    with torch.no_grad():
        whole = network(*inputs, torch.ones_like(ids))
        for ours, theirs in zip(plain(*inputs), whole, strict=True):
            assert torch.allclose(ours, theirs, atol=1e-3), "the exported arithmetic differs from the network's"
    output.mkdir(parents=True, exist_ok=True)
    target = output / "tagger.onnx"
    names = ["ids", "shapes", "quotes", "guidelines"]
    with tempfile.TemporaryDirectory() as folder:
        full = target if not quantized else Path(folder) / "full.onnx"
        torch.onnx.export(
            plain,
            inputs,
            str(full),
            input_names=names,
            output_names=list(Outputs._fields),
            dynamic_axes={name: {1: "pieces"} for name in names[:3]},
            opset_version=17,
            dynamo=False,
        )
        if quantized:
            # Signed weights are twice as fast as unsigned ones; the reduced range keeps 16-bit sums of processors without
            # VNNI instructions from saturating.
            quantize_dynamic(
                full, target, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, nodes_to_exclude=_heads(full)
            )
    table = [[round(value, 5) for value in row] for row in loss.distance.tolist()]
    (output / "distance.json").write_text(json.dumps(table) + "\n")
    tokenizer_of(encoder_folder()).save(str(output / "tokenizer.json"), pretty=False)
    return target
