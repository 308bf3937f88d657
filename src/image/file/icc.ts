import { latin1 } from "./bytes.ts";

const HEADER = 128;

/**
 * What kind of numbers an ICC profile explains.
 *
 * @param profile The profile.
 * @returns The four letters of its colour space, such as "RGB " or "GRAY";
 * undefined if it is no profile.
 */
export function profileSpace(profile: Uint8Array): string | undefined {
  const isProfile = profile.length > HEADER &&
    latin1(profile, 36, 40) === "acsp";
  return isProfile ? latin1(profile, 16, 20) : undefined;
}
