/** MLMC-USRNet with the kernels that the reference implementation found. */
import { assertLess } from "@std/assert";
import { decodeImage, upscale } from "../../mod.ts";
import { psnr } from "../../src/image/metrics.ts";
import { hasWeights, publishedWeights } from "../usrnet/weights.ts";
import { exists } from "./safetensors.ts";

const FOLDER = new URL("../../../shared/reference/", import.meta.url);
const hasReference = exists(FOLDER);
/** How far apart the two may be, in dB. */
const TOLERANCE = 0.05;

if (!hasReference) {
  console.error(
    "tests on the reference's runs are skipped: ../shared/reference is absent",
  );
}

const runs = hasReference
  ? [...Deno.readDirSync(FOLDER)].filter((entry) => entry.isDirectory)
  : [];

for (const { name } of runs) {
  Deno.test({
    name: `upscale() by usrnet gets the reference's PSNR: ${name}`,
    ignore: !hasWeights,
    fn: () => compare(new URL(`${name}/`, FOLDER)),
  });
}

async function compare(folder: URL): Promise<void> {
  const read = (name: string) => Deno.readFileSync(new URL(name, folder));
  const json = (name: string) =>
    JSON.parse(new TextDecoder().decode(read(name)));
  const { scale, mlmc_usrnet } = json("result.json");
  const rows: number[][] = json("kernel_reference.json");
  const { image } = await upscale(await decodeImage(read("lr.png")), {
    scale,
    alignment: "benchmark",
    kernel: { size: rows.length, data: Float32Array.from(rows.flat()) },
    noise: 0,
    restorer: "usrnet",
    weights: publishedWeights(),
    device: "cpu",
  });
  const data = image.data.map((value) => Math.round(value * 255) / 255);
  const truth = await decodeImage(read("hr.png"));
  const found = psnr({ ...image, data }, truth, scale);
  assertLess(Math.abs(found - mlmc_usrnet.psnr), TOLERANCE);
}
