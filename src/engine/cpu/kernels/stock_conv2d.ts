import {
  type FusedConv,
  type FusedInputs,
  servesFusedConv,
  servesTransposedConv,
  type StockConv,
  strideOf,
} from "../../ops/stock_conv.ts";
import { convolve, inputGradient } from "./conv2d.ts";
import { registerCpuKernel } from "./register.ts";

registerCpuKernel<FusedConv>(
  "FusedConv2D",
  ({ inputs: { x, filter, bias }, backend, attrs: { strides, activation } }) =>
    convolve(
      backend,
      x,
      filter,
      bias ? backend.address(bias) : 0,
      strideOf(strides)!,
      { mirrored: false, rectified: activation === "relu" },
    ),
  ({ inputs, attrs }) =>
    servesFusedConv(inputs as unknown as FusedInputs, attrs),
);

registerCpuKernel<StockConv & { inputShape: number[] }>(
  "Conv2DBackpropInput",
  ({ inputs: { dy, filter }, backend, attrs: { strides, inputShape } }) =>
    inputGradient(backend, dy, filter, strideOf(strides)!, inputShape),
  ({ inputs: { dy, filter }, attrs }) =>
    servesTransposedConv({ dy, filter }, attrs),
);
