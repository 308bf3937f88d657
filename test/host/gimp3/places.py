"""Upscales layers and selections of all shapes to where they can go."""

from typing import Any

from gi.repository import Gimp
from helpers import facts, layer_facts, load, report, upscale

REPLACE = Gimp.ChannelOps.REPLACE


def two_layers() -> tuple[Gimp.Image, Gimp.Layer]:
    """An image, and a layer in it that reaches beyond its upper edge."""
    image = load("rgb.png")
    layer = image.get_layers()[0].copy()
    layer.set_name("part")
    image.insert_layer(layer, None, 0)
    layer.resize(10, 8, -3, -2)
    layer.set_offsets(2, -1)
    return image, layer


def new_image() -> dict[str, Any]:
    """Leaves the old one alone."""
    image, layer = two_layers()
    before = facts(image)
    result = upscale(image, [layer], result="new-image")
    new = result.get_image()
    return {
        "image": facts(new),
        "kept": facts(image) == before,
        "file": new.get_file() and new.get_file().get_path(),
    }


def image() -> dict[str, Any]:
    """Enlarges the image with all its layers."""
    image, layer = two_layers()
    upscale(image, [layer], result="image", scale="3")
    return {"image": facts(image)}


def ellipse() -> dict[str, Any]:
    """Is clear outside the ellipse."""
    image = load("rgb.png")
    image.select_ellipse(REPLACE, 4, 4, 12, 12)
    return {"layer": layer_facts(upscale(image, result="layer"))}


def mask() -> dict[str, Any]:
    """Is clear where the layer's mask is black, on the right."""
    image, layer = two_layers()
    layer.add_mask(layer.create_mask(Gimp.AddMaskType.WHITE))
    image.select_rectangle(REPLACE, 7, 0, 30, 30)
    layer.get_mask().edit_fill(Gimp.FillType.FOREGROUND)
    Gimp.Selection.none(image)
    before = facts(image)["layers"]
    result = upscale(image, [layer], result="layer")
    kept = facts(image)["layers"][1:] == before and layer.get_mask() is not None
    return {"layer": layer_facts(result), "kept": kept}


def group() -> dict[str, Any]:
    """Takes what a group shows, and goes above it."""
    image, layer = two_layers()
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 1)
    image.reorder_item(layer, group, 0)
    layer.set_visible(True)
    result = upscale(image, [group], result="layer")
    return {
        "layer": layer_facts(result),
        "names": [layer.get_name() for layer in image.get_layers()],
        "members": [layer.get_name() for layer in group.get_children()],
    }


def member() -> dict[str, Any]:
    """Goes above the layer, in its group."""
    image, layer = two_layers()
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 1)
    image.reorder_item(layer, group, 0)
    layer.set_mode(Gimp.LayerMode.MULTIPLY)
    layer.set_opacity(40)
    result = upscale(image, [layer], result="layer")
    return {
        "layer": layer_facts(result),
        "opacity": result.get_opacity(),
        "mode": result.get_mode().value_nick,
        "members": [layer.get_name() for layer in group.get_children()],
    }


def effect() -> dict[str, Any]:
    """Takes a layer with its effects, which stay."""
    image, layer = two_layers()
    effect = Gimp.DrawableFilter.new(layer, "gegl:invert-gamma", "")
    layer.append_filter(effect)
    result = upscale(image, [layer], result="layer")
    plain = upscale(*two_layers_inverted(), result="layer")
    return {
        "same": layer_facts(result) == layer_facts(plain),
        "effects": len(layer.get_filters()),
    }


def two_layers_inverted() -> tuple[Gimp.Image, list[Gimp.Layer]]:
    """The same, with the effect merged."""
    image, layer = two_layers()
    layer.invert(False)
    return image, [layer]


report(
    {f.__name__: f() for f in (new_image, image, ellipse, mask, group, member, effect)}
)
