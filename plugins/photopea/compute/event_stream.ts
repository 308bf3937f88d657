/**
 * Reads a stream of server-sent events. `EventSource` cannot send the token.
 *
 * @param body What the server sends.
 * @returns The data of each event.
 */
export async function* eventData(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).replaceAll("\r\n", "\n").split("\n\n");
    rest = events.pop()!;
    for (const event of events) {
      const data = event.split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice("data:".length).trimStart());
      if (data.length) yield data.join("\n");
    }
  }
}
