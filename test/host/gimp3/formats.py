"""Upscales a selection of pictures of all kinds."""

import base64

from gi.repository import Gimp
from helpers import facts, layer_facts, load, pixels, report, upscale

Precision = Gimp.Precision


def indexed() -> Gimp.Image:
    """With sixteen colours."""
    image = load("rgb.png")
    dither, palette = Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE
    image.convert_indexed(dither, palette, 16, False, False, "")
    return image


def precise(precision: Gimp.Precision) -> Gimp.Image:
    """With another precision than its file has."""
    image = load("rgb16.png")
    image.convert_precision(precision)
    return image


def profiled(profile: Gimp.ColorProfile) -> Gimp.Image:
    """With a profile that says something else of the same numbers."""
    image = load("rgb16.png")
    image.set_color_profile(profile)
    return image


IMAGES = {
    "rgb": load("rgb.png"),
    "rgba": load("rgba.png"),
    "grey": load("grey.png"),
    "rgb16": load("rgb16.png"),
    "indexed": indexed(),
    "float linear": precise(Precision.FLOAT_LINEAR),
    "half perceptual": precise(Precision.HALF_PERCEPTUAL),
    "u32": precise(Precision.U32_NON_LINEAR),
    "Adobe RGB": profiled(Gimp.ColorProfile.new_rgb_adobe()),
}

found = {}
for name, image in IMAGES.items():
    source = base64.b64encode(pixels(image.get_layers()[0])).decode()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 4, 3, 16, 12)
    layer = upscale(image, result="layer")
    now = facts(image)
    if image.get_color_profile():
        # The numbers are compared, not the colours.
        image.set_color_profile(Gimp.ColorProfile.new_rgb_srgb())
        source = None
    found[name] = {"layer": layer_facts(layer), "image": now, "source": source}
report(found)
