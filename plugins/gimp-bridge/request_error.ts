/** A message makes no sense; its own message is a line for the user. */
export class RequestError extends Error {
  /** The class's name. */
  override name = "RequestError";
}
