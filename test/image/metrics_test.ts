import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { kernelPsnr, psnr, ssim } from "../../src/image/metrics.ts";
import { smoothPicture } from "../pictures.ts";
import { Golden, hasGolden } from "../golden/safetensors.ts";

Deno.test({
  name: "psnr(), ssim() and kernelPsnr(): golden/metrics",
  ignore: !hasGolden,
  fn: () => {
    const golden = new Golden("metrics");
    const expected = JSON.parse(golden.metadata.psnr_ssim_by_crop_border);
    const [height, width] = golden.shape("hr");
    const peak = Math.max(...golden.values("hr")) > 1.5 ? 255 : 1;
    const raster = (name: string) => ({
      width,
      height,
      data: golden.values(name).map((value) => value / peak),
    });
    const [hr, sr] = [raster("hr"), raster("sr")];
    for (const border of [2, 3, 4]) {
      const [decibels, similarity] = expected[border];
      assertAlmostEquals(psnr(sr, hr, border), decibels, 0.01);
      assertAlmostEquals(ssim(sr, hr, border), similarity, 1e-3);
    }
    const kernel = (name: string) => ({ size: 11, data: golden.values(name) });
    assertAlmostEquals(
      kernelPsnr(kernel("kernel_a"), kernel("kernel_b")),
      expected.kernel_psnr,
      0.01,
    );
  },
});

Deno.test("psnr() and ssim() of equal pictures are Infinity and 1", () => {
  const picture = smoothPicture(24, 20);
  assertEquals(psnr(picture, picture, 2), Infinity);
  assertAlmostEquals(ssim(picture, picture, 2), 1, 1e-12);
});

Deno.test("psnr() refuses pictures of two sizes", () => {
  assertThrows(
    () => psnr(smoothPicture(24, 20), smoothPicture(20, 24), 2),
    RangeError,
  );
});

Deno.test("ssim() is NaN where its window does not fit", () => {
  const picture = smoothPicture(16, 16);
  assert(Number.isNaN(ssim(picture, picture, 4)));
});

Deno.test("psnr() refuses a border that leaves nothing", () => {
  const picture = smoothPicture(16, 16);
  assertThrows(() => psnr(picture, picture, 8), RangeError);
});
