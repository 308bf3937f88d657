import { CheckpointError } from "../../usrnet/checkpoint/checkpoint_error.ts";
import { readUsrnetWeights, type UsrnetWeights } from "../../usrnet/weights.ts";
import { Failure } from "../errors.ts";
import { fileInfo } from "../paths.ts";
import { readFile } from "../read_files.ts";
import { weightsPath } from "./weights_path.ts";

/** The largest file that is read, in MiB; the published one has 2.3. */
const MOST = 256;

/**
 * Reads the weights of USRNet.
 *
 * @param path The file; by default the one that `mlmc weights` downloaded.
 * @returns The weights.
 * @throws {Failure} If there is no such file, or it holds no such weights.
 */
export function readWeightsFile(path: string | undefined): UsrnetWeights {
  const file = path ?? weightsPath();
  const info = fileInfo(file);
  if (path === undefined && !info) {
    throw new Failure(
      "the weights of USRNet are not here; get them with mlmc weights, or name a file with --weights",
    );
  }
  const remedy = path === undefined
    ? "get it again with mlmc weights"
    : "give weights of USRNet, such as usrnet_tiny.pth";
  if (info && info.size > MOST * 2 ** 20) {
    throw new Failure(`${file} is larger than ${MOST} MiB; ${remedy}`);
  }
  try {
    return readUsrnetWeights(readFile(file, "a file of weights"));
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new Failure(`${file} ${error.message}; ${remedy}`, { cause: error });
  }
}
