// The pictures of a report: the divider between them, the zoom, and moving about.

/** The largest share of the window's height that the pictures take. */
const MOST_HEIGHT = 0.8;

const [frame, view, stage, handle, divider, before, after, result] = [
  "frame",
  "view",
  "stage",
  "handle",
  "divider",
  "before",
  "after",
  "result",
].map((id) => document.getElementById(id));
const [width, height] = ["width", "height"].map((name) =>
  Number(result.getAttribute(name))
);
const radios = (name) => [...document.getElementsByName(name)];
const chosen = (name) => radios(name).find(({ checked }) => checked)?.value;

/** The height that the pictures may take; it stays when a phone hides its address bar. */
function mostHeight() {
  return MOST_HEIGHT * document.documentElement.clientHeight;
}

/** The zoom at which all of the picture is seen. */
function fittingZoom() {
  const most = frame.closest("figure").clientWidth;
  return Math.min(most / width, mostHeight() / height);
}

/** Draws the pictures at the chosen zoom, about the place that was in the middle. */
function drawZoom() {
  const choice = chosen("zoom");
  const zoom = choice === "fit" ? fittingZoom() : Number(choice);
  const x = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth;
  const y = (view.scrollTop + view.clientHeight / 2) / view.scrollHeight;
  stage.style.width = `${Math.floor(width * zoom)}px`;
  view.style.maxHeight = `${mostHeight()}px`;
  // Not below a scroll bar, so that the thumb is under the line.
  divider.style.width = `calc(${view.clientWidth}px + 1rem)`;
  view.scrollLeft = x * view.scrollWidth - view.clientWidth / 2;
  view.scrollTop = y * view.scrollHeight - view.clientHeight / 2;
  frame.classList.toggle("pixelated", zoom > 1);
  frame.classList.toggle("overflows", overflows());
  drawDivider();
}

function overflows() {
  return view.scrollWidth > view.clientWidth ||
    view.scrollHeight > view.clientHeight;
}

function drawDivider() {
  const left = view.clientWidth * divider.value / 100;
  handle.style.left = `${left}px`;
  stage.style.setProperty("--split", `${view.scrollLeft + left}px`);
  const share = Math.round(divider.value);
  divider.ariaValueText = `${share} % ${before.textContent}, ${
    100 - share
  } % ${after.textContent}`;
}

/** Shows what the result is compared with. */
function drawOther() {
  for (const { value, checked, nextElementSibling } of radios("other")) {
    document.getElementById(value).hidden = !checked;
    if (checked) before.textContent = nextElementSibling.textContent;
  }
  drawDivider();
}

function divide({ clientX }) {
  const { left } = view.getBoundingClientRect();
  const share = 100 * (clientX - left) / view.clientWidth;
  divider.value = Math.min(Math.max(share, 0), 100);
  drawDivider();
}

/** The picture follows the pointer from where it went down. */
function panFrom(start) {
  const { scrollLeft, scrollTop } = view;
  return ({ clientX, clientY }) => {
    const [x, y] = [clientX - start.clientX, clientY - start.clientY];
    view.scrollTo(scrollLeft - x, scrollTop - y);
  };
}

/** What the pointer that is down does when it moves. */
let drag;

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
addEventListener("resize", drawZoom);
radios("zoom").forEach((radio) => radio.addEventListener("change", drawZoom));
radios("other").forEach((radio) => radio.addEventListener("change", drawOther));

const fitting = radios("zoom").findLast(({ value }) =>
  Number(value) <= fittingZoom()
);
if (fitting) fitting.checked = true;
drawOther();
drawZoom();
