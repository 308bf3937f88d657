/** What a client can ask of the service at most. */
export interface Limits {
  /** Bytes of a picture file. */
  bytes: number;
  /** Pixels of a picture. */
  pixels: number;
  /** Pixels of a result. */
  resultPixels: number;
  /** Jobs that wait for the one that runs. */
  queue: number;
}

/**
 * The limits. A result of 64 megapixels takes 0.8 GiB as it is reckoned with,
 * and some 3 GiB at the most while it is made; a picture of 16 megapixels
 * becomes one when it is enlarged twice. Its file is seldom larger than a byte
 * for each channel of each pixel, and of these files nine can be there at once.
 */
export const LIMITS: Limits = {
  bytes: 2 ** 26,
  pixels: 2 ** 24,
  resultPixels: 2 ** 26,
  queue: 8,
};
