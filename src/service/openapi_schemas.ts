import { DEFAULTS } from "../defaults.ts";
import { CHOICES, MOST_NOISE, RANGES } from "../validate.ts";

const INTEGER = { type: "integer", minimum: 0 };
const WORDS = { type: "array", items: { type: "string" } };

/** The JSON that is sent, as JSON Schema. */
export const SCHEMAS = {
  Error: record({
    error: { type: "string", description: "What is wrong, in a line." },
  }),
  Health: record({
    name: { const: "mlmc" },
    version: { type: "string" },
    api: { const: 1, description: "The version of this interface." },
  }),
  Capabilities: record({
    engine: record({
      name: { type: "string" },
      description: { type: "string" },
    }),
    scales: { type: "array", items: INTEGER },
    presets: WORDS,
    restorers: WORDS,
    kernelPriors: WORDS,
    hasWeights: {
      type: "boolean",
      description: "Whether the restorer usrnet can be asked for.",
    },
    limits: record({
      bytes: { ...INTEGER, description: "Of a picture file." },
      pixels: { ...INTEGER, description: "Of a picture." },
      resultPixels: { ...INTEGER, description: "Of a result." },
      queue: { ...INTEGER, description: "Jobs that can wait." },
    }),
  }),
  State: record({
    id: { type: "string" },
    state: { enum: ["waiting", "running", "done", "failed", "cancelled"] },
    position: { ...INTEGER, description: "Jobs before it, while it waits." },
    stage: { enum: ["warm-up", "solve", "restore", null] },
    step: { ...INTEGER, description: "Steps done in this stage." },
    steps: { ...INTEGER, description: "Steps of this stage, at most." },
    fraction: {
      type: "number",
      minimum: 0,
      maximum: 1,
      description: "How much of the whole is done; it never falls.",
    },
    secondsLeft: { type: ["number", "null"], minimum: 0 },
    previews: { ...INTEGER, description: "How many there have been." },
    error: { type: "string", description: "Of a job that failed." },
    width: { ...INTEGER, description: "Columns of the result." },
    height: { ...INTEGER, description: "Rows of the result." },
    doubts: {
      ...WORDS,
      description:
        "Of a job that is done: why a plain enlargement may be better.",
    },
  }, ["position", "error", "doubts"]),
  Kernel: record({
    size: INTEGER,
    rows: {
      type: "array",
      items: { type: "array", items: { type: "number" } },
      description: "As many rows as columns; the sum is 1.",
    },
  }),
  Photopea: {
    type: "object",
    description: "What Photopea is told of the panel.",
  },
};

/** What a job can be asked with. */
export const OPTION_PARAMETERS = [
  option("scale", { enum: CHOICES.scale }, "How many times larger.", true),
  option(
    "preset",
    { enum: CHOICES.preset, default: DEFAULTS.preset },
    "The settings.",
  ),
  option(
    "restorer",
    { enum: CHOICES.restorer, default: DEFAULTS.restorer },
    "What draws the picture.",
  ),
  option(
    "kernelPrior",
    { enum: CHOICES.kernelPrior, default: DEFAULTS.kernelPrior },
    "What blurs are looked for.",
  ),
  option(
    "iterations",
    range(RANGES.iterations),
    "Rounds of five image steps each.",
  ),
  option(
    "noise",
    {
      oneOf: [
        { const: "auto" },
        { type: "number", minimum: 0, maximum: MOST_NOISE },
      ],
      default: DEFAULTS.noise,
    },
    "Noise in the picture, in levels of 255.",
  ),
  option(
    "seed",
    { ...range(RANGES.seed), default: DEFAULTS.seed },
    "Where chance starts.",
  ),
];

/** An object that has all of some properties, but for those that may be left out. */
function record(properties: object, optional: string[] = []): object {
  const required = Object.keys(properties).filter((name) =>
    !optional.includes(name)
  );
  return { type: "object", properties, required };
}

function range([minimum, maximum]: readonly [number, number]): object {
  return { type: "integer", minimum, maximum };
}

function option(
  name: string,
  schema: object,
  description: string,
  required = false,
): object {
  return { name, in: "query", required, description, schema };
}
