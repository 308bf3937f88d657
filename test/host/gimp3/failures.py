"""Upscales with bridges that fail."""

import json

from helpers import CONFIG, facts, load, report, upscale

BRIDGE = CONFIG / "plug-ins/mlmc-blind-upscale/config.json"
COMMANDS = {
    "no program": ["/no/such/deno", "run"],
    "not started": ["/bin/sh", "-c", "echo warning >&2; echo 'no module' >&2; exit 1"],
    "nonsense": ["/bin/sh", "-c", "echo nonsense; cat"],
    "another version": ["/bin/sh", "-c", 'echo \'{"type":"hello","protocol":2}\'; cat'],
    "no memory": ["/bin/sh", "-c", 'echo \'{"type":"hello","protocol":1}\'; read line'],
}

image = load("rgb.png")
before = facts(image)


def failure() -> dict[str, object]:
    """What the user reads, and whether all is as before."""
    error = str(upscale(image, result="image"))
    return {"error": error, "kept": facts(image) == before}


found = {}
for name, command in COMMANDS.items():
    BRIDGE.write_text(json.dumps({"command": command}))
    found[name] = failure()
BRIDGE.write_text("{}")
found["no command"] = failure()
BRIDGE.unlink()
found["nothing installed"] = failure()
report(found)
