import { DOCUMENTED } from "./documented.ts";

/** Notes what a script may not do, and fails it. */
export type Refuse = (what: string) => never;

/**
 * An object of scripts that has the documented members of its class and no
 * others: whatever else a script does with it is refused.
 */
export function strict<T extends object>(
  type: string,
  object: T,
  refuse: Refuse,
): T {
  const members = DOCUMENTED[type];
  const check = (name: string | symbol): string => {
    const isIndex = "length" in members && /^\d+$/.test(String(name));
    if (isIndex) return String(name);
    if (!Object.hasOwn(members, name)) {
      refuse(`${type}.${String(name)} is not documented`);
    }
    if (!(name in object)) {
      refuse(`${type}.${String(name)} is not in the model`);
    }
    return String(name);
  };
  return new Proxy(object, {
    get(target, name) {
      // JavaScript asks for it before it calculates with an object.
      if (name !== Symbol.toPrimitive) check(name);
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set(target, name, value) {
      const [access] = members[check(name)] ?? ["read"];
      if (access !== "write") refuse(`${type}.${String(name)} is read-only`);
      return Reflect.set(target, name, value);
    },
    has: (_, name) => Object.hasOwn(members, name),
    deleteProperty: () => refuse(`a script deletes from ${type}`),
    defineProperty: () => refuse(`a script adds to ${type}`),
    ownKeys: () => refuse(`a script lists the members of ${type}`),
  });
}
