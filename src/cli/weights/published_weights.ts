/** The weights of USRNet that the authors of MLMC published. */
export const PUBLISHED = {
  /** Where they are; a commit, so that they stay the same. */
  url:
    "https://raw.githubusercontent.com/XYLGroup/MLMC/23f4baa0a7d54e9d6b66b60577eeba4da3f3f840/data/pretrained_models/usrnet_tiny.pth",
  /** Length of the file, in bytes. */
  size: 2_371_002,
  /** The SHA-256 of the file, in hexadecimal. */
  sha256: "d82929fc053d6bbe181adba9e2be3d23548eeca8b7b4232eb122f020352295cf",
  /** Whose they are. */
  credit:
    "USRNet is by Zhang, Van Gool and Timofte (https://github.com/cszn/USRNet); the weights are those published in https://github.com/XYLGroup/MLMC (Apache-2.0)",
};

/**
 * Whether a file is that of the published weights.
 *
 * @param bytes Its content.
 * @returns Whether it is, to the last bit.
 */
export async function isPublished(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (bytes.length !== PUBLISHED.size) return false;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex() === PUBLISHED.sha256;
}
