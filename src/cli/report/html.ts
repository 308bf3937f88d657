import { escape } from "@std/html/entities";

/** Text that is HTML already. */
export class Html {
  /** The text. */
  readonly text: string;

  /**
   * Marks a text as HTML.
   *
   * @param text The text; what it holds is not escaped.
   */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. */
export type Content = string | number | Html | readonly Html[] | undefined;

/**
 * Tags a template as HTML: what is put into it is escaped, unless it is HTML.
 *
 * @param strings The parts of the template that are HTML.
 * @param contents What stands between them; nothing stands for `undefined`.
 * @returns The HTML.
 */
export function html(
  strings: TemplateStringsArray,
  ...contents: Content[]
): Html {
  const parts = contents.map((content, i) => strings[i] + textOf(content));
  return new Html(parts.join("") + strings[contents.length]);
}

function textOf(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(textOf).join("");
  return escape(`${content}`);
}
