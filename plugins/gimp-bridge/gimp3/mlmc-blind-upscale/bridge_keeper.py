"""Runs the bridge, and clears up after it when the plug-in is gone.

GIMP's cancel button kills the plug-in at once. This process outlives it, sees
its standard input end, ends the bridge and removes the folder of the pictures.

Usage: bridge_keeper.py FOLDER COMMAND...
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

LOG = "bridge.log"
PATIENCE = 5.0
"""Seconds that the bridge has to end by itself."""


def main() -> None:
    """Passes lines to the bridge until there are no more."""
    folder, *command = sys.argv[1:]
    try:
        with open(Path(folder, LOG), "wb") as log:
            bridge = _start(command, log)
        if bridge:
            _relay(bridge)
            _end(bridge)
        else:
            _wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stderr=log,
            cwd=Path(log.name).parent,
            start_new_session=True,
        )
    except OSError as error:
        log.write(str(error).encode())
        return None
    finally:
        # So that the plug-in sees the end of the bridge's output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _relay(bridge: subprocess.Popen[bytes]) -> None:
    while chunk := os.read(sys.stdin.fileno(), 1 << 16):
        try:
            bridge.stdin.write(chunk)
            bridge.stdin.flush()
        except OSError:
            return _wait()


def _wait() -> None:
    """Until the plug-in has read the log."""
    while os.read(sys.stdin.fileno(), 1 << 16):
        pass


def _end(bridge: subprocess.Popen[bytes]) -> None:
    try:
        bridge.stdin.close()
    except OSError:
        pass
    try:
        bridge.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(bridge.pid, signal.SIGKILL)
        else:
            bridge.kill()
        bridge.wait()


if __name__ == "__main__":
    main()
