import { CheckpointError } from "./checkpoint/checkpoint_error.ts";
import { readCheckpoint } from "./checkpoint/read_checkpoint.ts";
import type { StoredTensor } from "./checkpoint/stored_tensor.ts";

/** The weights of a USRNet, and the sizes that follow from them. */
export interface UsrnetWeights {
  /** By PyTorch's names, as PyTorch lays them out. */
  tensors: Map<string, StoredTensor>;
  /** Residual blocks of each level. */
  blocks: number;
  /** Unfolded iterations. */
  iterations: number;
}

/** Levels of the prior's U-net that are half as large as the one above. */
export const LEVELS = 3;

/**
 * Reads the weights of a USRNet, of any width and depth, from a PyTorch
 * checkpoint such as the published `usrnet_tiny.pth`, or from safetensors.
 * Nothing in the file is run.
 *
 * @example
 * ```ts no-eval
 * import { decodeImage, readUsrnetWeights, upscale } from "@mlmc/cli";
 *
 * const weights = readUsrnetWeights(await Deno.readFile("usrnet_tiny.pth"));
 * const picture = await decodeImage(await Deno.readFile("in.png"));
 * await upscale(picture, { scale: 4, restorer: "usrnet", weights });
 * ```
 *
 * @param bytes The file's content.
 * @returns The weights.
 * @throws {CheckpointError} If the file holds no such weights, or is damaged.
 */
export function readUsrnetWeights(bytes: Uint8Array): UsrnetWeights {
  return checkedWeights(readCheckpoint(bytes));
}

/**
 * Checks that tensors are the weights of a USRNet.
 *
 * @param tensors The tensors of a checkpoint.
 * @returns The weights.
 * @throws {CheckpointError} If one is missing or of another shape.
 */
export function checkedWeights(
  tensors: Map<string, StoredTensor>,
): UsrnetWeights {
  const sizeOf = (name: string) => tensors.get(name)?.shape[0] ?? 0;
  let blocks = 0;
  while (tensors.has(`p.m_body.${blocks}.res.0.weight`)) blocks++;
  const widths = [
    sizeOf("p.m_head.weight"),
    ...range(LEVELS).map((i) => sizeOf(`p.m_down${i + 1}.${blocks}.weight`)),
  ];
  const hidden = sizeOf("h.mlp.0.weight");
  const outputs = sizeOf("h.mlp.4.weight");
  const wanted = {
    ...priorShapes(widths, blocks),
    ...hyperShapes(hidden, outputs),
  };
  for (const [name, shape] of Object.entries(wanted)) {
    const found = tensors.get(name)?.shape;
    if (found?.join() !== shape.join() || found.includes(0)) {
      const what = found ? `is ${found.join("×")}` : "is missing";
      throw new CheckpointError(
        `holds no USRNet that is known here: ${name} ${what}`,
      );
    }
  }
  return { tensors, blocks, iterations: outputs / 2 };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function priorShapes(
  widths: number[],
  blocks: number,
): Record<string, number[]> {
  const shapes: Record<string, number[]> = {
    "p.m_head.weight": [widths[0], 4, 3, 3],
    "p.m_tail.weight": [3, widths[0], 3, 3],
  };
  const addBlocks = (name: string, width: number, first: number) => {
    for (const block of range(blocks)) {
      for (const conv of [0, 2]) {
        shapes[`${name}.${first + block}.res.${conv}.weight`] = [
          width,
          width,
          3,
          3,
        ];
      }
    }
  };
  for (const i of range(LEVELS)) {
    const [fine, coarse] = [widths[i], widths[i + 1]];
    addBlocks(`p.m_down${i + 1}`, fine, 0);
    shapes[`p.m_down${i + 1}.${blocks}.weight`] = [coarse, fine, 2, 2];
    shapes[`p.m_up${i + 1}.0.weight`] = [coarse, fine, 2, 2];
    addBlocks(`p.m_up${i + 1}`, fine, 1);
  }
  addBlocks("p.m_body", widths[LEVELS], 0);
  return shapes;
}

function hyperShapes(
  hidden: number,
  outputs: number,
): Record<string, number[]> {
  return {
    "h.mlp.0.weight": [hidden, 2, 1, 1],
    "h.mlp.0.bias": [hidden],
    "h.mlp.2.weight": [hidden, hidden, 1, 1],
    "h.mlp.2.bias": [hidden],
    "h.mlp.4.weight": [outputs, hidden, 1, 1],
    "h.mlp.4.bias": [outputs],
  };
}
