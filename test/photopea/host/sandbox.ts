import { ENUMERATIONS } from "./documented.ts";
import type { Refuse } from "./strict.ts";

/** What JavaScript itself offers to scripts, in Photoshop as in Photopea. */
const LANGUAGE: Record<string, unknown> = {
  Array,
  Boolean,
  Date,
  Error,
  Infinity,
  isFinite,
  isNaN,
  JSON,
  Math,
  NaN,
  Number,
  Object,
  parseFloat,
  parseInt,
  RegExp,
  String,
  undefined,
};

/** The values of Adobe's enumerations. */
export const VALUES = Object.fromEntries(
  Object.entries(ENUMERATIONS).map(([type, names]) => [
    type,
    Object.fromEntries(names.map((name) => [name, `${type}.${name}`])),
  ]),
);

/**
 * Runs a script that has the application, the documented enumerations and
 * JavaScript itself; any other name, such as the browser's, is refused.
 */
export function runScript(script: string, app: unknown, refuse: Refuse): void {
  const known: Record<string, unknown> = { ...LANGUAGE, app };
  for (const [type, values] of Object.entries(VALUES)) {
    known[type] = new Proxy(values, {
      get: (target, name) =>
        Object.hasOwn(target, name)
          ? Reflect.get(target, name)
          : refuse(`${type}.${String(name)} is not documented`),
    });
  }
  const scope = new Proxy(known, {
    has: () => true,
    get(target, name) {
      if (name === Symbol.unscopables) return undefined;
      if (Object.hasOwn(target, name)) return Reflect.get(target, name);
      refuse(`there is no ${String(name)} for scripts`);
    },
    set: (_, name) => refuse(`a script sets a global ${String(name)}`),
  });
  const body = `with (scope) (function () { "use strict"; ${script}\n})();`;
  new Function("scope", body)(scope);
}
