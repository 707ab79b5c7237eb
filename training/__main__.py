"""Make the shipped model again: ``python -m training NEWS.jsonl.gz REAL.jsonl --flat FLAT.jsonl --nested NESTED.jsonl …``."""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import msgspec

from sayso.reading.reader import Reader
from sayso.reading.tagging.tagger import Tagger
from training.calibrate import fit, judged, story_of
from training.data import Mixture, coreference, example, held_out, load, training_windows
from training.export import export
from training.labels import FOLDER, gold
from training.marked import load_marked
from training.network import Loss, small
from training.prune import prune
from training.shipped import take_up
from training.train import WINDOW, Start, encoder_folder, loss_of, tokenizer_of, train

STORIES = Path(__file__).parent / "stories"
"""Marked stories of our own, whose statements stand in each other as in news."""
SHIPPED = Path("sayso/model")
LAYERS = 4
RATE, HEADS_RATE = 1.2e-4, 7.2e-4
PRUNED_BY = 500
"""Windows whose loss says which heads and units are left out."""
HELD_OUT = 12
"""Of so many labelled stories one is not learnt from: by these confidence is calibrated."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Train the tagger on labelled news, calibrate how sure it is, and export it as the package ships it.",
    )
    parser.add_argument("news", type=Path, help="JSON Lines of the stories that training/labels marks, packed with gzip or not")
    parser.add_argument("real", type=Path, nargs="*", help="JSON Lines of more stories marked after the same guidelines")
    parser.add_argument("--flat", type=Path, help="JSON Lines of stories whose statements stand in none, such as PolNeAR's")
    parser.add_argument("--nested", type=Path, help="JSON Lines of stories whose statements stand in each other, such as GUM's")
    parser.add_argument("--entities", type=Path, help="JSON Lines of stories with their mentions of entities, such as GUM's")
    parser.add_argument("--from", dest="start", choices=("shipped", "published"), default="shipped",
                        help="go on from the shipped model, or prune the published encoder (default: %(default)s)")  # fmt: skip
    parser.add_argument("--output", type=Path, default=SHIPPED, help="folder of the exported files (default: %(default)s)")
    parser.add_argument("--checkpoints", type=Path, default=Path("build"), help="folder of the checkpoints (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the stories (default: %(default)s)")
    parser.add_argument(
        "--epochs", type=float, default=10, help="times that each label is gone through, halved (default: %(default)s)"
    )
    arguments = parser.parse_args()
    given = [arguments.news, *arguments.real, *filter(None, (arguments.flat, arguments.nested, arguments.entities))]
    for path in given:
        if not path.is_file():
            parser.error(f"{path}: no such file. Name the training stories: make train NEWS=news.jsonl.gz")
    tokenizer = tokenizer_of(encoder_folder())
    marked = [story for path in arguments.real for story in load(path)] + gold([FOLDER / "news.jsonl"], arguments.news)
    kept, held = held_out(marked, HELD_OUT)
    written = [story for path in sorted(STORIES.glob("*.txt")) for story in load_marked(path)]
    flat, nested, entities = (load(path) if path else [] for path in (arguments.flat, arguments.nested, arguments.entities))
    mixture = Mixture(
        [*(example(story, tokenizer) for story in (*kept, *kept, *written))],
        [example(story, tokenizer, "polnear", nested=False) for story in flat],
        [example(story, tokenizer, "gum") for story in nested],
        [coreference(story, tokenizer) for story in entities],
    )
    checkpoint = arguments.checkpoints / f"{arguments.start}-{arguments.seed}.pt"
    if arguments.start == "shipped":
        start = Start(*take_up(SHIPPED), RATE, HEADS_RATE)
    else:
        whole = Start(small(encoder_folder(), LAYERS), Loss(), RATE, HEADS_RATE)
        train(mixture, whole, arguments.checkpoints / "whole.pt", seed=arguments.seed, epochs=arguments.epochs)
        windows = training_windows(mixture(random.Random(0)), WINDOW, random.Random(0))
        items = random.Random(0).sample(windows, min(PRUNED_BY, len(windows)))
        prune(whole.network, (loss_of(whole.network, whole.loss, [item]) for item in items))
        start = Start(whole.network, whole.loss, RATE, HEADS_RATE)
    train(mixture, start, checkpoint, seed=arguments.seed, epochs=arguments.epochs)
    target = export(start.network, start.loss, arguments.output)
    found = judged(Reader(Tagger(arguments.output)), ((story_of(story), story) for story in held))
    (arguments.output / "confidence.json").write_text(json.dumps(msgspec.to_builtins(fit(found))) + "\n", encoding="utf-8")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
