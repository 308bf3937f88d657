/**
 * Where chance starts for one picture of a set, whatever else is in it
 * (FNV-1a over the seed and the name).
 *
 * @param seed The seed of the set, 0 to 2^32 - 1.
 * @param name The picture's name.
 * @returns A seed from 0 to 2^32 - 1.
 */
export function pictureSeed(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${seed} ${name}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
