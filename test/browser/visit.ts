import { openChromium } from "./chromium.ts";
import { type Served, servePage } from "./page_server.ts";

/** Milliseconds in which a page must have reported; most of them go into compiling. */
const TIME_LIMIT = 600_000;

/**
 * Serves a page, opens it in a browser and waits for its report.
 *
 * @param program The browser.
 * @param files What the page loads, `page.js` among it.
 * @returns What the page reports.
 */
export async function visit<Found>(
  program: string,
  files: Record<string, Served>,
): Promise<Found> {
  await using server = await servePage<Found>(files);
  await using browser = await openChromium(program, server.url);
  const ended = browser.ended.then((output) => {
    throw new Error(`the browser ended before the page: ${output}`);
  });
  return await within(TIME_LIMIT, Promise.race([server.report, ended]));
}

/** Fails if a promise takes longer than some milliseconds. */
async function within<T>(limit: number, promise: Promise<T>): Promise<T> {
  let timer;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the page took more than ${limit / 1000} s`);
    timer = setTimeout(() => reject(error), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
