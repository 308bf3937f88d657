"""Which program is the bridge."""

import json
import shutil
from pathlib import Path

from bridge_error import BridgeError

CONFIG = Path(__file__).with_name("config.json")
INSTALL = 'run "mlmc gimp install" in a terminal.'


def bridge_command() -> list[str]:
    """The command that `config.json` has, or `mlmc` from the path.

    Raises:
        BridgeError: there is none.
    """
    command = _configured() or _on_path()
    if not command:
        raise BridgeError(f"MLMC was not found: {INSTALL}")
    if not shutil.which(command[0]):
        raise BridgeError(f"{command[0]} was not found: {INSTALL}")
    return command


def _configured() -> list[str] | None:
    try:
        command = json.loads(CONFIG.read_text("utf-8"))["command"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        command = None
    if (
        command
        and isinstance(command, list)
        and all(isinstance(s, str) for s in command)
    ):
        return command
    raise BridgeError(f"{CONFIG} cannot be read: {INSTALL}")


def _on_path() -> list[str] | None:
    mlmc = shutil.which("mlmc")
    return [mlmc, "bridge", "--stdio"] if mlmc and shutil.which("deno") else None
