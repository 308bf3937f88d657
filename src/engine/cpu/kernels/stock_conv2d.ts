import { convolve, inputGradient } from "./conv2d.ts";
import { type KernelCall, registerCpuKernel } from "./register.ts";

/** How tfjs describes a convolution. */
interface StockConv {
  strides: number | [number, number];
  pad: unknown;
  dataFormat: string;
}

/** Of a convolution with something behind it. */
interface FusedConv extends StockConv {
  dilations: number | [number, number];
  activation: string;
}

// Stock convolutions of networks that are only run, not trained.
registerCpuKernel<FusedConv>(
  "FusedConv2D",
  ({ inputs: { x, filter, bias }, backend, attrs: { strides, activation } }) =>
    convolve(
      backend,
      x,
      filter,
      bias ? backend.address(bias) : 0,
      same(strides)!,
      { mirrored: false, rectified: activation === "relu" },
    ),
  ({ inputs: { x, filter, bias, preluActivationWeights }, attrs }) =>
    x.shape[0] === 1 && !preluActivationWeights &&
    (!bias || bias.shape.join() === `${filter.shape[3]}`) &&
    same(attrs.dilations) === 1 &&
    ["linear", "relu"].includes(attrs.activation) &&
    isServed(attrs, filter.shape, x.shape),
);

registerCpuKernel<StockConv & { inputShape: number[] }>(
  "Conv2DBackpropInput",
  ({ inputs: { dy, filter }, backend, attrs: { strides, inputShape } }) =>
    inputGradient(backend, dy, filter, same(strides)!, inputShape),
  (
    { inputs: { dy, filter }, attrs }: KernelCall<
      StockConv & { inputShape: number[] }
    >,
  ) =>
    dy.shape[0] === 1 && filter.shape[0] === 2 &&
    isServed(attrs, filter.shape, attrs.inputShape),
);

/** Whether a convolution of a map is zero padded and keeps its size, or of blocks without a rest. */
function isServed(
  { strides, pad, dataFormat }: StockConv,
  [height, width]: number[],
  [, h, w]: number[],
): boolean {
  if (dataFormat !== "NHWC" || height !== width) return false;
  const stride = same(strides);
  return height % 2 === 1
    ? stride === 1 && pad === "same"
    : height === 2 && stride === 2 && pad === "valid" && h % 2 + w % 2 === 0;
}

/** A number, or a pair of equal ones. */
function same(pair: number | [number, number]): number | undefined {
  const [a, b] = [pair].flat();
  return b === undefined || a === b ? a : undefined;
}
