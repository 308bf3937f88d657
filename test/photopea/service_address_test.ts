import { assertEquals } from "@std/assert";
import {
  pastedService,
  serviceOf,
} from "../../plugins/photopea/compute/service_address.ts";

const TOKEN = "abcDEF-_0123456789abcdefghij";

Deno.test("serviceOf() knows the service that the panel comes from", () => {
  const panel = new URL(`http://localhost:9000/panel/${TOKEN}/index.html`);
  assertEquals(serviceOf(panel), {
    url: "http://localhost:9000",
    token: TOKEN,
  });
});

Deno.test("serviceOf() takes the usual address where the panel comes from elsewhere", () => {
  const usual = { url: "http://127.0.0.1:8896" };
  assertEquals(serviceOf(new URL("https://example.org/panel/")), usual);
  assertEquals(serviceOf(new URL("https://example.org/a/panel.html")), usual);
});

Deno.test("pastedService() reads the panel's address, the link to Photopea, and the token", () => {
  const url = `http://127.0.0.1:9000/panel/${TOKEN}/`;
  const config = { environment: { plugins: [{ name: "Blind Upscale", url }] } };
  const link = `https://www.photopea.com#${
    encodeURIComponent(JSON.stringify(config))
  }`;
  const expected = { url: "http://127.0.0.1:9000", token: TOKEN };
  assertEquals(pastedService(` ${url}\n`), expected);
  assertEquals(pastedService(link), expected);
  assertEquals(pastedService(TOKEN), {
    url: "http://127.0.0.1:8896",
    token: TOKEN,
  });
});

Deno.test("pastedService() refuses anything else", () => {
  for (const text of ["", "hello", "http://127.0.0.1:8896/", "100 %"]) {
    assertEquals(pastedService(text), undefined, text);
  }
});
