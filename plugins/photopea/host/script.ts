/** What every script of the panel can call. */
const HELPERS = `
  function pixels(value) {
    return value !== null && value !== undefined && value.value !== undefined
      ? Number(value.value)
      : Number(value);
  }
  function boxOf(bounds) {
    return [pixels(bounds[0]), pixels(bounds[1]), pixels(bounds[2]), pixels(bounds[3])];
  }
  function selectionOf(document) {
    try {
      var bounds = document.selection.bounds;
      return bounds ? boxOf(bounds) : null;
    } catch (error) {
      return null;
    }
  }
  function layersOf(item) {
    return item.typename === "LayerSet" ? item.layers : null;
  }
  function layerAt(document, path) {
    var layer = null;
    var layers = document.layers;
    for (var i = 0; i < path.length; i++) {
      layer = layers && layers[path[i]];
      if (!layer) return null;
      layers = layersOf(layer);
    }
    return layer;
  }
  function pathOf(layers, matches) {
    for (var i = 0; i < layers.length; i++) {
      if (matches(layers[i])) return [i];
      var within = layersOf(layers[i]);
      var rest = within && pathOf(within, matches);
      if (rest) return [i].concat(rest);
    }
    return null;
  }
  function isSame(document, wanted) {
    return Boolean(document) && document.name === wanted.name &&
      pixels(document.width) === wanted.width &&
      pixels(document.height) === wanted.height;
  }
  function find(wanted) {
    var count = app.documents.length;
    if (wanted.index < count && isSame(app.documents[wanted.index], wanted)) {
      return app.documents[wanted.index];
    }
    for (var i = 0; i < count; i++) {
      if (isSame(app.documents[i], wanted)) return app.documents[i];
    }
    return null;
  }`;

/** How a script's answer begins, so that no other is taken for it. */
export function markOf(id: string): string {
  return `mlmc:${id}:`;
}

/**
 * Makes a script that echoes one line: the mark, and as JSON what it found or
 * what went wrong. Photopea interprets scripts itself, so they keep to what
 * Adobe's ExtendScript knows; everything given to them goes in as ASCII JSON.
 *
 * @param id Tells its answer from others.
 * @param body The body of a function, which finds `given` and returns something.
 * @param given What the body needs to know.
 * @returns The script.
 */
export function scriptOf(id: string, body: string, given: unknown): string {
  const mark = literal(markOf(id));
  return `(function () {
  var given = ${literal(given ?? null)};
${HELPERS}
  try {
    var answer = (function () {${body}})();
    app.echoToOE(${mark} + JSON.stringify({ answer: answer }));
  } catch (error) {
    app.echoToOE(${mark} + JSON.stringify({ error: String(error && error.message || error) }));
  }
})();`;
}

function literal(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
