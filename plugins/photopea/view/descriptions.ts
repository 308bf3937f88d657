/** What the names of choices are called in the panel; what is not here goes by its name. */
const DESCRIPTIONS: Record<string, string> = {
  fast: "Fast",
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
