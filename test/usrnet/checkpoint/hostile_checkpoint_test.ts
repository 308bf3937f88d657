import { assert, assertEquals, assertThrows } from "@std/assert";
import { CheckpointError } from "../../../src/usrnet/checkpoint/checkpoint_error.ts";
import { readCheckpoint } from "../../../src/usrnet/checkpoint/read_checkpoint.ts";
import {
  type EntrySpec,
  floats,
  legacyFile,
  safetensorsFile,
  stateDict,
  tensor,
  type TensorSpec,
  torchEntries,
  zipFile,
} from "./write_checkpoint.ts";
import {
  call,
  dictionary,
  global,
  join,
  little,
  pickle,
  text,
  tuple,
  whole,
} from "./write_pickle.ts";

const A = { shape: [2, 3], content: floats(1, 2, 3, 4, 5, 6) };
const USELESS = "which a file of weights has no use for";

/** Fails unless the file is refused with this message, and within a second. */
function assertRefused(bytes: Uint8Array, message: string): void {
  const started = performance.now();
  const error = assertThrows(() => readCheckpoint(bytes), CheckpointError);
  assertEquals(error.message, message);
  assert(performance.now() - started < 1000, "it took more than a second");
}

for (
  const [what, content, message] of [
    ["an empty file", "", "is empty"],
    [
      "a web page",
      "\n<!DOCTYPE html><html><head><title>404</title></head></html>",
      "is a web page, perhaps of a failed download, and no file of weights",
    ],
    [
      "a Git LFS pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
      "is a Git LFS pointer, not the weights themselves; get them with git lfs pull",
    ],
    [
      "a JPEG picture",
      join(0xff, 0xd8, 0xff, 0xe0, 0, 16, "JFIF", 0, 1, 1),
      "is no file of weights of a kind that can be read: PyTorch (.pth, .pt) or safetensors",
    ],
    [
      "another pickle",
      pickle(dictionary({ a: whole(1) })),
      "is a Python pickle, but none of PyTorch's",
    ],
  ] as const
) {
  Deno.test(`readCheckpoint() refuses ${what}`, () => {
    assertRefused(join(content), message);
  });
}

const OS_SYSTEM = call(global("os", "system"), text("touch /tmp/run"));
const STACK_GLOBAL = join(text("builtins"), text("eval"), 0x93);

for (
  const [what, value, message] of [
    ["calls a function", OS_SYSTEM, `refers to os.system, ${USELESS}`],
    [
      "calls a function that it names on the stack",
      call(STACK_GLOBAL, text("1")),
      `refers to builtins.eval, ${USELESS}`,
    ],
    [
      "makes an object",
      call(global("copy_reg", "_reconstructor"), whole(0)),
      `refers to copy_reg._reconstructor, ${USELESS}`,
    ],
    [
      "would write to the terminal",
      global("\x1b[2J\x07", "x".repeat(100)),
      `refers to ?[2J?.${"x".repeat(73)}…, ${USELESS}`,
    ],
    ...([
      ["INST", join("(", "ios\nsystem\n")],
      ["OBJ", join("(", "o")],
      ["NEWOBJ", join(text("a"), text("b"), 0x81)],
      ["NEWOBJ_EX", join(0x92)],
      ["EXT1", join(0x82, 1)],
      ["EXT2", join(0x83, 1, 0)],
      ["EXT4", join(0x84, 1, 0, 0, 0)],
      ["PERSID", join("Pos\n")],
    ] as const).map(([name, code]) =>
      [
        `uses ${name}`,
        code,
        `uses the pickle instruction ${name}, ${USELESS}`,
      ] as const
    ),
    [
      "uses what is no instruction",
      join(0xff),
      "holds the pickle instruction 0xff, which is not known here",
    ],
    ...([
      ["calls a storage", call(global("torch", "FloatStorage"), whole(9))],
      ["calls text", call(text("os.system"), text("true"))],
      ["takes a tuple for a list", join(tuple(), whole(1), "a")],
      ["has nothing on its stack", join("R")],
      ["has no mark", join("t")],
      ["fetches what it has not kept", join("h", 9)],
      ["takes a number for a storage", join(whole(1), "Q")],
    ] as const).map(([what, code]) =>
      [
        what,
        code,
        "is damaged: its pickle does not hang together",
      ] as const
    ),
    [
      "gives a tensor attributes",
      join(tensor("a", A), dictionary({ _metadata: join("N") }), "b"),
      `sets attributes of an object, ${USELESS}`,
    ],
    [
      "gives a dictionary a class",
      join(
        call(global("collections", "OrderedDict")),
        ...[dictionary({ __class__: text("a") }), "b"],
      ),
      `sets attributes of an object, ${USELESS}`,
    ],
    ["holds a number", whole(1), "holds no weights"],
    ["holds nothing", dictionary({}), "holds no weights"],
    [
      "holds text among the weights",
      dictionary({ a: text("b") }),
      "holds something else than a tensor as a",
    ],
  ] as const
) {
  Deno.test(`readCheckpoint() refuses a pickle that ${what}`, () => {
    assertRefused(legacyFile({}, value), message);
    assertRefused(zipFile(torchEntries({}, value)), message);
  });
}

const HUGE = 2 ** 40;
const UNFIT = "is damaged: a does not fit into the file";

for (
  const [what, spec, message] of [
    ["begins past its storage", { offset: 6 }, UNFIT],
    ["ends past its storage", { offset: 1 }, UNFIT],
    ["strides past its storage", { strides: [4, 1] }, UNFIT],
    ["claims a huge shape", { shape: [HUGE, HUGE] }, UNFIT],
    ["expands one number", { shape: [7], strides: [0] }, UNFIT],
    ["begins before its storage", { offset: -1 }, UNFIT],
    ["has a negative length", { shape: [-2, -3] }, UNFIT],
    ["has a negative stride", { strides: [-3, 1] }, UNFIT],
    ["lacks a stride", { strides: [3] }, UNFIT],
    ["has too many axes", { shape: Array(9).fill(1) }, UNFIT],
    [
      "claims a storage of a negative size",
      { count: -6 },
      "is damaged: its pickle does not hang together",
    ],
    [
      "views more than its storage",
      { view: [4, 3] },
      "is damaged: its pickle does not hang together",
    ],
  ] as [string, Partial<TensorSpec>, string][]
) {
  Deno.test(`readCheckpoint() refuses a tensor that ${what}`, () => {
    const tensors = { a: { ...A, ...spec } };
    assertRefused(legacyFile(tensors), message);
    assertRefused(zipFile(torchEntries(tensors)), message);
  });
}

Deno.test("readCheckpoint() refuses a storage that the file does not hold", () => {
  const longer = { a: { ...A, count: HUGE } };
  assertRefused(legacyFile(longer), "is cut short");
  const UNLISTED = "is damaged: its weights are not as listed";
  assertRefused(zipFile(torchEntries(longer)), UNLISTED);
  const root = stateDict({ a: A });
  assertRefused(zipFile(torchEntries({}, root)), UNLISTED);
  assertRefused(
    legacyFile({}, root),
    "is damaged: some of its weights are missing",
  );
});

const BROKEN = "is a zip file that is damaged or cut short";

for (
  const [what, changes, message] of [
    [
      "is compressed",
      { "x/data/a": { content: A.content, compression: 8 } },
      "is compressed (x/data/a), which PyTorch's own files are not",
    ],
    [
      "claims to grow",
      { "x/data/a": { content: A.content, originalSize: 2 ** 32 - 2 } },
      BROKEN,
    ],
    [
      "claims more than there is",
      { "x/data/a": { content: A.content, size: 2 ** 32 - 2 } },
      BROKEN,
    ],
    [
      "ends past the file",
      { "x/data/a": { content: A.content, at: 2000 } },
      BROKEN,
    ],
    [
      "is encrypted",
      {
        "x/data/a": {
          content: join(A.content, little(0, 12)),
          flags: 1,
          originalSize: 24,
        },
      },
      BROKEN,
    ],
    [
      "overlaps others",
      Object.fromEntries(
        Array.from({ length: 9 }, (_, i) => [
          `x/data/${i}`,
          { content: join(), size: 300, at: 0 },
        ]),
      ),
      BROKEN,
    ],
    [
      "is a second pickle",
      { "y/data.pkl": { content: join() } },
      "is a zip file, but none of PyTorch's",
    ],
    [
      "says that its numbers are turned round",
      { "x/byteorder": { content: join("big") } },
      "holds numbers with their highest byte first",
    ],
  ] as [string, Record<string, EntrySpec>, string][]
) {
  Deno.test(`readCheckpoint() refuses a zip file of which an entry ${what}`, () => {
    assertRefused(zipFile({ ...torchEntries({ a: A }), ...changes }), message);
  });
}

for (
  const [what, entry, message] of [
    ["ends past the file", { data_offsets: [8, 32] }, UNFIT],
    ["claims a huge shape", { shape: [HUGE, HUGE] }],
    ["has a negative length", { shape: [-2, -3] }],
    ["begins before the file", { data_offsets: [-8, 16] }],
    ["has a range of another length", { data_offsets: [0, 20] }],
    ["has no shape", { shape: "2,3" }],
    [
      "is of a kind that is not known",
      { dtype: { toString: 1 } },
      "holds a as numbers of a kind that is not known here",
    ],
  ] as [string, Record<string, unknown>, string?][]
) {
  Deno.test(`readCheckpoint() refuses a tensor of safetensors that ${what}`, () => {
    const right = { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] };
    assertRefused(
      safetensorsFile({ a: { ...right, ...entry } }, A.content),
      message ?? "is damaged: a makes no sense",
    );
  });
}

Deno.test("readCheckpoint() refuses a header of safetensors that is too long or no JSON", () => {
  const damaged = "is damaged: its header makes no sense";
  assertRefused(join(little(2 ** 50, 8), "{}"), damaged);
  assertRefused(join(little(2, 8), "{]"), damaged);
  assertRefused(join(little(9, 8), "{}"), "is cut short");
});

Deno.test("readCheckpoint() refuses a pickle without end", () => {
  assertRefused(
    legacyFile({}, join("]".repeat(2 ** 17))),
    "describes far more than the weights of a USRNet",
  );
});

Deno.test("readCheckpoint() is not slowed by a value that doubles over and over", () => {
  const doubling = join("h", 0, "h", 0, 0x86, "q", 0);
  const doubled = join("(", tuple(), "q", 0, ...Array(99).fill(doubling), "t");
  const root = dictionary({ doubled, model: stateDict({ a: A }) });
  assertEquals(readCheckpoint(legacyFile({ a: A }, root)).size, 1);
});

Deno.test("readCheckpoint() refuses more numbers than the file has bytes", () => {
  const a = { shape: [1000], content: new Uint8Array(4000) };
  const copies = Array.from(
    { length: 9 },
    (_, i) => join(text(`${i}`), "h", 0),
  );
  const root = join("}(", text("a"), tensor("a", a), "q", 0, ...copies, "u");
  assertRefused(
    legacyFile({ a }, root),
    "holds more weights than its size allows",
  );
});

/** Small files of each kind. */
const FILES = {
  legacy: legacyFile({ a: A }),
  zip: zipFile(torchEntries({ a: A })),
  safetensors: safetensorsFile(
    { a: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] } },
    A.content,
  ),
};

for (const [kind, file] of Object.entries(FILES)) {
  Deno.test(`readCheckpoint() refuses a ${kind} file cut short anywhere`, () => {
    for (let length = 0; length < file.length; length++) {
      assertThrows(
        () => readCheckpoint(file.subarray(0, length)),
        CheckpointError,
      );
    }
  });

  Deno.test(`readCheckpoint() reads or refuses a ${kind} file with any bit turned`, () => {
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const turned = file.slice();
      turned[bit >> 3] ^= 1 << (bit & 7);
      assertReadOrRefused(turned);
    }
  });

  Deno.test(`readCheckpoint() reads or refuses a ${kind} file with any byte set`, () => {
    for (let at = 0; at < file.length; at++) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const changed = file.slice();
        changed.fill(value, at, at + 4);
        assertReadOrRefused(changed);
      }
    }
  });
}

function assertReadOrRefused(bytes: Uint8Array): void {
  try {
    const tensors = [...readCheckpoint(bytes).values()];
    const numbers = tensors.reduce((sum, { data }) => sum + data.length, 0);
    assert(numbers <= bytes.length);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    assert(!error.message.includes("\n"));
  }
}
