import config from "../../deno.json" with { type: "json" };
import { OPTION_PARAMETERS, SCHEMAS } from "./openapi_schemas.ts";

/** What can be wrong with a request. */
const PROBLEMS: Record<number, string> = {
  400: "The request makes no sense.",
  401: "The token is missing or wrong.",
  403: "The page's origin is not allowed.",
  404: "There is no such thing, or no longer.",
  408: "The body came too slowly.",
  409: "The job is not done.",
  413: "The picture is too large.",
  415: "The body is of another type than image/png.",
  421: "The Host header is not the service's.",
  429: "Too many jobs wait; Retry-After says when to try again.",
  503: "The service is stopping.",
};
/** What can be wrong with any. */
const ALWAYS = [403, 421];
/** What else can be wrong with those that need the token in a header. */
const UNAUTHORISED = [400, 401];

const PNG = { "image/png": { schema: { type: "string", format: "binary" } } };

const LOCATION = {
  description: "The path of the job.",
  schema: { type: "string" },
};

/** The service's interface, as OpenAPI 3.1 describes it. */
export const OPENAPI = {
  openapi: "3.1.0",
  info: {
    title: "mlmc serve",
    version: config.version,
    summary: "Upscales pictures whose blur nobody knows.",
    license: { name: config.license, identifier: config.license },
  },
  security: [{ token: [] }],
  paths: {
    "/health": {
      get: open("Whether the service is there", { 200: json("Health") }),
    },
    "/openapi.json": {
      get: operation("This description", {
        200: described("The description.", {
          "application/json": { schema: { type: "object" } },
        }),
      }),
    },
    "/api/capabilities": {
      get: operation("What can be asked for", { 200: json("Capabilities") }),
    },
    "/api/jobs": {
      post: {
        ...operation(
          "Submits a picture; jobs are done one after another",
          { 201: { ...json("State"), headers: { Location: LOCATION } } },
          [408, 413, 415, 429, 503],
        ),
        parameters: OPTION_PARAMETERS,
        requestBody: { required: true, content: PNG },
      },
    },
    "/api/jobs/{id}": {
      parameters: [named("id")],
      get: operation("How far a job is", { 200: json("State") }, [404]),
      delete: operation(
        "Cancels a job and forgets its result",
        { 204: described("It is forgotten.") },
        [404],
      ),
    },
    "/api/jobs/{id}/events": {
      parameters: [named("id")],
      get: operation(
        "The states of a job as they change, up to the last, as events of the name state",
        {
          200: described("Server-sent events.", {
            "text/event-stream": { schema: { type: "string" } },
          }),
        },
        [404],
      ),
    },
    "/api/jobs/{id}/preview": {
      parameters: [named("id")],
      get: operation(
        "The picture so far, without opacities",
        { 200: described("A PNG file.", PNG) },
        [404],
      ),
    },
    "/api/jobs/{id}/result": {
      parameters: [named("id")],
      get: operation(
        "The result",
        { 200: described("A PNG file.", PNG) },
        [404, 409],
      ),
    },
    "/api/jobs/{id}/kernel": {
      parameters: [named("id")],
      get: operation(
        "The blur that was found",
        { 200: json("Kernel") },
        [404, 409],
      ),
    },
    "/panel/{token}": {
      parameters: [named("token")],
      get: open(
        "Leads to the panel",
        { 308: described("It has a slash at the end.") },
        [401],
      ),
    },
    "/panel/{token}/": {
      parameters: [named("token")],
      get: open(
        "The panel for Photopea",
        { 200: described("A page.", { "text/html": {} }) },
        [401],
      ),
    },
    "/panel/{token}/photopea.json": {
      parameters: [named("token")],
      get: open(
        "The configuration of Photopea that shows the panel",
        { 200: json("Photopea") },
        [401],
      ),
    },
    "/panel/{token}/{file}": {
      parameters: [named("token"), named("file")],
      get: open(
        "A file of the panel",
        { 200: described("The file.", { "*/*": {} }) },
        [401, 404],
      ),
    },
  },
  components: {
    schemas: SCHEMAS,
    securitySchemes: {
      token: {
        type: "http",
        scheme: "bearer",
        description: "The token that mlmc serve prints in its links.",
      },
    },
  },
};

/** What needs the token in a header. */
function operation(
  summary: string,
  answers: Record<number, object>,
  problems: number[] = [],
) {
  const all = [...problems, ...UNAUTHORISED];
  return { summary, responses: responses(answers, all) };
}

/** What does not. */
function open(
  summary: string,
  answers: Record<number, object>,
  problems: number[] = [],
) {
  return { summary, security: [], responses: responses(answers, problems) };
}

function responses(answers: Record<number, object>, problems: number[]) {
  const errors = [...problems, ...ALWAYS].map((status) => [
    status,
    described(PROBLEMS[status], jsonOf("Error")),
  ]);
  return { ...answers, ...Object.fromEntries(errors) };
}

function described(description: string, content?: object) {
  return { description, ...(content && { content }) };
}

function json(name: keyof typeof SCHEMAS) {
  return described(`${name}.`, jsonOf(name));
}

function jsonOf(name: keyof typeof SCHEMAS) {
  const schema = { $ref: `#/components/schemas/${name}` };
  return { "application/json": { schema } };
}

function named(name: string) {
  return { name, in: "path", required: true, schema: { type: "string" } };
}
