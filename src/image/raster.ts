/** A picture in memory. */
export interface Raster {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** `height * width * 3` numbers, red, green and blue of each pixel, row by row, values 0..1. */
  data: Float32Array;
  /** `height * width` opacities, 0 (clear) to 1; left out where every pixel is opaque. */
  alpha?: Float32Array;
  /** What else its file says; left out for a picture that comes from no file. */
  file?: FileTraits;
}

/** What a picture file says besides the pixels. */
export interface FileTraits {
  /** Bits a channel. */
  bits: 8 | 16;
  /** Whether it has one channel of grey, so that red, green and blue are equal. */
  isGrey: boolean;
  /** The ICC profile, which says what colours the values are; sRGB where left out. */
  profile?: Uint8Array;
  /** The EXIF block, from its byte order mark on. */
  exif?: Uint8Array;
  /** The XMP packet. */
  xmp?: Uint8Array;
  /** Dots per inch. */
  density?: number;
}

/**
 * Lays a picture on white.
 *
 * @param raster The picture.
 * @returns The picture without opacities; itself if it has none.
 */
export function flattened(raster: Raster): Raster {
  const { width, height, data, alpha } = raster;
  if (!alpha) return raster;
  const flat = data.map((value, i) => {
    const opacity = alpha[Math.floor(i / 3)];
    return value * opacity + 1 - opacity;
  });
  return { width, height, data: flat };
}
