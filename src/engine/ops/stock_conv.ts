import type { TensorInfo } from "@tensorflow/tfjs";

/** How tfjs describes a convolution. */
export interface StockConv {
  /** Of rows and columns, or of both. */
  strides: number | [number, number];
  /** `same`, `valid` or numbers. */
  pad: unknown;
  /** `NHWC` or `NCHW`. */
  dataFormat: string;
}

/** How tfjs describes a convolution with something behind it. */
export interface FusedConv extends StockConv {
  /** Of rows and columns, or of both. */
  dilations: number | [number, number];
  /** What is behind it. */
  activation: string;
}

/** Inputs of a convolution with something behind it. */
export interface FusedInputs {
  /** `[n, h, w, ci]`. */
  x: TensorInfo;
  /** `[k, k, ci, co]`. */
  filter: TensorInfo;
  /** What is added to the result, if anything. */
  bias?: TensorInfo;
  /** Slopes of a PReLU, if there is one. */
  preluActivationWeights?: TensorInfo;
}

/**
 * Whether the engines' own kernels serve a call of tfjs's `FusedConv2D`: those
 * of networks that are run on one picture, padded with zeros and of stride 1,
 * or of 2×2 blocks, with a ReLU or nothing behind them.
 *
 * @param inputs The call's inputs.
 * @param attrs Its attributes.
 * @returns `true` if it is one of those.
 */
export function servesFusedConv(
  { x, filter, bias, preluActivationWeights }: FusedInputs,
  attrs: FusedConv,
): boolean {
  return x.shape[0] === 1 && !preluActivationWeights &&
    (!bias || bias.shape.join() === `${filter.shape[3]}`) &&
    strideOf(attrs.dilations) === 1 &&
    ["linear", "relu"].includes(attrs.activation) &&
    isPlain(attrs, filter.shape, x.shape);
}

/**
 * Whether they serve a call of `Conv2DBackpropInput`: the transposed
 * convolution that makes a block of 2×2 of each pixel.
 *
 * @param inputs The call's inputs.
 * @param attrs Its attributes.
 * @returns `true` if it is that.
 */
export function servesTransposedConv(
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  attrs: StockConv & { inputShape: number[] },
): boolean {
  return dy.shape[0] === 1 && filter.shape[0] === 2 &&
    isPlain(attrs, filter.shape, attrs.inputShape);
}

/**
 * A stride or dilation that is one number.
 *
 * @param pair A number, or one for rows and one for columns.
 * @returns The number, undefined if there are two.
 */
export function strideOf(pair: number | [number, number]): number | undefined {
  const [rows, columns] = [pair].flat();
  return columns === undefined || rows === columns ? rows : undefined;
}

/** Whether a map keeps its size, padded with zeros, or is one of blocks without a rest. */
function isPlain(
  { strides, pad, dataFormat }: StockConv,
  [height, width]: number[],
  [, h, w]: number[],
): boolean {
  if (dataFormat !== "NHWC" || height !== width) return false;
  const stride = strideOf(strides);
  return height % 2 === 1
    ? stride === 1 && pad === "same"
    : height === 2 && stride === 2 && pad === "valid" && h % 2 + w % 2 === 0;
}
