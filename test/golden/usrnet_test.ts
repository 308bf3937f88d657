/** USRNet against numbers that the reference implementation wrote. */
import { assertWithin } from "../close.ts";
import { enginesTest } from "../engine.ts";
import { usrnet } from "../../src/usrnet/usrnet.ts";
import { hasWeights, publishedWeights } from "../usrnet/weights.ts";
import { Golden, hasGolden } from "./safetensors.ts";

const TOLERANCE = 1e-3;

for (const scale of [2, 3, 4]) {
  for (const level of [0, 10]) {
    enginesTest(
      `usrnet() at scale ${scale}, noise ${level}: golden/usrnet`,
      () => compare(scale, level),
      !hasGolden || !hasWeights,
    );
  }
}

async function compare(scale: number, level: number): Promise<void> {
  const golden = new Golden("usrnet");
  const [, , height, width] = golden.shape(`lr.x${scale}`);
  const [size] = golden.shape(`kernel.x${scale}`);
  const degradation = {
    height,
    width,
    data: interleaved(golden.values(`lr.x${scale}`)),
    kernel: { size, data: golden.values(`kernel.x${scale}`) },
    scale,
    phase: 0,
  };
  const steps = usrnet(degradation, level / 255, publishedWeights());
  let found = new Float32Array();
  for await (const { image } of steps) found = image.slice();
  const wanted = interleaved(golden.values(`output.x${scale}.sigma${level}`));
  const error = found.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - wanted[i])),
    found.length === wanted.length ? 0 : Infinity,
  );
  assertWithin(error, TOLERANCE, `scale ${scale}, noise ${level}`);
}

/** Planes as pixels. */
function interleaved(planes: Float32Array): Float32Array<ArrayBuffer> {
  const pixels = planes.length / 3;
  return Float32Array.from(
    planes,
    (_, i) => planes[(i % 3) * pixels + Math.floor(i / 3)],
  );
}
