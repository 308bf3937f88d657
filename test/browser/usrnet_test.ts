/** The bundle that the README makes, in a page that restores a picture. */
import { assertEquals } from "@std/assert";
import { upscale } from "../../mod.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { assertWithin } from "../close.ts";
import { smoothPicture } from "../pictures.ts";
import { CHECKPOINT, hasWeights, publishedWeights } from "../usrnet/weights.ts";
import { bundle } from "./bundle.ts";
import { browserTest } from "./register.ts";
import { visit } from "./visit.ts";

/** Largest difference of the engines, a hundred times what it is. */
const TOLERANCE = 1e-4;

const { width, height, data } = smoothPicture(12, 10);
const gaussian = { lambda1: 2, lambda2: 1, theta: 0.4 };
const kernel = gaussianKernel(gaussian, 2, "aligned");

/** Restores the picture, and sends its values. */
const SCRIPT = `
import { readUsrnetWeights, upscale } from "./mlmc.js";
const file = await fetch("weights.pth");
const picture = {
  width: ${width},
  height: ${height},
  data: Float32Array.from(${JSON.stringify([...data])}),
};
const { image } = await upscale(picture, {
  scale: 2,
  noise: 0,
  kernel: {
    size: ${kernel.size},
    data: Float32Array.from(${JSON.stringify([...kernel.data])}),
  },
  device: "webgpu",
  restorer: "usrnet",
  weights: readUsrnetWeights(new Uint8Array(await file.arrayBuffer())),
});
await fetch("report", { method: "POST", body: JSON.stringify([...image.data]) });
`;

if (hasWeights) {
  browserTest(
    "upscale() by usrnet gives in a browser what it gives in Deno",
    async (program) => {
      const root = new URL("../../", import.meta.url);
      const wasm = import.meta.resolve("@echogarden/pffft-wasm/simd")
        .replace(/js$/, "wasm");
      const actual = await visit<number[]>(program, {
        "page.js": [SCRIPT, "text/javascript"],
        "mlmc.js": [await bundle(`${root.pathname}mod.ts`), "text/javascript"],
        "pffft.wasm": [Deno.readFileSync(new URL(wasm)), "application/wasm"],
        "weights.pth": [Deno.readFileSync(CHECKPOINT), "application/x-pytorch"],
      });
      const { image } = await upscale({ width, height, data }, {
        scale: 2,
        noise: 0,
        kernel,
        device: "cpu",
        restorer: "usrnet",
        weights: publishedWeights(),
      });
      assertEquals(actual.length, image.data.length);
      const most = image.data.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - actual[i])),
        0,
      );
      assertWithin(most, TOLERANCE, "picture");
    },
  );
}
