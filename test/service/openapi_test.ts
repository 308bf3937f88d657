import { assert, assertEquals } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import { OPENAPI } from "../../src/service/openapi.ts";
import { FakeService, PNG, turn } from "./fake.ts";

Deno.test("OPENAPI is a valid description", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    JSON.parse(JSON.stringify(OPENAPI)),
  );
  assert(valid, JSON.stringify(errors));
  assertEquals(validator.version, "3.1");
});

Deno.test("OPENAPI has the application's routes, each with its methods", async () => {
  const { app } = new FakeService();
  const routes = app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  const described = Object.entries(OPENAPI.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((key) => key !== "parameters")
      .map((method) => `${method.toUpperCase()} ${path}`)
  );
  assertEquals([...new Set(routes)].sort(), described.sort());
  const service = new FakeService();
  const served = await (await service.ask("/openapi.json")).json();
  assertEquals(served, JSON.parse(JSON.stringify(OPENAPI)));
});

/** Whether a value is as a schema of the few kinds that are used here says. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.enum) return schema.enum.includes(value);
  if ("const" in schema) return schema.const === value;
  const types = [schema.type].flat();
  if (value === null) return types.includes("null");
  if (types.includes("integer")) return Number.isInteger(value);
  if (types.includes("array")) {
    return Array.isArray(value) &&
      value.every((item) => fits(schema.items!, item));
  }
  if (types.includes("object")) {
    const fields = value as Record<string, unknown>;
    const { properties = {}, required = [] } = schema;
    return required.every((name) => name in fields) &&
      Object.entries(fields).every(([name, field]) =>
        name in properties && fits(properties[name], field)
      );
  }
  return types.includes(typeof value);
}

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

Deno.test("What the API says is as OPENAPI describes it", async () => {
  const service = new FakeService();
  const schemas = OPENAPI.components.schemas as Record<string, Schema>;
  const check = async (path: string, name: string) => {
    const value = await (await service.ask(path)).json();
    assert(fits(schemas[name], value), `${path} ${JSON.stringify(value)}`);
  };
  await check("/health", "Health");
  await check("/api/capabilities", "Capabilities");
  await check("/api/other", "Error");
  const states = [];
  for (let i = 0; i < 3; i++) states.push(await service.submitted());
  const paths = states.map(({ id }) => `/api/jobs/${id}`);
  const [{ watch, end }] = service.work.begun;
  await check(paths[1], "State");
  await check(paths[0], "State");
  watch.onProgress({ stage: "solve", step: 1, steps: 9, fraction: 0.1 });
  await check(paths[0], "State");
  end();
  await turn();
  service.work.begun[1].fail(new Error("no"));
  await turn();
  for (const path of paths) await check(path, "State");
  await check(`${paths[0]}/kernel`, "Kernel");
  await service.jobs.close();
});

/** The statuses that are described for a path. */
function statuses(path: string, method: string): string[] {
  const paths: Record<string, object> = OPENAPI.paths;
  const item = paths[path] as Record<string, { responses: object }>;
  return Object.keys(item[method].responses);
}

Deno.test("The statuses of a submission that OPENAPI describes are those that occur", async () => {
  const service = new FakeService({
    patience: 20,
    capabilities: {
      ...(await (await new FakeService().ask("/api/capabilities")).json()),
      limits: { bytes: 1000, pixels: 100, resultPixels: 400, queue: 8 },
    },
  });
  const endless = new ReadableStream<Uint8Array>({});
  const large = new Uint8Array(1001);
  const found = [
    await service.submit(),
    await service.submit("scale=9"),
    await service.submit("scale=2", PNG, { Authorization: "Bearer no" }),
    await service.submit("scale=2", PNG, { Origin: "https://evil.example" }),
    await service.submit("scale=2", endless),
    await service.submit("scale=2", large),
    await service.submit("scale=2", PNG, { "Content-Type": "text/plain" }),
    await service.submit("scale=2", PNG, { Host: "evil.example" }),
  ].map(({ status }) => String(status));
  for (let i = 0; i < 8; i++) await service.submitted();
  found.push(String((await service.submit()).status));
  await service.jobs.close();
  found.push(String((await service.submit()).status));
  assertEquals(found.sort(), statuses("/api/jobs", "post").sort());
});

Deno.test("The statuses of a job that OPENAPI describes are those that occur", async () => {
  const service = new FakeService();
  const { id } = await service.submitted();
  const { id: waiting } = await service.submitted();
  service.work.begun[0].end();
  await turn();
  for (const what of ["", "/events", "/preview", "/result", "/kernel"]) {
    const path = (name: string) => `/api/jobs/${name}${what}`;
    const wrong: Record<string, string>[] = [
      { Authorization: "Basic no" },
      { Authorization: "Bearer no" },
      { Origin: "https://evil.example" },
      { Host: "evil.example" },
    ];
    const found = [
      await service.ask(path(id)),
      await service.ask(path("none")),
      ...await Promise.all(
        wrong.map((headers) => service.ask(path(id), { headers })),
      ),
      ...(/result|kernel/.test(what) ? [await service.ask(path(waiting))] : []),
    ].map(({ status }) => String(status));
    assertEquals(found.sort(), statuses(path("{id}"), "get").sort(), what);
  }
  await service.jobs.close();
});
