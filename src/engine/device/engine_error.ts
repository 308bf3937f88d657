/** What an engine ran into. */
export type EngineProblem = "unavailable" | "memory" | "lost" | "invalid";

/** An engine cannot be opened, or cannot go on. */
export class EngineError extends Error {
  /** The class's name. */
  override name = "EngineError";
  /** What it ran into. */
  readonly problem: EngineProblem;

  /**
   * Makes an error.
   *
   * @param message One line that a user understands.
   * @param problem What the engine ran into.
   * @param options The error that this one stands for, if any.
   */
  constructor(
    message: string,
    problem: EngineProblem = "unavailable",
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.problem = problem;
  }
}
