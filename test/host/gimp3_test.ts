import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Raster } from "../../mod.ts";
import {
  distance,
  type Failure,
  type ImageFacts,
  type LayerFacts,
  opacities,
  opaqueRaster,
} from "./gimp3/found.ts";
import {
  makeUser,
  runGimp,
  startGimp,
  temporaryFiles,
  type User,
} from "./gimp3/gimp.ts";
import { gimp3Test, PLUG_IN, ROOT } from "./gimp3/installed.ts";
import { byCommandLine, pictures, writePictures } from "./gimp3/pictures.ts";

/** A step of 16 bits is 1.5e-5; what rounds in between must not round to another. */
const SAME = 1e-6;

gimp3Test(
  "GIMP 3: every kind of picture gets what the command line draws",
  async () => {
    const rasters = await pictures();
    await using user = await userWith(rasters);
    const { found, printed } = await runGimp<
      Record<
        string,
        { layer: LayerFacts; image: ImageFacts; source: string | null }
      >
    >(user, "formats");
    const kinds = Object.entries(found);
    assertEquals(kinds.length, 9, printed);
    for (const [name, { layer, source }] of kinds) {
      const raster = rasters[`${name}.png`] ??
        (source ? opaqueRaster(source, 24) : rasters["rgb16.png"]);
      const wanted = await byCommandLine(raster);
      // The image itself may have fewer bits than the result.
      const step = { indexed: 1 / 255, "half perceptual": 1 / 2048 }[name] ??
        SAME;
      const far = distance(layer, wanted);
      assert(far <= step, `${name}: ${far}`);
      assertEquals([layer.at, layer.size], [[-4, -3], [32, 24]], name);
    }
    assertEquals(
      kinds.map(([, { image }]) => [image.kind, image.precision]),
      [
        ["rgb", "u8-non-linear"],
        ["rgb", "u8-non-linear"],
        ["gray", "u8-non-linear"],
        ["rgb", "u16-non-linear"],
        ["rgb", "u8-non-linear"],
        ["rgb", "float-linear"],
        ["rgb", "half-perceptual"],
        ["rgb", "u32-non-linear"],
        ["rgb", "u16-non-linear"],
      ],
    );
    assertEquals(
      kinds.map(([, { layer }]) => layer.alpha),
      kinds.map(([name]) => name === "rgba"),
    );
    assertStringIncludes(found["Adobe RGB"].image.profile!, "Adobe RGB");
    assertStringIncludes(printed, "indexed colours were converted to RGB");
    assert(!printed.includes("GIMP-Error"), printed);
    assertEquals(await temporaryFiles(user), []);
  },
);

gimp3Test("GIMP 3: layers, masks, groups and selections", async () => {
  // Without a config.json, so that mlmc is found on the path.
  await using user = await userWith(await pictures(), null);
  const { found, printed } = await runGimp<Places>(user, "places");
  assert(!printed.includes("GIMP-Error"), printed);

  const { image: made, kept, file } = found.new_image;
  assertEquals([kept, file, made.dirty], [true, null, true]);
  assertEquals([made.size, made.layers.length], [[20, 16], 1]);
  assertEquals(place(made.layers[0]), ["part", [0, 0], [20, 16]]);

  assertEquals(found.image.image.size, [72, 60]);
  assertEquals(found.image.image.layers.map(place), [
    ["part × 3", [6, -3], [30, 24]],
    ["part", [6, -3], [30, 24]],
    ["Background", [0, 0], [72, 60]],
  ]);

  const ellipse = opacities(found.ellipse.layer);
  assertEquals(place(found.ellipse.layer), ["Background × 2", [-2, -2], [
    24,
    24,
  ]]);
  assertEquals(ellipse[0], 0);
  assertEquals(ellipse[24 * 12 + 12], 1);
  const area = ellipse.reduce((sum, value) => sum + value);
  assert(Math.abs(area - Math.PI * 12 * 12) < 8, `${area}`);

  const masked = opacities(found.mask.layer).slice(20 * 8, 20 * 9);
  assert(found.mask.kept);
  assertEquals([masked[0], masked[19]], [1, 0]);

  assertEquals(place(found.group.layer), ["group × 2", [-3, -5], [20, 16]]);
  assertEquals(found.group.names, ["group × 2", "group", "Background"]);
  assertEquals(found.group.members, ["part"]);
  assertEquals(found.member.members, ["part × 2", "part"]);
  assertEquals([found.member.opacity, found.member.mode], [40, "multiply"]);
  assertEquals(found.effect, { same: true, effects: 1 });
});

gimp3Test("GIMP 3: what cannot be done is refused in a line", async () => {
  await using user = await userWith(await pictures());
  const { found } = await runGimp<Record<string, Failure>>(user, "refused");
  assertFailures(found, {
    "two layers": "2 layers are selected: select one.",
    "a mask": "A mask or a channel is selected: select a layer.",
    "a small area": "The area is 9 × 3 pixels: select at least 4 × 4.",
    "a selection elsewhere":
      "The selection lies outside the layer: move one of them.",
    "a floating selection": "There is a floating selection: anchor it first.",
    "a long result":
      "The result would be longer than 524288 pixels: enlarge it by less.",
  });
});

gimp3Test(
  "GIMP 3: a bridge that fails is an error, and leaves nothing",
  async () => {
    await using user = await userWith(await pictures());
    const env = { PATH: "/usr/bin:/bin" };
    const { found } = await runGimp<Record<string, Failure>>(user, "failures", {
      env,
    });
    const install = 'run "mlmc gimp install" in a terminal.';
    const config = `${user.inside}/home/.config/GIMP/3.0/plug-ins/` +
      "mlmc-blind-upscale/config.json";
    assertFailures(found, {
      "no program": `/no/such/deno was not found: ${install}`,
      "not started": "MLMC ended too early: no module",
      "nonsense": "MLMC's answer made no sense: nonsense",
      "another version": "This MLMC does not fit the plug-in: update both," +
        ' then run "mlmc gimp install".',
      "no memory": "MLMC ended too early: it may have run out of memory.",
      "no command": `${config} cannot be read: ${install}`,
      "nothing installed": `MLMC was not found: ${install}`,
    });
    assertEquals(await temporaryFiles(user), []);
  },
);

gimp3Test("GIMP 3: a bridge that is silent is given up", async () => {
  const { success, stdout, stderr } = await new Deno.Command(
    "/usr/sbin/chroot",
    {
      args: [ROOT, "/usr/bin/python3", "-B", script("silent.py"), PLUG_IN],
    },
  ).output();
  assert(success, new TextDecoder().decode(stderr));
  assertStringIncludes(
    new TextDecoder().decode(stdout),
    "MLMC has said nothing for 1 seconds and was stopped",
  );
});

gimp3Test(
  "GIMP 3: killed in the middle, bridge and plug-in leave nothing",
  async () => {
    await using user = await userWith(await pictures());
    const { found } = await runGimp<
      Record<string, Failure & { processes: string[] }>
    >(user, "interrupted");
    for (const [name, { kept, processes }] of Object.entries(found)) {
      assertEquals([kept, processes], [true, []], name);
    }
    assertStringIncludes(found.bridge.error, "MLMC ended too early");
    assertEquals(await temporaryFiles(user), []);
  },
);

gimp3Test("GIMP 3: killed itself, it leaves no bridge", async () => {
  await using user = await userWith(await pictures());
  const gimp = startGimp(user, "endless");
  const output = gimp.output();
  await until(async () => (await temporaryFiles(user)).length > 0);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  gimp.kill("SIGKILL");
  await output;
  await until(async () => (await temporaryFiles(user)).length === 0);
});

gimp3Test("GIMP 3: two at once, and names that need quotes", async () => {
  const rasters = { "rgb.png": (await pictures())["rgb.png"] };
  const names = ["plain", "a 'one' \"two\" $HOME `x` \\ üß漢\n"];
  const [plain, odd] = await Promise.all(names.map(async (name) => {
    await using user = await makeUser(name);
    await writePictures(`${user.outside}/pictures`, rasters);
    const { found } = await runGimp<LayerFacts>(user, "simple");
    assertEquals(await temporaryFiles(user), []);
    return found;
  }));
  assertEquals(plain.size, [48, 40]);
  assertEquals(odd, plain);
});

gimp3Test("GIMP 3: a home that cannot be written", async () => {
  await using user = await userWith(await pictures());
  const readOnly = 'mount --bind "$0" "$0" && ' +
    'mount -o remount,ro,bind "$0" && exec "$@"';
  const before = ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", readOnly];
  const { found } = await runGimp<LayerFacts>(user, "simple", {
    before: [...before, `${user.outside}/home`],
  });
  const written = Deno.readDirSync(`${user.outside}/home/.config/GIMP/3.0`);
  assertEquals([...written].map(({ name }) => name), ["plug-ins"]);
  assertEquals(found.size, [48, 40]);
});

gimp3Test("GIMP 3: dialogue, cancel, and undo in one step", async () => {
  await using user = await userWith(await pictures());
  const desktop = 'openbox & exec gimp-3.0 -s "$@"';
  const screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x860x24"];
  const program = [...screen, "/bin/sh", "-c", desktop, "sh"];
  const { found } = await runGimp(user, "window", { program });
  assertEquals(found, {
    cancelled: true,
    size: [48, 40],
    undone: true,
    "undone again": true,
    redone: true,
    repeated: [96, 80],
  });
  assertEquals(await temporaryFiles(user), []);
});

/** What `places.py` reports. */
interface Places {
  new_image: { image: ImageFacts; kept: boolean; file: string | null };
  image: { image: ImageFacts };
  ellipse: { layer: LayerFacts };
  mask: { layer: LayerFacts; kept: boolean };
  group: { layer: LayerFacts; names: string[]; members: string[] };
  member: {
    layer: LayerFacts;
    members: string[];
    opacity: number;
    mode: string;
  };
  effect: { same: boolean; effects: number };
}

async function userWith(
  rasters: Record<string, Raster>,
  command?: null,
): Promise<User> {
  const user = await makeUser("user", command);
  await writePictures(`${user.outside}/pictures`, rasters);
  return user;
}

function place({ name, at, size }: LayerFacts): unknown[] {
  return [name, at, size];
}

function assertFailures(
  found: Record<string, Failure>,
  errors: Record<string, string>,
): void {
  const wanted = Object.entries(errors).map(([name, error]) =>
    [name, { error: `Blind Upscale: ${error}`, kept: true }] as const
  );
  assertEquals(found, Object.fromEntries(wanted));
}

function script(name: string): string {
  return `${import.meta.dirname}/gimp3/${name}`;
}

async function until(happened: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!await happened()) {
    if (Date.now() > deadline) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
