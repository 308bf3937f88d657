import type { HostDocument } from "./document.ts";
import { allLayers } from "./items.ts";
import { rectAround } from "./picture.ts";
import type { World } from "./world.ts";

/** A document's selection as scripts see it. */
export function scriptSelection(world: World, document: HostDocument): object {
  const select = (name: string, mask: boolean[] | undefined) =>
    world.change(document, name, () => {
      document.selection = mask?.includes(true) ? mask : undefined;
    });
  const selected = () => {
    if (!document.selection) throw new Error("nothing is selected");
    return document.selection;
  };
  return world.give("Selection", {
    typename: "Selection",
    get bounds() {
      const rect = rectAround(selected(), document.width)!;
      const { left, top, right, bottom } = rect;
      return [left, top, right, bottom].map((side) => world.unit(side));
    },
    deselect: () => select("Deselect", undefined),
    invert: () => select("Inverse", selected().map((isIn) => !isIn)),
    clear() {
      selected();
      const layer = allLayers(document.layers).find((layer) =>
        layer === document.active
      ) ?? world.refuse("clears in no layer");
      world.change(document, "Clear", () => document.clear(layer));
    },
  });
}
