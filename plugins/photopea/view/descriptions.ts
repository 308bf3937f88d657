import type { CHOICES } from "../../../src/validate.ts";

/** What must have a description. */
type Name = (typeof CHOICES)["preset" | "kernelPrior" | "restorer"][number];

/** What the names of choices are called in the panel; what a service offers besides goes by its name. */
const DESCRIPTIONS: Record<Name, string> & Record<string, string> = {
  fast: "Fast",
  balanced: "Balanced",
  best: "Best, slow",
  paper: "As published, slow",
  gaussian: "Any soft blur",
  motion: "Motion along a line",
  "random-motion": "A shaken camera",
  dip: "An untrained network",
  usrnet: "USRNet, trained on photos",
};

/**
 * What a choice is called.
 *
 * @param name Its name in the API.
 */
export function descriptionOf(name: string | number): string {
  if (typeof name === "number") return `${name} ×`;
  return DESCRIPTIONS[name] ?? name;
}
