/** PFFFT's functions, and its memory. */
export interface Pffft {
  /** The memory as floats; another array after it has grown. */
  HEAPF32: Float32Array;
  _pffft_new_setup(length: number, isComplex: 1): number;
  _pffft_destroy_setup(setup: number): void;
  _pffft_aligned_malloc(bytes: number): number;
  _pffft_aligned_free(address: number): void;
  _pffft_transform_ordered(
    setup: number,
    from: number,
    to: number,
    work: number,
    direction: 0 | 1,
  ): void;
}

/** PFFFT transforms lengths that are a multiple of this. */
const UNIT = 16;
/** Bytes of a complex number. */
const COMPLEX = 8;

/**
 * The least length that is transformed directly, and not shorter.
 *
 * @param length The length wanted.
 * @returns A multiple of 16 without prime factors above 5.
 */
export function directLength(length: number): number {
  let direct = Math.ceil(length / UNIT) * UNIT;
  while (!isDirect(direct)) direct += UNIT;
  return direct;
}

function isDirect(length: number): boolean {
  let rest = length;
  for (const prime of [2, 3, 5]) {
    while (rest % prime === 0) rest /= prime;
  }
  return length % UNIT === 0 && rest === 1;
}

/**
 * The Fourier transform of complex rows of one length. Lengths that PFFFT does
 * not know are transformed as a convolution of a length that it does
 * (Bluestein's algorithm), so that every length takes n log n.
 */
export class RowTransform {
  #fft: Pffft;
  #length: number;
  /** The length that PFFFT transforms. */
  #inner: number;
  #setup: number;
  #buffer: number;
  #work: number;
  #chirp: Chirp | undefined;

  /**
   * Makes ready.
   *
   * @param fft PFFFT.
   * @param length Complex numbers of a row.
   */
  constructor(fft: Pffft, length: number) {
    this.#fft = fft;
    this.#length = length;
    this.#inner = isDirect(length) ? length : directLength(2 * length - 1);
    this.#setup = fft._pffft_new_setup(this.#inner, 1);
    this.#buffer = fft._pffft_aligned_malloc(this.#inner * COMPLEX);
    this.#work = fft._pffft_aligned_malloc(this.#inner * COMPLEX);
    if (this.#inner !== length) this.#chirp = this.#makeChirp();
  }

  /** Frees the memory. */
  dispose(): void {
    this.#fft._pffft_destroy_setup(this.#setup);
    this.#fft._pffft_aligned_free(this.#buffer);
    this.#fft._pffft_aligned_free(this.#work);
  }

  /**
   * Transforms each row where it lies.
   *
   * @param rows Real and imaginary parts in turn.
   * @param isInverse Whether back; the result is then `length` times too large.
   */
  run(rows: Float32Array, isInverse: boolean): void {
    const buffer = this.#heap;
    for (let from = 0; from < rows.length; from += 2 * this.#length) {
      const row = rows.subarray(from, from + 2 * this.#length);
      if (this.#chirp) this.#byConvolution(row, this.#chirp, isInverse);
      else {
        buffer.set(row);
        this.#transform(isInverse);
        row.set(buffer);
      }
    }
  }

  get #heap(): Float32Array {
    const from = this.#buffer / 4;
    return this.#fft.HEAPF32.subarray(from, from + 2 * this.#inner);
  }

  #transform(isInverse: boolean): void {
    this.#fft._pffft_transform_ordered(
      this.#setup,
      this.#buffer,
      this.#buffer,
      this.#work,
      isInverse ? 1 : 0,
    );
  }

  /** Spectrum[k] = w[k] Σ row[n] w[n] w̄[k - n] with w[n] = exp(-iπn² / length). */
  #byConvolution(row: Float32Array, chirp: Chirp, isInverse: boolean): void {
    const buffer = this.#heap;
    // Back is forth with real and imaginary parts exchanged.
    if (isInverse) exchangeParts(row);
    buffer.fill(0);
    multiply(row, chirp.weights, buffer);
    this.#transform(false);
    multiply(buffer, chirp.spectrum, buffer);
    this.#transform(true);
    multiply(buffer.subarray(0, row.length), chirp.weights, row);
    if (isInverse) exchangeParts(row);
  }

  #makeChirp(): Chirp {
    const length = this.#length;
    const weights = new Float32Array(2 * length);
    const buffer = this.#heap;
    buffer.fill(0);
    for (let n = 0; n < length; n++) {
      // n² is taken modulo 2·length, or the angle loses its digits.
      const angle = Math.PI * ((n * n) % (2 * length)) / length;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      weights.set([cos, -sin], 2 * n);
      for (const at of [n, (this.#inner - n) % this.#inner]) {
        buffer.set([cos, sin], 2 * at);
      }
    }
    this.#transform(false);
    const spectrum = buffer.map((value) => value / this.#inner);
    return { weights, spectrum };
  }
}

/** What turns a transform into a convolution. */
interface Chirp {
  /** exp(-iπn² / length). */
  weights: Float32Array;
  /** The transform of exp(iπn² / length), over the inner length. */
  spectrum: Float32Array;
}

/** Complex products of `a` and `b` into `to`, which may be one of them. */
function multiply(a: Float32Array, b: Float32Array, to: Float32Array): void {
  for (let i = 0; i < a.length; i += 2) {
    const real = a[i] * b[i] - a[i + 1] * b[i + 1];
    to[i + 1] = a[i] * b[i + 1] + a[i + 1] * b[i];
    to[i] = real;
  }
}

function exchangeParts(row: Float32Array): void {
  for (let i = 0; i < row.length; i += 2) {
    const real = row[i];
    row[i] = row[i + 1];
    row[i + 1] = real;
  }
}
