import {
  readUsrnetWeights,
  type UsrnetWeights,
} from "../../src/usrnet/weights.ts";
import { exists } from "../golden/safetensors.ts";

/** The published checkpoint, beside the repository. */
export const CHECKPOINT = new URL(
  "../../../shared/data/weights/usrnet_tiny.pth",
  import.meta.url,
);

/** Whether the published checkpoint is there. */
export const hasWeights: boolean = exists(CHECKPOINT);

if (!hasWeights) {
  console.error(
    "tests of USRNet are skipped: ../shared/data/weights/usrnet_tiny.pth is absent",
  );
}

/** The published weights. */
export function publishedWeights(): UsrnetWeights {
  return readUsrnetWeights(Deno.readFileSync(CHECKPOINT));
}
