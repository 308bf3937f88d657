import { decode, encode } from "fast-png";

/** Pixels of a layer or of a document: 8-bit RGBA, alpha not premultiplied. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** A part of the plane in pixels; the right column and the bottom row are not part of it. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A transparent picture. */
export function emptyPicture(width: number, height: number): Picture {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

/** A picture that a function of the place draws. */
export function drawPicture(
  width: number,
  height: number,
  colour: (x: number, y: number) => [number, number, number, number],
): Picture {
  const picture = emptyPicture(width, height);
  for (let i = 0; i < width * height; i++) {
    picture.data.set(colour(i % width, Math.floor(i / width)), 4 * i);
  }
  return picture;
}

/** Cuts a rectangle out; what lies beside the picture is transparent. */
export function cutPicture(picture: Picture, rect: Rect): Picture {
  const cut = emptyPicture(rect.right - rect.left, rect.bottom - rect.top);
  for (let y = 0; y < cut.height; y++) {
    for (let x = 0; x < cut.width; x++) {
      const [fromX, fromY] = [x + rect.left, y + rect.top];
      if (fromX < 0 || fromX >= picture.width) continue;
      if (fromY < 0 || fromY >= picture.height) continue;
      const from = 4 * (fromY * picture.width + fromX);
      const pixel = picture.data.subarray(from, from + 4);
      cut.data.set(pixel, 4 * (y * cut.width + x));
    }
  }
  return cut;
}

/** Resizes to the nearest pixels: tests look at places, not at the interpolation. */
export function resizePicture(
  picture: Picture,
  width: number,
  height: number,
): Picture {
  return drawPicture(width, height, (x, y) => {
    const fromX = Math.floor((x + 0.5) * picture.width / width);
    const fromY = Math.floor((y + 0.5) * picture.height / height);
    const from = 4 * (fromY * picture.width + fromX);
    const [r, g, b, a] = picture.data.subarray(from, from + 4);
    return [r, g, b, a];
  });
}

/** Lays a picture over another of its size, with an opacity from 0 to 1. */
export function layOver(below: Picture, above: Picture, opacity: number): void {
  for (let i = 0; i < above.data.length; i += 4) {
    const cover = above.data[i + 3] / 255 * opacity;
    const rest = below.data[i + 3] / 255 * (1 - cover);
    if (cover === 0) continue;
    for (let c = 0; c < 3; c++) {
      const sum = above.data[i + c] * cover + below.data[i + c] * rest;
      below.data[i + c] = sum / (cover + rest);
    }
    below.data[i + 3] = 255 * (cover + rest);
  }
}

/** The least rectangle with all pixels that are not transparent; none of a transparent picture. */
export function opaqueRect({ width, data }: Picture): Rect | undefined {
  const isOpaque = data.filter((_, i) => i % 4 === 3);
  return rectAround([...isOpaque].map((alpha) => alpha > 0), width);
}

/** The least rectangle with all places of a mask, whose rows have so many columns. */
export function rectAround(mask: boolean[], width: number): Rect | undefined {
  const rect = { left: Infinity, top: Infinity, right: 0, bottom: 0 };
  for (const [i, isIn] of mask.entries()) {
    if (!isIn) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    rect.left = Math.min(rect.left, x);
    rect.top = Math.min(rect.top, y);
    rect.right = Math.max(rect.right, x + 1);
    rect.bottom = Math.max(rect.bottom, y + 1);
  }
  return rect.right > 0 ? rect : undefined;
}

/** A picture as a PNG file. */
export function encodePicture({ width, height, data }: Picture): ArrayBuffer {
  const bytes = new Uint8Array(data);
  return encode({ width, height, data: bytes, channels: 4 }).slice().buffer;
}

/**
 * Reads a PNG file of 8 bits, grey or colour, with or without alpha.
 *
 * @throws {Error} If it is another file.
 */
export function decodePicture(file: ArrayBuffer): Picture {
  const { width, height, data, channels, depth } = decode(file);
  if (depth !== 8) throw new Error(`a PNG of ${depth} bits`);
  const colours = channels < 3 ? [0, 0, 0] : [0, 1, 2];
  return drawPicture(width, height, (x, y) => {
    const from = channels * (y * width + x);
    const [r, g, b] = colours.map((c) => data[from + c]);
    return [r, g, b, channels % 2 ? 255 : data[from + channels - 1]];
  });
}
