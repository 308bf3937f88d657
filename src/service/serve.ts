import { makeApp } from "./app.ts";
import { type Links, linksOf } from "./links.ts";
import type { Address, Settings } from "./settings.ts";

/** Milliseconds between two looks at the jobs. */
const SWEEP_INTERVAL = 5000;
/** Milliseconds in which those who listen to a job hear of the end. */
const FAREWELL = 400;

/** A service that runs. */
export interface Serving {
  /** Where things are. */
  links: Links;
  /** Cancels all jobs and hangs up. */
  close(): Promise<void>;
}

/**
 * Starts the service.
 *
 * @param settings What it consists of.
 * @param address Where it is to be; port 0 is any free one.
 * @returns The service.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 */
export function serve(settings: Settings, address: Address): Serving {
  const end = new AbortController();
  const server = Deno.serve(
    { ...address, signal: end.signal, onListen() {} },
    (request) => app.fetch(request),
  );
  const { port } = server.addr;
  const app = makeApp(settings, { ...address, port });
  const timer = setInterval(() => settings.jobs.sweep(), SWEEP_INTERVAL);
  return {
    links: linksOf(address.hostname, port, settings.token),
    close: async () => {
      clearInterval(timer);
      // A step may take seconds, and nobody waits for what comes of it.
      void settings.jobs.close();
      await new Promise((resolve) => setTimeout(resolve, FAREWELL));
      // A shutdown would wait for clients that never hang up.
      end.abort();
      await server.finished;
    },
  };
}
