/// <reference lib="dom" />
import { element } from "./element.ts";

/** The most pixels of a preview; larger results are looked at smaller. */
const MOST_PIXELS = 2 ** 24;
/** The largest share of the window's height that they take. */
const MOST_HEIGHT = 0.7;

const [section, frame, view, stage, handle] = [
  "preview",
  "frame",
  "view",
  "stage",
  "handle",
].map((id) => element(id, HTMLElement));
const before = element("before", HTMLCanvasElement);
const after = element("after", HTMLCanvasElement);
const afterLabel = element("after-label", HTMLElement);
const alone = element("alone", HTMLElement);
const divider = element("divider", HTMLInputElement);
const zoom = element("zoom", HTMLSelectElement);

/** What the pointer that is down does when it moves. */
let drag: ((event: PointerEvent) => void) | undefined;

/** Lets the pictures be compared, by pointer and by keys. */
export function prepareComparison(): void {
  frame.addEventListener("pointerdown", (event) => {
    // What lies outside the pictures is a scroll bar.
    if (event.button !== 0 || event.target === view) return;
    const pans = overflows() && event.target !== handle;
    // The browser itself pans by touch.
    if (pans && event.pointerType === "touch") return;
    frame.setPointerCapture(event.pointerId);
    drag = pans ? panFrom(event) : divide;
    if (!pans) divide(event);
  });
  frame.addEventListener("pointermove", (event) => drag?.(event));
  for (const end of ["pointerup", "pointercancel"]) {
    frame.addEventListener(end, () => drag = undefined);
  }
  divider.addEventListener("input", drawDivider);
  view.addEventListener("scroll", drawDivider);
  zoom.addEventListener("change", drawZoom);
  addEventListener("resize", drawZoom);
}

/**
 * Shows a picture before it is upscaled, enlarged as the browser does it.
 *
 * @param png The picture.
 * @param scale How many times larger the result will be.
 */
export async function showBefore(
  png: Uint8Array<ArrayBuffer>,
  scale: number,
): Promise<void> {
  const picture = await createImageBitmap(new Blob([png]));
  const { width, height } = picture;
  for (const canvas of [before, after]) {
    draw(canvas, picture, width * scale, height * scale);
  }
  picture.close();
  afterLabel.textContent = "Nothing yet";
  show();
}

/**
 * Shows the picture after it is upscaled, or so far.
 *
 * @param picture The picture, which is closed.
 * @param label What it is.
 */
export function showAfter(picture: ImageBitmap, label: string): void {
  draw(after, picture, picture.width, picture.height);
  picture.close();
  afterLabel.textContent = label;
  show();
}

/** Shows nothing any more, and gives the memory back. */
export function hideComparison(): void {
  section.hidden = true;
  for (const canvas of [before, after]) canvas.width = canvas.height = 0;
}

function show(): void {
  section.hidden = false;
  alone.hidden = before.width > 0;
  frame.classList.toggle("alone", !alone.hidden);
  drawZoom();
}

function draw(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  width: number,
  height: number,
): void {
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
  canvas.width = Math.round(width * shrink);
  canvas.height = Math.round(height * shrink);
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

/** Draws the pictures at the chosen zoom, about the place that was in the middle. */
function drawZoom(): void {
  if (section.hidden) return;
  const fitting = Math.min(
    section.clientWidth / after.width,
    innerHeight * MOST_HEIGHT / after.height,
  );
  const scale = zoom.value === "fit" ? fitting : Number(zoom.value);
  const x = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth;
  const y = (view.scrollTop + view.clientHeight / 2) / view.scrollHeight;
  stage.style.width = `${Math.max(1, Math.floor(after.width * scale))}px`;
  view.scrollLeft = x * view.scrollWidth - view.clientWidth / 2;
  view.scrollTop = y * view.scrollHeight - view.clientHeight / 2;
  frame.classList.toggle("pixelated", zoom.value !== "fit" && scale > 1);
  frame.classList.toggle("overflows", overflows());
  drawDivider();
}

function overflows(): boolean {
  return view.scrollWidth > view.clientWidth ||
    view.scrollHeight > view.clientHeight;
}

function drawDivider(): void {
  const share = Number(divider.value);
  const left = view.clientWidth * share / 100;
  handle.style.left = `${left}px`;
  stage.style.setProperty("--split", `${view.scrollLeft + left}px`);
  divider.ariaValueText = `${Math.round(share)} % before, ${
    100 - Math.round(share)
  } % after`;
}

function divide({ clientX }: PointerEvent): void {
  const { left } = view.getBoundingClientRect();
  const share = 100 * (clientX - left) / view.clientWidth;
  divider.value = `${Math.min(Math.max(share, 0), 100)}`;
  drawDivider();
}

/** The picture follows the pointer from where it went down. */
function panFrom(start: PointerEvent): (event: PointerEvent) => void {
  const { scrollLeft, scrollTop } = view;
  return ({ clientX, clientY }) => {
    const [x, y] = [clientX - start.clientX, clientY - start.clientY];
    view.scrollTo(scrollLeft - x, scrollTop - y);
  };
}
