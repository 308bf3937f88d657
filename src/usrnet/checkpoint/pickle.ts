import type { ByteReader } from "./byte_reader.ts";
import { CheckpointError } from "./checkpoint_error.ts";
import { INSTRUCTIONS, REFUSED } from "./pickle_instructions.ts";
import { PickleMachine, type PickleWorld } from "./pickle_machine.ts";

/** Thirty times what a USRNet takes. It bounds the memory and the time. */
const MOST_INSTRUCTIONS = 2 ** 16;
const STOP = ".".charCodeAt(0);

/**
 * Reads the part of Python's pickle format, protocols 2 to 5, that tensors are
 * saved in. Python's own reader calls whatever a pickle names. This one looks
 * names up among the few of `world`, and refuses every other name and every
 * instruction that it does not need.
 *
 * None becomes `null`, a tuple a frozen array, a list an array, a dictionary a
 * `Map`.
 *
 * @param reader Where the pickle begins; afterwards, the byte behind it.
 * @param world What the pickle may refer to.
 * @returns The value that it holds.
 * @throws {CheckpointError} If it is damaged, or holds more than plain data and
 * what `world` knows.
 */
export function unpickle(reader: ByteReader, world: PickleWorld): unknown {
  const machine = new PickleMachine(reader, world);
  for (let i = 0; i < MOST_INSTRUCTIONS; i++) {
    const code = reader.unsigned(1);
    if (code === STOP) return machine.pop();
    const instruction = INSTRUCTIONS.get(code);
    if (!instruction) throw new CheckpointError(refusal(code));
    instruction(machine);
  }
  throw new CheckpointError("describes far more than the weights of a USRNet");
}

function refusal(code: number): string {
  const name = REFUSED.get(code);
  return name
    ? `uses the pickle instruction ${name}, which a file of weights has no use for`
    : `holds the pickle instruction 0x${
      code.toString(16)
    }, which is not known here`;
}
