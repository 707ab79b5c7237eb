"""Make the shipped model again: ``python -m training GOLD.jsonl``."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.export import export
from training.train import train


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Train the tagger and export it as the package ships it."
    )
    parser.add_argument("gold", type=Path, help="JSON Lines of gold stories, such as PolNeAR's")
    parser.add_argument(
        "--output", type=Path, default=Path("sayso/model"), help="folder of the exported files (default: %(default)s)"
    )
    parser.add_argument("--checkpoints", type=Path, default=Path("build"), help="folder of the checkpoints (default: %(default)s)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2], help="one run each, averaged (default: 1 2)")
    parser.add_argument("--epochs", type=int, default=8)
    arguments = parser.parse_args()
    if not arguments.gold.is_file():
        parser.error(f"{arguments.gold}: no such file. Name the training stories: make train GOLD=path/to/train.jsonl")
    checkpoints = [arguments.checkpoints / f"seed-{seed}.pt" for seed in arguments.seeds]
    for seed, checkpoint in zip(arguments.seeds, checkpoints, strict=True):
        train(arguments.gold, checkpoint, seed=seed, epochs=arguments.epochs)
    target = export(checkpoints, arguments.output)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
