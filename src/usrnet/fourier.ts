import createPffft from "@echogarden/pffft-wasm/simd";
import { type Pffft, RowTransform } from "./row_transform.ts";

/** Loaded once, for every tile of a picture transforms planes of two sizes. */
let pffft: Promise<Pffft> | undefined;

/** Rows and columns of the blocks in which a plane is turned over: what the nearest cache holds. */
const BLOCK = 32;

/**
 * Fourier transforms of complex planes of one size. A plane is rows of real
 * and imaginary parts in turn; its spectrum lies there turned over, so that
 * one transposition is saved each way: `width` rows of `height` frequencies.
 */
export class Fourier {
  #height: number;
  #width: number;
  #alongRows: RowTransform;
  #alongColumns: RowTransform;
  /** A plane to write into. */
  #spare: Float32Array;

  private constructor(fft: Pffft, height: number, width: number) {
    this.#height = height;
    this.#width = width;
    this.#alongRows = new RowTransform(fft, width);
    this.#alongColumns = new RowTransform(fft, height);
    this.#spare = new Float32Array(2 * height * width);
  }

  /**
   * Makes ready for planes of one size.
   *
   * @param height Rows.
   * @param width Columns.
   * @returns The transforms.
   */
  static async open(height: number, width: number): Promise<Fourier> {
    pffft ??= createPffft() as unknown as Promise<Pffft>;
    return new Fourier(await pffft, height, width);
  }

  /** Frees the memory. */
  dispose(): void {
    this.#alongRows.dispose();
    this.#alongColumns.dispose();
  }

  /**
   * The spectrum of a plane.
   *
   * @param plane The plane; its array is used up.
   * @returns The spectrum.
   */
  forward(plane: Float32Array): Float32Array {
    this.#alongRows.run(plane, false);
    const spectrum = this.#turnedOver(plane, this.#height, this.#width);
    this.#alongColumns.run(spectrum, false);
    return spectrum;
  }

  /**
   * The plane of a spectrum.
   *
   * @param spectrum The spectrum; its array is used up.
   * @returns The plane, `height * width` times too large.
   */
  inverse(spectrum: Float32Array): Float32Array {
    this.#alongColumns.run(spectrum, true);
    const plane = this.#turnedOver(spectrum, this.#width, this.#height);
    this.#alongRows.run(plane, true);
    return plane;
  }

  /** The transposed plane in the spare array, whose place the given one takes. */
  #turnedOver(from: Float32Array, rows: number, columns: number): Float32Array {
    const to = this.#spare;
    this.#spare = from;
    // A complex number is moved as one double.
    const source = new Float64Array(
      from.buffer,
      from.byteOffset,
      rows * columns,
    );
    const target = new Float64Array(to.buffer, to.byteOffset, rows * columns);
    for (let top = 0; top < rows; top += BLOCK) {
      const bottom = Math.min(top + BLOCK, rows);
      for (let left = 0; left < columns; left += BLOCK) {
        const right = Math.min(left + BLOCK, columns);
        for (let c = left; c < right; c++) {
          for (let r = top; r < bottom; r++) {
            target[c * rows + r] = source[r * columns + c];
          }
        }
      }
    }
    return to;
  }
}
