import type { HostDocument } from "./document.ts";
import type { Item } from "./items.ts";
import { encodePicture, type Rect } from "./picture.ts";
import { VALUES } from "./sandbox.ts";
import { scriptItem, scriptItems } from "./script_layer.ts";
import { scriptSelection } from "./script_selection.ts";
import type { HostState, World } from "./world.ts";

/** Sends something to who sent the script. */
export type Send = (data: string | ArrayBuffer) => void;

/** A document as scripts see it. */
export function scriptDocument(
  world: World,
  document: HostDocument,
  send: Send,
): ScriptDocument {
  const object = new ScriptDocument(world, document, send);
  return world.give("Document", object, document);
}

class ScriptDocument {
  readonly typename = "Document";

  constructor(
    readonly world: World,
    readonly document: HostDocument,
    readonly send: Send,
  ) {}

  get name(): string {
    return this.document.name;
  }

  get source(): string {
    return this.document.source;
  }

  set source(source: string) {
    this.document.source = String(source);
  }

  get width(): object {
    return this.world.unit(this.document.width);
  }

  get height(): object {
    return this.world.unit(this.document.height);
  }

  get mode(): string {
    return VALUES.DocumentMode[this.document.mode];
  }

  get bitsPerChannel(): string {
    const { EIGHT, SIXTEEN } = VALUES.BitsPerChannelType;
    return this.document.bits === 16 ? SIXTEEN : EIGHT;
  }

  get layers(): object {
    return scriptItems(this.world, this.document, this.document.layers);
  }

  get activeLayer(): object {
    const { active } = this.document;
    if (!active) throw new Error("no layer is active");
    return scriptItem(this.world, this.document, active);
  }

  set activeLayer(given: object) {
    if (this.world.active !== this.document) {
      this.world.refuse("a layer is chosen in a document that is not active");
    }
    this.document.active = this.world.meant<Item>(given);
  }

  get selection(): object {
    return scriptSelection(this.world, this.document);
  }

  get historyStates(): object {
    const names = ["Open", ...this.document.history];
    const states = names.map((name, steps) => this.#state(name, steps));
    return this.world.collection("HistoryStates", states);
  }

  get activeHistoryState(): object {
    const { history } = this.document;
    return this.#state(history.at(-1) ?? "Open", history.length);
  }

  set activeHistoryState(given: object) {
    const { steps } = this.world.meant<HostState>(given);
    while (this.document.history.length > steps) this.document.undo();
  }

  saveToOE(format: string): void {
    if (format !== "png") this.world.refuse(`saves as ${format}`);
    this.send(encodePicture(this.document.flattened()));
  }

  /** The copy becomes the active document. */
  duplicate(name = `${this.document.name} copy`): object {
    const copy = this.document.copy(name);
    this.world.open(copy);
    return scriptDocument(this.world, copy, this.send);
  }

  close(saving: unknown): void {
    if (saving !== VALUES.SaveOptions.DONOTSAVECHANGES) {
      this.world.refuse("a document is closed that the user may be asked of");
    }
    this.world.close(this.document);
  }

  crop(bounds: unknown[]): void {
    if (!Array.isArray(bounds)) this.world.refuse("crops to no array");
    const sides = bounds.map((side) => this.world.number(side, "crop"));
    const [left, top, right, bottom] = sides;
    if (!(right > left && bottom > top)) this.world.refuse(`crops to ${sides}`);
    const rect: Rect = { left, top, right, bottom };
    this.#change("Crop", () => this.document.cut(rect));
  }

  resizeImage(givenWidth: unknown, givenHeight: unknown): void {
    const [width, height] = [givenWidth, givenHeight].map((side) =>
      this.world.number(side, "resizeImage")
    );
    this.#change("Image Size", () => this.document.scale(width, height));
  }

  #state(name: string, steps: number): object {
    const state = { name, typename: "HistoryState" };
    return this.world.give("HistoryState", state, { steps });
  }

  #change(name: string, change: () => void): void {
    this.world.change(this.document, name, change);
  }
}
