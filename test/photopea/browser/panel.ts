import type { Frame, Locator } from "playwright-core";

/** What a panel can be doing. */
export type State = "idle" | "reading" | "running" | "ready" | "inserting";

/** What a canvas shows. */
export interface Pixels {
  width: number;
  height: number;
  /** RGBA. */
  data: number[];
}

/** Milliseconds in which a run of a small picture must have ended. */
const RUN_LIMIT = 600_000;

/** A panel, as its user sees it. */
export class Panel {
  constructor(readonly frame: Frame) {}

  /** The element with an id. */
  get(id: string): Locator {
    return this.frame.locator(`#${id}`);
  }

  /** Waits until it is doing something. */
  async becomes(state: State): Promise<void> {
    await this.frame.locator(`main[data-state="${state}"]`)
      .waitFor({ timeout: RUN_LIMIT });
  }

  /** Chooses what is to be done; a name is an element's id. */
  async choose(choices: Record<string, string>): Promise<void> {
    for (const [id, value] of Object.entries(choices)) {
      const element = this.get(id);
      const details = this.frame.locator(`details:not([open]):has(#${id})`);
      if (await details.count()) await details.locator("summary").click();
      const tag = await element.evaluate(({ tagName }) => tagName);
      if (tag === "SELECT") await element.selectOption(value);
      else await element.fill(value);
    }
  }

  /** Gives it a service's address. */
  async paste(address: string): Promise<void> {
    await this.get("token").fill(address);
    await this.get("token").press("Tab");
  }

  /** Starts, and waits until there is a result. */
  async run(): Promise<void> {
    await this.get("run").click();
    await this.frame.locator("#message:visible, main[data-state=ready]").first()
      .waitFor({ timeout: RUN_LIMIT });
    const message = await this.get("message").textContent();
    if (message) throw new Error(`the panel says “${message}”`);
  }

  /** Inserts the result. */
  async insert(placement: string): Promise<void> {
    await this.choose({ placement });
    await this.get("insert").click();
    await this.frame.locator(`main:not([data-state="inserting"])`).waitFor();
  }

  /** Loads it anew, as a user does who closes and opens it. */
  async reload(): Promise<void> {
    await this.frame.evaluate("location.reload()");
    await this.frame.waitForLoadState();
  }

  /** What a canvas shows, RGBA. */
  async pixels(id: "before" | "after"): Promise<Pixels> {
    // Chromium warns of a canvas that is read more than once.
    return await this.frame.evaluate(`(() => {
      const { width, height } = document.getElementById("${id}");
      const copy = new OffscreenCanvas(width, height)
        .getContext("2d", { willReadFrequently: true });
      copy.drawImage(document.getElementById("${id}"), 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      return { width, height, data: [...data] };
    })()`);
  }

  /** Waits for a message to its user, which must match. */
  async says(text: RegExp): Promise<void> {
    const message = this.get("message");
    try {
      await message.filter({ hasText: text }).waitFor();
    } catch (error) {
      const said = await message.textContent();
      throw new Error(`the panel says “${said}”`, { cause: error });
    }
  }
}
