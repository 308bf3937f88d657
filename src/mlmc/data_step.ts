import * as tf from "@tensorflow/tfjs";
import { degrade, type Sampling } from "../engine/ops/mod.ts";
import { pace } from "../engine/pace.ts";

/** How much the drawn picture counts beside an input without noise. */
const LEAST_ALPHA = 3e-3;
/** Mean squared error of drawn pictures, in 0..1. */
const PICTURE_ERROR = 1e-3;
/** Iterations; more change nothing that can be seen. */
const ITERATIONS = 20;

/**
 * The data step of plug-and-play methods: of all pictures near x one that
 * explains y, argmin |(z ⋆ k)↓ - y|² + α|z - x|². With H for blurring and
 * sampling it is x + Hᵀu, where (HHᵀ + α)u = y - Hx is solved by conjugate
 * gradients, with any boundary.
 *
 * What the image generator leaves unexplained after its steps, fine detail
 * above all, is put in here.
 *
 * @param x The drawn picture, `[1, H, W, 3]`, values 0..1.
 * @param kernel The blur kernel, `[n, n]`.
 * @param y The low-resolution picture, `[1, h, w, 3]`, values 0..1.
 * @param grid How the blurred picture is sampled.
 * @param noise Standard deviation of the noise in y, 0..1.
 * @returns The picture, `[1, H, W, 3]`, values 0..1.
 */
export async function dataStep(
  x: tf.Tensor4D,
  kernel: tf.Tensor2D,
  y: tf.Tensor4D,
  grid: Sampling,
  noise: number,
): Promise<tf.Tensor4D> {
  const alpha = LEAST_ALPHA + noise ** 2 / PICTURE_ERROR;
  const blur = (z: tf.Tensor) => degrade(z as tf.Tensor4D, kernel, grid);
  const gradient = tf.grad(blur);
  const spread = (u: tf.Tensor) => gradient(x, u);
  const apply = (u: tf.Tensor) => blur(spread(u)).add(u.mul(alpha));
  let state = tf.tidy(() => start(y.sub(blur(x))));
  for (let i = 0; i < ITERATIONS; i++) {
    const next = tf.tidy(() => conjugateStep(state, apply));
    tf.dispose(Object.values(state));
    state = next;
    await pace();
  }
  const z = tf.tidy(() => x.add(spread(state.solution)).clipByValue(0, 1));
  tf.dispose(Object.values(state));
  return z as tf.Tensor4D;
}

/** Where conjugate gradients are. */
type State = Record<"solution" | "residual" | "direction", tf.Tensor>;

function start(right: tf.Tensor): State {
  return {
    solution: tf.zerosLike(right),
    residual: right,
    direction: right.clone(),
  };
}

function conjugateStep(
  { solution, residual, direction }: State,
  apply: (u: tf.Tensor) => tf.Tensor,
): State {
  const square = residual.square().sum();
  const applied = apply(direction);
  // A residual of zero would give 0/0.
  const length = square.div(direction.mul(applied).sum().add(1e-30));
  const next = residual.sub(applied.mul(length));
  const turn = next.square().sum().div(square.add(1e-30));
  return {
    solution: solution.add(direction.mul(length)),
    residual: next,
    direction: next.add(direction.mul(turn)),
  };
}
