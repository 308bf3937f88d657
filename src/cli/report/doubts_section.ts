import { type Html, html } from "./html.ts";

/**
 * Warnings of what may be wrong with a result.
 *
 * @param doubts Sentences without a full stop.
 * @returns The section; nothing if there are none.
 */
export function doubtsSection(doubts: readonly string[]): Html | undefined {
  if (doubts.length === 0) return undefined;
  return html`
    <section class="doubts wide" aria-labelledby="doubts">
      <h2 id="doubts">Look twice: a plain enlargement may be better</h2>
      <ul>${doubts.map((doubt) => html`<li>${sentence(doubt)}</li>`)}</ul>
    </section>
  `;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
