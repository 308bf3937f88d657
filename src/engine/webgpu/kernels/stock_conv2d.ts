import {
  type FusedConv,
  type FusedInputs,
  servesFusedConv,
  servesTransposedConv,
  type StockConv,
  strideOf,
} from "../../ops/stock_conv.ts";
import { convolve } from "./conv2d.ts";
import { inputGradient } from "./conv2d_input_grad.ts";
import { registerGpuKernel } from "./register.ts";

registerGpuKernel<FusedConv>(
  "FusedConv2D",
  ({ inputs: { x, filter, bias }, backend, attrs: { strides, activation } }) =>
    convolve(backend, { x, filter, bias }, {
      stride: strideOf(strides)!,
      mirrored: false,
      rectified: activation === "relu",
    }),
  ({ inputs, attrs }) =>
    servesFusedConv(inputs as unknown as FusedInputs, attrs),
);

registerGpuKernel<StockConv & { inputShape: number[] }>(
  "Conv2DBackpropInput",
  ({ inputs: { dy, filter }, backend, attrs: { strides, inputShape } }) =>
    inputGradient(backend, dy, filter, strideOf(strides)!, inputShape),
  ({ inputs: { dy, filter }, attrs }) =>
    servesTransposedConv({ dy, filter }, attrs),
);
