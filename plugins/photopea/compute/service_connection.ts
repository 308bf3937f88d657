import type { Capabilities } from "../../../src/service/settings.ts";
import { PanelError } from "../panel_error.ts";
import type { ServiceAddress } from "./service_address.ts";

/** Milliseconds in which a service must be found. */
const FIND_LIMIT = 3000;

/** Asks a local service, and says in the user's words what it refuses. */
export class ServiceConnection {
  #address: ServiceAddress;

  /**
   * Makes one.
   *
   * @param address The service.
   */
  constructor(address: ServiceAddress) {
    this.#address = address;
  }

  /** Whether there is a service. */
  async isThere(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(FIND_LIMIT);
      const response = await fetch(`${this.#address.url}/health`, { signal });
      return response.ok && (await response.json()).name === "mlmc";
    } catch {
      return false;
    }
  }

  /**
   * What the service can do.
   *
   * @throws {PanelError} If it has stopped, or refuses the token.
   */
  async capabilities(): Promise<Capabilities> {
    const signal = AbortSignal.timeout(FIND_LIMIT);
    return await (await this.call("/api/capabilities", { signal })).json();
  }

  /**
   * Asks for something.
   *
   * @param path What.
   * @param init How, as `fetch` takes it.
   * @returns The answer.
   * @throws {PanelError} If the service has stopped, or refuses it.
   */
  async call(path: string, init: RequestInit): Promise<Response> {
    const { url, token } = this.#address;
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    const response = await fetch(url + path, { ...init, headers })
      .catch((error) => {
        init.signal?.throwIfAborted();
        throw error instanceof TypeError ? stopped() : error;
      });
    if (response.ok) return response;
    throw await problemOf(response);
  }
}

/** Says that the service is not there any more. */
export function stopped(): PanelError {
  return new PanelError(
    "The local service has stopped. Start it again with “mlmc serve --open”.",
  );
}

async function problemOf(response: Response): Promise<PanelError> {
  const { error } = await response.json().catch(() => ({})) as {
    error?: string;
  };
  switch (response.status) {
    case 401:
    case 403:
      return new PanelError(
        "The local service refuses this panel. Open it from the address that “mlmc serve” prints.",
      );
    case 404:
      return new PanelError(
        "The local service does not know of this work any more. Run it again.",
      );
    case 429:
      return new PanelError(
        "The local service has too much to do. Try again later.",
      );
    case 503:
      return stopped();
    default:
      return new PanelError(sentence(error ?? response.statusText));
  }
}

/**
 * Says what the service says.
 *
 * @param text The service's line, with or without a full stop.
 */
export function sentence(text = "it failed"): string {
  const end = /[.!?]$/.test(text) ? "" : ".";
  return `The local service says: ${text}${end}`;
}
