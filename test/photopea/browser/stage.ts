import { assertEquals } from "@std/assert";
import {
  type Browser,
  chromium,
  type JSHandle,
  type Page,
} from "playwright-core";
import { type Chromium, openChromium } from "../../browser/chromium.ts";
import { debuggingPort } from "../../browser/devtools.ts";
import type { HostPage } from "../host/page.ts";
import { hostFiles } from "./files.ts";
import { Panel } from "./panel.ts";
import { serveFiles } from "./static_server.ts";

/** A browser with a page that plays Photopea; it ends with the scope that holds it. */
export class Stage implements AsyncDisposable {
  /** Lines that the pages wrote to the console as errors or warnings, and errors that nobody caught. */
  readonly complaints: string[] = [];
  readonly #resources: AsyncDisposableStack;

  private constructor(
    readonly page: Page,
    /** What steers the host. */
    readonly host: JSHandle<HostPage>,
    /** Where the host is. */
    readonly origin: string,
    resources: AsyncDisposableStack,
  ) {
    this.#resources = resources;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      // A panel looks for a service; that there is none is no mistake.
      if (text.includes("ERR_CONNECTION_REFUSED")) return;
      if (["error", "warning"].includes(message.type())) {
        this.complaints.push(text);
      }
    });
  }

  /** Opens the host. */
  static async open(program: string): Promise<Stage> {
    await using resources = new AsyncDisposableStack();
    const server = resources.use(serveFiles(await hostFiles()));
    const flags = ["--remote-debugging-port=0"];
    const process = resources.use(
      await openChromium(program, "about:blank", flags),
    );
    const browser = await connect(process);
    resources.defer(() => browser.close());
    const page = await browser.newPage();
    await page.goto(server.origin);
    const host = await page.evaluateHandle<HostPage>("hostPage");
    return new Stage(page, host, server.origin, resources.move());
  }

  /** Opens a panel, and waits until it can be used. */
  async embed(url: string, width = 360): Promise<Panel> {
    const count = await this.page.locator("iframe").count();
    await this.page.evaluate(`embed(${JSON.stringify(url)}, ${width})`);
    const frame = this.page.locator("iframe").nth(count);
    const handle = await frame.elementHandle();
    const panel = new Panel((await handle!.contentFrame())!);
    // By then it has looked for what can compute.
    await panel.frame.locator("#where:not([aria-busy=true])").waitFor();
    return panel;
  }

  /** Fails if scripts or pages did what they must not. */
  async assertClean(): Promise<void> {
    assertEquals(await this.host.evaluate((host) => host.complaints()), []);
    assertEquals(this.complaints, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

async function connect(process: Chromium): Promise<Browser> {
  const port = await debuggingPort(process);
  return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
}
