import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeApp } from "../../src/service/app.ts";
import { Jobs } from "../../src/service/jobs.ts";
import { ownHost } from "../../src/service/own_host.ts";
import { randomText } from "../../src/service/random_text.ts";
import { FakeService, quick, settingsOf, TOKEN } from "./fake.ts";

const PHOTOPEA = "https://www.photopea.com";
/** Paths, and whether they need the token in a header. */
const PATHS: [string, boolean][] = [
  ["/health", false],
  ["/openapi.json", true],
  ["/api/capabilities", true],
  ["/api/jobs/x", true],
  ["/api/nothing", true],
  ["/nothing", false],
  [`/panel/${TOKEN}/`, false],
];

/** The line that an error says. */
async function errorOf(response: Response): Promise<string> {
  const body = await response.json();
  assertEquals(Object.keys(body), ["error"]);
  assert(/^[^\n]+$/.test(body.error), body.error);
  return body.error;
}

Deno.test("makeApp() asks for the token everywhere but at /health", async () => {
  const { app } = new FakeService();
  const wrong = [
    undefined,
    "",
    "Bearer",
    "Bearer x",
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Basic ${btoa(`a:${TOKEN}`)}`,
    TOKEN,
    "Bearer ü",
  ];
  for (const [path, isGuarded] of PATHS) {
    for (const authorization of wrong) {
      const response = await app.request(path, {
        headers: {
          Host: "127.0.0.1:8896",
          ...(authorization !== undefined &&
            { Authorization: encodeURI(authorization) }),
        },
      });
      const isRefused = [400, 401].includes(response.status);
      assertEquals(isRefused, isGuarded, `${path} ${authorization}`);
      if (!isRefused) continue;
      assertStringIncludes(await errorOf(response), "Authorization: Bearer");
      assert(response.headers.has("WWW-Authenticate"));
    }
  }
});

Deno.test("makeApp() refuses any method without the token, and reads no body", async () => {
  const { app } = new FakeService();
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const body = method === "DELETE" ? undefined : "x";
    const headers = { Host: "127.0.0.1:8896" };
    const answer = await app.request("/api/jobs", { method, headers, body });
    assertEquals(answer.status, 401);
    assertEquals(answer.bodyUsed, false);
  }
});

Deno.test("The panel's pages have the token in their path", async () => {
  const { app } = new FakeService();
  const headers = { Host: "127.0.0.1:8896" };
  const get = (path: string) => app.request(path, { headers });
  for (const token of ["x", `${TOKEN}x`, TOKEN.slice(1), "%00", "..", "%2e"]) {
    for (const file of ["/", "/index.html", "/photopea.json", "/icon.svg"]) {
      const response = await get(`/panel/${token}${file}`);
      assert([401, 404].includes(response.status), `${token} ${file}`);
      await errorOf(response);
    }
  }
  const page = await get(`/panel/${TOKEN}/`);
  assertEquals(await page.text(), "<!doctype html>");
  assertEquals(page.headers.get("Content-Type"), "text/html; charset=utf-8");
  const icon = await get(`/panel/${TOKEN}/icon.svg`);
  assertStringIncludes(icon.headers.get("Content-Type")!, "image/svg+xml");
  const slash = await get(`/panel/${TOKEN}`);
  assertEquals(
    [slash.status, slash.headers.get("Location")],
    [308, `/panel/${TOKEN}/`],
  );
  for (
    const file of ["mod.ts", "../mod.ts", "%2e%2e%2fmod.ts", "..%5cmod.ts"]
  ) {
    const { status } = await get(`/panel/${TOKEN}/${file}`);
    assert([401, 404].includes(status), file);
  }
});

Deno.test("makeApp() answers allowed origins, and browsers may read that", async () => {
  const service = new FakeService();
  for (
    const Origin of [
      PHOTOPEA,
      "https://example.com",
      "http://127.0.0.1:8896",
      "http://localhost:8896",
      "http://[::1]:8896",
    ]
  ) {
    for (const [path] of PATHS) {
      const { headers, status } = await service.ask(path, {
        headers: { Origin },
      });
      assert(status !== 403);
      assertEquals(headers.get("Access-Control-Allow-Origin"), Origin);
      assertEquals(headers.get("Access-Control-Allow-Credentials"), null);
      assertStringIncludes(headers.get("Vary")!, "Origin");
      assertEquals(
        headers.get("Access-Control-Expose-Headers"),
        "Location,Retry-After",
      );
    }
    // An error, too.
    const { headers, status } = await service.ask("/api/capabilities", {
      headers: { Origin, Authorization: "Bearer x" },
    });
    assertEquals([status, headers.get("Access-Control-Allow-Origin")], [
      401,
      Origin,
    ]);
  }
});

Deno.test("makeApp() refuses other origins, whatever else they know", async () => {
  const service = new FakeService();
  for (
    const Origin of [
      "null",
      "https://evil.example",
      "http://www.photopea.com",
      "https://www.photopea.com.evil.example",
      "https://www.photopea.com:8443",
      "https://photopea.com",
      "https://127.0.0.1:8896",
      "http://127.0.0.1",
      "http://127.0.0.1:8897",
      "http://127.0.0.1:8896.evil.example",
      "http://evil.example:8896",
      "HTTPS://WWW.PHOTOPEA.COM",
      "",
    ]
  ) {
    for (const method of ["GET", "OPTIONS", "POST", "DELETE"]) {
      for (const [path] of PATHS) {
        const response = await service.ask(path, {
          method,
          headers: {
            Origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Private-Network": "true",
          },
        });
        assertEquals(response.status, 403, `${method} ${path} ${Origin}`);
        await errorOf(response);
        const names = [...response.headers.keys()];
        assertEquals(
          names.filter((name) => name.startsWith("access-control-")),
          [],
        );
      }
    }
  }
});

Deno.test("makeApp() answers preflights of allowed origins, without the token", async () => {
  const { app } = new FakeService();
  const preflight = async (more: Record<string, string>) =>
    await app.request("/api/jobs", {
      method: "OPTIONS",
      headers: {
        Host: "127.0.0.1:8896",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
        ...more,
      },
    });
  const { status, headers } = await preflight({ Origin: PHOTOPEA });
  assertEquals(status, 204);
  assertEquals(headers.get("Access-Control-Allow-Origin"), PHOTOPEA);
  assertEquals(
    headers.get("Access-Control-Allow-Headers"),
    "Authorization,Content-Type",
  );
  assertEquals(
    headers.get("Access-Control-Allow-Methods"),
    "GET,HEAD,POST,DELETE",
  );
  assertEquals(headers.get("Access-Control-Max-Age"), "600");
  assertStringIncludes(headers.get("Vary")!, "Origin");
  const name = "Access-Control-Allow-Private-Network";
  assertEquals(headers.get(name), null);
  const ask = { "Access-Control-Request-Private-Network": "true" };
  const asked = await preflight({ Origin: PHOTOPEA, ...ask });
  assertEquals(asked.headers.get(name), "true");
  const nobody = await preflight(ask);
  assertEquals(nobody.headers.get(name), null);
  assertEquals(nobody.headers.get("Access-Control-Allow-Origin"), null);
});

Deno.test("makeApp() refuses requests for another host, as after DNS rebinding", async () => {
  const service = new FakeService();
  for (
    const Host of [
      "evil.example",
      "evil.example:8896",
      "127.0.0.1",
      "127.0.0.1:80",
      "127.0.0.1:8897",
      "127.0.0.1:8896.evil.example",
      "localhost.evil.example:8896",
      "user@127.0.0.1:8896",
      "192.168.0.7:8896",
      "[::2]:8896",
      "[::1]",
      "::1:8896",
      "127.0.0.1:08896x",
      "",
    ]
  ) {
    for (const [path] of PATHS) {
      for (const method of ["GET", "OPTIONS"]) {
        const response = await service.ask(path, { method, headers: { Host } });
        assertEquals(response.status, 421, `${path} ${Host}`);
        await errorOf(response);
      }
    }
  }
  for (const Host of ["LOCALHOST:8896", "[::1]:8896", "127.0.0.1:8896"]) {
    assertEquals(
      (await service.ask("/health", { headers: { Host } })).status,
      200,
    );
  }
});

Deno.test("ownHost() takes the address that is listened on, and any address where that is all", () => {
  const one = ownHost("192.168.0.7", 80);
  assert(one("192.168.0.7") && one("192.168.0.7:80") && one("localhost"));
  assert(!one("192.168.0.8") && !one("192.168.0.7:8896"));
  const all = ownHost("0.0.0.0", 8896);
  assert(all("192.168.0.8:8896") && all("[fe80::1]:8896"));
  assert(!all("evil.example:8896") && !all("192.168.0.8"));
});

Deno.test("makeApp() says which pages may show its own, and keeps nothing on disk", async () => {
  const service = new FakeService();
  for (const path of [`/panel/${TOKEN}/`, "/health", "/api/nothing"]) {
    const { headers } = await service.ask(path);
    assertEquals(headers.get("Cache-Control"), "no-store");
    assertEquals(headers.get("X-Content-Type-Options"), "nosniff");
    assertEquals(headers.get("Referrer-Policy"), "no-referrer");
    assertEquals(headers.get("X-Frame-Options"), null);
    assertStringIncludes(
      headers.get("Content-Security-Policy")!,
      "frame-ancestors 'self' https://www.photopea.com https://example.com",
    );
  }
});

Deno.test("The links lead to the service from this machine's browser", async () => {
  for (
    const [hostname, host] of [
      ["127.0.0.1", "127.0.0.1"],
      ["0.0.0.0", "127.0.0.1"],
      ["::1", "[::1]"],
      ["192.168.0.7", "192.168.0.7"],
    ]
  ) {
    const app = makeApp(settingsOf(new Jobs(quick)), { hostname, port: 8896 });
    const panel = `http://${host}:8896/panel/${TOKEN}/`;
    const response = await app.request(`/panel/${TOKEN}/photopea.json`, {
      headers: { Host: `${host}:8896` },
    });
    assertEquals(await response.json(), {
      environment: {
        plugins: [{
          name: "Blind Upscale",
          url: panel,
          width: 360,
          height: 640,
          icon: `${panel}icon.svg`,
        }],
      },
    });
  }
});

Deno.test("randomText() is long enough, and another each time", () => {
  const texts = new Set(Array.from({ length: 100 }, () => randomText(32)));
  assertEquals(texts.size, 100);
  for (const text of texts) assert(/^[\w-]{43}$/.test(text), text);
});
