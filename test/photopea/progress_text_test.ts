import { assertEquals } from "@std/assert";
import { progressText } from "../../plugins/photopea/view/progress_text.ts";

const STANDING = { fraction: 0.5, stage: null } as const;

Deno.test("progressText() says what is done, of what part, and the time left", () => {
  const part = { purpose: "tile", index: 2, count: 6 } as const;
  const standing = { ...STANDING, stage: "solve", part } as const;
  assertEquals(
    progressText({ ...standing, secondsLeft: 131 }),
    "Finding blur and picture, tile 2 of 6, about 2 min left",
  );
  assertEquals(
    progressText({ ...standing, secondsLeft: 31, part: undefined }),
    "Finding blur and picture, about 40 s left",
  );
});

Deno.test("progressText() gives no number where the time is not known", () => {
  assertEquals(
    progressText({ ...STANDING, stage: "warm-up", secondsLeft: null }),
    "Getting to know blurs",
  );
});

Deno.test("progressText() tells of the queue", () => {
  assertEquals(progressText({ ...STANDING, position: 0 }), "Next in line");
  assertEquals(
    progressText({ ...STANDING, position: 2 }),
    "Waiting, with 2 before it",
  );
});
