/** A server of a page; it ends with the scope that holds it. */
export interface PageServer<Found> extends AsyncDisposable {
  /** Where the page is. */
  readonly url: string;
  /** What the page reports; rejected with its first error. */
  readonly report: Promise<Found>;
}

/** A file that is served: its content and its type. */
export type Served = [content: string | Uint8Array<ArrayBuffer>, type: string];

/**
 * Serves a page and its files on a free port.
 *
 * @param files The files by name, `page.js` among them.
 */
export async function servePage<Found>(
  files: Record<string, Served>,
): Promise<PageServer<Found>> {
  const page = await Deno.readTextFile(`${import.meta.dirname}/page.html`);
  const served: Record<string, Served> = { "": [page, "text/html"], ...files };
  const { promise: report, resolve, reject } = Promise.withResolvers<Found>();
  const answer = async (request: Request): Promise<Response> => {
    const name = new URL(request.url).pathname.slice(1);
    if (name === "report") {
      const sent: Found | { error: string } = await request.json();
      const isError = typeof sent === "object" && sent && "error" in sent;
      if (isError) reject(new Error(`the page failed: ${sent.error}`));
      else resolve(sent);
      return new Response();
    }
    if (!(name in served)) return new Response(null, { status: 404 });
    const [content, type] = served[name];
    return new Response(content, { headers: { "content-type": type } });
  };
  const options = { hostname: "localhost", port: 0, onListen() {} };
  const server = Deno.serve(options, answer);
  return {
    url: `http://localhost:${server.addr.port}/`,
    report,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
