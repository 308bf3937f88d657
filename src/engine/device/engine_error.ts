/**
 * What an engine ran into: it is not there, its memory is too small, its device
 * was lost or refused a command, or what it computed is no picture.
 */
export type EngineProblem =
  | "unavailable"
  | "memory"
  | "lost"
  | "refused"
  | "no-picture";

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
