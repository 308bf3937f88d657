/// <reference lib="dom" />
import type { Capabilities } from "../../../src/service/settings.ts";
import { DEFAULTS } from "../../../src/defaults.ts";
import { CHOICES, MOST_NOISE, RANGES } from "../../../src/validate.ts";
import type { JobOptions } from "../../../src/service/work.ts";
import type { SourceKind } from "../host/checks.ts";
import { descriptionOf } from "./descriptions.ts";
import { element } from "./element.ts";

/** The scale that is chosen at first. */
const SCALE = 2;

const form = element("settings", HTMLFormElement);
const source = element("source", HTMLSelectElement);
const scale = element("scale", HTMLSelectElement);
const preset = element("preset", HTMLSelectElement);
const prior = element("prior", HTMLSelectElement);
const restorer = element("restorer", HTMLSelectElement);
const noise = element("noise", HTMLInputElement);
const rounds = element("rounds", HTMLInputElement);
const seed = element("seed", HTMLInputElement);

/** Fills in what is the same wherever it is computed. */
export function prepareSettings(): void {
  noise.max = `${MOST_NOISE}`;
  [rounds.min, rounds.max] = RANGES.iterations.map(String);
  rounds.placeholder = "the quality's";
  [seed.min, seed.max] = RANGES.seed.map(String);
  seed.placeholder = `${DEFAULTS.seed}`;
  offer(undefined);
  // A browser points at a wrong number only where it can be seen.
  const more = element("more", HTMLDetailsElement);
  form.addEventListener("invalid", () => more.open = true, true);
}

/**
 * Offers what can be chosen.
 *
 * @param service What the local service can do, if that computes.
 */
export function offer(service: Capabilities | undefined): void {
  fill(scale, service?.scales ?? CHOICES.scale, SCALE);
  fill(preset, service?.presets ?? CHOICES.preset, DEFAULTS.preset);
  fill(
    prior,
    service?.kernelPriors ?? CHOICES.kernelPrior,
    DEFAULTS.kernelPrior,
  );
  // USRNet needs weights, which a page has not.
  const restorers = service?.hasWeights
    ? service.restorers
    : [DEFAULTS.restorer];
  fill(restorer, restorers, DEFAULTS.restorer);
  element("restorer-row", HTMLElement).hidden = restorer.options.length < 2;
}

/** What the user wants upscaled. */
export function chosenSource(): SourceKind {
  return source.value as SourceKind;
}

/** How the user wants it upscaled; what was left blank is left out. */
export function chosenOptions(): JobOptions {
  return {
    scale: Number(scale.value) as JobOptions["scale"],
    preset: preset.value as JobOptions["preset"],
    kernelPrior: prior.value as JobOptions["kernelPrior"],
    restorer: restorer.value as JobOptions["restorer"],
    noise: numberIn(noise),
    iterations: numberIn(rounds),
    seed: numberIn(seed),
  };
}

/**
 * Called when the form is sent, by its button or by Enter in a field.
 *
 * @param action What to do.
 */
export function onSubmit(action: () => void): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}

function numberIn({ value, valueAsNumber }: HTMLInputElement) {
  return value === "" ? undefined : valueAsNumber;
}

/** Keeps what is chosen if it is offered still, else takes what is so at first. */
function fill(
  select: HTMLSelectElement,
  values: readonly (string | number)[],
  initial: string | number,
): void {
  const wanted = [select.value, `${initial}`];
  select.replaceChildren(
    ...values.map((value) => new Option(descriptionOf(value), `${value}`)),
  );
  const chosen = wanted.find((name) => values.map(String).includes(name));
  if (chosen) select.value = chosen;
}
