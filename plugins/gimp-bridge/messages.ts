import type { Samples } from "../../src/image/file/samples.ts";
import type { ProgressState } from "../../src/cli/progress_state.ts";
import type { JobOptions } from "../../src/service/work.ts";
import type { KernelWidth } from "../../src/cli/report/kernel_width.ts";
import type { UpscaleOptions, UpscaleResult } from "../../src/upscale.ts";

/** How a host wants a picture upscaled. */
export type RequestOptions =
  & JobOptions
  & Pick<UpscaleOptions, "tile" | "device">
  & {
    /** The path of USRNet's weights; by default those that were downloaded. */
    weights?: string;
  };

/** A picture that a host wants upscaled. */
export interface UpscaleRequest {
  /** The host's name for it. */
  id: string;
  /** The picture: the path of its file, or its numbers. */
  input: string | Samples;
  /** The path of the PNG to write; may be left out where the numbers are given. */
  output?: string;
  /** The path of a PNG of the picture so far, if one is wanted. */
  preview?: string;
  /** How to upscale it. */
  options: RequestOptions;
}

/** What a host asks for. */
export type HostMessage =
  | { type: "upscale"; request: UpscaleRequest }
  | { type: "cancel"; id: string };

/** What the bridge says first. */
export interface Hello {
  /** What it is. */
  type: "hello";
  /** The version of the protocol. */
  protocol: 1;
  /** The version of the program. */
  version: string;
  /** What is computed on. */
  engine: { name: string; description: string };
  /** What can be asked for. */
  capabilities: {
    scales: readonly number[];
    presets: readonly string[];
    restorers: readonly string[];
    kernelPriors: readonly string[];
    /** Whether USRNet can be used without naming its weights. */
    hasWeights: boolean;
  };
}

/** A picture's numbers as a message has them. */
export interface Pixels {
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** Grey, grey and alpha, RGB, or RGBA. */
  channels: Samples["channels"];
  /** Bits a channel. */
  bits: 8 | 16;
  /** The rows in base64, 16 bits with the low byte first. */
  data: string;
}

/** What came of a request. */
export interface RequestResult
  extends Pick<UpscaleResult, "seconds" | "device" | "noise" | "tiles"> {
  /** The file that was written, if one was named. */
  output?: string;
  /** The picture, where it came in this way. */
  pixels?: Pixels;
  /** Columns. */
  width: number;
  /** Rows. */
  height: number;
  /** How wide the kernel is. */
  kernelWidth: KernelWidth;
  /** Why a plain enlargement may be better. */
  doubts: string[];
}

/** How far a request is. */
export interface ProgressMessage extends ProgressState {
  /** What it is. */
  type: "progress";
  /** Of which request. */
  id: string;
}

/** What went wrong. */
export interface ErrorMessage {
  /** What it is. */
  type: "error";
  /** With which request, if with one. */
  id?: string;
  /** A line for the user. */
  message: string;
  /** `request` for a message that makes no sense. */
  kind: "request" | "failure";
}

/** What the bridge says of requests. */
export type BridgeMessage =
  | { type: "accepted"; id: string; waiting: number }
  | ProgressMessage
  | { type: "preview"; id: string; path: string }
  | { type: "result"; id: string } & RequestResult
  | { type: "cancelled"; id: string }
  | ErrorMessage;
