import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { timingSafeEqual } from "hono/utils/buffer";
import { getMimeType } from "hono/utils/mime";
import { photopeaConfiguration } from "./links.ts";
import { refusal } from "./refusal.ts";

/**
 * Serves the panel, whose pages have the token in their path, for a browser
 * sends no header with them.
 *
 * @param token The token.
 * @param files The files by their names.
 * @param url The address of the panel's page.
 * @returns The routes, for below `/panel`.
 */
export function panelRoutes(
  token: string,
  files: ReadonlyMap<string, Uint8Array>,
  url: string,
): Hono {
  const guard = createMiddleware(async (c, next) => {
    if (!await timingSafeEqual(c.req.param("token") ?? "", token)) {
      throw refusal(401, "the token in the address is not the service's");
    }
    await next();
  });
  const answer = (name: string): Response => {
    const bytes = files.get(name);
    if (!bytes) throw refusal(404, "the panel has no such file");
    const type = getMimeType(name) ?? "application/octet-stream";
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { "Content-Type": type },
    });
  };
  return new Hono()
    .get("/:token", guard, (c) => c.redirect(`/panel/${token}/`, 308))
    .get("/:token/", guard, () => answer("index.html"))
    .get(
      "/:token/photopea.json",
      guard,
      (c) => c.json(photopeaConfiguration(url)),
    )
    .get("/:token/:file", guard, (c) => answer(c.req.param("file")));
}
