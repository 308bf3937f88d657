"""Asks for what cannot be done."""

from gi.repository import Gimp
from helpers import facts, load, report, upscale

REPLACE = Gimp.ChannelOps.REPLACE
found = {}


def refuse(name: str, image: Gimp.Image, drawables: list[Gimp.Drawable]) -> None:
    """Notes the error."""
    before = facts(image)
    error = upscale(image, drawables, result="image")
    found[name] = {"error": error, "kept": facts(image) == before}


image = load("rgb.png")
layer = image.get_layers()[0]
second = layer.copy()
image.insert_layer(second, None, 0)
refuse("two layers", image, [layer, second])
mask = second.create_mask(Gimp.AddMaskType.WHITE)
second.add_mask(mask)
refuse("a mask", image, [mask])
image.select_rectangle(REPLACE, 1, 1, 9, 3)
refuse("a small area", image, [layer])
second.set_offsets(100, 100)
refuse("a selection elsewhere", image, [second])
image.select_rectangle(REPLACE, 1, 1, 9, 9)
Gimp.edit_copy([layer])
Gimp.edit_paste(layer, False)
refuse("a floating selection", image, [layer])

long = Gimp.Image.new(300000, 4, Gimp.ImageBaseType.GRAY)
kind, mode = Gimp.ImageType.GRAY_IMAGE, Gimp.LayerMode.NORMAL
layer = Gimp.Layer.new(long, "long", 9, 4, kind, 100, mode)
long.insert_layer(layer, None, 0)
refuse("a long result", long, [layer])
report(found)
