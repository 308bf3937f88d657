/** What the panel is doing. */
export type StateName = "idle" | "reading" | "running" | "ready" | "inserting";

/** What may follow what. */
const NEXT: Record<StateName, readonly StateName[]> = {
  // After a reload the service's work is watched again without reading.
  idle: ["reading", "running"],
  reading: ["running", "idle"],
  running: ["ready", "idle"],
  ready: ["inserting", "reading", "idle"],
  inserting: ["ready"],
};

/** The state of the panel; one thing is done at a time. */
export class State {
  #name: StateName = "idle";
  #onChange: (name: StateName) => void;

  /**
   * Begins idle.
   *
   * @param onChange Told of every state.
   */
  constructor(onChange: (name: StateName) => void) {
    this.#onChange = onChange;
  }

  /** What the panel is doing. */
  get name(): StateName {
    return this.#name;
  }

  /**
   * Whether another state may follow.
   *
   * @param next Which.
   */
  canBecome(next: StateName): boolean {
    return NEXT[this.#name].includes(next);
  }

  /**
   * Goes on to another state.
   *
   * @param next Which.
   * @throws {Error} If it cannot follow.
   */
  become(next: StateName): void {
    if (!this.canBecome(next)) {
      throw new Error(`the panel is ${this.#name} and cannot be ${next}`);
    }
    this.#name = next;
    this.#onChange(next);
  }
}
