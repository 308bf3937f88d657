import config from "../../deno.json" with { type: "json" };
import { type Command, parseArguments } from "./arguments.ts";
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
    return await run(parseArguments(args));
  } catch (error) {
    return report(error);
  }
}

/** A command's own modules are loaded when it is run: some take a second. */
async function run(command: Command): Promise<number> {
  switch (command.name) {
    case "help":
      console.log(command.text.trim());
      return 0;
    case "version":
      console.log(`mlmc ${config.version}`);
      return 0;
    case "doctor": {
      const { doctorCommand } = await import("./doctor_command.ts");
      await doctorCommand(command.device);
      return 0;
    }
    case "weights": {
      const { weightsCommand } = await import("./weights/weights_command.ts");
      return await weightsCommand(command.arguments);
    }
    case "degrade": {
      const { degradeCommand } = await import("./degrade/degrade_command.ts");
      return await degradeCommand(command.arguments);
    }
    case "evaluate": {
      const { evaluateCommand } = await import(
        "./evaluate/evaluate_command.ts"
      );
      return await evaluateCommand(command.arguments);
    }
    case "bridge": {
      const { bridgeCommand } = await import("./bridge/bridge_command.ts");
      return await bridgeCommand(command.arguments);
    }
    case "gimp": {
      const { gimpCommand } = await import("./gimp/gimp_command.ts");
      return await gimpCommand(command.arguments);
    }
    case "serve": {
      const { serveCommand } = await import("./serve/serve_command.ts");
      return await serveCommand(command.arguments);
    }
    case "upscale": {
      const { upscaleCommand } = await import("./upscale_command.ts");
      return await upscaleCommand(command.arguments);
    }
  }
}

/** Where there is no desktop, graphics libraries complain of that on stderr. */
function quietenGraphics(): void {
  if (Deno.build.os !== "linux" || Deno.env.has("XDG_RUNTIME_DIR")) return;
  Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
}
