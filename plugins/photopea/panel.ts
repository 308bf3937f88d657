/// <reference lib="dom" />
/**
 * The panel "Blind Upscale" in Photopea.
 *
 * @module
 */
import { Host } from "./host/host.ts";
import type { Placement } from "./host/placement.ts";
import { rememberedJob } from "./job_memory.ts";
import { Session } from "./session.ts";
import { prepareComparison } from "./view/comparison.ts";
import { element } from "./view/element.ts";
import { complain } from "./view/page.ts";
import { onSubmit, prepareSettings } from "./view/settings.ts";
import { Where } from "./view/where.ts";

prepareSettings();
prepareComparison();
const where = new Where();
const session = new Session(new Host(parent), where);
const placement = element("placement", HTMLSelectElement);

onSubmit(() => session.run());
onClick("cancel", () => session.cancel());
onClick("insert", () => session.delivery.insert(placement.value as Placement));
onClick("undo", () => session.delivery.undo());
onClick("discard", () => session.discard());
onClick("again", async () => {
  complain("");
  await where.look();
  complain(await where.problem() ?? "");
});

const job = rememberedJob();
if (parent === window) {
  complain(
    "This is a panel of Photopea. Open it there, with the link that “mlmc serve” prints.",
  );
} else if (job) session.resume(job);
else complain(await where.problem() ?? "");

function onClick(id: string, action: () => void): void {
  element(id, HTMLButtonElement).addEventListener("click", action);
}
