import { latin1 } from "./bytes.ts";

/** The kinds of picture files that can be read. */
export type FileKind = "png" | "jpeg" | "webp" | "tiff" | "avif" | "gif";

/** What the first bytes of each kind look like, each byte a character. */
const BEGINNINGS: Record<FileKind, RegExp> = {
  png: /^\x89PNG\r\n/,
  jpeg: /^\xff\xd8\xff/,
  webp: /^RIFF....WEBP/s,
  tiff: /^(II[*+]\0|MM\0[*+])/,
  avif: /^....ftyp(....)*avi[fs]/s,
  gif: /^GIF8[79]a/,
};
/** Where the longest beginning ends: AVIF's is a list of brands. */
const BEGINNING = 64;

/**
 * Tells by its first bytes what kind of picture a file is.
 *
 * @param bytes The file's content.
 * @returns The kind; undefined if it is none that can be read.
 */
export function fileKind(bytes: Uint8Array): FileKind | undefined {
  const beginning = latin1(bytes, 0, BEGINNING);
  const kinds = Object.keys(BEGINNINGS) as FileKind[];
  return kinds.find((kind) => BEGINNINGS[kind].test(beginning));
}
