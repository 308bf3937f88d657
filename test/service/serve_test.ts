/** `mlmc serve` as a program, and jobs through the real engine. */
import {
  assert,
  assertEquals,
  assertLess,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { upscaleInWorker } from "../../src/cli/serve/upscale_in_worker.ts";
import { serveArguments } from "../../src/cli/serve/serve_arguments.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { decodeImage } from "../../src/image/file/decode.ts";
import { encodeImage } from "../../src/image/file/encode.ts";
import { kernelRows } from "../../src/image/kernel_picture.ts";
import { upscale } from "../../src/upscale.ts";
import { mlmc, withFolder } from "../cli/program.ts";
import { smoothPicture } from "../pictures.ts";
import { until } from "./fake.ts";
import { SocketService } from "./socket.ts";

const MAIN = new URL("../../mod.ts", import.meta.url).pathname;
const OPTIONS = { scale: 2, iterations: 1, noise: 0, seed: 3 } as const;
const QUERY = "scale=2&iterations=1&noise=0&seed=3";
const LONG = "scale=4&iterations=100000&noise=0";

/** A picture with opacities and 16 bits. */
async function picture(width: number, height: number) {
  const alpha = Float32Array.from(
    { length: width * height },
    (_, i) => i % 8 / 7,
  );
  const file = { bits: 16, isGrey: false, density: 300 } as const;
  const raster = { ...smoothPicture(width, height), alpha, file };
  return Uint8Array.from(await encodeImage(raster, "png"));
}

async function submit(
  service: { ask: SocketService["ask"] },
  query: string,
  body: BodyInit,
): Promise<string> {
  const response = await service.ask(`/api/jobs?${query}`, {
    method: "POST",
    body,
    headers: { "Content-Type": "image/png" },
  });
  assertEquals(response.status, 201);
  const { id } = await response.json();
  return `/api/jobs/${id}`;
}

Deno.test("A job through the service gives the picture and the kernel that upscale() gives", async () => {
  await using service = new SocketService(upscaleInWorker("cpu"));
  const png = await picture(8, 6);
  const path = await submit(service, QUERY, png);
  const stream = await (await service.ask(`${path}/events`)).text();
  const states = stream.trimEnd().split("\n\n")
    .map((event) => JSON.parse(event.split("data: ")[1]));
  const fractions = states.map(({ fraction }) => fraction);
  assertEquals(fractions, fractions.toSorted((a, b) => a - b));
  const last = states.at(-1);
  assertEquals([last.state, last.width, last.height], ["done", 16, 12]);
  assert(last.previews > 0);

  const same = await upscale(await decodeImage(png), {
    ...OPTIONS,
    device: "cpu",
  });
  assertEquals(last.doubts, same.doubts);
  const result = await service.ask(`${path}/result`);
  assertEquals(
    new Uint8Array(await result.arrayBuffer()),
    new Uint8Array(await encodeImage(same.image, "png")),
  );
  const kernel = await service.ask(`${path}/kernel`);
  assertEquals(await kernel.json(), {
    size: same.kernel.size,
    rows: kernelRows(same.kernel),
  });
});

Deno.test("The service answers at once while a job runs, and stops it within two seconds", async () => {
  await using service = new SocketService(upscaleInWorker("cpu"));
  const large = await picture(64, 64);
  const path = await submit(service, LONG, large);
  await until(async () => {
    const { previews } = await (await service.ask(path)).json();
    return previews > 0;
  });
  const preview = await service.ask(`${path}/preview`);
  const shown = await decodeImage(
    new Uint8Array(await preview.arrayBuffer()),
  );
  assertEquals([shown.width, shown.height, shown.file?.bits], [256, 256, 16]);
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    await (await service.ask("/health")).json();
    assertLess(performance.now() - started, 2000);
  }
  const next = await submit(service, QUERY, await picture(8, 6));
  const started = performance.now();
  const gone = await service.ask(path, { method: "DELETE" });
  assertEquals(gone.status, 204);
  await until(async () => {
    const { state } = await (await service.ask(next)).json();
    return state !== "waiting";
  });
  assertLess(performance.now() - started, 2000);
  await service.ask(next, { method: "DELETE" });
});

/** A service as a program. */
class Program {
  readonly #child: Deno.ChildProcess;
  readonly #out: Promise<string>;
  readonly #err: Promise<string>;
  readonly #lines = Promise.withResolvers<string>();

  constructor(args: string[] = [], path = "/nowhere") {
    const line = ["serve", "--device", "cpu", "--port", "0", ...args];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, ...line],
      // No test is to open the browser of who runs it.
      env: { NO_COLOR: "1", MLMC_DEBUG: "", PATH: path },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#out = this.#read();
    this.#err = new Response(this.#child.stderr).text();
  }

  /** What it prints first: where it is. */
  async links(): Promise<{ url: string; panel: string; text: string }> {
    const text = await this.#lines.promise;
    const [, panel] = /^Panel: {4}(http:.+\/)$/m.exec(text) ?? [];
    return { url: new URL(panel).origin, panel, text };
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async end(): Promise<{ code: number; err: string }> {
    await this.#out;
    const { code } = await this.#child.status;
    return { code, err: await this.#err };
  }

  async #read(): Promise<string> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const part of this.#child.stdout) {
      text += decoder.decode(part, { stream: true });
      if (text.includes("Ctrl-C ends it.\n")) this.#lines.resolve(text);
    }
    this.#lines.reject(new Error(`it ended: ${text}${await this.#err}`));
    return text;
  }
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`mlmc serve says where it is, and ends in the midst of a job at a ${signal}`, async () => {
    const program = new Program();
    const { url, panel, text } = await program.links();
    const [, token] = /\/panel\/([\w-]{43})\/$/.exec(panel) ?? [];
    const [serving, , photopea] = text.split("\n");
    assert(
      /^Serving on http:\/\/127\.0\.0\.1:\d+, engine: CPU, \d+ threads$/
        .test(serving),
      serving,
    );
    const [, hash] = /^Photopea: https:\/\/www\.photopea\.com#(\S+)$/
      .exec(photopea) ?? [];
    const configuration = JSON.parse(decodeURIComponent(hash));
    assertEquals(configuration.environment.plugins[0].url, panel);
    const served = await fetch(`${panel}photopea.json`);
    assertEquals(await served.json(), configuration);
    const page = await fetch(panel);
    assertStringIncludes(await page.text(), "<main");

    const ask = (path: string, init: RequestInit = {}) =>
      fetch(url + path, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${token}` },
      });
    const path = await submit({ ask }, LONG, await picture(64, 64));
    await until(async () => {
      const { stage } = await (await ask(path)).json();
      return stage === "solve";
    });
    const stream = (await ask(`${path}/events`)).text();
    const started = performance.now();
    program.kill(signal);
    assertStringIncludes(await stream, '"state":"cancelled"');
    const { code, err } = await program.end();
    assertLess(performance.now() - started, 5000);
    assertEquals([code, err], [0, ""]);
  });
}

Deno.test("mlmc serve says in a line why it cannot serve", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const inUse = await mlmc(["serve", "--port", `${port}`], "/");
  assertEquals(inUse, {
    code: 1,
    out: "",
    err:
      `mlmc: port ${port} of 127.0.0.1 is in use; end what uses it, or give another --port\n`,
  });
  const away = await mlmc(["serve", "--host", "192.0.2.1", "--port", "0"], "/");
  assertEquals([away.code, away.out], [1, ""]);
  assert(
    /^mlmc: cannot listen on port 0 of 192\.0\.2\.1: .+\n$/.test(away.err),
    away.err,
  );
});

Deno.test({
  name: "mlmc serve --open opens Photopea with the panel",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const opener = Deno.build.os === "darwin" ? "open" : "xdg-open";
      const script = `#!/bin/sh\necho "$1" > "${folder}/opened"\n`;
      await Deno.writeTextFile(`${folder}/${opener}`, script, { mode: 0o755 });
      const program = new Program(["--open"], folder);
      const { text } = await program.links();
      const opened = () =>
        Deno.readTextFile(`${folder}/opened`).catch(() => "");
      await until(async () => (await opened()).endsWith("\n"));
      assertStringIncludes(text, `Photopea: ${await opened()}`);
      program.kill("SIGTERM");
      assertEquals(await program.end(), { code: 0, err: "" });
    }),
});

Deno.test("mlmc serve --open says in a line if nothing opens a browser, and goes on", async () => {
  const program = new Program(["--open"]);
  const { url } = await program.links();
  assertEquals((await (await fetch(`${url}/health`)).json()).name, "mlmc");
  program.kill("SIGTERM");
  const { code, err } = await program.end();
  assertEquals(code, 0);
  assert(/^mlmc: warning: .+; open the link yourself\n$/.test(err), err);
});

Deno.test("serveArguments() reads what makes sense", () => {
  assertEquals(serveArguments([]), {
    host: "127.0.0.1",
    port: 8896,
    origins: [],
    device: "auto",
    open: false,
    quiet: false,
  });
  const line = "--port 0 --host ::1 --device cpu --open --quiet " +
    "--allow-origin https://Example.com:443 --allow-origin http://localhost:8080";
  assertEquals(serveArguments(line.split(" ")), {
    host: "::1",
    port: 0,
    origins: ["https://example.com", "http://localhost:8080"],
    device: "cpu",
    open: true,
    quiet: true,
  });
});

Deno.test("serveArguments() refuses what makes none", () => {
  for (
    const line of [
      "photo.png",
      "--port 65536",
      "--port x",
      "--port",
      "--host example.com",
      "--host localhost",
      "--device tpu",
      "--token x",
      "--allow-origin",
      "--allow-origin *",
      "--allow-origin null",
      "--allow-origin example.com",
      "--allow-origin https://example.com/",
      "--allow-origin https://example.com/page",
      "--allow-origin https://user@example.com",
      "--allow-origin file:///home",
      "--allow-origin https://a.example --allow-origin x",
    ]
  ) {
    const { message } = assertThrows(
      () => serveArguments(line.split(" ")),
      UsageError,
    );
    assert(/^[^\n]+$/.test(message), line);
  }
});
