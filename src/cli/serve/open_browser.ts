import { warn } from "../errors.ts";

/** What opens an address, by system. */
const OPENERS: Partial<Record<typeof Deno.build.os, string[]>> = {
  darwin: ["open"],
  // The shell's own "start" would read percent signs as variables.
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Opens an address in the browser. Where that fails, a line says so.
 *
 * @param address The address.
 */
export async function openBrowser(address: string): Promise<void> {
  const [program, ...args] = OPENERS[Deno.build.os] ?? ["xdg-open"];
  const command = new Deno.Command(program, {
    args: [...args, address],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  try {
    // It may be the browser itself, and stay.
    const { success } = await command.spawn().status;
    if (success) return;
    warn(`${program} cannot open the browser; open the link yourself`);
  } catch {
    warn(`there is no ${program} to open the browser; open the link yourself`);
  }
}
