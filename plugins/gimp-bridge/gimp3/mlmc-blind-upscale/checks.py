"""What cannot be upscaled, said before the work begins."""

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp  # noqa: E402

from area import Area, area_of  # noqa: E402
from bridge_error import BridgeError  # noqa: E402

LEAST = 4
"""Pixels of the smallest area along each side."""
MOST = 524288
"""Pixels of GIMP's largest image along each side."""


def what_to_upscale(
    image: Gimp.Image, drawables: list[Gimp.Drawable]
) -> tuple[Gimp.Layer, Area]:
    """The selected layer, and what of it is selected.

    Raises:
        BridgeError: it cannot be upscaled.
    """
    if len(drawables) != 1:
        raise BridgeError(f"{len(drawables)} layers are selected: select one.")
    layer = drawables[0]
    if not layer.is_layer():
        raise BridgeError("A mask or a channel is selected: select a layer.")
    if image.get_floating_sel():
        raise BridgeError("There is a floating selection: anchor it first.")
    area = area_of(layer)
    if area is None:
        raise BridgeError("The selection lies outside the layer: move one of them.")
    if min(area.width, area.height) < LEAST:
        raise BridgeError(
            f"The area is {area.width} × {area.height} pixels: select at least"
            f" {LEAST} × {LEAST}."
        )
    return layer, area


def check_size(layer: Gimp.Layer, area: Area, scale: int, target: str) -> None:
    """Raises a BridgeError where GIMP has no images as large as the result."""
    sides = [area.width, area.height]
    if target == "image":
        image = layer.get_image()
        sides += [image.get_width(), image.get_height()]
    if max(sides) * scale > MOST:
        raise BridgeError(
            f"The result would be longer than {MOST} pixels: enlarge it by less."
        )
