import { assert, assertEquals } from "@std/assert";
import { encodeImage } from "../../mod.ts";
import { blobs } from "../pictures.ts";
import { mlmcHere } from "../cli/program.ts";
import { Page } from "./devtools.ts";
import { browserTest } from "./register.ts";

/** What a page may not do. */
const COMPLAINTS = [
  "Log.entryAdded",
  "Runtime.consoleAPICalled",
  "Runtime.exceptionThrown",
];

/** Evaluates two pictures, one of a long and odd name, and returns the page's URL. */
async function evaluated(folder: string): Promise<string> {
  await Deno.mkdir(`${folder}/set/HR`, { recursive: true });
  for (const name of ["a", `${"long".repeat(15)} <i>"`]) {
    const bytes = await encodeImage(blobs(150, 120), "png");
    await Deno.writeFile(`${folder}/set/HR/${name}.png`, bytes);
  }
  const line = ["set", "--sf", "2", "--quiet"];
  await mlmcHere(["degrade", ...line], folder);
  const methods = ["--methods", "bicubic"];
  await mlmcHere(["evaluate", ...line, ...methods], folder);
  return `file://${folder}/set/results/index.html`;
}

/** Lays the page out in a window of a width, without a scroll bar. */
async function widen(page: Page, width: number): Promise<void> {
  const window = { width, height: 900, deviceScaleFactor: 1, mobile: true };
  await page.send("Emulation.setDeviceMetricsOverride", window);
}

/** The pictures as they are shown. */
function imagesOf(page: Page) {
  return page.evaluate(`[...document.images].map((image) => ({
    loaded: image.complete && image.naturalWidth,
    size: [image.width, image.height],
    rendering: getComputedStyle(image).imageRendering,
  }))`);
}

browserTest(
  "the page of an evaluation asks for nothing, and shows its pictures alike",
  async (program) => {
    const folder = await Deno.makeTempDir({ prefix: "mlmc_evaluation_" });
    try {
      const url = await evaluated(folder);
      await using page = await Page.open(program, url);
      for (const [width, side] of [[1300, 208], [400, 159]]) {
        await widen(page, width);
        const image = { loaded: 104, rendering: "pixelated" };
        const expected = { ...image, size: [side, side] };
        assertEquals(await imagesOf(page), Array(4).fill(expected));
        const [needed, given] = await page.evaluate(
          "[document.documentElement.scrollWidth, innerWidth]",
        );
        assert(needed <= given, `${needed} of ${given} pixels`);
      }
      const { events } = page;
      const complaints = events.filter(({ method }) =>
        COMPLAINTS.includes(method)
      );
      assertEquals(complaints, []);
      const requests = events
        .filter(({ method }) => method === "Network.requestWillBeSent")
        .map(({ params }) => params.request.url)
        .filter((url) => !url.startsWith("data:"));
      assertEquals(requests, [url]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
