import type { Raster } from "../../../mod.ts";

/** A layer, as the scripts report it. */
export interface LayerFacts {
  name: string;
  at: [x: number, y: number];
  size: [width: number, height: number];
  alpha: boolean;
  /** Base64 of 16-bit red, green, blue and alpha, encoded as sRGB, low byte first. */
  pixels: string;
}

/** An image, as the scripts report it. */
export interface ImageFacts {
  size: [width: number, height: number];
  kind: string;
  precision: string;
  profile: string | null;
  dirty: boolean;
  layers: LayerFacts[];
}

/** What went wrong, and whether the image was as before then. */
export interface Failure {
  error: string;
  kept: boolean;
}

/** Values of 0..1, four a pixel. */
export function values(pixels: string): Float32Array {
  const bytes = Uint8Array.fromBase64(pixels);
  return Float32Array.from(new Uint16Array(bytes.buffer), (v) => v / 65535);
}

/** How opaque each pixel is. */
export function opacities({ pixels }: LayerFacts): number[] {
  return [...values(pixels).filter((_, i) => i % 4 === 3)];
}

/** Opaque pixels as a picture of 16 bits. */
export function opaqueRaster(pixels: string, width: number): Raster {
  const data = values(pixels).filter((_, i) => i % 4 < 3);
  const height = data.length / 3 / width;
  return { width, height, data, file: { bits: 16, isGrey: false } };
}

/** How far a layer is from a picture, at most. */
export function distance(layer: LayerFacts, { data, alpha }: Raster): number {
  return values(layer.pixels).reduce((most, value, i) => {
    const [pixel, channel] = [Math.floor(i / 4), i % 4];
    const wanted = channel === 3
      ? alpha?.[pixel] ?? 1
      : data[3 * pixel + channel];
    return Math.max(most, Math.abs(value - wanted));
  }, 0);
}
