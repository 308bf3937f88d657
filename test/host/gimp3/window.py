"""Works GIMP's window with the keyboard: cancels, upscales, undoes, redoes."""

import subprocess
import time
from collections.abc import Callable
from typing import Any

from gi.repository import Gimp
from helpers import CONFIG, TEMPORARY, facts, load, report

SETTINGS = (
    CONFIG
    / "plug-in-settings"
    / "GimpProcedureConfigRun-plug-in-mlmc-blind-upscale.last"
)
PATIENCE = 60.0
SIZE = ("1270", "800")
CANCEL = (990, 803)
"""Where GIMP 3.0 has its button in a window of this size."""


def xdotool(*arguments: str) -> None:
    """Does to the windows what a user does."""
    subprocess.run(["xdotool", *arguments], check=True)


def click(x: int, y: int) -> None:
    """Clicks on a button, which must have seen the pointer come."""
    xdotool("mousemove", str(x - 20), str(y - 20))
    time.sleep(0.5)
    xdotool("mousemove", str(x), str(y))
    time.sleep(0.5)
    xdotool("click", "1")
    time.sleep(1)


def window(name: str) -> str:
    """The number of the window that is called so, when it is there."""
    return wait(lambda: _search(name), f"window {name}")


def _search(name: str) -> str:
    command = ["xdotool", "search", "--onlyvisible", "--name", name]
    found = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return found[0] if found else ""


def focus(name: str) -> None:
    """Gives a window the focus, once it is there."""
    xdotool("windowactivate", window(name))
    time.sleep(1)


def wait(happened: Callable[[], Any], what: str) -> Any:
    """Waits for something to be true."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = happened()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError(what)


def working() -> bool:
    """Whether the bridge has got its picture."""
    return any(TEMPORARY.glob("mlmc-*/source.png"))


def leads_to(key: str, wanted: dict[str, Any]) -> bool:
    """Presses a key in the image window; whether the image then is as wanted."""
    focus("GIMP$")
    xdotool("key", key)
    time.sleep(2)
    return facts(image) == wanted


def write_settings(iterations: int) -> None:
    """Writes the values that the dialogue begins with."""
    SETTINGS.parent.mkdir(exist_ok=True)
    SETTINGS.write_text(f'(result "image") (iterations {iterations})')


def ask() -> None:
    """Opens the dialogue from the menu, and says OK."""
    focus("GIMP$")
    for key in ("alt+r", "h", "b"):
        xdotool("key", key)
        time.sleep(1)
    focus("^Blind Upscale$")
    xdotool("key", "Return")


image = load("rgb.png")
Gimp.Display.new(image)
before = facts(image)
found = {}

xdotool("windowunmap", window("^Welcome to GIMP"))
xdotool("windowsize", window("GIMP$"), *SIZE)

write_settings(iterations=10000)
ask()
wait(working, "the work")
time.sleep(1)
wait(lambda: click(*CANCEL) or not working(), "the end of the work")
found["cancelled"] = facts(image) == before

write_settings(iterations=1)
ask()
wait(lambda: len(image.get_layers()) == 2 and not working(), "the result")
after = facts(image)
found["size"] = after["size"]
found["undone"] = leads_to("ctrl+z", before)
found["undone again"] = leads_to("ctrl+z", before)
found["redone"] = leads_to("ctrl+y", after)

focus("GIMP$")
xdotool("key", "ctrl+f")
wait(lambda: len(image.get_layers()) == 3 and not working(), "the repetition")
found["repeated"] = facts(image)["size"]
report(found)
