import { basename, resolve } from "node:path";
import style from "../report/client/page.css" with { type: "text" };
import { type Html, html } from "../report/html.ts";
import { page } from "../report/page.ts";
import { settingsSection } from "../report/settings_section.ts";
import evaluationStyle from "./client/evaluation.css" with { type: "text" };
import type { Evaluation } from "./evaluation.ts";
import { meansSection } from "./means_section.ts";
import { picturesSection } from "./pictures_section.ts";
import type { EvaluationRecord } from "./record.ts";
import type { ResultStore } from "./result_store.ts";
import type { TestFiles } from "./test_set.ts";

/**
 * Shows an evaluation as one HTML page: the means, and of each picture the
 * part with most detail as each method has it.
 *
 * @param evaluation The evaluation.
 * @param pictures The pictures of the set.
 * @param store What the methods made of them.
 * @returns The page.
 */
export async function evaluationPage(
  evaluation: Evaluation,
  pictures: readonly TestFiles[],
  store: ResultStore,
): Promise<string> {
  const { records, means, settings, version } = evaluation;
  const title = `MLMC on ${basename(resolve(settings.set))}`;
  const methods = new Set(records.map(({ method }) => method));
  const told = Object.entries(settings)
    .map(([name, value]) => [name, `${value ?? "default"}`] as const);
  return await page({
    title,
    body: html`
      <header>
        <h1>${title}</h1>
        <p>${counted(pictures.length, "low-resolution picture")},
          ${counted(methods.size, "method")}</p>
      </header>
      <main>
        ${meansSection(means)}
        ${await pictureSections(records, pictures, store)}
        ${settingsSection([...told, ["mlmc", version]])}
      </main>
    `,
    style: style + evaluationStyle,
    scripts: [],
    comment: "Made by mlmc evaluate.",
  });
}

async function pictureSections(
  records: readonly EvaluationRecord[],
  pictures: readonly TestFiles[],
  store: ResultStore,
): Promise<Html[]> {
  const sections: Html[] = [];
  for (const [scale, group] of Map.groupBy(pictures, ({ scale }) => scale)) {
    const shown = records.filter((record) => record.scale === scale);
    if (shown.length === 0) continue;
    sections.push(await picturesSection(scale, group, shown, store));
  }
  return sections;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
