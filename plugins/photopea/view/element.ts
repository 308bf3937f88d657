/// <reference lib="dom" />
/**
 * An element of the page.
 *
 * @param id Its id.
 * @param type What it must be.
 * @returns The element.
 */
export function element<T extends HTMLElement>(
  id: string,
  type: new () => T,
): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${type.name} #${id}`);
}
