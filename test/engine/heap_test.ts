import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { SharedHeap } from "../../src/engine/cpu/heap.ts";

Deno.test("SharedHeap hands out whole cache lines that do not overlap", () => {
  const heap = new SharedHeap(4096);
  const blocks = [1, 64, 65, 0, 1000].map((bytes) => heap.allocate(bytes));
  for (const address of blocks) assertEquals(address % 64, 0);
  assertEquals(blocks.map((a) => a - blocks[0]), [0, 64, 128, 256, 320]);
  assertEquals(heap.used, 64 + 64 + 128 + 64 + 1024);
});

Deno.test("SharedHeap merges what is released and serves it again", () => {
  const heap = new SharedHeap(4096);
  const [a, b, c] = [heap.allocate(64), heap.allocate(64), heap.allocate(64)];
  heap.allocate(64);
  heap.release(a);
  heap.release(c);
  heap.release(b);
  assertEquals(heap.allocate(192), a);
  assertEquals(heap.peak, 256);
});

Deno.test("SharedHeap takes the smallest block that fits", () => {
  const heap = new SharedHeap(4096);
  const large = heap.allocate(640);
  heap.allocate(64);
  const small = heap.allocate(128);
  heap.allocate(64);
  heap.release(large);
  heap.release(small);
  assertEquals(heap.allocate(100), small);
});

Deno.test("SharedHeap grows, and views made before stay valid", () => {
  const heap = new SharedHeap(4096);
  const address = heap.allocate(4);
  const before = new Float32Array(heap.memory.buffer, address, 1);
  const far = heap.allocate(40 * 2 ** 20);
  assertNotEquals(heap.memory.buffer.byteLength, 16 * 2 ** 20);
  before[0] = 7;
  assertEquals(new Float32Array(heap.memory.buffer, address, 1)[0], 7);
  new Uint8Array(heap.memory.buffer, far, 40 * 2 ** 20).fill(1);
  assertEquals(before[0], 7);
});

Deno.test("SharedHeap says how much memory is missing", () => {
  const heap = new SharedHeap(4096);
  assertThrows(() => heap.allocate(2 ** 33), RangeError, "not enough memory");
});
