import { damaged, type PickleMachine } from "./pickle_machine.ts";

/** What one instruction of a pickle does. */
export type Instruction = (machine: PickleMachine) => void;

const NEWEST_PROTOCOL = 5;

/**
 * The instructions that plain data and tensors are saved with, by the names
 * that Python's `pickletools` gives them.
 */
const BY_NAME: Record<string, [code: number | string, Instruction]> = {
  PROTO: [0x80, ({ reader }) => {
    if (reader.unsigned(1) > NEWEST_PROTOCOL) throw damaged();
  }],
  // A frame only tells how far one may read ahead.
  FRAME: [0x95, ({ reader }) => void reader.take(8)],

  NONE: ["N", (m) => m.push(null)],
  NEWTRUE: [0x88, (m) => m.push(true)],
  NEWFALSE: [0x89, (m) => m.push(false)],
  BININT1: ["K", (m) => m.push(m.reader.unsigned(1))],
  BININT2: ["M", (m) => m.push(m.reader.unsigned(2))],
  BININT: ["J", (m) => m.push(m.reader.signed(4))],
  LONG1: [0x8a, (m) => m.push(m.reader.signed(m.reader.unsigned(1)))],
  BINFLOAT: ["G", (m) => m.push(m.reader.view(8).getFloat64(0))],
  BINUNICODE: ["X", (m) => m.push(m.reader.text(m.reader.unsigned(4)))],
  SHORT_BINUNICODE: [0x8c, (m) => m.push(m.reader.text(m.reader.unsigned(1)))],

  MARK: ["(", (m) => m.mark()],
  EMPTY_TUPLE: [")", (m) => m.push(tuple([]))],
  TUPLE1: [0x85, (m) => m.push(tuple(m.popMany(1)))],
  TUPLE2: [0x86, (m) => m.push(tuple(m.popMany(2)))],
  TUPLE3: [0x87, (m) => m.push(tuple(m.popMany(3)))],
  TUPLE: ["t", (m) => m.push(tuple(m.popToMark()))],
  EMPTY_LIST: ["]", (m) => m.push([])],
  APPEND: ["a", (m) => append(m, m.popMany(1))],
  APPENDS: ["e", (m) => append(m, m.popToMark())],
  EMPTY_DICT: ["}", (m) => m.push(new Map())],
  SETITEM: ["s", (m) => setItems(m, m.popMany(2))],
  SETITEMS: ["u", (m) => setItems(m, m.popToMark())],

  BINPUT: ["q", (m) => void m.memo.set(m.reader.unsigned(1), m.top())],
  LONG_BINPUT: ["r", (m) => void m.memo.set(m.reader.unsigned(4), m.top())],
  MEMOIZE: [0x94, (m) => void m.memo.set(m.memo.size, m.top())],
  BINGET: ["h", (m) => recall(m, m.reader.unsigned(1))],
  LONG_BINGET: ["j", (m) => recall(m, m.reader.unsigned(4))],

  GLOBAL: ["c", (m) => pushGlobal(m, m.reader.line(), m.reader.line())],
  STACK_GLOBAL: [0x93, (m) => {
    const [module, name] = m.popMany(2);
    pushGlobal(m, module, name);
  }],
  REDUCE: ["R", (m) => {
    const [callee, args] = m.popMany(2);
    if (!Array.isArray(args)) throw damaged();
    m.push(m.world.call(callee, args));
  }],
  BUILD: ["b", (m) => {
    const state = m.pop();
    m.world.build(m.top(), state);
  }],
  BINPERSID: ["Q", (m) => m.push(m.world.persistent(m.pop()))],
};

/** The instructions, by their codes. */
export const INSTRUCTIONS: ReadonlyMap<number, Instruction> = new Map(
  Object.values(BY_NAME).map(([code, instruction]) => [
    typeof code === "string" ? code.charCodeAt(0) : code,
    instruction,
  ]),
);

/** The instructions that would make objects of any class, or name them otherwise. */
export const REFUSED: ReadonlyMap<number, string> = new Map([
  ["i".charCodeAt(0), "INST"],
  ["o".charCodeAt(0), "OBJ"],
  ["P".charCodeAt(0), "PERSID"],
  [0x81, "NEWOBJ"],
  [0x92, "NEWOBJ_EX"],
  [0x82, "EXT1"],
  [0x83, "EXT2"],
  [0x84, "EXT4"],
]);

/** Frozen, so that nothing can be appended to it as to a list. */
function tuple(items: unknown[]): readonly unknown[] {
  return Object.freeze(items);
}

function append(machine: PickleMachine, items: unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list) || Object.isFrozen(list)) throw damaged();
  for (const item of items) list.push(item);
}

function setItems(machine: PickleMachine, items: unknown[]): void {
  const dictionary = machine.top();
  if (!(dictionary instanceof Map) || items.length % 2) throw damaged();
  for (let i = 0; i < items.length; i += 2) {
    dictionary.set(items[i], items[i + 1]);
  }
}

function recall(machine: PickleMachine, index: number): void {
  if (!machine.memo.has(index)) throw damaged();
  machine.push(machine.memo.get(index));
}

function pushGlobal(
  machine: PickleMachine,
  module: unknown,
  name: unknown,
): void {
  if (typeof module !== "string" || typeof name !== "string") throw damaged();
  machine.push(machine.world.global(`${module}.${name}`));
}
