/// <reference lib="dom" />
import { BrowserCompute } from "../compute/browser.ts";
import type { Compute } from "../compute/compute.ts";
import type { Capabilities } from "../../../src/service/settings.ts";
import { ServiceCompute } from "../compute/service.ts";
import {
  pastedService,
  type ServiceAddress,
  serviceOf,
} from "../compute/service_address.ts";
import { ServiceConnection } from "../compute/service_connection.ts";
import type { Gpu } from "../compute/worker_messages.ts";
import { lineOf, PanelError } from "../panel_error.ts";
import { element } from "./element.ts";
import { complain } from "./page.ts";
import { offer } from "./settings.ts";

/** What is known of the local service. */
interface ServiceStanding {
  isThere: boolean;
  capabilities?: Capabilities;
  problem?: string;
}

const NOTHING =
  "There is nothing to compute on: this browser shows no WebGPU, and no local service was found. Start one with “mlmc serve --open”, then look again.";

const NO_ADDRESS =
  "That is no address of a local service. Paste the one that “mlmc serve” printed.";

const select = element("where", HTMLSelectElement);
const tokenRow = element("token-row", HTMLElement);
const token = element("token", HTMLInputElement);

/** Finds what there is to compute on, and lets the user choose. */
export class Where {
  #options = {
    browser: new Option("Browser: looking …", "browser"),
    service: new Option("Local service: looking …", "service"),
  };
  #browser = new BrowserCompute(() =>
    new Worker("worker.js", { type: "module" })
  );
  #address: ServiceAddress = serviceOf(location);
  #gpu: Gpu | undefined;
  #service: ServiceStanding = { isThere: false };
  #hasChosen = false;
  #looking: Promise<void> | undefined;

  /** Listens to the user, who can choose at once, and looks. */
  constructor() {
    select.replaceChildren(this.#options.browser, this.#options.service);
    select.addEventListener("change", () => {
      this.#hasChosen = true;
      this.#follow();
    });
    token.addEventListener("change", () => this.#take(token.value));
    this.look();
  }

  /** Where the service is, as far as that is known. */
  get address(): ServiceAddress {
    return this.#address;
  }

  /** Looks for a graphics card and the service; once if it is called again meanwhile. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => this.#looking = undefined);
    return this.#looking;
  }

  /** Why nothing can be computed now, if so. */
  async problem(): Promise<string | undefined> {
    await this.#looking;
    if (select.value === "") return NOTHING;
    if (!this.#isService || this.#service.capabilities) return undefined;
    return this.#service.problem ??
      "Paste the address that “mlmc serve” printed, so that the local service knows this panel.";
  }

  /**
   * What computes.
   *
   * @throws {PanelError} If nothing can.
   */
  async compute(): Promise<Compute> {
    const problem = await this.problem();
    if (problem) throw new PanelError(problem);
    return this.#isService
      ? new ServiceCompute(new ServiceConnection(this.#address))
      : this.#browser;
  }

  get #isService(): boolean {
    return select.value === "service";
  }

  /** Takes the address that the user pasted, and says what is wrong with it. */
  async #take(text: string): Promise<void> {
    const address = pastedService(text);
    if (address) {
      this.#address = address;
      // A look that is going on is one at the address before.
      await this.#looking;
      await this.look();
    }
    complain(address ? await this.problem() ?? "" : NO_ADDRESS);
  }

  async #look(): Promise<void> {
    select.ariaBusy = "true";
    [this.#gpu, this.#service] = await Promise.all([
      this.#browser.probe(),
      this.#probeService(),
    ]);
    this.#show();
    select.ariaBusy = "false";
  }

  async #probeService(): Promise<ServiceStanding> {
    const service = new ServiceConnection(this.#address);
    if (!await service.isThere()) {
      return { isThere: false, problem: notFound(this.#address) };
    }
    if (!this.#address.token) return { isThere: true };
    try {
      return { isThere: true, capabilities: await service.capabilities() };
    } catch (error) {
      return { isThere: true, problem: lineOf(error) };
    }
  }

  #show(): void {
    const { browser, service } = this.#options;
    const { isThere, capabilities } = this.#service;
    browser.text = browserText(this.#gpu);
    browser.disabled = !this.#gpu;
    service.text = serviceText(isThere, capabilities);
    const isUsable = select.selectedOptions[0]?.disabled === false;
    if (!this.#hasChosen || !isUsable) select.value = this.#best() ?? "";
    this.#follow();
  }

  /** A graphics card, else the service, else software in the card's place. */
  #best(): string | undefined {
    if (this.#gpu && !this.#gpu.isSoftware) return "browser";
    if (this.#service.capabilities) return "service";
    if (this.#gpu) return "browser";
    return this.#service.isThere ? "service" : undefined;
  }

  #follow(): void {
    const { capabilities } = this.#service;
    tokenRow.hidden = !this.#isService || capabilities !== undefined;
    offer(this.#isService ? capabilities : undefined);
    select.title = select.selectedOptions[0]?.text ?? "";
  }
}

function browserText(gpu: Gpu | undefined): string {
  if (!gpu) return "Browser: no WebGPU";
  return `Browser: ${gpu.name}${gpu.isSoftware ? ", slow" : ""}`;
}

/** A service that does not know the page's origin keeps silent, too. */
function notFound({ url }: ServiceAddress): string {
  const { origin } = location;
  const advice = url === origin
    ? ""
    : ` If it runs, start it anew with “--allow-origin ${origin}”.`;
  return `No local service answers at ${url}. Start it with “mlmc serve --open”.${advice}`;
}

function serviceText(
  isThere: boolean,
  capabilities: Capabilities | undefined,
): string {
  if (!isThere) return "Local service: not found";
  return capabilities
    ? `Local service: ${capabilities.engine.description}`
    : "Local service: needs its address";
}
