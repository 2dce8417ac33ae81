"""Folders that work is done in: held while somebody works, taken away when the process was killed."""

import os
import signal
from pathlib import Path

import pytest

from likvard.datasets import places


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings) -> None:
    settings.DATA_DIR = tmp_path


def test_what_a_killed_process_left_is_taken_away() -> None:
    mine = places.incoming()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        half = places.incoming()
        (half / "observations.parquet").write_bytes(b"half")
        os.write(writer, str(half).encode())
        signal.pause()
    left = Path(os.read(reader, 1000).decode())
    places.clear_incoming()
    assert (left / "observations.parquet").exists()  # somebody works in it
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    places.clear_incoming()
    assert not left.exists()
    assert mine.exists()
    places.remove(mine)
    places.clear_incoming()
    assert list((places.root() / "incoming").iterdir()) == []
    os.close(reader)
    os.close(writer)
