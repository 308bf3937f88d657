import { isIP } from "node:net";

/** What this machine is called by itself. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];
/** Addresses that stand for all of a machine's. */
const ANY = ["0.0.0.0", "::"];
/** The port that is left out of addresses. */
const HTTP_PORT = 80;

/**
 * Tells a request that was meant for the service from one of a page whose name
 * was made to lead here (DNS rebinding): such a page has a name of its own.
 *
 * @param hostname The address that is listened on.
 * @param port The port.
 * @returns Whether a Host header, or what follows `http://` in an origin, is the service's.
 */
export function ownHost(
  hostname: string,
  port: number,
): (host: string) => boolean {
  const names = [...LOOPBACK, hostname];
  const isAny = ANY.includes(hostname);
  return (host) => {
    const [, bracketed, plain, digits] =
      /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(host) ?? [];
    const name = (bracketed ?? plain)?.toLowerCase();
    if (name === undefined || Number(digits ?? HTTP_PORT) !== port) {
      return false;
    }
    return names.includes(name) || (isAny && isIP(name) !== 0);
  };
}
