/** Tells what is open, active and selected. It changes nothing. */
export const INSPECT = `
  if (!app.documents.length) return { isOpen: false };
  var document = app.activeDocument;
  function nameOf(value, names, type) {
    var text = String(value);
    for (var i = 0; i < names.length; i++) {
      var member;
      try { member = type()[names[i]]; } catch (error) { member = undefined; }
      if (member !== undefined && value === member) return names[i];
      if (text === names[i] || text.indexOf("." + names[i]) >= 0) return names[i];
    }
    return text;
  }
  function isActive(layer) {
    return layer === document.activeLayer;
  }
  function looksActive(layer) {
    var active = document.activeLayer;
    return layer.name === active.name &&
      String(boxOf(layer.bounds)) === String(boxOf(active.bounds));
  }
  function indexWhere(matches) {
    for (var i = 0; i < app.documents.length; i++) {
      if (matches(app.documents[i])) return i;
    }
    return -1;
  }
  function indexOf(wanted) {
    var index = indexWhere(function (other) { return other === wanted; });
    if (index >= 0) return index;
    // Photopea need not give the same object twice. A mark tells for a moment which it is.
    var kept = wanted.source;
    wanted.source = given.mark;
    index = indexWhere(function (other) { return other.source === given.mark; });
    wanted.source = kept;
    return Math.max(index, 0);
  }
  function describe(layer) {
    if (!layer) return null;
    var path = pathOf(document.layers, isActive) || pathOf(document.layers, looksActive);
    if (!path) throw new Error("the active layer is not among the layers");
    var isVisible = layer.visible !== false;
    for (var i = 1; i < path.length; i++) {
      if (layerAt(document, path.slice(0, i)).visible === false) isVisible = false;
    }
    return {
      name: String(layer.name),
      isGroup: layer.typename === "LayerSet",
      isVisible: isVisible,
      box: layer.bounds ? boxOf(layer.bounds) : null,
      path: path
    };
  }
  return {
    isOpen: true,
    document: {
      name: String(document.name),
      width: pixels(document.width),
      height: pixels(document.height),
      index: indexOf(document)
    },
    mode: nameOf(
      document.mode,
      ["RGB", "GRAYSCALE", "CMYK", "LAB", "MULTICHANNEL", "DUOTONE"],
      function () { return DocumentMode; }
    ),
    depth: nameOf(
      document.bitsPerChannel,
      ["EIGHT", "SIXTEEN", "THIRTYTWO"],
      function () { return BitsPerChannelType; }
    ),
    selection: selectionOf(document),
    layer: describe(document.activeLayer)
  };`;

/** Hands over the document that is active. */
export const SAVE = `app.activeDocument.saveToOE("png");`;

/** Makes a copy of the document that is active. */
export const DUPLICATE = `app.activeDocument.duplicate(given.name);`;

/** Whether the copy is active. */
export const IS_ACTIVE =
  `return app.documents.length > 0 && app.activeDocument.name === given.name;`;

/** In the copy: shows the layer alone, clears what is not selected, and cuts the area out. Tells the way to the layer. */
export const ISOLATE = `
  var document = app.activeDocument;
  if (document.name !== given.name) throw new Error("another document has come to the front");
  var path = given.path;
  if (document.activeLayer.name === given.layer) {
    // Others may be called and placed the same; in the copy the name is free.
    document.activeLayer.name = given.name;
    path = pathOf(document.layers, function (other) { return other.name === given.name; });
  }
  var layer = layerAt(document, path);
  if (!layer) throw new Error("the layer is not in the copy");
  var layers = document.layers;
  for (var depth = 0; depth < path.length; depth++) {
    for (var i = 0; i < layers.length; i++) layers[i].visible = i === path[depth];
    var shown = layers[path[depth]];
    if (shown.opacity !== 100) shown.opacity = 100;
    layers = layersOf(shown);
  }
  try { if (layer.grouped) layer.grouped = false; } catch (error) {}
  try { if (layer.blendMode !== BlendMode.NORMAL) layer.blendMode = BlendMode.NORMAL; } catch (error) {}
  if (given.isSelected && selectionOf(document)) {
    document.activeLayer = layer;
    try { if (layer.isBackgroundLayer) layer.isBackgroundLayer = false; } catch (error) {}
    try { layer.rasterize(RasterizeType.ENTIRELAYER); } catch (error) {}
    document.selection.invert();
    if (selectionOf(document)) document.selection.clear();
    document.selection.deselect();
  }
  document.crop([given.area.left, given.area.top,
    given.area.left + given.area.width, given.area.top + given.area.height]);
  return path;`;

/** Closes the copy, if it is there, and brings the user's document to the front. */
export const CLOSE_COPY = `
  var copy = null;
  for (var i = 0; i < app.documents.length; i++) {
    if (app.documents[i].name === given.name) copy = app.documents[i];
  }
  if (copy) {
    app.activeDocument = copy;
    copy.close(SaveOptions.DONOTSAVECHANGES);
  }
  var own = find(given.document);
  if (own) app.activeDocument = own;`;
