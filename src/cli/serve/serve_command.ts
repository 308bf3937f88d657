import { randomText } from "../../service/random_text.ts";
import { Jobs } from "../../service/jobs.ts";
import { LIMITS } from "../../service/limits.ts";
import { serve, type Serving } from "../../service/serve.ts";
import type { Settings } from "../../service/settings.ts";
import { hello } from "../bridge/hello.ts";
import { Failure, fileProblem, warn } from "../errors.ts";
import { THIS_PACKAGE } from "../gimp/mlmc_package.ts";
import { untilSignalled } from "../interrupt.ts";
import { openBrowser } from "./open_browser.ts";
import { panelFiles } from "./panel_files.ts";
import type { ServeArguments } from "./serve_arguments.ts";
import { upscaleInWorker } from "./upscale_in_worker.ts";

/** Random bytes of the token. */
const TOKEN_BYTES = 32;

/**
 * Serves until a signal comes.
 *
 * @param args What the user asked for.
 * @returns The exit code.
 * @throws {EngineError} If there is no such device.
 * @throws {Failure} If the address cannot be listened on, or the panel is not there.
 */
export async function serveCommand(args: ServeArguments): Promise<number> {
  const { device, quiet, open } = args;
  const { engine, capabilities } = await hello(device);
  const service = start(args, {
    jobs: new Jobs(upscaleInWorker(device)),
    token: randomText(TOKEN_BYTES),
    capabilities: { engine, ...capabilities, limits: LIMITS },
    panel: await panelFiles(THIS_PACKAGE),
    origins: args.origins,
  });
  const { links } = service;
  if (!quiet) {
    console.log(`Serving on ${links.service}, engine: ${engine.description}`);
    console.log(`Panel:    ${links.panel}`);
    console.log(`Photopea: ${links.photopea}`);
    console.log("Ctrl-C ends it.");
    if (!isLoopback(args.host)) {
      warn("other machines can reach this service, and use it with its token");
    }
  }
  if (open) void openBrowser(links.photopea);
  const end = Promise.withResolvers<void>();
  await untilSignalled(() => end.promise, () => end.resolve());
  await service.close();
  return 0;
}

function start(
  { host: hostname, port }: ServeArguments,
  settings: Settings,
): Serving {
  try {
    return serve(settings, { hostname, port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new Failure(
        `port ${port} of ${hostname} is in use; end what uses it, or give another --port`,
      );
    }
    throw new Failure(
      `cannot listen on port ${port} of ${hostname}: ${fileProblem(error)}`,
    );
  }
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}
