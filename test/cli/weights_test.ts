import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Failure, UsageError } from "../../src/cli/errors.ts";
import { obtainWeights } from "../../src/cli/weights/obtain_weights.ts";
import { PUBLISHED } from "../../src/cli/weights/published_weights.ts";
import { readWeightsFile } from "../../src/cli/weights/read_weights_file.ts";
import { weightsArguments } from "../../src/cli/weights/weights_arguments.ts";
import { weightsCommand } from "../../src/cli/weights/weights_command.ts";
import { weightsPath } from "../../src/cli/weights/weights_path.ts";
import { exists } from "../golden/safetensors.ts";
import { files } from "./program.ts";

const SHARED = new URL(
  "../../../shared/data/weights/usrnet_tiny.pth",
  import.meta.url,
);
const isAbsent = !exists(SHARED);
if (isAbsent) {
  console.error(
    "tests with the published weights are skipped: ../shared/data/weights is absent",
  );
}

/** A server that answers in one way, and counts how often. */
async function withServer(
  answer: () => Response,
  body: (url: string, count: () => number) => Promise<void>,
): Promise<void> {
  let requests = 0;
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, () => {
    requests++;
    return answer();
  });
  try {
    const { port } = server.addr;
    await body(`http://127.0.0.1:${port}/w.pth`, () => requests);
  } finally {
    await server.shutdown();
  }
}

/** An empty folder for a cache, which the environment names. */
async function withCache(
  body: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get("XDG_CACHE_HOME");
  Deno.env.set("XDG_CACHE_HOME", folder);
  try {
    await body(`${folder}/mlmc/usrnet_tiny.pth`, folder);
  } finally {
    if (before === undefined) Deno.env.delete("XDG_CACHE_HOME");
    else Deno.env.set("XDG_CACHE_HOME", before);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fails unless the weights cannot be had, with one line that helps. */
async function assertFails(
  url: string,
  path: string,
  reason: string,
): Promise<void> {
  const error = await assertRejects(
    () => obtainWeights(url, path, () => {}),
    Failure,
  );
  assertEquals(
    error.message,
    `cannot download the weights: ${reason}; get ${url} in another way and save it as ${path}`,
  );
}

Deno.test({
  name:
    "obtainWeights() downloads the weights once, and anew if they are damaged",
  ignore: isAbsent,
  fn: () =>
    withServer(
      () => new Response(Deno.readFileSync(SHARED)),
      (url, requests) =>
        withCache(async (path, folder) => {
          const shown: number[] = [];
          const obtain = () => obtainWeights(url, path, (n) => shown.push(n));
          assert(await obtain());
          assertEquals(Deno.readFileSync(path), Deno.readFileSync(SHARED));
          assertEquals(files(folder), ["mlmc/usrnet_tiny.pth"]);
          assertEquals(shown.at(-1), PUBLISHED.size);
          assert(!await obtain());
          assertEquals(requests(), 1);

          const damaged = Deno.readFileSync(path);
          damaged[1_000_000] ^= 1;
          for (const content of [damaged, damaged.subarray(0, 99)]) {
            Deno.writeFileSync(path, content);
            assert(await obtain());
            assertEquals(Deno.readFileSync(path), Deno.readFileSync(SHARED));
          }
          assertEquals(requests(), 3);
        }),
    ),
});

const MEBIBYTE = new Uint8Array(2 ** 20);

for (
  const [what, answer, reason] of [
    ["another file", () => new Response("<html>"), "it is another file"],
    [
      "a file of the same length",
      () => new Response(new Uint8Array(PUBLISHED.size)),
      "it is another file",
    ],
    [
      "no end",
      () =>
        new Response(
          new ReadableStream({ pull: (c) => c.enqueue(MEBIBYTE) }),
        ),
      "it is another file",
    ],
    [
      "an error",
      () => new Response("no", { status: 404 }),
      "the server answered 404",
    ],
  ] as [string, () => Response, string][]
) {
  Deno.test(`obtainWeights() keeps what is there if the server sends ${what}`, () =>
    withServer(answer, (url) =>
      withCache(async (path, folder) => {
        await assertFails(url, path, reason);
        assertEquals(files(folder), []);
        Deno.writeTextFileSync(path, "mine");
        await assertFails(url, path, reason);
        assertEquals(files(folder), ["mlmc/usrnet_tiny.pth"]);
        assertEquals(Deno.readTextFileSync(path), "mine");
      })));
}

Deno.test("obtainWeights() says how to go on if the connection breaks", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2371002\r\n\r\nhalf";
  const served = listener.accept().then(async (connection) => {
    await connection.read(new Uint8Array(1000));
    await connection.write(new TextEncoder().encode(answer));
    connection.close();
  });
  const url = `http://127.0.0.1:${listener.addr.port}/w.pth`;
  await withCache((path) =>
    assertFails(url, path, "error reading a body from connection")
  );
  await served;
  listener.close();
});

Deno.test("obtainWeights() says how to go on if there is no connection", async () => {
  let closed = "";
  await withServer(() => new Response(), (url) => {
    closed = url;
    return Promise.resolve();
  });
  await withCache((path) =>
    assertFails(
      closed,
      path,
      "tcp connect error: Connection refused",
    )
  );
});

Deno.test("obtainWeights() says at once if it could not write", () =>
  withServer(
    () => new Response(),
    (url, requests) =>
      withCache(async (path, folder) => {
        const obtain = () => obtainWeights(url, path, () => {});
        Deno.mkdirSync(path, { recursive: true });
        await assertRejects(
          obtain,
          Failure,
          `cannot write ${path}: it is a folder`,
        );
        Deno.removeSync(`${folder}/mlmc`, { recursive: true });
        Deno.writeTextFileSync(`${folder}/mlmc`, "");
        await assertRejects(
          obtain,
          Failure,
          `cannot make the folder ${folder}/mlmc`,
        );
        assertEquals(requests(), 0);
      }),
  ));

Deno.test({
  name: "weightsCommand() says where the weights are",
  ignore: isAbsent,
  fn: () =>
    withCache(async (path, folder) => {
      Deno.mkdirSync(`${folder}/mlmc`);
      Deno.copyFileSync(SHARED, path);
      const run = (...words: string[]) =>
        printed(() => weightsCommand(weightsArguments(words)));
      assertEquals(await run("--quiet"), []);
      assertEquals(await run(), [`${path} is there already`, PUBLISHED.credit]);
      const [json] = await run("--json");
      assertEquals(JSON.parse(json), { path, downloaded: false, ...PUBLISHED });
    }),
});

/** What a command prints, which must succeed. */
async function printed(command: () => Promise<number>): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line) => void lines.push(line);
  try {
    assertEquals(await command(), 0);
  } finally {
    console.log = log;
  }
  return lines;
}

Deno.test("weightsArguments() refuses what it does not know", () => {
  for (const words of [["here.pth"], ["--force"]]) {
    assertThrows(() => weightsArguments(words), UsageError);
  }
});

Deno.test("weightsPath() lies in the cache of the user", () =>
  withCache((path) => {
    if (Deno.build.os === "linux") assertEquals(weightsPath(), path);
    const home = Deno.env.get("HOME");
    Deno.env.set("XDG_CACHE_HOME", "here");
    if (Deno.build.os === "linux") {
      assertEquals(weightsPath(), `${home}/.cache/mlmc/usrnet_tiny.pth`);
    }
    return Promise.resolve();
  }));

Deno.test({
  name: "readWeightsFile() reads the file that is named, or the downloaded one",
  ignore: isAbsent,
  fn: () =>
    withCache((path, folder) => {
      const absent = assertThrows(() => readWeightsFile(undefined), Failure);
      assertEquals(
        absent.message,
        "the weights of USRNet are not here; get them with mlmc weights, or name a file with --weights",
      );
      assertEquals(readWeightsFile(SHARED.pathname).tensors.size, 42);
      Deno.mkdirSync(`${folder}/mlmc`);
      Deno.copyFileSync(SHARED, path);
      assertEquals(readWeightsFile(undefined).tensors.size, 42);
      return Promise.resolve();
    }),
});

Deno.test("readWeightsFile() says what is wrong with a file, and what to do", () =>
  withCache((path, folder) => {
    Deno.mkdirSync(`${folder}/mlmc`);
    Deno.writeTextFileSync(path, "<html>");
    const page =
      "is a web page, perhaps of a failed download, and no file of weights";
    for (
      const [given, message] of [
        [undefined, `${path} ${page}; get it again with mlmc weights`],
        [
          path,
          `${path} ${page}; give weights of USRNet, such as usrnet_tiny.pth`,
        ],
        [folder, `${folder} is a folder; give a file of weights`],
        [`${folder}/no.pth`, `cannot read ${folder}/no.pth: it does not exist`],
      ]
    ) {
      const error = assertThrows(() => readWeightsFile(given), Failure);
      assertEquals(error.message, message);
    }
    Deno.truncateSync(path, 2 ** 28 + 1);
    assertThrows(
      () => readWeightsFile(path),
      Failure,
      `${path} is larger than 256 MiB`,
    );
    return Promise.resolve();
  }));
