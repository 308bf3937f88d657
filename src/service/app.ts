import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import config from "../../deno.json" with { type: "json" };
import { report } from "../cli/errors.ts";
import { guardHost, guardOrigin, headers } from "./guards.ts";
import { jobRoutes } from "./job_routes.ts";
import { linksOf, PHOTOPEA } from "./links.ts";
import { OPENAPI } from "./openapi.ts";
import { ownHost } from "./own_host.ts";
import { panelRoutes } from "./panel_routes.ts";
import type { Address, Settings } from "./settings.ts";

const HTTP = "http://";

/**
 * Makes what answers requests.
 *
 * @param settings What the service consists of.
 * @param address Where it is.
 * @returns The application; its `fetch` answers a request.
 */
export function makeApp(settings: Settings, { hostname, port }: Address): Hono {
  const { token, capabilities, panel, origins } = settings;
  const isOwnHost = ownHost(hostname, port);
  const others = [PHOTOPEA, ...origins];
  const isAllowed = (origin: string) =>
    others.includes(origin) ||
    (origin.startsWith(HTTP) && isOwnHost(origin.slice(HTTP.length)));
  const links = linksOf(hostname, port, token);

  const app = new Hono();
  app.use(headers(others));
  app.use(noStore);
  app.use(guardHost(isOwnHost));
  app.use(...guardOrigin(isAllowed));
  app.use(methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) =>
      c.json(
        { error: `the method must be one of ${methods.join(", ")}` },
        405,
        {
          Allow: methods.join(", "),
        },
      ),
  }));
  app.get(
    "/health",
    (c) => c.json({ name: "mlmc", version: config.version, api: 1 }),
  );
  const auth = authorised(token);
  app.get("/openapi.json", auth, (c) => c.json(OPENAPI));
  app.use("/api/*", auth);
  app.get("/api/capabilities", (c) => c.json(capabilities));
  app.route("/api/jobs", jobRoutes(settings));
  app.route("/panel", panelRoutes(token, panel, links.panel));
  app.notFound((c) => c.json({ error: "there is nothing at this path" }, 404));
  app.onError((error, c) => {
    if (!(error instanceof HTTPException)) {
      report(error);
      return c.json({ error: "the service failed" }, 500);
    }
    return error.res
      ? error.getResponse()
      : c.json({ error: error.message }, error.status);
  });
  return app;
}

/** Pictures and tokens are not for a browser's disk. */
const noStore = createMiddleware(async (c, next) => {
  await next();
  c.header("Cache-Control", "no-store");
});

function authorised(token: string) {
  const error =
    "the token is missing or wrong; send Authorization: Bearer TOKEN";
  const message = { error };
  return bearerAuth({
    token,
    noAuthenticationHeader: { message },
    invalidAuthenticationHeader: { message },
    invalidToken: { message },
  });
}
