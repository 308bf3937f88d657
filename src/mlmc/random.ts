/**
 * A seeded generator of random numbers (xoshiro128**, Blackman and Vigna),
 * so that one seed gives one run.
 */
export class Random {
  #state = new Uint32Array(4);

  /**
   * Starts the sequence of a seed.
   *
   * @param seed A whole number from 0 to 2^32 - 1.
   */
  constructor(seed: number) {
    // splitmix32 spreads the seed over the state, which must not be zero.
    let mixed = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let z = mixed;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.#state[i] = z ^ (z >>> 15);
    }
  }

  /**
   * Draws from U[low, high).
   *
   * @param low Least value.
   * @param high Bound that is not reached.
   * @returns The number.
   */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.#next() / 2 ** 32);
  }

  /**
   * Draws a list from U[low, high).
   *
   * @param length How many.
   * @param low Least value.
   * @param high Bound that is not reached.
   * @returns The numbers.
   */
  uniforms(length: number, low: number, high: number): Float32Array {
    return Float32Array.from({ length }, () => this.uniform(low, high));
  }

  /**
   * Draws from the standard normal distribution (Box and Muller).
   *
   * @returns The number.
   */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(this.uniform(0, 2 * Math.PI));
  }

  #next(): number {
    const s = this.#state;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }
}
