"""The bridge's picture, put where it belongs."""

from pathlib import Path

import gi

gi.require_version("Gegl", "0.4")
gi.require_version("Gimp", "3.0")
from gi.repository import Gegl, Gimp, Gio  # noqa: E402

from area import MASK_FORMAT, Area  # noqa: E402
from bridge_error import BridgeError  # noqa: E402
from source_picture import encode, image_like  # noqa: E402


def place_result(
    path: Path, source: Gimp.Layer, area: Area, scale: int, target: str
) -> Gimp.Layer:
    """Makes a layer of the picture; all that happens to an image is one step.

    Args:
        path: A PNG with the encoding that `write_source` gave it.
        source: The layer that was upscaled.
        area: What of it.
        scale: How many times larger the picture is.
        target: `new-image`; `image`, which is enlarged; or `layer`.
    """
    if not source.is_valid():
        raise BridgeError("The layer is gone: leave it there until the result is.")
    picture = Gimp.file_load(
        Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(str(path))
    )
    if picture is None:
        raise BridgeError("MLMC's picture cannot be read: try again.")
    try:
        picture.undo_disable()
        layer = picture.get_layers()[0]
        if area.mask:
            _cut_out(layer, area, scale)
        if target == "new-image":
            return _new_image(layer, source)
        return _insert(layer, source, area, scale, target)
    finally:
        picture.delete()


def _cut_out(layer: Gimp.Layer, area: Area, scale: int) -> None:
    """Makes transparent what was not selected."""
    mask = _enlarged(area, scale)
    layer.add_alpha()
    layer_mask = layer.create_mask(Gimp.AddMaskType.WHITE)
    layer.add_mask(layer_mask)
    _write(layer_mask, mask)
    layer.remove_mask(Gimp.MaskApplyMode.APPLY)


def _enlarged(area: Area, scale: int) -> bytes:
    image = Gimp.Image.new_with_precision(
        area.width,
        area.height,
        Gimp.ImageBaseType.GRAY,
        Gimp.Precision.U16_LINEAR,
    )
    image.undo_disable()
    layer = Gimp.Layer.new(
        image,
        "mask",
        area.width,
        area.height,
        Gimp.ImageType.GRAY_IMAGE,
        100,
        Gimp.LayerMode.NORMAL,
    )
    image.insert_layer(layer, None, 0)
    _write(layer, area.mask)
    _scale_image(image, scale, Gimp.InterpolationType.LINEAR)
    extent = Gegl.Rectangle.new(0, 0, area.width * scale, area.height * scale)
    mask = layer.get_buffer().get(extent, 1.0, MASK_FORMAT, Gegl.AbyssPolicy.NONE)
    image.delete()
    return bytes(mask)


def _write(drawable: Gimp.Drawable, mask: bytes) -> None:
    width, height = drawable.get_width(), drawable.get_height()
    buffer = drawable.get_buffer()
    buffer.set(Gegl.Rectangle.new(0, 0, width, height), MASK_FORMAT, mask)
    buffer.flush()
    drawable.update(0, 0, width, height)


def _new_image(picture: Gimp.Layer, source: Gimp.Layer) -> Gimp.Layer:
    image = image_like(source.get_image(), picture.get_width(), picture.get_height())
    layer = Gimp.Layer.new_from_drawable(_encoded_as(image, picture), image)
    layer.set_name(source.get_name())
    image.insert_layer(layer, None, 0)
    image.undo_enable()
    return layer


def _insert(
    picture: Gimp.Layer, source: Gimp.Layer, area: Area, scale: int, target: str
) -> Gimp.Layer:
    image = source.get_image()
    image.undo_group_start()
    try:
        if image.get_base_type() == Gimp.ImageBaseType.INDEXED:
            image.convert_rgb()
        if target == "image":
            _scale_image(image, scale, Gimp.InterpolationType.CUBIC)
            x, y = area.x * scale, area.y * scale
        else:
            x = area.x - area.width * (scale - 1) // 2
            y = area.y - area.height * (scale - 1) // 2
        layer = Gimp.Layer.new_from_drawable(_encoded_as(image, picture), image)
        layer.set_name(f"{source.get_name()} × {scale}")
        layer.set_opacity(source.get_opacity())
        layer.set_mode(source.get_mode())
        above = image.get_item_position(source)
        image.insert_layer(layer, source.get_parent(), above)
        layer.set_offsets(x, y)
        return layer
    finally:
        image.undo_group_end()


def _encoded_as(image: Gimp.Image, picture: Gimp.Layer) -> Gimp.Layer:
    """Gives the picture the encoding that it had when it was sent."""
    like = image_like(image, 1, 1)
    encode(like)
    picture.get_image().set_color_profile(like.get_effective_color_profile())
    like.delete()
    return picture


def _scale_image(
    image: Gimp.Image, scale: int, interpolation: Gimp.InterpolationType
) -> None:
    Gimp.context_push()
    Gimp.context_set_interpolation(interpolation)
    image.scale(image.get_width() * scale, image.get_height() * scale)
    Gimp.context_pop()
