import { assertEquals } from "@std/assert";
import { readKernelFile, writeKernelFile } from "../../src/kernel_file/mod.ts";
import { gaussianKernel } from "../../src/mlmc/gaussian_kernel.ts";
import { python, pythonTest } from "./python.ts";

const GAUSSIAN = { lambda1: 9, lambda2: 3, theta: 0.5 };
const kernel = gaussianKernel(GAUSSIAN, 2, "benchmark");

async function inFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

pythonTest(
  "SciPy reads the .mat and the .npy that writeKernelFile() makes",
  () =>
    inFolder(async (folder) => {
      for (const name of ["k.mat", "k.npy"]) {
        const bytes = await writeKernelFile(name, kernel);
        await Deno.writeFile(`${folder}/${name}`, bytes);
      }
      const printed = await python(
        `
import json, numpy, scipy.io
for k in scipy.io.loadmat("k.mat")["Kernel"], numpy.load("k.npy"):
    print(json.dumps([k.dtype.name, k.shape, k.ravel().tolist()]))
print(scipy.io.whosmat("k.mat"))
`,
        folder,
      );
      const [mat, npy, whos] = printed.trim().split("\n");
      const wanted = ["float64", [11, 11], [...kernel.data]];
      assertEquals(JSON.parse(mat), wanted);
      assertEquals(JSON.parse(npy), wanted);
      assertEquals(whos, "[('Kernel', (11, 11), 'double')]");
    }),
);

/** Writes files of every kind of number, and prints their names. */
const WRITE = `
import numpy, scipy.io
k = numpy.arange(1, 16).reshape(3, 5)
names = []
for kind in "f4 f8 i1 i2 i4 i8 u1 u2 u4 u8".split():
    for order in "<>":
        for layout in "CF":
            a = numpy.array(k, dtype=order + kind, order=layout)
            names.append(f"{kind}{'lb'[order == '>']}{layout}.npy")
            numpy.save(names[-1], a)
    for packed in False, True:
        for name in "Kernel", "k":
            names.append(f"{kind}{packed}{name}.mat")
            scipy.io.savemat(names[-1], {name: k.astype(kind)}, do_compression=packed)
mixed = {"text": "hello", "cube": numpy.ones((2, 2, 2)), "cell": {"a": 1},
         "complex": k * 1j, "Kernel": k * 1.0, "last": numpy.ones((500, 500))}
for packed in False, True:
    names.append(f"mixed{packed}.mat")
    scipy.io.savemat(names[-1], mixed, do_compression=packed)
for version in (1, 0), (2, 0), (3, 0):
    names.append(f"version{version[0]}.npy")
    with open(names[-1], "wb") as f:
        numpy.lib.format.write_array(f, k, version=version)
print(*names)
`;

pythonTest(
  "readKernelFile() reads what SciPy and NumPy write",
  () =>
    inFolder(async (folder) => {
      const names = (await python(WRITE, folder)).trim().split(" ");
      const weights = Array.from({ length: 15 }, (_, i) => i + 1);
      const square = [...Array(5).fill(0), ...weights, ...Array(5).fill(0)];
      for (const name of names) {
        const bytes = await Deno.readFile(`${folder}/${name}`);
        const { data } = await readKernelFile(name, bytes);
        assertEquals([...data], square, name);
      }
      assertEquals(names.length, 85);
    }),
);

pythonTest(
  "SciPy's big-endian .mat is read as it reads its own",
  () =>
    inFolder(async (folder) => {
      // SciPy writes the order of the machine alone; its files are turned round here.
      await python(
        `
import numpy, struct
def element(kind, data):
    return struct.pack(">II", kind, len(data)) + data + bytes(-len(data) % 8)
k = numpy.arange(1, 10, dtype=">f8").reshape(3, 3)
body = (element(6, struct.pack(">II", 6, 0)) + element(5, struct.pack(">ii", 3, 3)) +
        struct.pack(">HH", 1, 1) + b"k" + bytes(3) + element(9, k.T.tobytes()))
with open("big.mat", "wb") as f:
    f.write(b"MATLAB".ljust(116) + bytes(8) + b"\\x01\\x00MI" + element(14, body))
import scipy.io
assert (scipy.io.loadmat("big.mat")["k"] == k).all()
`,
        folder,
      );
      const bytes = await Deno.readFile(`${folder}/big.mat`);
      const { data } = await readKernelFile("big.mat", bytes);
      assertEquals([...data], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }),
);
