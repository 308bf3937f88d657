/** Files by their names, the page `index.html` among them. */
export type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** A server of files; it ends with the scope that holds it. */
export interface StaticServer extends AsyncDisposable {
  /** Where it is; a slash and a file's name follow. */
  readonly origin: string;
}

const TYPES: Record<string, string> = {
  css: "text/css",
  html: "text/html",
  js: "text/javascript",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

/** Serves files on a free port, as a host of static pages does. */
export function serveFiles(files: Files): StaticServer {
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, (request) => {
    const { pathname } = new URL(request.url);
    const name = pathname.slice(1) || "index.html";
    const content = files.get(name);
    if (!content) return new Response(null, { status: 404 });
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)];
    return new Response(content, { headers: { "content-type": type } });
  });
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
