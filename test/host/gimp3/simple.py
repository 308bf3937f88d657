"""Upscales a picture."""

from helpers import layer_facts, load, report, upscale

report(layer_facts(upscale(load("rgb.png"), result="layer")))
