import { Console } from "node:console";
import process from "node:process";
import { serveSpool } from "../../../plugins/gimp-bridge/spool.ts";
import { serveStdio } from "../../../plugins/gimp-bridge/stdio.ts";
import { untilSignalled } from "../interrupt.ts";
import type { BridgeArguments } from "./bridge_arguments.ts";
import { hello } from "./hello.ts";
import { upscaleRequest } from "./upscale_request.ts";

/**
 * Does what other programs ask for until they hang up or a signal comes.
 *
 * @param args What the user asked for.
 * @returns The exit code.
 * @throws {EngineError} If there is no such device.
 * @throws {Failure} If the folder cannot be used.
 */
export async function bridgeCommand(args: BridgeArguments): Promise<number> {
  // Stdout is for messages alone, and libraries print to it, too.
  globalThis.console = new Console(process.stderr) as typeof console;
  const { spool, device, quiet } = args;
  const end = new AbortController();
  const service = {
    hello: await hello(device),
    work: upscaleRequest(device),
    log: (line: string) => quiet || console.error(`mlmc: ${line}`),
    signal: end.signal,
  };
  await untilSignalled(
    () =>
      spool === undefined
        ? serveStdio({
          input: Deno.stdin.readable,
          output: Deno.stdout.writable,
        }, service)
        : serveSpool(spool, service),
    () => end.abort(),
  );
  return 0;
}
