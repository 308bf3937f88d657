import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** The most characters of a message, which may repeat what a client sent. */
const LONGEST = 300;

/**
 * Makes the error that ends a request that cannot be served.
 *
 * @param status The HTTP status.
 * @param message A line for the user.
 * @returns What to throw.
 */
export function refusal(
  status: ContentfulStatusCode,
  message: string,
): HTTPException {
  const line = message.replaceAll(/\s+/g, " ").slice(0, LONGEST);
  return new HTTPException(status, { message: line });
}
