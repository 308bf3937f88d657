import type { HostDocument } from "./document.ts";
import { type Item, itemsAround } from "./items.ts";
import { VALUES } from "./sandbox.ts";

/**
 * Puts an item beside another one, or into a group or a document.
 *
 * @returns Whether there is such a placement.
 */
export function putItem(
  item: Item,
  document: HostDocument,
  beside: HostDocument | Item,
  placement: unknown,
): boolean {
  const { INSIDE, PLACEAFTER, PLACEATBEGINNING, PLACEATEND, PLACEBEFORE } =
    VALUES.ElementPlacement;
  const insert = (list: Item[], at: number) => {
    list.splice(at, 0, item);
    return true;
  };
  if ("layers" in beside) {
    const { layers } = beside;
    if (placement === PLACEATEND) return insert(layers, layers.length);
    if (placement === INSIDE || placement === PLACEATBEGINNING) {
      return insert(layers, 0);
    }
  }
  const around = itemsAround(document.layers, beside as Item);
  const at = around.indexOf(beside as Item);
  if (placement === PLACEBEFORE) return insert(around, at);
  if (placement === PLACEAFTER) return insert(around, at + 1);
  return false;
}
