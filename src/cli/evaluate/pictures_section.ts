import { type Box, crop } from "../../image/crop.ts";
import type { Raster } from "../../image/raster.ts";
import { mostDetailed } from "../report/detail.ts";
import { type Html, html } from "../report/html.ts";
import { pictureUri } from "../report/picture_uri.ts";
import type { EvaluationRecord } from "./record.ts";
import type { ResultStore } from "./result_store.ts";
import { cells, COLUMNS } from "./table.ts";
import { readTestPicture, type TestFiles } from "./test_set.ts";

/** Side of the parts that are shown: of twice the size, five stand side by side. */
const SIDE = 104;

/**
 * Of each picture the part with most detail: the truth, and what each method
 * made of it.
 *
 * @param scale The scale factor.
 * @param pictures Its pictures.
 * @param records The figures on them.
 * @param store What the methods made of them.
 * @returns The section.
 */
export async function picturesSection(
  scale: number,
  pictures: readonly TestFiles[],
  records: readonly EvaluationRecord[],
  store: ResultStore,
): Promise<Html> {
  const shown: Html[] = [];
  for (const files of pictures) {
    const group = records.filter(({ picture }) => picture === files.name);
    if (group.length > 0) shown.push(await pictureRow(files, group, store));
  }
  return html`
    <section class="wide" aria-labelledby="x${scale}">
      <h2 id="x${scale}">Scale factor ${scale}</h2>
      ${shown}
    </section>
  `;
}

async function pictureRow(
  files: TestFiles,
  records: readonly EvaluationRecord[],
  store: ResultStore,
): Promise<Html> {
  const { hr } = await readTestPicture(files);
  const part = mostDetailed(hr, SIDE);
  const figures = [await figure("truth", hr, part)];
  for (const record of records) {
    const picture = await store.picture(record);
    figures.push(await figure(record.method, picture, part, record));
  }
  return html`
    <h3>${files.name}</h3>
    <div class="row">${figures}</div>
  `;
}

async function figure(
  title: string,
  picture: Raster,
  part: Box,
  record?: EvaluationRecord,
): Promise<Html> {
  const rows = record && cells(record).map((cell, i) =>
    cell
      ? html`
        <div>
          <dt>${COLUMNS[i]}</dt>
          <dd>${cell}</dd>
        </div>
      `
      : html``
  );
  return html`
    <figure>
      <img alt="${title}" width="${part.width}" height="${part.height}"
        src="${await pictureUri(crop(picture, part))}">
      <figcaption>${title}${rows && html`<dl>${rows}</dl>`}</figcaption>
    </figure>
  `;
}
