import { HostDocument } from "./document.ts";
import {
  allItems,
  allLayers,
  type Group,
  isGroup,
  type Item,
  itemRect,
  itemsAround,
  type Layer,
} from "./items.ts";
import { putItem } from "./put_item.ts";
import { VALUES } from "./sandbox.ts";
import type { World } from "./world.ts";

/** A layer or a group as scripts see it. */
export function scriptItem(
  world: World,
  document: HostDocument,
  item: Item,
): object {
  const type = isGroup(item) ? "LayerSet" : "ArtLayer";
  return world.give(type, new ScriptItem(world, document, item), item);
}

/** A list of layers and groups as scripts see it. */
export function scriptItems(
  world: World,
  document: HostDocument,
  items: Item[],
): object {
  const elements = items.map((item) => scriptItem(world, document, item));
  return world.collection("Layers", elements);
}

class ScriptItem {
  constructor(
    readonly world: World,
    readonly document: HostDocument,
    readonly item: Item,
  ) {}

  get typename(): string {
    return isGroup(this.item) ? "LayerSet" : "ArtLayer";
  }

  get blendMode(): string {
    const { NORMAL, PASSTHROUGH } = VALUES.BlendMode;
    return isGroup(this.item) ? PASSTHROUGH : NORMAL;
  }

  set blendMode(mode: string) {
    // The model has no others.
    if (mode === this.blendMode) this.#change("Blend Mode", () => {});
    else this.world.refuse(`the blend mode ${mode} is not in the model`);
  }

  get bounds(): object[] {
    const { left, top, right, bottom } = itemRect(this.item);
    return [left, top, right, bottom].map((side) => this.world.unit(side));
  }

  get layers(): object {
    return scriptItems(this.world, this.document, (this.item as Group).layers);
  }

  get name(): string {
    return this.item.name;
  }

  set name(name: string) {
    this.#change("Rename Layer", () => this.item.name = String(name));
  }

  get visible(): boolean {
    return this.item.visible;
  }

  set visible(visible: boolean) {
    if (typeof visible !== "boolean") this.world.refuse(`visible = ${visible}`);
    this.#change("Layer Visibility", () => this.item.visible = visible);
  }

  get opacity(): number {
    return this.item.opacity;
  }

  set opacity(given: number) {
    const opacity = this.world.number(given, "opacity");
    this.#change("Layer Opacity", () => this.item.opacity = opacity);
  }

  get isBackgroundLayer(): boolean {
    return !!(this.item as Layer).background;
  }

  set isBackgroundLayer(background: boolean) {
    this.#change("Background", () => {
      (this.item as Layer).background = background;
    });
  }

  get grouped(): boolean {
    return false;
  }

  /** All layers of the model have pixels. */
  rasterize(type: string): void {
    if (!Object.values(VALUES.RasterizeType).includes(type)) {
      this.world.refuse(`rasterizes ${type}`);
    }
  }

  translate(x: unknown, y: unknown): void {
    const [right, down] = [x, y].map((n) => this.world.number(n, "translate"));
    this.#change("Move", () => {
      for (const layer of allLayers([this.item])) {
        layer.left += right;
        layer.top += down;
      }
    });
  }

  /** Without a place, above the layer. */
  duplicate(given?: unknown, placement?: unknown): object {
    if (this.world.active !== this.document) {
      this.world.refuse("a layer is copied from a document that is not active");
    }
    const { PLACEBEFORE } = VALUES.ElementPlacement;
    const beside = given === undefined ? this.item : this.#meant(given);
    const into = this.#documentOf(beside);
    const copy = structuredClone(this.item);
    into.change("Duplicate Layer", () => {
      this.#put(copy, into, beside, placement ?? PLACEBEFORE);
    });
    return scriptItem(this.world, into, copy);
  }

  move(given: unknown, placement: unknown): void {
    const beside = this.#meant(given);
    if (this.#documentOf(beside) !== this.document) {
      this.world.refuse("a layer moves to another document");
    }
    this.#change("Layer Order", () => {
      const around = itemsAround(this.document.layers, this.item);
      around.splice(around.indexOf(this.item), 1);
      this.#put(this.item, this.document, beside, placement);
    });
  }

  #put(
    item: Item,
    document: HostDocument,
    beside: HostDocument | Item,
    placement: unknown,
  ): void {
    if (!putItem(item, document, beside, placement)) {
      this.world.refuse(`a layer is put ${placement}`);
    }
  }

  #meant(given: unknown): HostDocument | Item {
    return this.world.meant(given);
  }

  #documentOf(meant: HostDocument | Item): HostDocument {
    if (meant instanceof HostDocument) return meant;
    return this.world.documents.find(({ layers }) =>
      allItems(layers).includes(meant)
    ) ?? this.world.refuse("the layer is in no document");
  }

  #change(name: string, change: () => void): void {
    this.world.change(this.document, name, change);
  }
}
