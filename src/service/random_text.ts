/**
 * Makes a text that nobody can guess.
 *
 * @param length Random bytes in it.
 * @returns The bytes in base64url.
 */
export function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
