/** A kind of number that tensors are stored as. */
export interface ElementType {
  /** Bytes of one. */
  bytes: number;
  /** Reads the one that begins at a byte, the lowest byte first. */
  read(view: DataView, at: number): number;
}

/** All kinds that are read, by the names that safetensors gives them. */
export const ELEMENT_TYPES: Record<string, ElementType> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => view.getFloat16(at, true) },
  BF16: { bytes: 2, read: brainFloat },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function brainFloat(view: DataView, at: number): number {
  word.setUint16(0, view.getUint16(at, true));
  return word.getFloat32(0);
}
