import { Html, html } from "./html.ts";

/** What a page is made of. */
export interface PageParts {
  /** Its title. */
  title: string;
  /** What is in its body. */
  body: Html;
  /** Its style sheet. */
  style: string;
  /** Its scripts, which run one after the other when the body is there. */
  scripts: readonly string[];
  /** What is to be said in the source alone. */
  comment: string;
}

/**
 * An HTML page in one file, which loads nothing and runs no script but its own.
 *
 * @param parts What it is made of.
 * @returns The file's text.
 */
export async function page(parts: PageParts): Promise<string> {
  const { title, body, style, scripts, comment } = parts;
  const sources = scripts.map((script) =>
    html`<script>${new Html(script)}</script>`
  );
  const allowed = await policy(style, scripts);
  const { text } = html`
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${allowed}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        <style>${new Html(style)}</style>
      </head>
      <body>
        ${body}
        <!-- ${comment} -->
        ${sources}
      </body>
    </html>
  `;
  return `<!DOCTYPE html>${text}`;
}

/** Scripts and styles are told by their hashes, so that no other can run. */
async function policy(
  style: string,
  scripts: readonly string[],
): Promise<string> {
  const hashes = await Promise.all(scripts.map(hash));
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "img-src data:",
    `style-src ${await hash(style)}`,
    `script-src ${hashes.join(" ")}`,
  ].join("; ");
}

async function hash(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return `'sha256-${new Uint8Array(digest).toBase64()}'`;
}
