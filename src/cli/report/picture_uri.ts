import { encodeImage } from "../../image/file/encode.ts";
import type { FileTraits, Raster } from "../../image/raster.ts";

/**
 * A picture as a data URI: a PNG of eight bits, with the profile of its
 * colours, and nothing else that its file said.
 *
 * @param picture The picture.
 * @returns The URI.
 */
export async function pictureUri(picture: Raster): Promise<string> {
  const file = picture.file && shownTraits(picture.file);
  const png = await encodeImage({ ...picture, file }, "png");
  return `data:image/png;base64,${png.toBase64()}`;
}

function shownTraits({ isGrey, profile }: FileTraits): FileTraits {
  return { bits: 8, isGrey, ...(profile && { profile }) };
}
