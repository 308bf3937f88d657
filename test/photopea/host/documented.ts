/** What a script may do with a member. */
export type Access = "read" | "write" | "call";

/** Where a member is documented. */
type Page = string;

/** Adobe Photoshop CC JavaScript Scripting Reference, 2015, which Photopea's pages refer to. */
const ADOBE: Page = "photoshop-cc-javascript-ref-2015.pdf";
const SCRIPTS: Page = "https://www.photopea.com/learn/scripts";
const LIVE: Page = "https://www.photopea.com/api/live";

/** A member: what may be done with it, and where that is documented. */
type Member = [access: Access, page: Page];

const LAYER: Record<string, Member> = {
  blendMode: ["write", ADOBE],
  bounds: ["read", ADOBE],
  duplicate: ["call", ADOBE],
  move: ["call", ADOBE],
  name: ["write", ADOBE],
  opacity: ["write", ADOBE],
  translate: ["call", ADOBE],
  typename: ["read", ADOBE],
  visible: ["write", ADOBE],
};

const COLLECTION: Record<string, Member> = {
  length: ["read", ADOBE],
  typename: ["read", ADOBE],
};

/**
 * The members that scripts may use, by the class that has them: each is
 * documented, and the model does what is documented.
 *
 * What Adobe documents, but Photopea has not, is missing:
 * `Document.suspendHistory` (photopea/photopea#8142) and the ids of documents
 * (#2200).
 */
export const DOCUMENTED: Record<string, Record<string, Member>> = {
  Application: {
    activeDocument: ["write", ADOBE],
    documents: ["read", ADOBE],
    echoToOE: ["call", LIVE],
    name: ["read", ADOBE],
    typename: ["read", ADOBE],
  },
  Document: {
    activeHistoryState: ["write", ADOBE],
    activeLayer: ["write", ADOBE],
    bitsPerChannel: ["read", ADOBE],
    close: ["call", ADOBE],
    crop: ["call", ADOBE],
    duplicate: ["call", ADOBE],
    height: ["read", ADOBE],
    historyStates: ["read", ADOBE],
    layers: ["read", ADOBE],
    mode: ["read", ADOBE],
    name: ["read", ADOBE],
    resizeImage: ["call", ADOBE],
    saveToOE: ["call", SCRIPTS],
    selection: ["read", ADOBE],
    source: ["write", LIVE],
    typename: ["read", ADOBE],
    width: ["read", ADOBE],
  },
  ArtLayer: {
    ...LAYER,
    grouped: ["write", ADOBE],
    isBackgroundLayer: ["write", ADOBE],
    rasterize: ["call", ADOBE],
  },
  LayerSet: { ...LAYER, layers: ["read", ADOBE] },
  Selection: {
    bounds: ["read", ADOBE],
    clear: ["call", ADOBE],
    deselect: ["call", ADOBE],
    invert: ["call", ADOBE],
    typename: ["read", ADOBE],
  },
  Documents: COLLECTION,
  HistoryState: { name: ["read", ADOBE], typename: ["read", ADOBE] },
  HistoryStates: COLLECTION,
  Layers: COLLECTION,
  UnitValue: {
    value: ["read", ADOBE],
  },
};

/** Enumerations of Adobe's reference. */
export const ENUMERATIONS: Record<string, string[]> = {
  BitsPerChannelType: ["ONE", "EIGHT", "SIXTEEN", "THIRTYTWO"],
  BlendMode: ["NORMAL", "PASSTHROUGH"],
  DocumentMode: [
    "BITMAP",
    "CMYK",
    "DUOTONE",
    "GRAYSCALE",
    "INDEXEDCOLOR",
    "LAB",
    "MULTICHANNEL",
    "RGB",
  ],
  ElementPlacement: [
    "INSIDE",
    "PLACEAFTER",
    "PLACEATBEGINNING",
    "PLACEATEND",
    "PLACEBEFORE",
  ],
  RasterizeType: [
    "ENTIRELAYER",
    "FILLCONTENT",
    "LAYERCLIPPINGPATH",
    "LINKEDLAYERS",
    "SHAPE",
    "TEXTCONTENTS",
  ],
  ResampleMethod: [
    "AUTOMATIC",
    "BICUBIC",
    "BICUBICSHARPER",
    "BICUBICSMOOTHER",
    "BILINEAR",
    "NEARESTNEIGHBOR",
    "NONE",
    "PRESERVEDETAILS",
  ],
  SaveOptions: ["DONOTSAVECHANGES", "PROMPTTOSAVECHANGES", "SAVECHANGES"],
};
