import { join } from "node:path";
import { type Box, crop } from "../../image/crop.ts";
import type { Raster } from "../../image/raster.ts";
import style from "../report/client/page.css" with { type: "text" };
import { mostDetailed } from "../report/detail.ts";
import { type Html, html } from "../report/html.ts";
import { page } from "../report/page.ts";
import { pictureUri } from "../report/picture_uri.ts";
import { settingsSection } from "../report/settings_section.ts";
import { readPicture } from "../read_files.ts";
import type { OutputFile } from "../write_files.ts";
import evaluationStyle from "./client/evaluation.css" with { type: "text" };
import type { EvaluateArguments } from "./evaluate_arguments.ts";
import type { Evaluation } from "./evaluation_files.ts";
import type { EvaluationRecord } from "./record.ts";
import { ResultStore } from "./result_store.ts";
import { cells, COLUMNS } from "./table.ts";

/** Side of the parts that are shown of the pictures. */
const SIDE = 128;

/**
 * Shows an evaluation as one HTML page: the means, and of each picture the
 * part with most detail as each method has it.
 *
 * @param evaluation The evaluation.
 * @param args What the user asked for.
 * @returns `index.html`.
 */
export async function evaluationPage(
  { records, means, settings, version }: Evaluation,
  args: EvaluateArguments,
): Promise<OutputFile> {
  const scales = Map.groupBy(records, ({ scale }) => scale);
  const sections: Html[] = [];
  for (const [scale, group] of scales) {
    sections.push(await picturesSection(scale, group, args));
  }
  const told = Object.entries(settings)
    .map(([name, value]) => [name, `${value ?? "default"}`] as const);
  const text = await page({
    title: `MLMC on ${args.set}`,
    body: html`
      <header>
        <h1>MLMC on ${args.set}</h1>
      </header>
      <main>
        <section class="wide" aria-labelledby="means">
          <h2 id="means">Means</h2>
          <table>
            <thead><tr>${headings([
              "scale",
              "method",
              "pictures",
              ...COLUMNS,
            ])}</tr></thead>
            <tbody>${means.map((mean) => {
              const count = records.filter(({ scale, method }) =>
                scale === mean.scale && method === mean.method
              ).length;
              return row([
                `×${mean.scale}`,
                mean.method,
                `${count}`,
                ...cells(mean),
              ]);
            })}</tbody>
          </table>
        </section>
        ${sections}
        ${settingsSection([...told, ["mlmc", version]])}
      </main>
    `,
    style: style + evaluationStyle,
    scripts: [],
    comment: "Made by mlmc evaluate.",
  });
  return {
    path: join(args.output, "index.html"),
    bytes: new TextEncoder().encode(text),
  };
}

function headings(names: readonly string[]): Html[] {
  return names.map((name) => html`<th scope="col">${name}</th>`);
}

function row(values: readonly string[]): Html {
  return html`<tr>${values.map((value) => html`<td>${value}</td>`)}</tr>`;
}

/** The pictures of a scale factor. */
async function picturesSection(
  scale: number,
  records: readonly EvaluationRecord[],
  args: EvaluateArguments,
): Promise<Html> {
  const figures: Html[] = [];
  for (const [name, group] of Map.groupBy(records, ({ picture }) => picture)) {
    figures.push(await pictureFigures(name, group, args));
  }
  return html`
    <section class="wide" aria-labelledby="x${scale}">
      <h2 id="x${scale}">Scale factor ${scale}</h2>
      ${figures}
    </section>
  `;
}

async function pictureFigures(
  name: string,
  records: readonly EvaluationRecord[],
  { set, output }: EvaluateArguments,
): Promise<Html> {
  const { picture: truth } = await readPicture(join(set, "HR", `${name}.png`));
  const part = mostDetailed(truth, SIDE);
  const store = new ResultStore(output);
  const shown: Html[] = [await figure("truth", truth, part, [])];
  for (const record of records) {
    const { picture } = await readPicture(store.path(record, "png"));
    shown.push(await figure(record.method, picture, part, cells(record)));
  }
  return html`
    <h3>${name}</h3>
    <div class="row">${shown}</div>
  `;
}

async function figure(
  title: string,
  picture: Raster,
  part: Box,
  figures: readonly string[],
): Promise<Html> {
  const uri = await pictureUri(crop(picture, part));
  return html`
    <figure>
      <img alt="${title}" width="${part.width}" height="${part.height}"
        src="${uri}">
      <figcaption>${title}<br>${figures.filter(Boolean).join(", ")}</figcaption>
    </figure>
  `;
}
