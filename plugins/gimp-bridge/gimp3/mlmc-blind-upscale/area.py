"""The part of a layer that is upscaled."""

from dataclasses import dataclass

import gi

gi.require_version("Gegl", "0.4")
gi.require_version("Gimp", "3.0")
from gi.repository import Gegl, Gimp  # noqa: E402

MASK_FORMAT = "Y u16"


@dataclass(frozen=True)
class Area:
    """A rectangle of an image, in its pixels, and what of it is selected."""

    x: int
    y: int
    width: int
    height: int
    mask: bytes | None
    """How far each pixel is selected, in `MASK_FORMAT`; None if all are, fully."""


def area_of(layer: Gimp.Layer) -> Area | None:
    """What of a layer is selected, or all of it; None if that is nothing."""
    found, x, y, width, height = layer.mask_intersect()
    if not found:
        return None
    _, left, top = layer.get_offsets()
    mask = _mask(layer.get_image(), x + left, y + top, width, height)
    return Area(x + left, y + top, width, height, mask)


def _mask(image: Gimp.Image, x: int, y: int, width: int, height: int) -> bytes | None:
    if Gimp.Selection.is_empty(image):
        return None
    rectangle = Gegl.Rectangle.new(x, y, width, height)
    buffer = image.get_selection().get_buffer()
    mask = bytes(buffer.get(rectangle, 1.0, MASK_FORMAT, Gegl.AbyssPolicy.NONE))
    return None if mask.count(0xFF) == len(mask) else mask
