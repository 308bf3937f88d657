import { obtainWeights } from "./obtain_weights.ts";
import { PUBLISHED } from "./published_weights.ts";
import type { WeightsArguments } from "./weights_arguments.ts";
import { weightsPath } from "./weights_path.ts";

const ERASE_LINE = "\r\x1b[K";

/**
 * Downloads the weights of USRNet, unless they are there, and says where they
 * are.
 *
 * @param args What the user asked for.
 * @returns The exit code.
 * @throws {Failure} If they cannot be had.
 */
export async function weightsCommand(args: WeightsArguments): Promise<number> {
  const path = weightsPath();
  const isShown = !args.quiet && Deno.stderr.isTerminal();
  const isNew = await obtainWeights(
    PUBLISHED.url,
    path,
    isShown ? showProgress : () => {},
  ).finally(() => isShown && write(ERASE_LINE));
  if (args.json) {
    console.log(JSON.stringify({ path, downloaded: isNew, ...PUBLISHED }));
  } else if (!args.quiet) {
    console.log(isNew ? `wrote ${path}` : `${path} is there already`);
    console.log(PUBLISHED.credit);
  }
  return 0;
}

function showProgress(bytes: number): void {
  const percent = Math.floor(100 * bytes / PUBLISHED.size);
  write(`${ERASE_LINE}downloading the weights of USRNet, ${percent} %`);
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
