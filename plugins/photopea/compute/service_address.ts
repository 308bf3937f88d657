/** Where a local service listens, and what opens it. */
export interface ServiceAddress {
  /** Its origin. */
  url: string;
  /** Its token; unknown where the panel was not opened from it. */
  token?: string;
}

/** Where the service listens if nothing else is said. */
const USUAL = "http://127.0.0.1:8896";
/** In the address that `mlmc serve` prints, and in the panel's own if it comes from there. */
const PANEL = /^\/panel\/([\w-]+)\//;

/**
 * The service that a panel belongs to.
 *
 * @param location Where the panel is.
 * @returns The service that it comes from, else where one usually listens.
 */
export function serviceOf(
  { origin, pathname }: { origin: string; pathname: string },
): ServiceAddress {
  const [, token] = PANEL.exec(pathname) ?? [];
  return token ? { url: origin, token } : { url: USUAL };
}

/**
 * Reads what a user pastes: the panel's address that `mlmc serve` prints, the
 * link to Photopea that has it inside, or the token alone.
 *
 * @param text What was pasted.
 * @returns The service; undefined if that is none of these.
 */
export function pastedService(text: string): ServiceAddress | undefined {
  const plain = decoded(text.trim());
  const [, url, token] = /(https?:\/\/[^/\s"]+)\/panel\/([\w-]+)/.exec(plain) ??
    [];
  if (token) return { url, token };
  return /^[\w-]{20,}$/.test(plain) ? { url: USUAL, token: plain } : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
