import config from "../../../deno.json" with { type: "json" };
import type { Hello } from "../../../plugins/gimp-bridge/messages.ts";
import { adapterName } from "../../engine/device/adapter.ts";
import {
  type Choice,
  chooseEngine,
  type EngineName,
} from "../../engine/device/choose.ts";
import { CHOICES } from "../../validate.ts";
import { Failure } from "../errors.ts";
import { fileInfo } from "../paths.ts";
import { weightsPath } from "../weights/weights_path.ts";

/**
 * What the bridge says of itself. The engine is chosen, but not opened, which
 * would take a second.
 *
 * @param device What to compute on.
 * @returns The first message.
 * @throws {EngineError} If there is no such device.
 */
export async function hello(device: EngineName): Promise<Hello> {
  const choice = await chooseEngine(device);
  return {
    type: "hello",
    protocol: 1,
    version: config.version,
    engine: { name: choice.name, description: describe(choice) },
    capabilities: {
      scales: CHOICES.scale,
      presets: CHOICES.preset,
      restorers: CHOICES.restorer,
      kernelPriors: CHOICES.kernelPrior,
      hasWeights: hasWeights(),
    },
  };
}

function describe(choice: Choice): string {
  return choice.name === "webgpu"
    ? adapterName(choice.adapter.info)
    : `CPU, ${navigator.hardwareConcurrency} threads`;
}

function hasWeights(): boolean {
  try {
    return fileInfo(weightsPath())?.isFile === true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
