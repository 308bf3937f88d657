"""Asks a bridge that never says a word; needs no GIMP."""

import sys

sys.path.insert(0, sys.argv[1])
from bridge_client import Bridge  # noqa: E402
from bridge_error import BridgeError  # noqa: E402

with Bridge(["/bin/sleep", "1000"], silence=1) as bridge:
    try:
        bridge.upscale({}, lambda message: None)
    except BridgeError as error:
        print(error)
assert not bridge.folder.exists()
