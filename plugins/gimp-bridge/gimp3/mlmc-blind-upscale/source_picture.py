"""The picture that the bridge gets."""

from pathlib import Path

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio  # noqa: E402

from area import Area  # noqa: E402
from bridge_error import BridgeError  # noqa: E402


def write_source(layer: Gimp.Layer, area: Area, path: Path) -> None:
    """Writes an area of a layer as it looks, with its mask and its effects.

    It is a PNG of 16 bits with the image's profile, which GIMP itself writes
    from a copy: it knows every precision and every kind of profile.
    """
    copy = image_like(layer.get_image(), area.width, area.height)
    try:
        _copy_area(layer, area, copy)
        encode(copy)
        _export(copy, path)
    finally:
        copy.delete()


def image_like(image: Gimp.Image, width: int, height: int) -> Gimp.Image:
    """An empty image of the same colours and precision, but RGB for indexed ones."""
    grey = image.get_base_type() == Gimp.ImageBaseType.GRAY
    kind = Gimp.ImageBaseType.GRAY if grey else Gimp.ImageBaseType.RGB
    new = Gimp.Image.new_with_precision(width, height, kind, image.get_precision())
    new.undo_disable()
    profile = image.get_color_profile()
    if profile:
        new.set_color_profile(profile)
    _, x, y = image.get_resolution()
    new.set_resolution(x, y)
    return new


def encode(image: Gimp.Image) -> None:
    """Gives an image, and its profile, the encoding of the pictures."""
    if image.get_precision() != Gimp.Precision.U16_NON_LINEAR:
        image.convert_precision(Gimp.Precision.U16_NON_LINEAR)


def _copy_area(layer: Gimp.Layer, area: Area, image: Gimp.Image) -> None:
    _, left, top = layer.get_offsets()
    copy = Gimp.Layer.new_from_drawable(layer, image)
    image.insert_layer(copy, None, 0)
    copy.set_visible(True)
    copy.set_opacity(100)
    copy.set_mode(Gimp.LayerMode.NORMAL)
    if copy.is_group_layer():
        copy = copy.merge()
        _, left, top = copy.get_offsets()
    copy.merge_filters()
    if copy.get_mask():
        copy.remove_mask(Gimp.MaskApplyMode.APPLY)
    copy.resize(area.width, area.height, left - area.x, top - area.y)
    copy.set_offsets(0, 0)


def _export(image: Gimp.Image, path: Path) -> None:
    export = Gimp.get_pdb().lookup_procedure("file-png-export")
    config = export.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_property("file", Gio.File.new_for_path(str(path)))
    config.set_property("include-color-profile", True)
    config.set_property("include-comment", False)
    config.set_property("include-thumbnail", False)
    result = export.run(config)
    if result.index(0) != Gimp.PDBStatusType.SUCCESS:
        raise BridgeError(f"{path} cannot be written: make room there.")
