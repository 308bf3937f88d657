/** What `serve --help` prints. */
export const SERVE_HELP = `
Serves this machine's programs and browser: the panel for Photopea, and an HTTP
interface that takes pictures and gives them back upscaled. GET /openapi.json
describes it. Ctrl-C ends it.

Usage: mlmc serve [options]

      --open            opens Photopea with the panel in the browser
      --port N          the port; 8896 by default, 0 for any that is free
      --host ADDRESS    the IP address to listen on; 127.0.0.1 by default, which
                        only this machine reaches
      --allow-origin ORIGIN
                        a page of another site, such as https://example.com,
                        that may use the service if it knows the token; may be
                        given several times
      --device NAME     auto (default): a GPU if there is one, else the CPU;
                        webgpu; or cpu
      --quiet           prints nothing but errors

The links that it prints hold a token, which is another at each start: whoever
knows it can use the service.
`;
