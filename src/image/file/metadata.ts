import type { FileTraits } from "../raster.ts";

/** What a picture file says besides how its pixels are stored. */
export type Metadata = Pick<
  FileTraits,
  "profile" | "exif" | "xmp" | "density"
>;
