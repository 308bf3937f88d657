import type { HostDocument } from "./document.ts";
import type { Item } from "./items.ts";
import { strict } from "./strict.ts";

/** A state of a document's history: how many steps lead to it. */
export interface HostState {
  steps: number;
}

/** Something that a script refers to. */
type Meant = HostDocument | Item | HostState;

/** What is open, and what scripts did that they must not. */
export class World {
  /** Open documents, the oldest first. */
  documents: HostDocument[] = [];
  active: HostDocument | undefined;
  /** What scripts did that is not documented, or that fails in Photopea. */
  readonly refusals: string[] = [];
  #meant = new WeakMap<object, Meant>();

  /** Notes what a script may not do, and fails it. */
  readonly refuse = (what: string): never => {
    this.refusals.push(what);
    throw new Error(what);
  };

  /** Opens a document, which becomes the active one. */
  open(document: HostDocument): void {
    this.documents.push(document);
    this.active = document;
  }

  /** Closes a document; the last of the others becomes the active one (photopea/photopea#2200). */
  close(document: HostDocument): void {
    this.documents.splice(this.documents.indexOf(document), 1);
    this.active = this.documents.at(-1);
  }

  /** Changes a document in a step; only the active one can be changed (photopea/photopea#2587). */
  change<T>(document: HostDocument, name: string, change: () => T): T {
    if (this.active !== document) {
      this.refuse(`${name} in a document that is not active`);
    }
    return document.change(name, change);
  }

  /** An object for scripts, which may hand it back. */
  give<T extends object>(type: string, object: T, meant?: Meant): T {
    const given = strict(type, object, this.refuse);
    if (meant) this.#meant.set(given, meant);
    return given;
  }

  /** What an object that a script hands over refers to. */
  meant<T extends Meant>(given: unknown): T {
    const meant = this.#meant.get(given as object);
    return meant as T ?? this.refuse(`${given} is nothing of the host's`);
  }

  /** A collection for scripts. */
  collection(type: string, elements: object[]): object {
    const { length } = elements;
    return this.give(type, { ...elements, typename: type, length });
  }

  /** A length for scripts, in pixels. */
  unit(value: number): object {
    return this.give("UnitValue", {
      value,
      [Symbol.toPrimitive]: (hint: string) =>
        hint === "string" ? `${value} px` : value,
    });
  }

  /** A number that a script hands over, or a length in pixels. */
  number(given: unknown, of: string): number {
    const value = typeof given === "object" ? Number(given) : given;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return this.refuse(`${of} is ${String(given)}`);
    }
    return value;
  }
}
