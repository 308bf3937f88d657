import { assertEquals } from "@std/assert";
import { eventData } from "../../plugins/photopea/compute/event_stream.ts";

async function read(...parts: Uint8Array<ArrayBuffer>[]): Promise<string[]> {
  return await Array.fromAsync(eventData(ReadableStream.from(parts)));
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("eventData() reads events, and leaves comments and other fields out", async () => {
  const text =
    `: hello\n\nevent: state\nid: 1\ndata: {"a":1}\n\n:\n\ndata: two\ndata: lines\n\n`;
  assertEquals(await read(bytes(text)), [`{"a":1}`, "two\nlines"]);
});

Deno.test("eventData() reads events wherever they are cut, but none that is not whole", async () => {
  const all = bytes("data: é 1\r\n\r\ndata: 2\r\n\r\ndata: 3\r\n");
  for (let cut = 0; cut <= all.length; cut++) {
    const parts = [all.slice(0, cut), all.slice(cut)];
    assertEquals(await read(...parts), ["é 1", "2"], `cut at ${cut}`);
  }
});
