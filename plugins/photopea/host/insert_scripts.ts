/** How many documents are open. */
export const COUNT = `return app.documents.length;`;

/** Whether a document more is open, and the one that is active has the size of the result. */
export const IS_OPENED = `
  return app.documents.length > given.count &&
    pixels(app.activeDocument.width) === given.width &&
    pixels(app.activeDocument.height) === given.height;`;

/** Names the layer of the document that is active; a document's own name cannot be changed. */
export const RENAME = `app.activeDocument.activeLayer.name = given.name;`;

/** Whether the user's document is there still. */
export const IS_THERE = `return find(given) !== null;`;

/**
 * Copies the result, which is the active document, as a layer into the user's
 * document, which may be enlarged first. What can be done before it is there
 * leaves no steps in the history.
 */
export const INSERT = `
  function stepsOf(document) {
    try { return document.historyStates.length || 0; } catch (error) { return 0; }
  }
  function closeResult() {
    app.activeDocument = result;
    result.close(SaveOptions.DONOTSAVECHANGES);
    if (target) app.activeDocument = target;
  }
  var result = app.activeDocument;
  var target = find(given.document);
  if (!target) {
    closeResult();
    return { isThere: false };
  }
  var layer = result.activeLayer || result.layers[0];
  var within = boxOf(layer.bounds);
  var left = given.place.left + within[0];
  var top = given.place.top + within[1];
  var source = given.layer ? layerAt(target, given.layer.path) : null;
  if (source && String(source.name) !== given.layer.name) source = null;
  layer.name = given.name;
  if (source) {
    try { layer.opacity = source.opacity; } catch (error) {}
    try { layer.blendMode = source.blendMode; } catch (error) {}
  }
  try { if (layer.isBackgroundLayer) layer.isBackgroundLayer = false; } catch (error) {}
  try { layer.translate(given.place.left, given.place.top); } catch (error) {}
  app.activeDocument = target;
  var layers = target.layers.length;
  var before = stepsOf(target);
  try {
    if (given.size) {
      target.resizeImage(given.size.width, given.size.height, null, ResampleMethod.BICUBIC);
    }
    app.activeDocument = result;
    var copy = layer.duplicate(target, ElementPlacement.PLACEATBEGINNING);
    app.activeDocument = target;
    if (!copy) copy = target.layers[0];
    if (source && given.layer.path.join() !== "0") copy.move(source, ElementPlacement.PLACEBEFORE);
    var box = boxOf(copy.bounds);
    if (box[0] !== left || box[1] !== top) copy.translate(left - box[0], top - box[1]);
    target.activeLayer = copy;
  } catch (error) {
    app.activeDocument = target;
    if (before) target.activeHistoryState = target.historyStates[before - 1];
    closeResult();
    throw error;
  }
  closeResult();
  return {
    isThere: true,
    layers: layers,
    before: before,
    steps: stepsOf(target) - before,
    document: {
      name: String(target.name),
      width: pixels(target.width),
      height: pixels(target.height),
      index: given.document.index
    }
  };`;

/** Goes back to where the document's history was, and tells whether it is there. */
export const TAKE_BACK = `
  var target = find(given.inserted);
  if (!target) return false;
  app.activeDocument = target;
  if (target.historyStates.length !== given.before + given.steps) return false;
  target.activeHistoryState = target.historyStates[given.before - 1];
  if (!isSame(target, given.document)) return false;
  return target.layers.length === given.layers;`;
