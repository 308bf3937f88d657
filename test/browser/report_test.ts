import { assert, assertEquals } from "@std/assert";
import { reportPage } from "../../src/cli/report/report_page.ts";
import { reportData } from "../cli/report_data.ts";
import { Page } from "./devtools.ts";
import { browserTest } from "./register.ts";

/** Frames in which what was asked for must show. */
const FRAMES = 300;

/** Pixels by which a place may be off. */
const TOLERANCE = 1;

/** Opens a report as a file, in a window of a size, and fails if the page complains or asks for anything. */
async function onReport(
  program: string,
  body: (page: Page) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mlmc_report_" });
  try {
    const url = `file://${folder}/report.html`;
    await Deno.writeTextFile(new URL(url), await reportPage(reportData()));
    await using page = await Page.open(program, url);
    await body(page);
    assertEquals(complaints(page), []);
    assertEquals(requests(page), [url]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function complaints({ events }: Page): string[] {
  const kinds = [
    "Log.entryAdded",
    "Runtime.consoleAPICalled",
    "Runtime.exceptionThrown",
  ];
  return events.filter(({ method }) => kinds.includes(method)).map((event) =>
    JSON.stringify(event)
  );
}

function requests({ events }: Page): string[] {
  return events.filter(({ method }) => method === "Network.requestWillBeSent")
    .map(({ params }) => params.request.url)
    .filter((url) => !url.startsWith("data:"));
}

/** Where an element is in the window, and where the result begins in the picture. */
async function places(page: Page) {
  return await page.evaluate(`(() => {
    const box = (id) => document.getElementById(id).getBoundingClientRect().toJSON();
    const { clipPath } = getComputedStyle(document.getElementById("result"));
    return {
      view: box("view"), handle: box("handle"), result: box("result"),
      clip: parseFloat(clipPath.split(" ").at(-1)),
      value: Number(document.getElementById("divider").value),
      scroll: document.getElementById("view").scrollLeft,
    };
  })()`);
}

/** Fails unless handle, clip and range agree on a share of the width. */
async function assertDividedAt(page: Page, share: number): Promise<void> {
  const { view, handle, result, clip, value } = await places(page);
  const at = view.x + view.width * share / 100;
  for (
    const [name, place] of [
      ["range", view.x + view.width * value / 100],
      ["handle", handle.x + handle.width / 2],
      ["clip", result.x + clip],
    ] as const
  ) {
    assert(Math.abs(place - at) <= TOLERANCE, `${name} at ${place}, not ${at}`);
  }
}

async function mouse(page: Page, ...path: [x: number, y: number][]) {
  const send = (type: string, [x, y]: [number, number]) =>
    page.send("Input.dispatchMouseEvent", {
      type,
      x,
      y,
      button: "left",
      buttons: 1,
      clickCount: 1,
    });
  await send("mousePressed", path[0]);
  for (const place of path) await send("mouseMoved", place);
  await send("mouseReleased", path[path.length - 1]);
}

async function choose(page: Page, name: string, value: string) {
  await page.evaluate(
    `document.querySelector("input[name=${name}][value='${value}']").click()`,
  );
}

browserTest(
  "a report compares by mouse and by keyboard",
  (program) =>
    onReport(program, async (page) => {
      await assertDividedAt(page, 50);
      const { view } = await places(page);
      const y = view.y + view.height / 3;
      const across = (share: number): [number, number] => [
        view.x + view.width * share,
        y,
      ];
      await mouse(page, across(0.5), across(0.6), across(0.25));
      await assertDividedAt(page, 25);
      await page.evaluate(`document.getElementById("divider").focus()`);
      for (let i = 0; i < 5; i++) {
        for (const type of ["keyDown", "keyUp"]) {
          await page.send("Input.dispatchKeyEvent", {
            type,
            key: "ArrowRight",
            code: "ArrowRight",
            windowsVirtualKeyCode: 39,
          });
        }
      }
      await assertDividedAt(page, 30);
    }),
);

browserTest(
  "a report compares by touch",
  (program) =>
    onReport(program, async (page) => {
      await page.send("Emulation.setTouchEmulationEnabled", { enabled: true });
      const { view } = await places(page);
      const y = view.y + view.height / 3;
      const touch = (type: string, share?: number) =>
        page.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: share === undefined
            ? []
            : [{ x: view.x + view.width * share, y }],
        });
      await touch("touchStart", 0.5);
      for (const share of [0.6, 0.7, 0.8]) await touch("touchMove", share);
      await touch("touchEnd");
      await assertDividedAt(page, 80);
    }),
);

browserTest(
  "a report enlarges to square pixels, moves about, and compares with the truth",
  (program) =>
    onReport(program, async (page) => {
      // Too small for four times the picture.
      await page.send("Emulation.setDeviceMetricsOverride", {
        width: 200,
        height: 2000,
        deviceScaleFactor: 1,
        mobile: false,
      });
      await choose(page, "zoom", "4");
      const { view, result } = await places(page);
      assertEquals([result.width, result.height], [4 * 48, 4 * 40]);
      const rendering =
        `getComputedStyle(document.getElementById("result")).imageRendering`;
      assertEquals(await page.evaluate(rendering), "pixelated");
      let scroll = NaN;
      // Chromium loses a drag now and then that follows upon a change of the page.
      for (let attempt = 0; attempt < 5 && scroll !== 10; attempt++) {
        await page.evaluate(`document.getElementById("view").scrollTo(0, 0)`);
        await page.evaluate("new Promise((r) => setTimeout(r, 100))");
        await mouse(page, [view.x + 100, view.y + 20], [
          view.x + 90,
          view.y + 20,
        ]);
        await page.evaluate("new Promise((r) => setTimeout(r, 100))");
        scroll = (await places(page)).scroll;
      }
      assertEquals(scroll, 10);
      await assertDividedAt(page, 50);
      await choose(page, "zoom", "1");
      assertEquals(await page.evaluate(rendering), "auto");
      const visible = `[...document.querySelectorAll("#stage img")]
      .filter((image) => image.offsetWidth > 0).map(({ id }) => id)`;
      assertEquals(await page.evaluate(visible), ["bicubic", "result"]);
      await choose(page, "other", "truth");
      assertEquals(await page.evaluate(visible), ["truth", "result"]);
      const label = `document.getElementById("before").textContent`;
      assertEquals(await page.evaluate(label), "The truth");
    }),
);

browserTest(
  "a report draws its charts, in light and in dark",
  (program) =>
    onReport(program, async (page) => {
      for (const scheme of ["light", "dark"]) {
        const features = [{ name: "prefers-color-scheme", value: scheme }];
        await page.send("Emulation.setEmulatedMedia", { features });
        for (const id of ["data-term", "psnr"]) {
          let pixels = 0;
          // A busy machine draws the charts in their other colours late.
          for (let frame = 0; frame < FRAMES && pixels <= 100; frame++) {
            await page.evaluate("new Promise(requestAnimationFrame)");
            pixels = await page.evaluate(accentPixels(id));
          }
          assert(
            pixels > 100,
            `${id}, ${scheme}: ${pixels} pixels of the line`,
          );
        }
      }
    }),
);

/** Counts the pixels of a chart that have the colour of its line. */
function accentPixels(id: string): string {
  return `(() => {
    const canvas = document.querySelector("#${id} canvas");
    const { width, height } = canvas;
    // Chromium warns of a canvas that is read more than once.
    const copy = new OffscreenCanvas(width, height)
      .getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent");
    const wanted = [1, 3, 5].map((at) => parseInt(accent.slice(at, at + 2), 16));
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 255 && wanted.every((value, c) => value === data[i + c])) count++;
    }
    return count;
  })()`;
}
