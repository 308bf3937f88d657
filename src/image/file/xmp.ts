import { latin1, latin1Bytes } from "./bytes.ts";

/**
 * Makes an XMP packet say that its picture is upright, if it says how it lies.
 *
 * @param packet The packet.
 * @returns The packet, as long as before.
 */
export function uprightXmp(packet: Uint8Array): Uint8Array {
  const text = latin1(packet, 0, packet.length);
  return latin1Bytes(
    text.replaceAll(/(tiff:Orientation(?:\s*=\s*["']|>\s*))[2-8]/g, "$11"),
  );
}
