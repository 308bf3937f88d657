import config from "../../deno.json" with { type: "json" };
import { parseArguments } from "./arguments.ts";
import { report } from "./errors.ts";

/**
 * The program.
 *
 * @param args The arguments after the program's name.
 * @returns The exit code: 0, 1 for a failure, 2 for wrong usage.
 */
export async function main(args: string[]): Promise<number> {
  quietenGraphics();
  try {
    const command = parseArguments(args);
    if (command.name === "help") console.log(command.text.trimEnd());
    else if (command.name === "version") console.log(`mlmc ${config.version}`);
    else if (command.name === "doctor") {
      const { doctorCommand } = await import("./doctor_command.ts");
      await doctorCommand(command.device);
    } else {
      const { upscaleCommand } = await import("./upscale_command.ts");
      return await upscaleCommand(command.arguments);
    }
    return 0;
  } catch (error) {
    return report(error);
  }
}

/** Where there is no desktop, graphics libraries complain of that on stderr. */
function quietenGraphics(): void {
  if (Deno.build.os !== "linux" || Deno.env.has("XDG_RUNTIME_DIR")) return;
  Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
}
