/** The description of the interface: OpenAPI 3.1, made from the table of actions. Its schemas are those by which the input is checked. */
import { problem } from './problem.ts';
import { type JsonSchema, type Route, routes, schemaOf } from './routes.ts';

export const openApi = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'tapelab',
    version: '1',
    description: `A running lab: its cartridges, drives, libraries and sessions, the faults in force, a scenario, and what has happened. A path's "-" stands for what is left out: the one library there is. Errors are problem details (RFC 9457) with a code and, where there is one, a hint.`,
  },
  servers: [{ url: '/' }],
  security: [{}, { token: [] }],
  paths: Object.fromEntries([...new Set(routes.map(({ path }) => path))].map((path) => [path, operationsAt(path)])),
  components: {
    schemas: { Problem: schemaOf(problem, 'output') },
    securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Asked of everybody where other machines can reach it.' } },
  },
});

const operationsAt = (path: string): object =>
  Object.fromEntries(routes.filter((route) => route.path === path).map((route) => [route.method.toLowerCase(), operation(route)]));

function operation(route: Route): object {
  const { name, action, hasBody } = route;
  const body = bodyOf(route);
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: action.summary,
    parameters: parametersOf(route),
    ...(hasBody &&
      Object.keys(body.properties ?? {}).length > 0 && {
        requestBody: { required: (body.required ?? []).length > 0, content: { 'application/json': { schema: body } } },
      }),
    responses: {
      200: { description: 'Done', content: contentOf(route) },
      default: {
        description: 'Refused or failed',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** What has happened can be followed, too. */
const contentOf = ({ name, action }: Route): object => ({
  'application/json': { schema: schemaOf(action.output, 'output') },
  ...(name === 'trace.tail' && { 'text/event-stream': { schema: { type: 'string' } } }),
});

function parametersOf({ input, inPath, hasBody }: Route): object[] {
  const inQuery = hasBody ? [] : Object.keys(input.properties ?? {}).filter((name) => !inPath.includes(name));
  return [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: input.properties?.[name] ?? {} })),
    ...inQuery.map((name) => ({
      name,
      in: 'query',
      required: input.required?.includes(name) === true,
      schema: input.properties?.[name] ?? {},
    })),
  ];
}

/** The input without what stands in the path. */
function bodyOf({ input, inPath }: Route): JsonSchema {
  const properties = Object.fromEntries(Object.entries(input.properties ?? {}).filter(([name]) => !inPath.includes(name)));
  const required = (input.required ?? []).filter((name) => !inPath.includes(name));
  return { ...input, properties, ...(input.required !== undefined && { required }) };
}
