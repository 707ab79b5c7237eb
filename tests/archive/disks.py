"""Disks that are full, or that nobody may write to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own, which only root may make."""
    folder.mkdir()
    _mounted("-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder in which nothing can be written: of a disk that is read only for root, who may write everywhere else."""
    if os.geteuid() == 0:
        _mounted("--bind", folder, folder)
        shut, opened = ["mount", "-o", "remount,ro,bind"], ["umount", "-l"]
    else:
        shut, opened = ["chmod", "-R", "a-w"], ["chmod", "-R", "u+w"]
    try:
        subprocess.run([*shut, folder], check=True)
        yield folder
    finally:
        subprocess.run([*opened, folder], check=True)


def _mounted(*arguments: str | Path) -> None:
    if shutil.which("mount") is None:
        pytest.skip("no disk can be made here: there is no mount")
    made = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"no disk can be made here: {made.stderr.decode().strip()}")
