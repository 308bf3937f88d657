"""Has processes killed in the middle of the work."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from helpers import TEMPORARY, facts, load, report, upscale


def processes() -> Iterator[tuple[int, str, str]]:
    """Those that the plug-in started, and itself: their numbers, programs, commands."""
    for entry in Path("/proc").iterdir():
        try:
            if f"TMPDIR={TEMPORARY}".encode() in (entry / "environ").read_bytes():
                command = (entry / "cmdline").read_bytes().decode()
                program = os.path.basename(os.readlink(entry / "exe"))
                if program == "deno" or "mlmc-blind-upscale" in command:
                    yield int(entry.name), program, command
        except (OSError, ValueError):
            continue


def is_bridge(program: str, _command: str) -> bool:
    """Whether it computes."""
    return program == "deno"


def is_plug_in(_program: str, command: str) -> bool:
    """Whether it is what GIMP's cancel button kills."""
    return "mlmc-blind-upscale.py" in command


def kill_soon(is_victim: Callable[[str, str], bool]) -> None:
    """Kills a process once the bridge has worked for a while."""
    while not any(is_bridge(*process[1:]) for process in processes()):
        time.sleep(0.1)
    time.sleep(2)
    for number, *process in processes():
        if is_victim(*process):
            os.kill(number, signal.SIGKILL)


def interrupted(is_victim: Callable[[str, str], bool]) -> dict[str, Any]:
    """What the user reads, and what is left."""
    image = load("rgb.png")
    before = facts(image)
    threading.Thread(target=kill_soon, args=[is_victim]).start()
    error = upscale(image, result="image", iterations=10000)
    deadline = time.monotonic() + 10
    while any(processes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return {
        "error": error,
        "kept": facts(image) == before,
        "processes": [command for _, _, command in processes()],
    }


report({"bridge": interrupted(is_bridge), "plug-in": interrupted(is_plug_in)})
