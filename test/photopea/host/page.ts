import { allItems, isGroup, itemRect } from "./items.ts";
import { type Behaviour, Host } from "./host.ts";
import { type Rect, rectAround } from "./picture.ts";
import { type Preset, PRESETS } from "./presets.ts";

/** A layer or a group, as tests see it. */
export interface SeenItem extends Rect {
  name: string;
  visible: boolean;
  opacity: number;
  active: boolean;
  /** A layer's own pixels, RGBA. */
  pixels?: number[];
}

/** A document, as tests see it. */
export interface SeenDocument {
  name: string;
  width: number;
  height: number;
  active: boolean;
  history: string[];
  /** Around what is selected. */
  selection?: Rect;
  /** Layers and groups, the topmost first, each group before what is in it. */
  items: SeenItem[];
  /** What is seen of it, RGBA. */
  pixels: number[];
}

/** What tests call in the page. */
export interface HostPage {
  /** Opens a document. */
  open(preset: Preset): void;
  /** Opens a PNG file, given as base64, as the user does. */
  openFile(base64: string): Promise<void>;
  /** Changes how the host answers. */
  behave(behaviour: Partial<Behaviour>): void;
  /** Takes a message of a panel. */
  receive(data: unknown, answer: (data: unknown) => void): void;
  /** All open documents. */
  look(): SeenDocument[];
  /** Closes the active document, as the user does. */
  close(): void;
  /** Undoes the last step of the active document. */
  undo(): void;
  /** What scripts did that they must not, and their errors. */
  complaints(): string[];
}

const host = new Host();

const page: HostPage = {
  open: (preset) => host.world.open(PRESETS[preset]()),
  openFile: async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    await host.receive(bytes.buffer, () => {});
  },
  behave: (behaviour) => void Object.assign(host.behaviour, behaviour),
  receive: (data, answer) => void host.receive(data, answer),
  look: () =>
    host.world.documents.map((document) => ({
      name: document.name,
      width: document.width,
      height: document.height,
      active: document === host.world.active,
      history: document.history,
      selection: document.selection &&
        rectAround(document.selection, document.width),
      items: allItems(document.layers).map((item) => ({
        ...itemRect(item),
        name: item.name,
        visible: item.visible,
        opacity: item.opacity,
        active: item === document.active,
        pixels: isGroup(item) ? undefined : [...item.picture.data],
      })),
      pixels: [...document.flattened().data],
    })),
  close: () => host.world.active && host.world.close(host.world.active),
  undo: () => host.world.active?.undo(),
  complaints: () => [...host.world.refusals, ...host.errors],
};

Object.assign(globalThis, { hostPage: page });
