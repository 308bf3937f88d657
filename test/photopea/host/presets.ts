import { HostDocument } from "./document.ts";
import type { Layer } from "./items.ts";
import { drawPicture, type Picture } from "./picture.ts";

/** A smooth opaque picture, the same for the same size. */
export function smooth(width: number, height: number): Picture {
  return drawPicture(width, height, (x, y) => {
    const wave = (phase: number) =>
      Math.round(127 + 100 * Math.sin(x / 2 + phase) * Math.cos(y / 3));
    return [wave(0), wave(1), wave(2), 255];
  });
}

/** The same, less opaque to the right, and with a hole. */
function translucent(width: number, height: number): Picture {
  const { data } = smooth(width, height);
  return drawPicture(width, height, (x, y) => {
    if (x === 1 && y === 1) return [0, 0, 0, 0];
    const [r, g, b] = data.subarray(4 * (y * width + x));
    return [r, g, b, 255 - 10 * x];
  });
}

function layer(name: string, picture: Picture, more: Partial<Layer> = {}) {
  const place = { left: 0, top: 0, visible: true, opacity: 100 };
  return { name, ...place, picture, ...more };
}

const background = () =>
  layer("Background", smooth(12, 10), { background: true });

/** Which pixels of a document are selected. */
const mask = (isIn: (x: number, y: number) => boolean) =>
  Array.from({ length: 120 }, (_, i) => isIn(i % 12, Math.floor(i / 12)));

const document = (
  more: Partial<ConstructorParameters<typeof HostDocument>[0]>,
) =>
  new HostDocument({
    name: "harbour.psd",
    width: 12,
    height: 10,
    layers: [background()],
    ...more,
  });

/** Documents that tests open by their name. */
export const PRESETS = {
  /** One opaque layer. */
  plain: () => document({}),
  /** A translucent layer, active, in a group; a hidden one atop, a background below. */
  layered: () =>
    document({
      layers: [
        layer("Hidden", smooth(12, 10), { visible: false }),
        {
          name: "Group",
          visible: true,
          opacity: 50,
          layers: [
            layer("Photo", translucent(9, 8), { left: 2, top: 1, opacity: 80 }),
          ],
        },
        background(),
      ],
      active: 2,
    }),
  /** The active layer is hidden. */
  hidden: () =>
    document({
      layers: [layer("Hidden", smooth(9, 8), { visible: false }), background()],
    }),
  /** The active layer hangs over the canvas's left and lower edge. */
  hanging: () =>
    document({
      layers: [
        layer("Hanging", smooth(10, 8), { left: -3, top: 5 }),
        background(),
      ],
    }),
  /** A group is active. */
  group: () =>
    document({
      layers: [
        {
          name: "Group",
          visible: true,
          opacity: 100,
          layers: [layer("Photo", smooth(9, 8), { left: 2, top: 1 })],
        },
        background(),
      ],
    }),
  /** The active layer is empty. */
  empty: () =>
    document({
      layers: [
        layer("Empty", drawPicture(12, 10, () => [0, 0, 0, 0])),
        background(),
      ],
    }),
  /** A rectangle is selected. */
  selected: () =>
    document({
      selection: mask((x, y) => x >= 2 && x < 11 && y >= 1 && y < 9),
    }),
  /** All but a corner of the same rectangle is selected. */
  lasso: () =>
    document({
      selection: mask((x, y) =>
        x >= 2 && x < 11 && y >= 1 && y < 9 && x + y > 5
      ),
    }),
  /** Two layers have the same name and place, and the lower one is active. */
  twins: () =>
    document({
      layers: [
        layer("Twin", drawPicture(12, 10, () => [9, 9, 9, 255])),
        layer("Twin", smooth(12, 10)),
      ],
      active: 1,
    }),
  cmyk: () => document({ mode: "CMYK" }),
  deep: () => document({ bits: 16 }),
};

/** The name of a document that tests open. */
export type Preset = keyof typeof PRESETS;
