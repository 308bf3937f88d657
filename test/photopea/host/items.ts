import {
  cutPicture,
  emptyPicture,
  layOver,
  opaqueRect,
  type Picture,
  type Rect,
  resizePicture,
} from "./picture.ts";

/** What layers and groups have. */
interface Properties {
  name: string;
  visible: boolean;
  /** From 0 to 100. */
  opacity: number;
}

/** A layer with pixels. */
export interface Layer extends Properties {
  /** Where the picture's corner is in the document. */
  left: number;
  top: number;
  picture: Picture;
  /** Whether it is the background, and locked. */
  background?: boolean;
}

/** A group of layers, the topmost first. */
export interface Group extends Properties {
  layers: Item[];
}

/** What is in the panel of layers. */
export type Item = Layer | Group;

/** Whether an item is a group. */
export function isGroup(item: Item): item is Group {
  return "layers" in item;
}

/** Layers and groups, the topmost first, each group before what is in it. */
export function allItems(layers: Item[]): Item[] {
  return layers.flatMap((item) =>
    isGroup(item) ? [item, ...allItems(item.layers)] : [item]
  );
}

/** The same without the groups. */
export function allLayers(items: Item[]): Layer[] {
  return allItems(items).filter((item) => !isGroup(item)) as Layer[];
}

/** The list that an item is in. */
export function itemsAround(layers: Item[], item: Item): Item[] {
  const groups = allItems(layers).filter(isGroup);
  return groups.find((group) => group.layers.includes(item))?.layers ?? layers;
}

/** Where the pixels of a layer or a group are in the document; the corner if it has none. */
export function itemRect(item: Item): Rect {
  const rects = allLayers([item]).map((layer) => {
    const rect = opaqueRect(layer.picture);
    return rect && moveRect(rect, layer.left, layer.top);
  }).filter((rect) => rect !== undefined);
  if (rects.length === 0) return { left: 0, top: 0, right: 0, bottom: 0 };
  return {
    left: Math.min(...rects.map(({ left }) => left)),
    top: Math.min(...rects.map(({ top }) => top)),
    right: Math.max(...rects.map(({ right }) => right)),
    bottom: Math.max(...rects.map(({ bottom }) => bottom)),
  };
}

function moveRect(rect: Rect, x: number, y: number): Rect {
  return {
    left: rect.left + x,
    top: rect.top + y,
    right: rect.right + x,
    bottom: rect.bottom + y,
  };
}

/** Scales a layer about the document's corner. */
export function scaleLayer(layer: Layer, x: number, y: number): void {
  const { picture } = layer;
  layer.left = Math.round(layer.left * x);
  layer.top = Math.round(layer.top * y);
  const width = Math.round(picture.width * x);
  layer.picture = resizePicture(picture, width, Math.round(picture.height * y));
}

/** What is seen of layers and groups in a document of a size. */
export function render(layers: Item[], width: number, height: number): Picture {
  const picture = emptyPicture(width, height);
  for (const item of layers.toReversed()) {
    if (!item.visible) continue;
    const above = isGroup(item)
      ? render(item.layers, width, height)
      : cutPicture(item.picture, {
        left: -item.left,
        top: -item.top,
        right: width - item.left,
        bottom: height - item.top,
      });
    layOver(picture, above, item.opacity / 100);
  }
  return picture;
}
