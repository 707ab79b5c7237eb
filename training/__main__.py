"""Make the shipped model again: ``python -m training FLAT.jsonl NESTED.jsonl``."""

from __future__ import annotations

import argparse
import copy
import random
from collections.abc import Callable
from pathlib import Path

from training.data import Example, Mixture, example, held_out, load, training_windows
from training.export import average, export
from training.marked import load_marked
from training.network import Loss
from training.prune import prune
from training.shipped import take_up
from training.train import WINDOW, Start, encoder_folder, keep, loss_of, published, tokenizer_of, train

STORIES = Path(__file__).parent / "stories"
"""Marked stories of our own, whose statements stand in each other as in news."""
SECOND_RATE, SECOND_HEADS_RATE = 1e-4, 5e-4
"""Half of the rates of the first stage, since the later ones teach a network that knows outer texts."""
PRUNED_BY = 500
"""Windows whose loss says which heads and units are left out."""
TAUGHT = 0.75
"""Share of the flat corpus's stories that are read as outer text in the third stage, which has all to learn again."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Train the tagger on news, then on what people in it say, prune it, and export it as the package ships it.",
    )
    parser.add_argument("flat", type=Path, help="JSON Lines of gold stories whose statements stand in none, such as PolNeAR's")
    parser.add_argument("nested", type=Path, help="JSON Lines of gold stories whose statements stand in each other, such as GUM's")
    parser.add_argument(
        "--output", type=Path, default=Path("sayso/model"), help="folder of the exported files (default: %(default)s)"
    )
    parser.add_argument("--checkpoints", type=Path, default=Path("build"), help="folder of the checkpoints (default: %(default)s)")
    parser.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        default=[1, 2],
        help="one run of the first two stages each, averaged; the first one's for the third too (default: 1 2)",
    )
    parser.add_argument("--epochs", type=int, nargs=3, default=[8, 3, 2], help="of the three stages (default: 8 3 2)")
    parser.add_argument("--teacher", type=Path, metavar="FOLDER", help="skip the first two stages and prune this model")
    arguments = parser.parse_args()
    for gold in (arguments.flat, arguments.nested):
        if not gold.is_file():
            parser.error(f"{gold}: no such file. Name the training stories: make train FLAT=polnear.jsonl NESTED=gum.jsonl")
    tokenizer = tokenizer_of(encoder_folder())
    flat, _ = held_out(load(arguments.flat))
    written = [story for path in sorted(STORIES.glob("*.txt")) for story in load_marked(path)]
    nested, _ = held_out(load(arguments.nested) + written)
    mixture = Mixture(flat, nested, tokenizer)

    def runs(
        stage: int, seeds: list[int], start: Callable[[], Start], examples: Callable[[random.Random], list[Example]]
    ) -> list[Path]:
        """Run a stage once with each seed, and return the checkpoints."""
        checkpoints = [arguments.checkpoints / f"stage-{stage}-seed-{seed}.pt" for seed in seeds]
        for seed, checkpoint in zip(seeds, checkpoints, strict=True):
            train(examples, start(), checkpoint, seed=seed, epochs=arguments.epochs[stage - 1])
        return checkpoints

    kept = mixture.kept()
    if arguments.teacher is None:
        outer = [example(story, tokenizer) for story in flat]
        first = average(runs(1, arguments.seeds, published, lambda _: outer))
        first[0].open_inner()
        start = arguments.checkpoints / "stage-1.pt"
        keep(*first, start)
        second = runs(
            2,
            arguments.seeds,
            lambda: Start(*average([start]), SECOND_RATE, SECOND_HEADS_RATE),
            lambda rng: kept + mixture.drawn(rng),
        )
        whole, distance = average([*second, start])
    else:
        whole, distance = take_up(arguments.teacher)
    teacher = (whole.eval(), Loss(distance))
    windows = training_windows(kept + mixture.drawn(random.Random(0)), WINDOW, random.Random(0))
    items = random.Random(0).sample(windows, min(PRUNED_BY, len(windows)))

    def pruned() -> Start:
        network = copy.deepcopy(whole)
        prune(network, (loss_of(network, teacher[1], [item]) for item in items))
        return Start(network, distance, SECOND_RATE, SECOND_HEADS_RATE, teacher)

    target = export(runs(3, arguments.seeds[:1], pruned, lambda rng: kept + mixture.drawn(rng, TAUGHT)), arguments.output)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
