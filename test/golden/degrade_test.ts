/** Test data against numbers that the reference implementation wrote. */
import { analyticKernel } from "../../src/degrade/analytic_kernel.ts";
import { degradePicture } from "../../src/degrade/degradation.ts";
import { assertWithin, relativeError } from "../close.ts";
import { Golden, hasGolden } from "./safetensors.ts";

Deno.test({
  name: "degradePicture(): golden/degradation",
  ignore: !hasGolden,
  fn: async () => {
    const golden = new Golden("degradation");
    const [, , height, width] = golden.shape("hr");
    const data = await interleaved(golden, "hr");
    for (const scale of [2, 3, 4]) {
      const [size] = golden.shape(`kernel.${scale}`);
      const kernel = { size, data: golden.values(`kernel.${scale}`) };
      const lr = degradePicture({ width, height, data }, kernel, scale);
      const wanted = await interleaved(golden, `lr.${scale}`);
      assertWithin(relativeError(lr.data, wanted), 1e-5, `scale ${scale}`);
    }
  },
});

/** A picture as RGB row by row. */
async function interleaved(golden: Golden, name: string) {
  const tensor = golden.picture(name);
  try {
    return await tensor.data<"float32">();
  } finally {
    tensor.dispose();
  }
}

Deno.test({
  name: "analyticKernel(): golden/kernels",
  ignore: !hasGolden,
  fn: () => {
    const golden = new Golden("kernels");
    const [size] = golden.shape("analytic.x2");
    const kernel = { size, data: golden.values("analytic.x2") };
    const { data } = analyticKernel(kernel);
    const error = relativeError(data, golden.values("analytic.x4"));
    assertWithin(error, 1e-6, "analytic.x4");
  },
});
