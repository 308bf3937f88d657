import type { Comparison } from "../../src/engine/self_test.ts";
import type { Run } from "./run.ts";

/** What the page found. */
export interface Found {
  /** The ten steps. */
  run: Run;
  /** Its kernels beside their definitions. */
  comparisons: Comparison[];
}

/** A server of the page; it ends with the scope that holds it. */
export interface PageServer extends AsyncDisposable {
  /** Where the page is. */
  readonly url: string;
  /** What the page reports; rejected with its first error. */
  readonly report: Promise<Found>;
}

/** What the page sends. */
type Report = Found | { error: string };

/** Serves a page with its script on a free port. */
export function servePage(page: string, script: string): PageServer {
  const { promise: report, resolve, reject } = Promise.withResolvers<Found>();
  const settle = (sent: Report) => {
    if ("run" in sent) resolve(sent);
    else reject(new Error(`the page failed: ${sent.error}`));
  };
  const answer = async (request: Request): Promise<Response> => {
    switch (new URL(request.url).pathname) {
      case "/":
        return response(page, "text/html");
      case "/page.js":
        return response(script, "text/javascript");
      case "/report":
        settle(await request.json());
        return new Response();
      default:
        return new Response(null, { status: 404 });
    }
  };
  const options = { hostname: "localhost", port: 0, onListen() {} };
  const server = Deno.serve(options, answer);
  return {
    url: `http://localhost:${server.addr.port}/`,
    report,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function response(body: string, type: string): Response {
  return new Response(body, { headers: { "content-type": type } });
}
