"""The progress in the image window."""

from typing import Any

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp  # noqa: E402

STAGES = {
    "warm-up": "Blind Upscale: getting to know blurs",
    "solve": "Blind Upscale: finding blur and picture",
    "restore": "Blind Upscale: drawing the picture",
}


class Progress:
    """Shows the bridge's messages."""

    def __init__(self) -> None:
        """Begins before the first message."""
        self._fraction = 0.0
        Gimp.progress_init("Blind Upscale: starting MLMC")

    def show(self, message: dict[str, Any] | None) -> None:
        """Shows a message; None where there is none."""
        if message and message["type"] == "progress":
            self._fraction = float(message.get("fraction") or 0)
            Gimp.progress_set_text(_text(message))
        # Ends the plug-in where GIMP itself is gone.
        Gimp.progress_update(self._fraction)


def _text(message: dict[str, Any]) -> str:
    text = STAGES.get(message.get("stage"), "Blind Upscale")
    part = message.get("part")
    if part and part.get("count", 1) > 1:
        text += f", part {part['index']} of {part['count']}"
    seconds = message.get("secondsLeft")
    return text if seconds is None else f"{text}, {_duration(seconds)} left"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
