/// <reference lib="dom" />
import type { StateName } from "../state.ts";
import { element } from "./element.ts";

const main = document.querySelector("main")!;
const choices = element("choices", HTMLFieldSetElement);
const run = element("run", HTMLButtonElement);
const cancel = element("cancel", HTMLButtonElement);
const progress = element("progress", HTMLProgressElement);
const status = element("status", HTMLElement);
const message = element("message", HTMLElement);
const outcome = element("outcome", HTMLElement);
const doubtList = element("doubts", HTMLElement);

/** What can be done with the work, by the state in which it comes first. */
const actions: Partial<Record<StateName, HTMLElement>> = {
  idle: run,
  reading: cancel,
  running: cancel,
  ready: element("insert", HTMLButtonElement),
};
/** Whether the keyboard was at an action that is gone, and goes to the one that comes first. */
let follows = false;

/**
 * Shows what can be done in a state, and nothing else.
 *
 * @param state The state.
 */
export function showState(state: StateName): void {
  const { activeElement } = document;
  if (activeElement?.closest(".actions")) follows = true;
  main.dataset.state = state;
  const isWorking = state === "reading" || state === "running";
  const isBusy = isWorking || state === "inserting";
  choices.disabled = isBusy;
  run.disabled = isBusy;
  run.hidden = isWorking;
  cancel.hidden = !isWorking;
  progress.hidden = !isBusy;
  // Without a value it shows that something goes on.
  progress.removeAttribute("value");
  outcome.hidden = state !== "ready" && state !== "inserting";
  for (const id of ["placement", "insert", "undo", "discard"]) {
    element(id, HTMLElement).toggleAttribute("disabled", isBusy);
  }
  if (!follows || !actions[state]) return;
  actions[state].focus();
  follows = false;
}

/**
 * Shows how far the work is.
 *
 * @param fraction 0..1; as long as it is 0, only that something goes on.
 */
export function showFraction(fraction: number): void {
  if (fraction > 0) progress.value = fraction;
}

/**
 * Says what goes on.
 *
 * @param text A line; empty for nothing.
 */
export function say(text: string): void {
  // What has not changed is not read out again.
  if (status.textContent !== text) status.textContent = text;
}

/**
 * Says what went wrong.
 *
 * @param text A line; empty for nothing.
 */
export function complain(text: string): void {
  message.textContent = text;
  message.hidden = text === "";
  // It is at the top, and what went wrong may have begun at the bottom.
  if (text) message.scrollIntoView({ block: "nearest" });
}

/**
 * Shows why a plain enlargement may be better.
 *
 * @param doubts The reasons, without full stops.
 */
export function showDoubts(doubts: readonly string[]): void {
  doubtList.hidden = doubts.length === 0;
  doubtList.replaceChildren(...doubts.map((doubt) => {
    const item = document.createElement("li");
    item.textContent = `${doubt}.`;
    return item;
  }));
}
