// The charts of a run: the data term, and the PSNR if it is known.

const HEIGHT = 260;
/** Units of time; a run of twice a unit's length is shown in it. */
const UNITS = [["hours", 3600], ["minutes", 60], ["seconds", 1]];

const { curve, bicubicPsnr } = JSON.parse(
  document.getElementById("curve").textContent,
);
const [unit, unitSeconds] =
  UNITS.find(([, seconds]) => curve.at(-1).seconds >= 2 * seconds) ??
    UNITS.at(-1);
// Steps start anew with each tile: no line leads from one to the next.
const points = curve.flatMap((point, i) =>
  i > 0 && point.step < curve[i - 1].step
    ? [{ seconds: point.seconds }, point]
    : [point]
);
const column = (read) => points.map((point) => read(point) ?? null);
const times = column(({ seconds }) => seconds / unitSeconds);
const steps = column(({ step }) => step);

const colour = (name) => () =>
  getComputedStyle(document.documentElement).getPropertyValue(name);
const written = (write) => (_, value) => value === null ? "–" : write(value);
const decimals = (count) => written((value) => value.toFixed(count));

/** A label of the logarithmic axis; most of its places have none. */
function tick(value) {
  if (value === null) return "";
  return value < 1e-3 ? value.toExponential(0) : `${+value.toPrecision(1)}`;
}

/** A line of the logarithmic axis; one for each power of ten. */
function decade(value) {
  return value.toExponential(1).startsWith("1.0") ? value : null;
}

const line = { stroke: colour("--line"), width: 1 };

function axis(options) {
  return { stroke: colour("--quiet"), grid: line, ticks: line, ...options };
}

const timeAxis = axis({ label: `Time in ${unit}`, size: 32, labelSize: 20 });

/** Draws a chart, and again when its width or the colours change. */
function draw(id, { scale, yAxis, series, columns }) {
  const place = document.getElementById(id);
  const options = () => ({
    width: place.clientWidth,
    height: HEIGHT,
    scales: { x: { time: false }, y: scale },
    axes: [timeAxis, yAxis],
    series: [
      { label: "Time", value: decimals(2) },
      // In the legend alone.
      {
        label: "Step",
        scale: "step",
        paths: () => null,
        points: { show: false },
        value: decimals(0),
      },
      ...series,
    ],
    cursor: { drag: { x: false, y: false } },
  });
  let chart;
  const redraw = () => {
    chart?.destroy();
    chart = new uPlot(options(), [times, steps, ...columns], place);
  };
  redraw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener(
    "resize",
    () => chart.setSize({ width: place.clientWidth, height: HEIGHT }),
  );
}

draw("data-term", {
  scale: { distr: 3 },
  yAxis: axis({
    values: (_, places) => places.map(tick),
    grid: { ...line, filter: (_, places) => places.map(decade) },
  }),
  series: [{
    label: "Data term",
    stroke: colour("--accent"),
    width: 2,
    value: written((value) => value.toPrecision(3)),
  }],
  columns: [column(({ dataTerm }) => dataTerm > 0 ? dataTerm : null)],
});

if (document.getElementById("psnr")) {
  draw("psnr", {
    yAxis: axis(),
    series: [
      {
        label: "MLMC",
        stroke: colour("--accent"),
        width: 2,
        spanGaps: true,
        value: decimals(2),
      },
      {
        label: "Bicubic",
        stroke: colour("--quiet"),
        dash: [6, 6],
        value: decimals(2),
      },
    ],
    columns: [column(({ psnr }) => psnr), column(() => bicubicPsnr)],
  });
}
