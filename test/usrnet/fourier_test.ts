import { assertEquals } from "@std/assert";
import { Random } from "../../src/mlmc/random.ts";
import { Fourier } from "../../src/usrnet/fourier.ts";
import { directLength } from "../../src/usrnet/row_transform.ts";
import { assertWithin, relativeError } from "../close.ts";

/** The transform by its definition, turned over. */
function spectrumOf(
  plane: Float32Array,
  height: number,
  width: number,
): Float64Array {
  const spectrum = new Float64Array(2 * height * width);
  for (let u = 0; u < width; u++) {
    for (let v = 0; v < height; v++) {
      let [real, imaginary] = [0, 0];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const angle = -2 * Math.PI * (u * x / width + v * y / height);
          const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
          const at = 2 * (y * width + x);
          real += plane[at] * cos - plane[at + 1] * sin;
          imaginary += plane[at] * sin + plane[at + 1] * cos;
        }
      }
      spectrum.set([real, imaginary], 2 * (u * height + v));
    }
  }
  return spectrum;
}

const SIZES = [
  [1, 1],
  [1, 7],
  [2, 3],
  [13, 17],
  [16, 16],
  [48, 5],
  [31, 80],
  [34, 38],
];

for (const [height, width] of SIZES) {
  Deno.test(`Fourier transforms ${height}×${width} and back`, async () => {
    const fourier = await Fourier.open(height, width);
    const plane = new Random(1).uniforms(2 * height * width, -1, 1);
    const spectrum = fourier.forward(plane.slice());
    const wanted = spectrumOf(plane, height, width);
    assertWithin(relativeError(spectrum, wanted), 1e-6, "spectrum");
    const back = fourier.inverse(spectrum).map((v) => v / (height * width));
    assertWithin(relativeError(back, plane), 1e-6, "plane");
    fourier.dispose();
  });
}

Deno.test("directLength() gives lengths without large prime factors", () => {
  const lengths = [1, 16, 17, 112, 961, 1024, 1025].map(directLength);
  assertEquals(lengths, [16, 16, 32, 128, 1024, 1024, 1152]);
});
