"""Make the shipped model again: ``python -m training FLAT.jsonl NESTED.jsonl``."""

from __future__ import annotations

import argparse
from pathlib import Path

from torch import Tensor

from training.data import Mixture, example, held_out, load
from training.export import average, export
from training.marked import load_marked
from training.network import Network
from training.shipped import take_up
from training.train import Start, encoder_folder, keep, published, tokenizer_of, train

STORIES = Path(__file__).parent / "stories"
"""Marked stories of our own, whose statements stand in each other as in news."""
SECOND_RATE, SECOND_HEADS_RATE = 1e-4, 5e-4
"""Half of the rates of the first stage, since the second only has to teach inner texts to a network that knows outer ones."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Train the tagger on news, then on what people in it say, and export it as the package ships it.",
    )
    parser.add_argument("flat", type=Path, help="JSON Lines of gold stories whose statements stand in none, such as PolNeAR's")
    parser.add_argument("nested", type=Path, help="JSON Lines of gold stories whose statements stand in each other, such as GUM's")
    parser.add_argument(
        "--output", type=Path, default=Path("sayso/model"), help="folder of the exported files (default: %(default)s)"
    )
    parser.add_argument("--checkpoints", type=Path, default=Path("build"), help="folder of the checkpoints (default: %(default)s)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one run each, averaged (default: 1 2)")
    parser.add_argument("--epochs", type=int, nargs=2, default=[8, 3], help="of the two stages (default: 8 3)")
    parser.add_argument("--from-model", type=Path, metavar="FOLDER", help="skip the first stage and go on from this model")
    arguments = parser.parse_args()
    for gold in (arguments.flat, arguments.nested):
        if not gold.is_file():
            parser.error(f"{gold}: no such file. Name the training stories: make train FLAT=polnear.jsonl NESTED=gum.jsonl")
    tokenizer = tokenizer_of(encoder_folder())
    flat, _ = held_out(load(arguments.flat))
    written = [story for path in sorted(STORIES.glob("*.txt")) for story in load_marked(path)]
    nested, _ = held_out(load(arguments.nested) + written)

    def files(stage: int) -> list[Path]:
        return [arguments.checkpoints / f"stage-{stage}-seed-{seed}.pt" for seed in arguments.seeds]

    if arguments.from_model is None:
        outer = [example(story, tokenizer) for story in flat]
        for seed, checkpoint in zip(arguments.seeds, files(1), strict=True):
            train(lambda _: outer, published(), checkpoint, seed=seed, epochs=arguments.epochs[0])
    mixture = Mixture(flat, nested, tokenizer)
    kept = mixture.kept()

    def started() -> tuple[Network, Tensor]:
        """Return what the second stage starts from: the model that was named, or the first stage's runs averaged."""
        network, distance = take_up(arguments.from_model) if arguments.from_model else average(files(1))
        if not arguments.from_model:
            network.open_inner()
        return network, distance

    for seed, checkpoint in zip(arguments.seeds, files(2), strict=True):
        start = Start(*started(), SECOND_RATE, SECOND_HEADS_RATE)
        train(lambda rng: kept + mixture.drawn(rng), start, checkpoint, seed=seed, epochs=arguments.epochs[1])
    start_file = arguments.checkpoints / "stage-1.pt"
    keep(*started(), start_file)
    target = export([*files(2), start_file], arguments.output)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
