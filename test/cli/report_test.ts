import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { crop } from "../../src/image/crop.ts";
import { mostDetailed } from "../../src/cli/report/detail.ts";
import { reportPage } from "../../src/cli/report/report_page.ts";
import { decodeImage } from "../../src/image/file/decode.ts";
import { psnr } from "../../src/image/metrics.ts";
import type { Raster } from "../../src/image/raster.ts";
import { enlargeBicubic } from "../../src/image/resize.ts";
import { smoothPicture } from "../pictures.ts";
import { reportData } from "./report_data.ts";

/** A level of eight bits, and some rounding. */
const LEVEL = 1.01 / 255;

/** The pictures of a page by the id of their element; those without one have none. */
async function picturesIn(page: string): Promise<Map<string, Raster>> {
  const found = new Map<string, Raster>();
  const images = page.matchAll(
    /<ima?ge?\s([^>]*?)(?:src|href)="data:image\/png;base64,([^"]*)"/g,
  );
  for (const [, attributes, base64] of images) {
    const id = attributes.match(/id="(\w+)"/)?.[1] ?? "";
    found.set(id, await decodeImage(Uint8Array.fromBase64(base64)));
  }
  return found;
}

function assertSamePicture(actual: Raster | undefined, expected: Raster): void {
  if (!actual) throw new Error("no such picture");
  assertEquals([actual.width, actual.height], [
    expected.width,
    expected.height,
  ]);
  const error = actual.data.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - expected.data[i])),
    0,
  );
  assert(error < LEVEL, `differs by ${error}`);
}

async function sha256(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}

Deno.test("reportPage() asks for nothing outside the page, and allows no script but its own", async () => {
  const page = await reportPage(reportData());
  for (const [, uri] of page.matchAll(/\s(?:src|href)\s*=\s*["']?([^"'>]*)/g)) {
    assert(uri.startsWith("data:"), uri.slice(0, 80));
  }
  assert(!/url\(|@import|<(?:iframe|object|base|form)\b/.test(page));
  const policy = page.match(/Content-Security-Policy"\s+content="([^"]*)"/)![1];
  const rules = policy.replaceAll("&#39;", "'").split("; ");
  assert(rules.includes("default-src 'none'"), policy);
  const hashes = async (tag: RegExp) =>
    (await Promise.all([...page.matchAll(tag)].map(([, text]) => sha256(text))))
      .join(" ");
  const scripts = await hashes(/<script>([^]*?)<\/script>/g);
  assert(rules.includes(`script-src ${scripts}`), policy);
  const style = await hashes(/<style>([^]*?)<\/style>/g);
  assert(rules.includes(`style-src ${style}`), policy);
});

Deno.test("reportPage() says in which language it is, and suits a phone", async () => {
  const page = await reportPage(reportData());
  assert(page.startsWith("<!DOCTYPE html>"));
  assertStringIncludes(page, '<html lang="en">');
  assertStringIncludes(page, 'name="viewport"');
  assertStringIncludes(page, "prefers-color-scheme: dark");
  for (const [image] of page.matchAll(/<img\s[^>]*>/g)) {
    assert(/\salt="\w/.test(image), image.slice(0, 80));
  }
});

Deno.test("reportPage() escapes what it is given", async () => {
  const evil = `<b a="1" c='2'>&</b></script>`;
  const escaped =
    "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;&lt;/script&gt;";
  const page = await reportPage({
    ...reportData(),
    title: evil,
    doubts: [evil],
    settings: [[evil, evil]],
  });
  assert(!page.includes(evil));
  assertStringIncludes(page, `<title>${escaped}</title>`);
  assertStringIncludes(page, `<h1>${escaped}</h1>`);
  // The title twice, the doubt, and the setting's name and value.
  assertEquals(page.split(escaped).length - 1, 5);
});

Deno.test("reportPage() has the bicubic enlargement, the result, the truth and the kernel as pictures", async () => {
  const data = reportData();
  const pictures = await picturesIn(await reportPage(data));
  assertEquals([...pictures.keys()], ["truth", "bicubic", "result", ""]);
  assertSamePicture(pictures.get("bicubic"), enlargeBicubic(data.input, 2));
  assertSamePicture(pictures.get("result"), data.result);
  assertSamePicture(pictures.get("truth"), data.reference);
  assert(pictures.get("")!.width > 400);
});

Deno.test("reportPage() lays a transparent picture on white", async () => {
  const { reference: _, ...data } = reportData();
  const pictures = await picturesIn(
    await reportPage({
      ...data,
      input: { ...data.input, alpha: new Float32Array(24 * 20) },
      result: { ...data.result, alpha: new Float32Array(48 * 40) },
    }),
  );
  for (const name of ["bicubic", "result"]) {
    const { data, alpha } = pictures.get(name)!;
    assert(data.every((value) => value === 1), name);
    assert(!alpha || alpha.every((value) => value === 1), name);
  }
});

Deno.test("reportPage() shows of a large picture the part with most detail, and where it lies", async () => {
  const input = {
    width: 1100,
    height: 200,
    data: new Float32Array(1100 * 200 * 3),
  };
  // A dot in the last column, which only the last part has.
  input.data.fill(1, 3 * (100 * 1100 + 1099), 3 * (101 * 1100));
  const result = enlargeBicubic(input, 2);
  const { reference: _, ...data } = reportData();
  const page = await reportPage({ ...data, input, result });
  const pictures = await picturesIn(page);
  const part = crop(result, { left: 152, top: 0, width: 2048, height: 400 });
  assertSamePicture(pictures.get("bicubic"), part);
  assertSamePicture(pictures.get("result"), part);
  assertStringIncludes(page, "2048 × 400 of 2200 × 400 pixels");
  assert(/class="mark" x="76" y="0" width="1024"\s+height="200"/.test(page));
});

Deno.test("reportPage() tells the width and the angle of the kernel", async () => {
  const page = await reportPage(reportData());
  // Standard deviations of 2 and 1, times 2.355; the mean variance is 2.5.
  for (const figure of ["4.7 pixels", "2.4 pixels", "3.7 pixels", "30°"]) {
    assertStringIncludes(page, `<dd>${figure}</dd>`);
  }
});

Deno.test("reportPage() tells how close result and bicubic come to the truth", async () => {
  const data = reportData();
  const page = await reportPage(data);
  for (const picture of [data.result, enlargeBicubic(data.input, 2)]) {
    const decibels = psnr(picture, data.reference, 2);
    assertStringIncludes(page, `<td>${decibels.toFixed(2)} dB</td>`);
  }
});

Deno.test("reportPage() hands the curve to its charts, and has none without one", async () => {
  const data = reportData();
  const page = await reportPage(data);
  const json = page.match(/id="curve">(.*?)<\/script>/)![1];
  assertEquals(JSON.parse(json).curve, data.curve);
  const without = await reportPage({ ...data, curve: [] });
  assert(!/uPlot=|id="curve"/.test(without));
});

Deno.test("reportPage() says nothing of a truth or of doubts that there are not", async () => {
  const { reference: _, ...data } = reportData();
  const curve = data.curve.map(({ psnr: _, ...point }) => point);
  const page = await reportPage({ ...data, curve, doubts: [] });
  const body = page.slice(page.indexOf("<body>"), page.indexOf("<script"));
  assert(!/truth|PSNR|Look twice/.test(body));
});

Deno.test("mostDetailed() finds where neighbours differ, and takes the middle of a flat picture", () => {
  const flat = { width: 30, height: 20, data: new Float32Array(30 * 20 * 3) };
  assertEquals(mostDetailed(flat, 10), {
    left: 10,
    top: 5,
    width: 10,
    height: 10,
  });
  const dotted = { ...flat, data: flat.data.slice() };
  dotted.data.fill(1, 3 * (18 * 30 + 1), 3 * (18 * 30 + 2));
  const { left: x, top: y } = mostDetailed(dotted, 10);
  assert(x === 0 && y >= 9, `${x}, ${y}`);
  assertEquals(mostDetailed(flat, 40), {
    left: 0,
    top: 0,
    width: 30,
    height: 20,
  });
});

Deno.test("crop() cuts colours and opacities", () => {
  const picture = smoothPicture(6, 5);
  const alpha = Float32Array.from({ length: 30 }, (_, i) => i / 30);
  const box = { left: 2, top: 1, width: 3, height: 2 };
  const part = crop({ ...picture, alpha }, box);
  assertEquals([part.width, part.height], [3, 2]);
  assertEquals(
    [...part.alpha!],
    [8, 9, 10, 14, 15, 16].map((i) => Math.fround(i / 30)),
  );
  assertEquals(part.data.subarray(9, 12), picture.data.subarray(42, 45));
});
