import type { UsrnetWeights } from "../usrnet/weights.ts";
import { validateOptions } from "../validate.ts";
import { refusal } from "./refusal.ts";
import type { JobOptions } from "./work.ts";

/** What can be asked for, and whether it may be a number. */
const OPTIONS: Record<keyof JobOptions, boolean> = {
  scale: true,
  preset: false,
  restorer: false,
  kernelPrior: false,
  iterations: true,
  noise: true,
  seed: true,
};

/**
 * Reads how a client wants its picture upscaled.
 *
 * @param query The query of its request.
 * @returns The options.
 * @throws {HTTPException} If they make no sense.
 */
export function readOptions(query: URLSearchParams): JobOptions {
  const options: Record<string, unknown> = {};
  for (const [name, text] of query) {
    if (!Object.hasOwn(OPTIONS, name)) {
      const names = Object.keys(OPTIONS).join(", ");
      throw refusal(400, `there is no option "${name}", but ${names}`);
    }
    if (Object.hasOwn(options, name)) {
      throw refusal(400, `${name} is given twice`);
    }
    const isNumber = OPTIONS[name as keyof JobOptions] &&
      /^\d+(\.\d+)?$/.test(text);
    options[name] = isNumber ? Number(text) : text;
  }
  return checked(options as unknown as JobOptions);
}

function checked(options: JobOptions): JobOptions {
  try {
    // The weights are read when their turn comes.
    validateOptions({ ...options, weights: {} as UsrnetWeights });
    return options;
  } catch (error) {
    const { message } = error as Error;
    throw refusal(400, message.replace(/^options\./, ""));
  }
}
