"""Begins what takes long."""

from helpers import load, upscale

upscale(load("rgb.png"), iterations=10000)
