import { type Box, crop } from "../image/crop.ts";
import type { Raster } from "../image/raster.ts";
import { cutOff, enlargeBicubic } from "../image/resize.ts";
import { fade } from "./tiles.ts";

/**
 * The large picture that tiles are laid on. Where none lies yet it is the
 * bicubic enlargement.
 */
export class Canvas {
  #plain: Raster;
  #scale: number;
  #tiles: readonly Box[];
  #data: Float32Array;

  /**
   * Starts with the bicubic enlargement.
   *
   * @param plain The low-resolution picture.
   * @param scale How many times larger the canvas is.
   * @param tiles All tiles that will be laid on it.
   */
  constructor(plain: Raster, scale: number, tiles: readonly Box[]) {
    this.#plain = plain;
    this.#scale = scale;
    this.#tiles = tiles;
    this.#data = enlargeBicubic(plain, scale).data;
  }

  /**
   * Lays a tile on the canvas, faded into its neighbours.
   *
   * @param tile Which.
   * @param values Its enlarged RGB values, row by row.
   */
  lay(tile: Box, values: Float32Array): void {
    this.#layOn(this.#data, tile, values);
  }

  /**
   * The picture so far with one more tile on it, which is not laid.
   *
   * @param tile Which.
   * @param values Its enlarged RGB values, row by row.
   * @returns The picture.
   */
  preview(tile: Box, values: Float32Array): Raster {
    const copy = this.#data.slice();
    this.#layOn(copy, tile, values);
    return {
      width: this.#plain.width * this.#scale,
      height: this.#plain.height * this.#scale,
      data: cutOff(copy),
    };
  }

  /**
   * The finished picture; nothing can be laid on it after.
   *
   * @returns RGB row by row, 0..1.
   */
  finish(): Float32Array {
    return cutOff(this.#data);
  }

  /**
   * Adds what the tile has beyond the bicubic enlargement, weighted: the
   * weights of all tiles sum to 1, so that in the end none of that is left.
   */
  #layOn(canvas: Float32Array, tile: Box, values: Float32Array): void {
    const plain = enlargeBicubic(crop(this.#plain, tile), this.#scale);
    const columns = fade("columns", tile, this.#tiles, this.#scale);
    const rows = fade("rows", tile, this.#tiles, this.#scale);
    const [left, top] = [tile.left * this.#scale, tile.top * this.#scale];
    const stride = this.#plain.width * this.#scale;
    rows.forEach((rowWeight, y) => {
      columns.forEach((columnWeight, x) => {
        const from = 3 * (y * columns.length + x);
        const to = 3 * ((top + y) * stride + left + x);
        for (let c = 0; c < 3; c++) {
          canvas[to + c] += rowWeight * columnWeight *
            (values[from + c] - plain.data[from + c]);
        }
      });
    });
  }
}
