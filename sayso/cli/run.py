"""sayso run: any number of stories into a folder of columns."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sayso.cli.common import JobsOption, LangOption, PublishedOption, cores, line, say
from sayso.show.progress import pace_of
from sayso.show.results import results

if TYPE_CHECKING:
    from sayso.run.plan import Estimate, Plan


def run(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files, folders and patterns as sayso read takes them; addresses of folders and files elsewhere (s3://, gs://, "
            "hf://), if what opens them for fsspec is installed.",
            show_default=False,
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="The folder for the parts, or its address.", show_default=False)],
    engine: Annotated[
        Literal["processes", "ray"], typer.Option(help="What reads: processes of this machine, or Ray on one or many (sayso[ray]).")
    ] = "processes",
    address: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="For ray: the cluster, such as auto or head:6379.", show_default=False),
    ] = None,
    jobs: JobsOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how much there is to do and how long it may take, by some stories of it.")
    ] = False,
    published: PublishedOption = None,
    lang: LangOption = None,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Print the record of each shard as a JSON object, as soon as its part is there.")
    ] = False,
) -> None:
    """Read any number of stories into a folder of Parquet files, which DuckDB, pandas and sayso add take.

    Each web archive, JSON Lines or Parquet file is a shard, a huge one several,
    and so is a folder of single stories. A shard is read by one process and
    makes one file, part-….parquet; DIR/manifest says what came of each.

    You may stop it at any moment: run again, it does what is not there yet, and
    what has changed or was made by another model or version.
    """
    if address and engine != "ray":
        raise typer.BadParameter("--address is for --engine ray.")
    from sayso.run.plan import estimate, plan, prepare
    from sayso.run.task import Step
    from sayso.run.workers import by_processes

    planned = plan(inputs, to, published=published, lang=lang)
    if dry_run:
        with results(None) as out:
            out.write(f"{_foreseen(planned, estimate(planned), jobs or cores())}\n".encode())
        return
    prepare(planned.to)
    begun = time.monotonic()
    sizes = {task.shard.part: task.shard.size for task in planned.tasks}
    counts: Counter[str] = Counter(kept=len(planned.done))
    stopped = f"What is done stays in {planned.to}. Run it again to go on."
    with results(None, kept=stopped) as out, pace_of(planned.size) as pace:

        def told(step: Step) -> None:
            for error in step.failed:
                say(str(error))
            pace.advance(step.part, step.size, step.stories, step.words, len(step.failed))

        if engine == "ray":
            from sayso.run.cluster import by_ray

            records = by_ray(planned.tasks, jobs, told, address)
        else:
            records = by_processes(planned.tasks, jobs or cores(), told)
        for record in records:
            pace.done(record.part, sizes[record.part])
            if record.problem:
                say(f"{record.shard}: {record.problem}. {record.remedy}")
            counts["bad" if record.problem else "done"] += 1
            for each in ("stories", "statements", "words", "failures"):
                counts[each] += getattr(record, each)
            if as_jsonl:
                line(record, out)
    say(f"{planned.to}: {_report(counts, time.monotonic() - begun)}")
    if counts["bad"] or counts["failures"]:
        raise typer.Exit(1)


def _foreseen(planned: Plan, found: Estimate | None, jobs: int) -> str:
    """Return what a run would do."""
    size = planned.size
    told = f"{len(planned.tasks):,} shards to read, {size / 1e6:,.1f} MB; {len(planned.done):,} done already."
    if not found:
        return told
    took = timedelta(seconds=round(found.seconds / jobs))
    by = f"{jobs:,} process{'es' if jobs > 1 else ''}, judging by {found.sample:,} stories"
    return f"{told}\nAbout {found.stories:,} stories with {found.words:,} words: {took} (h:mm:ss) with {by}."


def _report(counts: Counter[str], seconds: float) -> str:
    """Return what a run has done, in words."""
    shards = {"done": "read", "kept": "as they were", "bad": "failed"}
    told = ", ".join(f"{counts[key]:,} {words}" for key, words in shards.items() if counts[key])
    read = ", ".join(f"{counts[each]:,} {each}" for each in ("stories", "statements", "words"))
    failed = f", {counts['failures']:,} failed" if counts["failures"] else ""
    rate = f"{counts['stories'] / seconds:,.1f} stories and {counts['words'] / seconds:,.0f} words a second"
    return f"shards: {told}. {read}{failed}" + (f"; {rate}." if counts["stories"] else ".")
