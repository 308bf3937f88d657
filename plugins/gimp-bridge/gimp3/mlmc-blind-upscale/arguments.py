"""The procedure's arguments."""

from typing import Any

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, GObject  # noqa: E402

CHOICES = {
    "scale": (
        "Enlarge _by",
        "How many times wider and higher the result is",
        [("2", "2 ×"), ("3", "3 ×"), ("4", "4 ×"), ("8", "8 ×")],
    ),
    "result": (
        "Resul_t",
        "Where the result goes. Image: everything is enlarged, and the result is a"
        " new layer. Layer: the image keeps its size, and the result is a new layer"
        " with the same centre",
        [
            ("new-image", "New image"),
            ("image", "New layer in the enlarged image"),
            ("layer", "New layer, larger than the old one"),
        ],
    ),
    "preset": (
        "_Preset",
        "How long MLMC works: balanced takes four times as long as fast, best two and"
        " a half times as long as balanced; as published, 65 times as much as fast has"
        " to be computed",
        [
            ("balanced", "Balanced"),
            ("fast", "Fast"),
            ("best", "Best, slow"),
            ("paper", "As published, slow"),
        ],
    ),
    "restorer": (
        "_Drawn by",
        'What draws the picture; USRNet needs the weights that "mlmc weights"'
        " downloads",
        [
            ("dip", "An untrained network"),
            ("usrnet", "USRNet, trained on photos"),
        ],
    ),
}
FLAGS = GObject.ParamFlags.READWRITE
MOST_SEED = 2**31 - 1


def add_arguments(procedure: Gimp.Procedure) -> None:
    """Declares arguments and results."""
    for name, (label, blurb, values) in CHOICES.items():
        choice = Gimp.Choice.new()
        for number, (value, shown) in enumerate(values):
            choice.add(value, number, shown, "")
        procedure.add_choice_argument(name, label, blurb, choice, values[0][0], FLAGS)
    procedure.add_boolean_argument(
        "noise-auto", "_Measure the noise", "Measure the noise", True, FLAGS
    )
    procedure.add_double_argument(
        "noise",
        "_Noise level",
        "Standard deviation of the noise in levels of 255, if it is not measured",
        *(0, 50, 0),
        FLAGS,
    )
    procedure.add_int_argument(
        "seed",
        "S_eed",
        "Where the random numbers start; one seed gives the same result each time",
        *(0, MOST_SEED, 0),
        FLAGS,
    )
    procedure.add_int_argument(
        "iterations",
        "_Iterations",
        "Rounds of the main loop; not in the dialogue",
        *(1, 10000, 200),
        FLAGS,
    )
    procedure.add_layer_return_value(
        "layer", "Layer", "The layer with the result", False, FLAGS
    )


def bridge_options(config: Gimp.ProcedureConfig) -> dict[str, Any]:
    """The `options` of the bridge's request."""
    measured = config.get_property("noise-auto")
    return {
        "scale": int(config.get_property("scale")),
        "preset": config.get_property("preset"),
        "restorer": config.get_property("restorer"),
        "seed": config.get_property("seed"),
        "iterations": config.get_property("iterations"),
        "noise": "auto" if measured else config.get_property("noise"),
    }
