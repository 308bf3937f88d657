import { HostDocument } from "./document.ts";
import { decodePicture } from "./picture.ts";
import { runScript } from "./sandbox.ts";
import { scriptApplication } from "./script_application.ts";
import type { Send } from "./script_document.ts";
import { World } from "./world.ts";

/** How the host answers, besides rightly. */
export interface Behaviour {
  /** Milliseconds before each answer. */
  delay: number;
  /** Whether it never answers. */
  deaf: boolean;
  /** Whether scripts fail before they do anything. */
  failing: boolean;
  /** Whether it sends things that nobody asked for before each answer. */
  chatty: boolean;
}

/** What a chatty host sends, as other plug-ins and `app.open` make Photopea do. */
const CHATTER = [
  "done",
  "a line of another plug-in",
  42,
  { type: "resize" },
  null,
  new ArrayBuffer(8),
  "done",
];

/**
 * Plays Photopea: it takes the messages one by one, runs strings as scripts,
 * opens files as documents, and says "done" after each.
 */
export class Host {
  readonly world = new World();
  readonly behaviour: Behaviour = {
    delay: 0,
    deaf: false,
    failing: false,
    chatty: false,
  };
  /** Errors of scripts; Photopea writes them to the browser's console. */
  readonly errors: string[] = [];
  #last = Promise.resolve();

  /** Takes a message; what comes of it is sent to who sent it. */
  receive(data: unknown, send: (data: unknown) => void): Promise<void> {
    return this.#last = this.#last.then(() => this.#answer(data, send));
  }

  async #answer(data: unknown, send: (data: unknown) => void): Promise<void> {
    const { delay, deaf, failing, chatty } = this.behaviour;
    if (deaf) return;
    await new Promise((resolve) => setTimeout(resolve, delay));
    for (const thing of chatty ? CHATTER : []) send(thing);
    if (failing && typeof data === "string") return send("done");
    try {
      if (typeof data === "string") this.#run(data, send);
      else if (data instanceof ArrayBuffer) this.#open(data);
      else this.world.refuse(`a message that is ${typeof data}`);
    } catch (error) {
      this.errors.push(String(error));
    }
    send("done");
  }

  #run(script: string, send: Send): void {
    const { world } = this;
    runScript(script, scriptApplication(world, send), world.refuse);
  }

  #open(file: ArrayBuffer): void {
    const picture = decodePicture(file);
    const place = { left: 0, top: 0, visible: true, opacity: 100 };
    this.world.open(
      new HostDocument({
        name: "Untitled",
        width: picture.width,
        height: picture.height,
        layers: [{ name: "Background", ...place, picture }],
      }),
    );
  }
}
