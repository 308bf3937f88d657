import { CheckpointError, printable } from "./checkpoint_error.ts";
import { ELEMENT_TYPES, type ElementType } from "./element_types.ts";
import { damaged, type PickleWorld } from "./pickle_machine.ts";
import { isSize } from "./stored_tensor.ts";

/** Numbers that lie apart from the pickle. */
export interface Storage {
  /** What they are called. */
  key: string;
  /** What they are stored as. */
  type: ElementType;
  /** How many there are. */
  count: number;
}

/** A part of a storage, or all of it. */
export class StoragePart {
  /**
   * Makes a part.
   *
   * @param storage The whole.
   * @param start Where the part begins, in numbers.
   * @param count Numbers in the part.
   */
  constructor(
    readonly storage: Storage,
    readonly start: number,
    readonly count: number,
  ) {}
}

/** A tensor: a way of looking at a storage. */
export class TensorView {
  /**
   * Makes a view. What the file says of places is not checked here.
   *
   * @param part The numbers.
   * @param offset Where the first is, in numbers.
   * @param shape Length of each axis.
   * @param strides Numbers from one place to the next along each axis.
   */
  constructor(
    readonly part: StoragePart,
    readonly offset: unknown,
    readonly shape: readonly unknown[],
    readonly strides: readonly unknown[],
  ) {}
}

/** What a dotted name stands for: nothing but itself. */
class Name {
  constructor(readonly text: string) {}
}

class OrderedDict extends Map<unknown, unknown> {}

/** Classes of storages. They are named, never called. */
const TYPES: ReadonlyMap<string, ElementType> = new Map([
  ["torch.DoubleStorage", ELEMENT_TYPES.F64],
  ["torch.FloatStorage", ELEMENT_TYPES.F32],
  ["torch.HalfStorage", ELEMENT_TYPES.F16],
  ["torch.BFloat16Storage", ELEMENT_TYPES.BF16],
  ["torch.LongStorage", ELEMENT_TYPES.I64],
  ["torch.IntStorage", ELEMENT_TYPES.I32],
  ["torch.ShortStorage", ELEMENT_TYPES.I16],
  ["torch.CharStorage", ELEMENT_TYPES.I8],
  ["torch.ByteStorage", ELEMENT_TYPES.U8],
  ["torch.BoolStorage", ELEMENT_TYPES.BOOL],
]);

type Call = (args: readonly unknown[]) => unknown;

/** What may be called, and what that gives. */
const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["collections.OrderedDict", makeDictionary],
  ["torch._utils._rebuild_tensor_v2", makeTensor],
  ["torch._utils._rebuild_parameter", makeParameter],
]);

/** What a pickle of PyTorch may refer to, and the storages that it names. */
export class TorchWorld implements PickleWorld {
  /** The storages, by their keys. */
  readonly storages: Map<string, Storage> = new Map();

  /**
   * Looks a name up.
   *
   * @param name The name, with dots.
   * @returns What stands for it.
   * @throws {CheckpointError} If it is none of those that tensors need.
   */
  global(name: string): unknown {
    if (TYPES.has(name) || CALLS.has(name)) return new Name(name);
    throw new CheckpointError(
      `refers to ${printable(name)}, which a file of weights has no use for`,
    );
  }

  /**
   * Makes an empty dictionary, or a tensor.
   *
   * @param callee What {@linkcode TorchWorld.global} gave.
   * @param args What the pickle hands to it.
   * @returns The dictionary or tensor.
   * @throws {CheckpointError} If it is something else.
   */
  call(callee: unknown, args: readonly unknown[]): unknown {
    const call = callee instanceof Name && CALLS.get(callee.text);
    if (!call) throw damaged();
    return call(args);
  }

  /**
   * Leaves aside what PyTorch notes about a dictionary of weights.
   *
   * @param target The dictionary.
   * @param state The note.
   * @throws {CheckpointError} If it is anything else.
   */
  build(target: unknown, state: unknown): void {
    const isNote = target instanceof OrderedDict && state instanceof Map &&
      state.size === 1 && state.has("_metadata");
    if (!isNote) {
      throw new CheckpointError(
        "sets attributes of an object, which a file of weights has no use for",
      );
    }
  }

  /**
   * Takes note of a storage.
   *
   * @param id The tuple that describes it.
   * @returns The storage, or the part of it that is meant.
   * @throws {CheckpointError} If the tuple makes no sense.
   */
  persistent(id: unknown): unknown {
    if (!Array.isArray(id)) throw damaged();
    const [what, name, key, , count, view = null] = id;
    const type = name instanceof Name && TYPES.get(name.text);
    if (what !== "storage" || !type) throw damaged();
    if (typeof key !== "string" || !isSize(count)) throw damaged();
    const storage = this.storages.get(key) ?? { key, type, count };
    if (storage.type !== type || storage.count !== count) throw damaged();
    this.storages.set(key, storage);
    return partOf(storage, view);
  }
}

/** Old files name parts of storages by their own key, start and length. */
function partOf(storage: Storage, view: unknown): StoragePart {
  if (view === null) return new StoragePart(storage, 0, storage.count);
  if (!Array.isArray(view)) throw damaged();
  const [, start, count] = view;
  if (!isSize(start) || !isSize(count)) throw damaged();
  if (start + count > storage.count) throw damaged();
  return new StoragePart(storage, start, count);
}

function makeDictionary(args: readonly unknown[]): OrderedDict {
  if (args.length > 0) throw damaged();
  return new OrderedDict();
}

function makeTensor(args: readonly unknown[]): TensorView {
  const [part, offset, shape, strides] = args;
  if (!(part instanceof StoragePart)) throw damaged();
  if (!Array.isArray(shape) || !Array.isArray(strides)) throw damaged();
  return new TensorView(part, offset, shape, strides);
}

function makeParameter([tensor]: readonly unknown[]): TensorView {
  if (!(tensor instanceof TensorView)) throw damaged();
  return tensor;
}
