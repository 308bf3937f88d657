import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { secureHeaders } from "hono/secure-headers";
import { refusal } from "./refusal.ts";

/** Seconds that a browser need not ask again whether it may ask. */
const MAX_AGE = 600;

/**
 * Refuses requests for another host.
 *
 * @param isOwnHost Whether a Host header is the service's.
 * @returns The middleware.
 */
export function guardHost(
  isOwnHost: (host: string) => boolean,
): MiddlewareHandler {
  return createMiddleware(async (c, next) => {
    if (!isOwnHost(c.req.header("host") ?? "")) {
      throw refusal(421, "this host is not the service's; use its address");
    }
    await next();
  });
}

/**
 * Refuses requests of pages that are not allowed, and lets browsers hand
 * answers to those that are.
 *
 * @param isAllowed Whether an origin is allowed.
 * @returns The middlewares, in their order.
 */
export function guardOrigin(
  isAllowed: (origin: string) => boolean,
): MiddlewareHandler[] {
  const refuse = createMiddleware(async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && !isAllowed(origin)) {
      throw refusal(
        403,
        `the origin ${origin} is not allowed; start the service with --allow-origin`,
      );
    }
    // Some browsers ask this before a public page may reach this machine.
    const isAsked =
      c.req.header("access-control-request-private-network") === "true";
    if (c.req.method === "OPTIONS" && origin !== undefined && isAsked) {
      c.header("Access-Control-Allow-Private-Network", "true");
    }
    await next();
  });
  const answer = cors({
    origin: (origin) => origin,
    allowMethods: ["GET", "HEAD", "POST", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type"],
    exposeHeaders: ["Location", "Retry-After"],
    maxAge: MAX_AGE,
  });
  return [refuse, answer];
}

/**
 * Tells browsers what the service's pages may do, and which may show them.
 *
 * @param origins Origins of pages that may show them, besides their own.
 * @returns The middleware.
 */
export function headers(origins: readonly string[]): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      imgSrc: ["'self'", "blob:", "data:"],
      workerSrc: ["'self'", "blob:"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'self'", ...origins],
    },
    // These would keep Photopea from showing the panel and its icon.
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    xFrameOptions: false,
    // There is no HTTPS here to insist on.
    strictTransportSecurity: false,
  });
}
