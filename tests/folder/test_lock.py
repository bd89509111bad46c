"""A folder is one run's: refused at once while it is held, free when the holder ends, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from synth.core.errors import OutputError
from synth.folder.opening import locked
from tests.runs import ctrl_c_heard

HOLD = """
import sys, time
from pathlib import Path
from synth.folder.opening import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "out" / ".synth").mkdir(parents=True)
    return tmp_path / "out" / ".synth" / "lock"


def holder(path: Path) -> subprocess.Popen[str]:
    with ctrl_c_heard():
        process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_held_folder_is_refused_at_once_and_free_when_its_run_dies(path: Path, how: signal.Signals) -> None:
    process = holder(path)
    start = time.monotonic()
    with pytest.raises(OutputError) as caught, locked(path):
        pass
    assert time.monotonic() - start < 1
    assert str(caught.value) == (
        f"{path.parent.parent}: got 'a folder that another run is writing'; "
        "wait for that run to end or choose another out="
    )
    process.send_signal(how)
    process.wait(timeout=20)
    with locked(path):
        pass


def test_one_process_holds_it_once_and_the_file_stays(path: Path) -> None:
    with locked(path):
        with pytest.raises(OutputError, match="another run is writing"), locked(path):
            pass
        with (
            pytest.raises(OutputError, match="another run is writing"),
            locked(path.parent.parent / ".synth/../.synth/lock"),
        ):
            pass
    assert path.exists()
    with pytest.raises(ZeroDivisionError), locked(path):
        raise ZeroDivisionError
    with locked(path):
        pass
