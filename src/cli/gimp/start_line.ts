/**
 * A command as it is typed into a terminal.
 *
 * @param command The program and its arguments.
 * @param system Whose terminal.
 * @returns The line.
 */
export function startLine(
  command: string[],
  system: typeof Deno.build.os,
): string {
  const quote = system === "windows" ? windowsQuoted : posixQuoted;
  return command.map(quote).join(" ");
}

function posixQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** No file's name has a quotation mark there. */
function windowsQuoted(word: string): string {
  return /^[\w@+=:./\\-]+$/.test(word) ? word : `"${word}"`;
}
