import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { detailOf } from "../../src/mlmc/detail.ts";
import { Random } from "../../src/mlmc/random.ts";
import { engineTest } from "../engine.ts";

/** The detail of a grey picture. */
async function detail(
  side: number,
  value: (row: number, column: number) => number,
  noise = 0,
) {
  const values = Array.from({ length: side * side }, (_, i) => {
    const grey = value(Math.floor(i / side), i % side);
    return [grey, grey, grey];
  }).flat();
  const y = tf.tensor4d(values, [1, side, side, 3]);
  try {
    return await detailOf(y, noise);
  } finally {
    y.dispose();
  }
}

engineTest("detailOf() is the mean squared Laplacian", async () => {
  const { squared } = await detail(9, (row) => 0.01 * row ** 2);
  assertAlmostEquals(squared, 0.02 ** 2, 1e-8);
});

engineTest("detailOf() finds next to none in a slope", async () => {
  const { squared, structural } = await detail(9, (row) => 0.1 * row);
  assert(squared < 1e-6 && structural < 1e-6);
});

engineTest("detailOf() beside SSIM does not hang on the contrast", async () => {
  const [faint, strong] = [
    await detail(16, (row, column) => 0.5 + 0.2 * ((row + column) % 2)),
    await detail(16, (row, column) => 0.5 + 0.4 * ((row + column) % 2)),
  ];
  assertAlmostEquals(strong.squared / faint.squared, 4, 1e-3);
  assert(strong.structural / faint.structural < 1.1);
});

engineTest("detailOf() takes noise for no detail", async () => {
  const random = new Random(0);
  const noise = 0.05;
  const values = Array.from(
    { length: 64 * 64 },
    () => 0.5 + noise / Math.sqrt(3) * random.normal(),
  );
  const value = (row: number, column: number) => values[64 * row + column];
  const raw = await detail(64, value);
  const clean = await detail(64, value, noise);
  assert(clean.squared < raw.squared / 5, `${clean.squared}, ${raw.squared}`);
});

engineTest("detailOf() knows along which directions it is", async () => {
  const across = await detail(32, (_, column) => column % 2);
  assertAlmostEquals(across.moments.xx, 1, 1e-6);
  assertAlmostEquals(across.moments.yy, 0, 1e-6);
  const falling = await detail(32, (row, c) => Math.sin((row + c) / 2));
  assertAlmostEquals(falling.moments.xx, 0.5, 1e-3);
  assertAlmostEquals(falling.moments.xy, 0.5, 0.05);
  const none = await detail(32, () => 0.5);
  assertEquals(none.moments, { xx: 0.5, xy: 0, yy: 0.5 });
});

engineTest("detailOf() finds next to none in two rows", async () => {
  const { squared, structural, moments } = await detail(2, (row) => row);
  assert(squared > 0 && squared < 1e-6 && structural > 0);
  assertEquals(moments, { xx: 0.5, xy: 0, yy: 0.5 });
});
