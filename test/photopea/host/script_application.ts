import type { HostDocument } from "./document.ts";
import { scriptDocument, type Send } from "./script_document.ts";
import type { World } from "./world.ts";

/** The application as scripts see it. */
export function scriptApplication(world: World, send: Send): object {
  const wrap = (document: HostDocument) =>
    scriptDocument(world, document, send);
  return world.give("Application", {
    typename: "Application",
    name: "Photopea",
    get activeDocument() {
      if (!world.active) throw new Error("no document is open");
      return wrap(world.active);
    },
    set activeDocument(given: object) {
      world.active = world.meant<HostDocument>(given);
    },
    get documents() {
      return world.collection("Documents", world.documents.map(wrap));
    },
    echoToOE: (text: string) =>
      typeof text === "string" ? send(text) : world.refuse("echoes no string"),
  });
}
