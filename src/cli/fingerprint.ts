import config from "../../deno.json" with { type: "json" };
import type { UpscaleOptions } from "../upscale.ts";
import type { UsrnetWeights } from "../usrnet/weights.ts";

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
  const { kernel, weights } = options;
  const text = JSON.stringify({
    ...options,
    kernel: kernel && [...kernel.data],
    weights: weights && await weightsDigest(weights),
    picture: await digest(picture),
    version: config.version,
  });
  return await digest(new TextEncoder().encode(text));
}

async function weightsDigest({ tensors }: UsrnetWeights): Promise<string> {
  const all = new Blob(
    [...tensors.values()].map(({ data }) => data as Float32Array<ArrayBuffer>),
  );
  return await digest(new Uint8Array(await all.arrayBuffer()));
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex();
}
