"""What the scripts that run in GIMP share."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gegl", "0.4")
gi.require_version("Gimp", "3.0")
from gi.repository import Gegl, Gimp, Gio  # noqa: E402

PROCEDURE = "plug-in-mlmc-blind-upscale"
FOLDER = Path(os.environ["MLMC_TEST_FOLDER"])
TEMPORARY = Path(os.environ["TMPDIR"])
CONFIG = Path.home() / ".config/GIMP/3.0"


def load(name: str) -> Gimp.Image:
    """The image in a file of the test's folder."""
    file = Gio.File.new_for_path(str(FOLDER / name))
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, file)
    image.clean_all()
    # Forgets the steps of the loading.
    image.undo_disable()
    image.undo_enable()
    return image


def upscale(
    image: Gimp.Image, drawables: list[Gimp.Drawable] | None = None, **arguments: Any
) -> Gimp.Layer | str:
    """Calls the procedure; the result's layer, or the error."""
    procedure = Gimp.get_pdb().lookup_procedure(PROCEDURE)
    config = procedure.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables or image.get_layers()[:1])
    for name, value in {"iterations": 1, **arguments}.items():
        config.set_property(name.replace("_", "-"), value)
    values = procedure.run(config)
    if values.index(0) == Gimp.PDBStatusType.SUCCESS:
        return values.index(1)
    return Gimp.get_pdb().get_last_error()


def facts(image: Gimp.Image) -> dict[str, Any]:
    """What a test compares of an image."""
    profile = image.get_color_profile()
    return {
        "size": [image.get_width(), image.get_height()],
        "kind": image.get_base_type().value_nick,
        "precision": image.get_precision().value_nick,
        "profile": profile and profile.get_label(),
        "dirty": image.is_dirty(),
        "layers": [layer_facts(layer) for layer in image.get_layers()],
    }


def layer_facts(layer: Gimp.Layer | str) -> dict[str, Any] | str:
    """What a test compares of a layer."""
    if isinstance(layer, str):
        return layer
    _, x, y = layer.get_offsets()
    return {
        "name": layer.get_name(),
        "at": [x, y],
        "size": [layer.get_width(), layer.get_height()],
        "alpha": layer.has_alpha(),
        "pixels": base64.b64encode(pixels(layer)).decode(),
    }


def pixels(layer: Gimp.Layer) -> bytes:
    """All of a layer, as sRGB with alpha, 16 bits."""
    whole = Gegl.Rectangle.new(0, 0, layer.get_width(), layer.get_height())
    buffer = layer.get_buffer()
    return bytes(buffer.get(whole, 1.0, "R'G'B'A u16", Gegl.AbyssPolicy.NONE))


def report(found: Any) -> None:
    """Hands the findings to the test."""
    (FOLDER / "report.json").write_text(json.dumps(found), "utf-8")
