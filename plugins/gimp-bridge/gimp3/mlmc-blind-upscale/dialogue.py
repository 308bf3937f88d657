"""What the user is asked."""

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("GimpUi", "3.0")
from gi.repository import Gimp, GimpUi  # noqa: E402

from area import Area  # noqa: E402

SHOWN = ["scale", "size", "result", "preset", "restorer", "noise-auto", "noise", "seed"]


def ask(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, area: Area) -> bool:
    """Shows the dialogue; whether to go on."""
    GimpUi.init(procedure.get_name())
    dialog = GimpUi.ProcedureDialog.new(procedure, config, "Blind Upscale")
    dialog.set_sensitive("noise", True, config, "noise-auto", True)
    size = dialog.get_label("size", "", False, False)
    size.set_xalign(0)

    def tell_size(*_: object) -> None:
        scale = int(config.get_property("scale"))
        size.set_text(
            f"{area.width} × {area.height} pixels become"
            f" {area.width * scale} × {area.height * scale}."
        )

    config.connect("notify::scale", tell_size)
    tell_size()
    dialog.fill(SHOWN)
    try:
        return dialog.run()
    finally:
        dialog.destroy()
