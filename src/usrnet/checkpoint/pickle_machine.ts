import type { ByteReader } from "./byte_reader.ts";
import { CheckpointError } from "./checkpoint_error.ts";

/** What a pickle may refer to besides plain data. */
export interface PickleWorld {
  /** What a dotted name stands for; throws if the name is not known. */
  global(name: string): unknown;
  /** What a call gives; throws unless it is one of a few that only hold data. */
  call(callee: unknown, args: readonly unknown[]): unknown;
  /** Gives an object its attributes; throws if it may not have them. */
  build(target: unknown, state: unknown): void;
  /** What the id of something outside the pickle stands for. */
  persistent(id: unknown): unknown;
}

/** The stack and the memory that a pickle's instructions work on. */
export class PickleMachine {
  /** What can be fetched again, by number. */
  readonly memo: Map<number, unknown> = new Map();
  /** Where the pickle is read from. */
  readonly reader: ByteReader;
  /** What its references mean. */
  readonly world: PickleWorld;
  #stack: unknown[] = [];
  #marks: number[] = [];

  /**
   * Makes a machine with nothing on its stack.
   *
   * @param reader Where the pickle is read from.
   * @param world What its references mean.
   */
  constructor(reader: ByteReader, world: PickleWorld) {
    this.reader = reader;
    this.world = world;
  }

  /**
   * Lays a value on the stack.
   *
   * @param value The value.
   */
  push(value: unknown): void {
    this.#stack.push(value);
  }

  /**
   * The uppermost value.
   *
   * @returns The value, which stays.
   * @throws {CheckpointError} If there is none above the last mark.
   */
  top(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw damaged();
    return this.#stack.at(-1);
  }

  /**
   * Takes the uppermost value.
   *
   * @returns The value.
   * @throws {CheckpointError} If there is none above the last mark.
   */
  pop(): unknown {
    const value = this.top();
    this.#stack.length--;
    return value;
  }

  /**
   * Takes the uppermost values.
   *
   * @param count How many.
   * @returns The values, the lowest first.
   * @throws {CheckpointError} If there are fewer above the last mark.
   */
  popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  /** Marks the height of the stack. */
  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /**
   * Takes all above the last mark, and the mark.
   *
   * @returns The values, the lowest first.
   * @throws {CheckpointError} If there is no mark.
   */
  popToMark(): unknown[] {
    const height = this.#marks.pop();
    if (height === undefined) throw damaged();
    return this.#stack.splice(height);
  }
}

/**
 * The error of a pickle that does not hang together.
 *
 * @returns The error.
 */
export function damaged(): CheckpointError {
  return new CheckpointError("is damaged: its pickle does not hang together");
}
