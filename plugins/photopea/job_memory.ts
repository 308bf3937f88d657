/// <reference lib="dom" />
import type { ServiceAddress } from "./compute/service_address.ts";
import type { Source } from "./host/source.ts";

/** Work that a reload of the page interrupts. */
export interface RememberedJob {
  /** What it was made of. */
  source: Source;
  /** How many times larger the result is. */
  scale: number;
  /** The service that does it, and its name there; left out if the page does it. */
  service?: ServiceAddress & { id: string };
}

const KEY = "mlmc-job";

/**
 * Remembers work for as long as the page's tab is open.
 *
 * @param job The work; undefined to forget it.
 */
export function rememberJob(job: RememberedJob | undefined): void {
  try {
    if (job) sessionStorage.setItem(KEY, JSON.stringify(job));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser may allow no storage to a page within another; then a reload loses the work.
  }
}

/** The work that a reload interrupted, if there is any. */
export function rememberedJob(): RememberedJob | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)!) ?? undefined;
  } catch {
    return undefined;
  }
}
