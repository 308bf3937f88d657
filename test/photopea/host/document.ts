import {
  allItems,
  allLayers,
  type Item,
  type Layer,
  render,
  scaleLayer,
} from "./items.ts";
import type { Picture, Rect } from "./picture.ts";

/** What undoing brings back. */
interface Content {
  width: number;
  height: number;
  layers: Item[];
  /** Where the active layer is among all, as {@link allItems} lists them. */
  active: number;
  /** Whether each pixel is selected. */
  selection?: boolean[];
}

/** What a document starts with. */
export interface DocumentOptions extends Partial<Content> {
  name: string;
  width: number;
  height: number;
  layers: Item[];
  mode?: string;
  bits?: number;
}

/** An open document. */
export class HostDocument {
  name: string;
  source = "";
  width: number;
  height: number;
  readonly mode: string;
  readonly bits: number;
  layers: Item[];
  active: Item | undefined;
  selection: boolean[] | undefined;
  /** Names of the states since it was opened, the latest last. */
  readonly history: string[] = [];
  /** What was there before each of them. */
  #before: Content[] = [];

  constructor(options: DocumentOptions) {
    this.name = options.name;
    this.mode = options.mode ?? "RGB";
    this.bits = options.bits ?? 8;
    this.width = options.width;
    this.height = options.height;
    this.layers = options.layers;
    this.selection = options.selection;
    this.active = allItems(this.layers)[options.active ?? 0];
  }

  /** Does something that one step of undoing takes back. */
  change<T>(name: string, change: () => T): T {
    const before = this.#content();
    const result = change();
    this.#before.push(before);
    this.history.push(name);
    return result;
  }

  /** Takes the last change back. */
  undo(): void {
    const before = this.#before.pop();
    if (!before) throw new Error("nothing to undo");
    this.history.pop();
    Object.assign(this, before, {
      active: allItems(before.layers)[before.active],
    });
  }

  /** Makes everything transparent in a layer that is selected; paints the background white. */
  clear(layer: Layer): void {
    for (const [i, isIn] of (this.selection ?? []).entries()) {
      const x = i % this.width - layer.left;
      const y = Math.floor(i / this.width) - layer.top;
      const { width, height, data } = layer.picture;
      if (!isIn || x < 0 || x >= width || y < 0 || y >= height) continue;
      const white = [255, 255, 255, 255];
      data.set(layer.background ? white : [0, 0, 0, 0], 4 * (y * width + x));
    }
  }

  /** A document of its own with the same content. */
  copy(name: string): HostDocument {
    return new HostDocument({
      ...this.#content(),
      name,
      mode: this.mode,
      bits: this.bits,
    });
  }

  /** What is seen of it. */
  flattened(): Picture {
    return render(this.layers, this.width, this.height);
  }

  /** Cuts it to a rectangle, which may hang over. */
  cut(rect: Rect): void {
    this.width = rect.right - rect.left;
    this.height = rect.bottom - rect.top;
    for (const layer of allLayers(this.layers)) {
      layer.left -= rect.left;
      layer.top -= rect.top;
    }
    this.selection = undefined;
  }

  /** Scales it and all that is in it. */
  scale(width: number, height: number): void {
    const [x, y] = [width / this.width, height / this.height];
    for (const layer of allLayers(this.layers)) scaleLayer(layer, x, y);
    [this.width, this.height, this.selection] = [width, height, undefined];
  }

  #content(): Content {
    const { width, height, layers, selection } = this;
    const active = allItems(layers).indexOf(this.active as Item);
    return structuredClone({ width, height, layers, active, selection });
  }
}
