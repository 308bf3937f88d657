import type { Raster } from "./raster.ts";

/** Each dot of a glyph is this many pixels wide and high. */
const DOT = 2;
const COLUMNS = 5;
const ROWS = 7;

/** Height of a line of text in pixels. */
export const GLYPH_HEIGHT: number = ROWS * DOT;

/** Digits and point: seven rows of five dots, `#` is ink. */
const GLYPHS: Record<string, string> = {
  "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
  "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
  "2": ".###. #...# ....# ...#. ..#.. .#... #####",
  "3": "##### ...#. ..#.. ...#. ....# #...# .###.",
  "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
  "5": "##### #.... ####. ....# ....# #...# .###.",
  "6": "..##. .#... #.... ####. #...# #...# .###.",
  "7": "##### ....# ...#. ..#.. .#... .#... .#...",
  "8": ".###. #...# #...# .###. #...# #...# .###.",
  "9": ".###. #...# #...# .#### ....# ...#. .##..",
  ".": "..... ..... ..... ..... ..... .##.. .##..",
};

/**
 * The width of a text.
 *
 * @param text Digits and points.
 * @returns Pixels.
 */
export function textWidth(text: string): number {
  return (text.length * (COLUMNS + 1) - 1) * DOT;
}

/**
 * Writes digits and points into a picture.
 *
 * @param picture The picture; it is changed.
 * @param text Digits and points.
 * @param left Column of the first dot.
 * @param top Row of the first dot.
 * @param colour Red, green and blue, 0..1.
 */
export function drawText(
  picture: Raster,
  text: string,
  left: number,
  top: number,
  colour: readonly [number, number, number],
): void {
  [...text].forEach((glyph, index) => {
    GLYPHS[glyph].split(" ").forEach((dots, row) => {
      for (let i = 0; i < COLUMNS * DOT * DOT; i++) {
        const column = Math.floor(i / DOT) % (COLUMNS * DOT);
        if (dots[Math.floor(column / DOT)] !== "#") continue;
        const x = left + index * (COLUMNS + 1) * DOT + column;
        const y = top + row * DOT + i % DOT;
        picture.data.set(colour, 3 * (y * picture.width + x));
      }
    });
  });
}
