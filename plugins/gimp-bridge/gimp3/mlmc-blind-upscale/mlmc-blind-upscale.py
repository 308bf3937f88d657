#!/usr/bin/env python3
"""Filters ▸ Enhance ▸ Blind Upscale: upscales a layer whose blur nobody knows.

The work is done by MLMC's bridge, a program of its own.
"""

import sys
from pathlib import Path

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, GLib  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
from arguments import add_arguments, bridge_options  # noqa: E402
from area import Area  # noqa: E402
from bridge_client import Bridge  # noqa: E402
from bridge_command import bridge_command  # noqa: E402
from bridge_error import BridgeError  # noqa: E402
from checks import check_size, what_to_upscale  # noqa: E402
from progress import Progress  # noqa: E402
from result_picture import place_result  # noqa: E402
from source_picture import write_source  # noqa: E402

PROCEDURE = "plug-in-mlmc-blind-upscale"


class BlindUpscale(Gimp.PlugIn):
    """The plug-in."""

    def do_query_procedures(self) -> list[str]:
        """Names the procedure."""
        return [PROCEDURE]

    def do_set_i18n(self, _name: str) -> bool:
        """There are no translations."""
        return False

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        """Describes the procedure."""
        procedure = Gimp.ImageProcedure.new(
            self, name, Gimp.PDBProcType.PLUGIN, run, None
        )
        procedure.set_image_types("*")
        # Several layers are refused with a line that says why.
        mask = Gimp.ProcedureSensitivityMask
        procedure.set_sensitivity_mask(mask.DRAWABLE | mask.DRAWABLES)
        procedure.set_menu_label("_Blind Upscale...")
        procedure.add_menu_path("<Image>/Filters/Enhance")
        procedure.set_documentation(
            "Upscale a layer whose blur nobody knows",
            "Finds out how the selected layer was blurred, and draws the sharp one"
            " that, blurred that way and sampled down, gives it back. Where there is"
            " a selection, only what is selected is upscaled. It takes minutes.",
            name,
        )
        procedure.set_attribution("MLMC", "Apache-2.0", "2026")
        add_arguments(procedure)
        return procedure


def run(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    _data: None,
) -> Gimp.ValueArray:
    """Upscales; GIMP shows the error if there is one."""
    status = Gimp.PDBStatusType
    try:
        layer, area = what_to_upscale(image, drawables)
        command = bridge_command()
        if run_mode == Gimp.RunMode.INTERACTIVE and not _asked(procedure, config, area):
            return procedure.new_return_values(status.CANCEL, None)
        result = _upscale(command, layer, area, config)
    except (BridgeError, OSError, GLib.Error) as error:
        return procedure.new_return_values(
            status.EXECUTION_ERROR, GLib.Error(_line(error))
        )
    if run_mode != Gimp.RunMode.NONINTERACTIVE:
        if config.get_property("result") == "new-image":
            Gimp.Display.new(result.get_image())
        Gimp.displays_flush()
    values = procedure.new_return_values(status.SUCCESS, None)
    values.remove(1)
    values.insert(1, result)
    return values


def _asked(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, area: Area) -> bool:
    # Needs a display, which is missing where GIMP runs without windows.
    from dialogue import ask

    return ask(procedure, config, area)


def _upscale(
    command: list[str],
    layer: Gimp.Layer,
    area: Area,
    config: Gimp.ProcedureConfig,
) -> Gimp.Layer:
    options, target = bridge_options(config), config.get_property("result")
    check_size(layer, area, options["scale"], target)
    progress = Progress()
    with Bridge(command) as bridge:
        source, output = bridge.folder / "source.png", bridge.folder / "result.png"
        write_source(layer, area, source)
        request = {"input": str(source), "output": str(output), "options": options}
        message = bridge.upscale(request, progress.show)
        indexed = layer.is_valid() and layer.is_indexed()
        result = place_result(output, layer, area, options["scale"], target)
    if indexed:
        Gimp.message("Blind Upscale: indexed colours were converted to RGB.")
    for doubt in message.get("doubts") or []:
        Gimp.message(f"Blind Upscale: {doubt}")
    return result


def _line(error: Exception) -> str:
    return "Blind Upscale: " + " ".join(str(error).split())


Gimp.main(BlindUpscale.__gtype__, sys.argv)
