"""Asks the bridge for a picture, by the protocol in PROTOCOL.md."""

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, IO

from bridge_error import BridgeError
from bridge_keeper import LOG, PATIENCE

Message = dict[str, Any]

PROTOCOL = 1
SILENCE = 300.0
"""Seconds without a word after which the bridge is given up."""
PULSE = 0.5
"""Seconds between two calls of `on_message`, at most."""


class Bridge:
    """A running bridge, and a private folder for its pictures.

    A context: at its end the bridge has ended and the folder is gone.
    """

    folder: Path

    def __init__(self, command: list[str], silence: float = SILENCE) -> None:
        """Starts the command."""
        self.folder = Path(tempfile.mkdtemp(prefix="mlmc-"))
        self._silence = silence
        self._process = self._start(command)
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        reader = threading.Thread(
            target=_read_lines, args=(self._process.stdout, self._lines), daemon=True
        )
        reader.start()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        keeper = Path(__file__).with_name("bridge_keeper.py")
        try:
            return subprocess.Popen(
                [sys.executable, str(keeper), str(self.folder), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self.folder.rmdir()
            raise

    def __enter__(self) -> "Bridge":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._process.stdin.close()
        except OSError:
            pass
        try:
            self._process.wait(2 * PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def upscale(
        self, request: Message, on_message: Callable[[Message | None], None]
    ) -> Message:
        """Sends a request and waits for its result.

        Args:
            request: What an `upscale` has, but for `type` and `id`.
            on_message: Is called with each message, and with None while there
                are none.

        Raises:
            BridgeError: there is no result.
        """
        hello = self._next(on_message)
        if hello.get("type") != "hello" or hello.get("protocol") != PROTOCOL:
            raise BridgeError(
                "This MLMC does not fit the plug-in: update both, then run"
                ' "mlmc gimp install".'
            )
        self._send({"type": "upscale", "id": "1", **request})
        while True:
            message = self._next(on_message)
            if message["type"] == "result":
                return message
            if message["type"] == "error":
                raise BridgeError(str(message.get("message")))
            if message["type"] == "cancelled":
                raise BridgeError("MLMC was stopped: try again.")

    def _send(self, message: Message) -> None:
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._ended() from error

    def _next(self, on_message: Callable[[Message | None], None]) -> Message:
        deadline = time.monotonic() + self._silence
        while time.monotonic() < deadline:
            try:
                line = self._lines.get(timeout=PULSE)
            except queue.Empty:
                on_message(None)
                continue
            if not line:
                raise self._ended()
            message = _parse(line)
            on_message(message)
            return message
        raise BridgeError(
            f"MLMC has said nothing for {self._silence:.0f} seconds and was stopped:"
            " try again, or a smaller area."
        )

    def _ended(self) -> BridgeError:
        try:
            log = Path(self.folder, LOG).read_text("utf-8", "replace")
        except OSError:
            log = ""
        lines = log.strip().splitlines() or ["it may have run out of memory."]
        return BridgeError(f"MLMC ended too early: {lines[-1].strip()}")


def _read_lines(stream: IO[bytes], lines: "queue.SimpleQueue[bytes]") -> None:
    try:
        for line in stream:
            lines.put(line)
    except (OSError, ValueError):
        pass
    lines.put(b"")


def _parse(line: bytes) -> Message:
    try:
        message = json.loads(line)
        if isinstance(message["type"], str):
            return message
    except (ValueError, KeyError, TypeError):
        pass
    shown = line[:80].decode("utf-8", "replace").strip()
    raise BridgeError(f"MLMC's answer made no sense: {shown}")
