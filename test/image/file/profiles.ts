import sharp from "sharp";

/** Colours as ICC profiles give them, relative to D50. */
type Xyz = readonly [x: number, y: number, z: number];

const D50: Xyz = [0.9642, 1, 0.8249];
const HEADER = 128;

/** A profile of the colours of Adobe RGB (1998). */
export const adobeProfile: Uint8Array = profile("RGB ", {
  rXYZ: xyz([0.60974, 0.31111, 0.01947]),
  gXYZ: xyz([0.20528, 0.62567, 0.06087]),
  bXYZ: xyz([0.14919, 0.06322, 0.74457]),
  rTRC: gamma(2.2),
  gTRC: gamma(2.2),
  bTRC: gamma(2.2),
});

/** A profile of grey that is visibly brighter than that of sRGB. */
export const greyProfile: Uint8Array = profile("GRAY", { kTRC: gamma(1.6) });

/** Puts a version 2 profile together. */
function profile(
  space: string,
  specific: Record<string, Uint8Array>,
): Uint8Array {
  const tags = Object.entries({
    desc: join(text("desc"), uint32(0, 5), text("test\0"), new Uint8Array(78)),
    cprt: join(text("text"), uint32(0), text("none\0")),
    wtpt: xyz(D50),
    ...specific,
  });
  const parts: Uint8Array[] = [];
  const table: Uint8Array[] = [uint32(tags.length)];
  let at = HEADER + 4 + 12 * tags.length;
  for (const [name, data] of tags) {
    table.push(text(name), uint32(at, data.length));
    parts.push(data, new Uint8Array(-data.length & 3));
    at += data.length + (-data.length & 3);
  }
  return join(header(space, at), ...table, ...parts);
}

function header(space: string, size: number): Uint8Array {
  const head = new Uint8Array(HEADER);
  head.set(join(uint32(size, 0, 0x02100000), text(`mntr${space}XYZ `)));
  head.set(join(uint16(2020, 1, 1, 0, 0, 0), text("acsp")), 24);
  head.set(fixed(...D50), 68);
  return head;
}

function xyz(colour: Xyz): Uint8Array {
  return join(text("XYZ "), uint32(0), fixed(...colour));
}

/** A curve of one number, the exponent, as a fraction of 256. */
function gamma(exponent: number): Uint8Array {
  return join(text("curv"), uint32(0, 1), uint16(Math.round(exponent * 256)));
}

function fixed(...values: number[]): Uint8Array {
  return uint32(...values.map((value) => Math.round(value * 65536)));
}

function uint32(...values: number[]): Uint8Array {
  return uint16(...values.flatMap((value) => [value >>> 16, value & 0xffff]));
}

function uint16(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The library's own profile of that name. */
export async function builtInProfile(
  name: "srgb" | "p3" | "cmyk",
): Promise<Uint8Array> {
  const pixel = sharp(new Uint8Array(3), {
    raw: { width: 1, height: 1, channels: 3 },
  });
  const file = await pixel.withIccProfile(name).jpeg().toBuffer();
  return new Uint8Array((await sharp(file).metadata()).icc!);
}
