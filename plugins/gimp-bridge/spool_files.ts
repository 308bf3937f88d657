import { Failure, fileProblem } from "../../src/cli/errors.ts";
import { toScheme } from "./scheme.ts";

/** What a file in the folder is there for. */
export type Purpose = "request" | "cancel" | "state" | "done" | "picture";

/** A file of a request. */
export interface SpoolFile {
  /** Its name. */
  name: string;
  /** The request's name. */
  id: string;
  /** What it is there for. */
  purpose: Purpose;
  /** When it was written, in milliseconds since 1970. */
  time: number;
}

/** How the names of files of each purpose end. */
const ENDINGS: [RegExp, Purpose][] = [
  [/^request\.json$/, "request"],
  [/^cancel$/, "cancel"],
  [/^state\.(json|scm)$/, "state"],
  [/^done\.(json|scm)$/, "done"],
  [/^(input|output|preview)\.png$/, "picture"],
];
const NAME = /^([\w-]{1,64})\.(.+)$/;
/** What a bridge that was killed had not yet renamed. */
const TEMPORARY =
  /^\.[\w-]+(\.(state|done))?\.(json|scm)\.tmp$|^\.[\w-]+\.(output|preview)\.png\.mlmc-tmp$/;

/** The files in the folder of a bridge. */
export class SpoolFiles {
  #folder: string;

  /**
   * Makes ready.
   *
   * @param folder The folder.
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The files of requests, in the order in which they were written.
   *
   * @throws {Failure} If the folder is gone.
   */
  list(): SpoolFile[] {
    return this.#names().flatMap((name) => {
      const [, id, rest = ""] = NAME.exec(name) ?? [];
      const purpose = ENDINGS.find(([ending]) => ending.test(rest))?.[1];
      if (!purpose) return [];
      const time = this.#timeOf(name);
      return time === undefined ? [] : [{ name, id, purpose, time }];
    }).sort((a, b) => a.time - b.time || (a.name < b.name ? -1 : 1));
  }

  /**
   * Reads a file.
   *
   * @param name Its name.
   * @param most The most bytes that are read.
   * @returns Its content.
   */
  read(name: string, most: number): Uint8Array {
    using file = Deno.openSync(this.#path(name));
    const bytes = new Uint8Array(Math.min(file.statSync().size, most));
    let length = 0;
    for (let n; (n = file.readSync(bytes.subarray(length)) ?? 0) > 0;) {
      length += n;
    }
    return bytes.subarray(0, length);
  }

  /**
   * Writes a file in JSON and the same in Scheme, each whole or not at all.
   *
   * @param name Its name without the ending.
   * @param value What it says.
   * @param other What it says in Scheme, if that differs.
   */
  write(name: string, value: object, other: object = value): void {
    const texts = { json: JSON.stringify(value), scm: toScheme(other) };
    // Unlike a result, these need not outlive the machine.
    for (const [ending, text] of Object.entries(texts)) {
      Deno.writeTextFileSync(this.#path(`.${name}.${ending}.tmp`), text);
    }
    for (const ending of Object.keys(texts)) {
      const path = this.#path(`.${name}.${ending}.tmp`);
      Deno.renameSync(path, this.#path(`${name}.${ending}`));
    }
  }

  /**
   * Removes what {@linkcode SpoolFiles.write} wrote, if it is there.
   *
   * @param name Its name without the ending.
   */
  unwrite(name: string): void {
    for (const ending of ["json", "scm"]) this.remove(`${name}.${ending}`);
  }

  /**
   * Removes a file, if it is there.
   *
   * @param name Its name.
   */
  remove(name: string): void {
    try {
      Deno.removeSync(this.#path(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Removes what was not yet whole when a bridge was killed. */
  removeTemporary(): void {
    for (const name of this.#names()) {
      if (TEMPORARY.test(name)) this.remove(name);
    }
  }

  #names(): string[] {
    try {
      const entries = [...Deno.readDirSync(this.#folder)];
      return entries.filter(({ isFile }) => isFile).map(({ name }) => name);
    } catch (error) {
      throw new Failure(`cannot read ${this.#folder}: ${fileProblem(error)}`);
    }
  }

  #timeOf(name: string): number | undefined {
    try {
      return Deno.statSync(this.#path(name)).mtime?.getTime() ?? 0;
    } catch {
      // Its host has removed it in the meantime.
      return undefined;
    }
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`;
  }
}
