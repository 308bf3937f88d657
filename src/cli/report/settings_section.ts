import { type Html, html } from "./html.ts";

/**
 * What the result was made with.
 *
 * @param settings Names and values.
 * @returns The section.
 */
export function settingsSection(
  settings: readonly (readonly [name: string, value: string])[],
): Html {
  const rows = settings.map(([name, value]) =>
    html`
      <tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
      </tr>
    `
  );
  return html`
    <section aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <table>
        <tbody>${rows}</tbody>
      </table>
    </section>
  `;
}
