import { hello } from "../../../src/cli/bridge/hello.ts";
import { upscaleInWorker } from "../../../src/cli/serve/upscale_in_worker.ts";
import { Jobs } from "../../../src/service/jobs.ts";
import { LIMITS } from "../../../src/service/limits.ts";
import { randomText } from "../../../src/service/random_text.ts";
import { serve } from "../../../src/service/serve.ts";
import { panelFiles } from "./files.ts";

/** A service that is running; it ends with the scope that holds it. */
export interface Service extends AsyncDisposable {
  /** Where its panel is. */
  readonly panel: string;
  readonly token: string;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/** Starts the service on a free port, for panels and hosts of some origins. */
export async function startService(...origins: string[]): Promise<Service> {
  const { engine, capabilities } = await hello("cpu");
  const token = randomText(32);
  const settings = {
    jobs: new Jobs(upscaleInWorker("cpu")),
    token,
    capabilities: { engine, ...capabilities, limits: LIMITS },
    panel: await panelFiles(),
    origins,
  };
  const serving = serve(settings, { hostname: "127.0.0.1", port: 0 });
  let ended: Promise<void> | undefined;
  const stop = () => ended ??= serving.close();
  const { panel } = serving.links;
  return { panel, token, stop, [Symbol.asyncDispose]: stop };
}
