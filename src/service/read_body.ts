import { HTTPException } from "hono/http-exception";
import { refusal } from "./refusal.ts";

/**
 * Reads the body of a request.
 *
 * @param request The request.
 * @param most The most bytes to take.
 * @param patience Milliseconds to wait for all of it.
 * @returns The body.
 * @throws {HTTPException} If it is longer, comes too slowly or ends early.
 */
export async function readBody(
  request: Request,
  most: number,
  patience: number,
): Promise<Uint8Array<ArrayBuffer>> {
  checkLength(request, most);
  // One that grows: a body may come in millions of pieces.
  const buffer = new ArrayBuffer(0, { maxByteLength: most });
  const reader = request.body?.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // Ends the reading, too.
    reader?.cancel().catch(() => {});
  }, patience);
  try {
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      const at = buffer.byteLength;
      if (at + value.length > most) throw tooLong(most);
      buffer.resize(at + value.length);
      new Uint8Array(buffer).set(value, at);
    }
  } catch (error) {
    if (error instanceof HTTPException) throw error;
    throw refusal(400, "the body ended early");
  } finally {
    clearTimeout(timer);
  }
  if (isLate) {
    const seconds = patience / 1000;
    throw refusal(408, `the body did not come within ${seconds} s`);
  }
  return new Uint8Array(buffer.transferToFixedLength());
}

function checkLength(request: Request, most: number): void {
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > most) throw tooLong(most);
}

function tooLong(most: number): Error {
  const mebibytes = most / 2 ** 20;
  return refusal(413, `a picture file may have ${mebibytes} MiB at most`);
}
