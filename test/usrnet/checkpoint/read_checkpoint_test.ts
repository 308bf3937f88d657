import { assertEquals } from "@std/assert";
import { readCheckpoint } from "../../../src/usrnet/checkpoint/read_checkpoint.ts";
import { assertWithin } from "../../close.ts";
import { CHECKPOINT, hasWeights } from "../weights.ts";
import {
  floats,
  legacyFile,
  safetensorsFile,
  stateDict,
  tensor,
  type TensorSpec,
  torchEntries,
  zipFile,
} from "./write_checkpoint.ts";
import { call, dictionary, global, join, text, whole } from "./write_pickle.ts";

/** Shape, sum and sum of the magnitudes, as PyTorch gives them. */
const EXPECTED: Record<string, [number[], number, number]> = {
  "p.m_head.weight": [[16, 4, 3, 3], 1.071367, 28.4094],
  "p.m_down1.0.res.0.weight": [[16, 16, 3, 3], -8.798836, 182.7124],
  "p.m_down1.0.res.2.weight": [[16, 16, 3, 3], -5.217612, 138.9859],
  "p.m_down1.1.res.0.weight": [[16, 16, 3, 3], 3.920423, 156.1718],
  "p.m_down1.1.res.2.weight": [[16, 16, 3, 3], 6.160738, 152.1340],
  "p.m_down1.2.weight": [[32, 16, 2, 2], 0.869093, 131.8826],
  "p.m_down2.0.res.0.weight": [[32, 32, 3, 3], 11.012003, 503.1087],
  "p.m_down2.0.res.2.weight": [[32, 32, 3, 3], -12.078368, 488.5338],
  "p.m_down2.1.res.0.weight": [[32, 32, 3, 3], 28.723050, 514.7518],
  "p.m_down2.1.res.2.weight": [[32, 32, 3, 3], -8.865325, 530.1559],
  "p.m_down2.2.weight": [[64, 32, 2, 2], -0.321681, 422.2865],
  "p.m_down3.0.res.0.weight": [[64, 64, 3, 3], 13.426369, 1846.8395],
  "p.m_down3.0.res.2.weight": [[64, 64, 3, 3], -11.588598, 1737.5562],
  "p.m_down3.1.res.0.weight": [[64, 64, 3, 3], 37.017109, 2080.9696],
  "p.m_down3.1.res.2.weight": [[64, 64, 3, 3], 5.022734, 1620.5627],
  "p.m_down3.2.weight": [[64, 64, 2, 2], 1.489221, 400.0182],
  "p.m_body.0.res.0.weight": [[64, 64, 3, 3], 111.705499, 1925.7297],
  "p.m_body.0.res.2.weight": [[64, 64, 3, 3], -24.962546, 1529.9529],
  "p.m_body.1.res.0.weight": [[64, 64, 3, 3], 100.995049, 2026.5383],
  "p.m_body.1.res.2.weight": [[64, 64, 3, 3], -11.509055, 1763.1235],
  "p.m_up3.0.weight": [[64, 64, 2, 2], 1.545486, 332.2907],
  "p.m_up3.1.res.0.weight": [[64, 64, 3, 3], 44.385996, 1682.4024],
  "p.m_up3.1.res.2.weight": [[64, 64, 3, 3], -7.456569, 1803.3929],
  "p.m_up3.2.res.0.weight": [[64, 64, 3, 3], 5.811072, 2014.4853],
  "p.m_up3.2.res.2.weight": [[64, 64, 3, 3], -1.881851, 1790.9218],
  "p.m_up2.0.weight": [[64, 32, 2, 2], 6.385619, 343.2107],
  "p.m_up2.1.res.0.weight": [[32, 32, 3, 3], -0.050799, 501.3177],
  "p.m_up2.1.res.2.weight": [[32, 32, 3, 3], -5.601796, 534.1592],
  "p.m_up2.2.res.0.weight": [[32, 32, 3, 3], 19.628871, 561.6816],
  "p.m_up2.2.res.2.weight": [[32, 32, 3, 3], 1.486569, 546.7936],
  "p.m_up1.0.weight": [[32, 16, 2, 2], 0.353470, 113.9939],
  "p.m_up1.1.res.0.weight": [[16, 16, 3, 3], 0.802102, 167.9520],
  "p.m_up1.1.res.2.weight": [[16, 16, 3, 3], 1.445563, 184.6310],
  "p.m_up1.2.res.0.weight": [[16, 16, 3, 3], -8.916161, 180.0346],
  "p.m_up1.2.res.2.weight": [[16, 16, 3, 3], 0.510148, 209.1901],
  "p.m_tail.weight": [[3, 16, 3, 3], 1.200132, 14.6637],
  "h.mlp.0.weight": [[32, 2, 1, 1], -7.703157, 53.6258],
  "h.mlp.0.bias": [[32], 3.934242, 3.9451],
  "h.mlp.2.weight": [[32, 32, 1, 1], 63.638797, 123.9854],
  "h.mlp.2.bias": [[32], 2.659104, 5.2325],
  "h.mlp.4.weight": [[12, 32, 1, 1], -112.690573, 141.8353],
  "h.mlp.4.bias": [[12], -4.076190, 6.1261],
};

Deno.test({
  name: "readCheckpoint() reads the published weights",
  ignore: !hasWeights,
  fn() {
    const tensors = readCheckpoint(Deno.readFileSync(CHECKPOINT));
    assertEquals([...tensors.keys()], Object.keys(EXPECTED));
    for (const [name, { shape, data }] of tensors) {
      const [wanted, sum, magnitude] = EXPECTED[name];
      assertEquals(shape, wanted, name);
      const total = data.reduce((a, b) => a + b, 0);
      const size = data.reduce((a, b) => a + Math.abs(b), 0);
      assertWithin(Math.abs(total - sum), 1e-5, name);
      assertWithin(Math.abs(size - magnitude), 1e-3, name);
    }
    const { data } = tensors.get("h.mlp.4.bias")!;
    assertEquals(
      [data[0], data[11]],
      [-0.751673639, -1.47459829].map(Math.fround),
    );
  },
});

/** The ways to write the same tensors with PyTorch. */
const WAYS = {
  legacy: legacyFile,
  zip: (tensors: Record<string, TensorSpec>, root?: Uint8Array) =>
    zipFile(torchEntries(tensors, root)),
};

/** What is read, as plain arrays. */
function read(bytes: Uint8Array): Record<string, [number[], number[]]> {
  return Object.fromEntries(
    [...readCheckpoint(bytes)]
      .map(([name, { shape, data }]) => [name, [shape, [...data]]]),
  );
}

const A = { shape: [2, 3], content: floats(1, 2, 3, 4, 5, 6) };
const B = { shape: [], content: floats(-0.5) };
const READ = { a: [[2, 3], [1, 2, 3, 4, 5, 6]], b: [[], [-0.5]] };

for (const [way, file] of Object.entries(WAYS)) {
  Deno.test(`readCheckpoint() reads a ${way} file`, () => {
    assertEquals(read(file({ a: A, b: B })), READ as unknown);
  });

  Deno.test(`readCheckpoint() reads a nested state dict of a ${way} file`, () => {
    for (const name of ["state_dict", "params", "params_ema", "model"]) {
      const tensors = { a: A, b: B };
      const root = dictionary({
        epoch: whole(7),
        [name]: stateDict(tensors),
        note: text("made by hand"),
      });
      assertEquals(read(file(tensors, root)), READ as unknown);
    }
  });

  Deno.test(`readCheckpoint() follows strides and offsets in a ${way} file`, () => {
    const content = floats(0, 1, 2, 3, 4, 5, 6, 7);
    const tensors = {
      transposed: { shape: [3, 2], strides: [1, 3], content },
      sparse: { shape: [2, 2], strides: [4, 2], offset: 1, content },
      none: { shape: [0, 5], content },
    };
    assertEquals(read(file(tensors)), {
      transposed: [[3, 2], [0, 3, 1, 4, 2, 5]],
      sparse: [[2, 2], [1, 3, 5, 7]],
      none: [[0, 5], []],
    });
  });

  Deno.test(`readCheckpoint() reads every kind of number of a ${way} file`, () => {
    const of = (type: string, numbers: ArrayBufferView) => {
      const content = new Uint8Array(numbers.buffer);
      return { type, shape: [2], bytes: content.length / 2, content };
    };
    const tensors = {
      double: of("Double", Float64Array.of(1.5, -2)),
      half: of("Half", Uint16Array.of(0x3c01, 0xc000)),
      bfloat16: of("BFloat16", Uint16Array.of(0x3f81, 0xc000)),
      long: of("Long", BigInt64Array.of(-3n, 70000n)),
      int: of("Int", Int32Array.of(-3, 70000)),
      short: of("Short", Int16Array.of(-3, 700)),
      char: of("Char", Int8Array.of(-3, 7)),
      byte: of("Byte", Uint8Array.of(253, 7)),
      bool: of("Bool", Uint8Array.of(1, 0)),
    };
    assertEquals(read(file(tensors)), {
      double: [[2], [1.5, -2]],
      half: [[2], [1 + 2 ** -10, -2]],
      bfloat16: [[2], [1 + 2 ** -7, -2]],
      long: [[2], [-3, 70000]],
      int: [[2], [-3, 70000]],
      short: [[2], [-3, 700]],
      char: [[2], [-3, 7]],
      byte: [[2], [253, 7]],
      bool: [[2], [1, 0]],
    });
  });
}

Deno.test("readCheckpoint() reads parts of storages of a legacy file", () => {
  const content = floats(0, 1, 2, 3, 4, 5);
  const part = { shape: [2], view: [2, 3], offset: 1, content } as TensorSpec;
  assertEquals(read(legacyFile({ part })), { part: [[2], [3, 4]] });
});

Deno.test("readCheckpoint() reads parameters and leaves PyTorch's notes aside", () => {
  const parameter = call(
    global("torch._utils", "_rebuild_parameter"),
    tensor("b", B),
    join(0x88),
    call(global("collections", "OrderedDict")),
  );
  const root = join(
    call(global("collections", "OrderedDict")),
    ...["(", text("b"), parameter, "u"],
    ...[dictionary({ _metadata: dictionary({}) }), "b"],
  );
  assertEquals(read(legacyFile({ b: B }, root)), { b: READ.b } as unknown);
});

Deno.test("readCheckpoint() reads a safetensors file", () => {
  const header = {
    __metadata__: { format: "pt" },
    a: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
    half: { dtype: "F16", shape: [1], data_offsets: [24, 26] },
    brain: { dtype: "BF16", shape: [1], data_offsets: [26, 28] },
    double: { dtype: "F64", shape: [], data_offsets: [28, 36] },
  };
  const body = join(
    A.content,
    ...[0x01, 0x3c, 0x81, 0x3f],
    new Uint8Array(Float64Array.of(1.5).buffer),
  );
  assertEquals(read(safetensorsFile(header, body)), {
    a: READ.a,
    half: [[1], [1 + 2 ** -10]],
    brain: [[1], [1 + 2 ** -7]],
    double: [[], [1.5]],
  } as unknown);
});
