import config from "../../deno.json" with { type: "json" };
import type { UpscaleOptions } from "../upscale.ts";

/**
 * Tells apart whatever gives another result.
 *
 * @param picture The picture file's content.
 * @param options How it is upscaled.
 * @returns The same text for the same picture, options and version.
 */
export async function fingerprint(
  picture: Uint8Array<ArrayBuffer>,
  options: UpscaleOptions,
): Promise<string> {
  const { kernel } = options;
  const text = JSON.stringify({
    ...options,
    kernel: kernel && [...kernel.data],
    picture: await digest(picture),
    version: config.version,
  });
  return await digest(new TextEncoder().encode(text));
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex();
}
