/** The OpenAPI 3.1 document, made from the very schemas that the dispatcher parses with. */
import { errorCodes, type ErrorCode, protocolVersion, type RateClass } from '@atrium/shared';
import { commands } from '@atrium/shared/commands';
import * as z from 'zod';
import { groupBy } from '../core/group-by.ts';
import { budgets } from '../core/rate-limits.ts';
import { errorsOf } from './api-docs-errors.ts';
import { events } from './api-docs-events.ts';

export type JsonSchema = { [key: string]: unknown };

export interface CommandDocs {
  name: string;
  noun: string;
  summary: string;
  access: 'anyone' | 'member';
  transport: 'both' | 'http' | 'socket';
  rate: RateClass;
  input: JsonSchema;
  output: JsonSchema;
  errors: ErrorCode[];
}

export interface ApiDocs {
  commands: CommandDocs[];
  events: { name: string; summary: string; schema: JsonSchema }[];
  /** Named shapes, by name. */
  schemas: Record<string, JsonSchema>;
}

/** Everything there is to say, as data: what the document and the page are made from. */
export function describeApi(): ApiDocs {
  const schemas: Record<string, JsonSchema> = {};
  const described = [...commands.values()].map((spec): CommandDocs => {
    const input = toSchema(spec.input, 'input', schemas);
    return {
      name: spec.name,
      noun: spec.name.split('.')[0] ?? '',
      summary: spec.summary,
      access: spec.access,
      transport: spec.transport,
      rate: spec.rate,
      input,
      output: toSchema(spec.output, 'output', schemas),
      errors: errorsOf(spec, new Set(Object.keys((input['properties'] as object | undefined) ?? {}))),
    };
  });
  const sent = events.map(({ name, summary, schema }) => ({
    name,
    summary,
    schema: toSchema(schema, 'output', schemas),
  }));
  return { commands: described.toSorted(byNoun), events: sent, schemas };
}

function byNoun(one: CommandDocs, other: CommandDocs): number {
  return one.noun.localeCompare(other.noun) || 0;
}

/** A schema without its named parts, which are put aside in `schemas`. */
function toSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
  schemas: Record<string, JsonSchema>,
): JsonSchema {
  const { $schema: _dialect, $defs, ...own } = z.toJSONSchema(schema, { io }) as JsonSchema;
  for (const [name, part] of Object.entries(($defs as Record<string, JsonSchema> | undefined) ?? {})) {
    schemas[name] = withoutId(toComponents(part));
  }
  const { id } = own;
  const made = withoutId(toComponents(own));
  if (typeof id !== 'string') return made;
  schemas[id] = made;
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId({ id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** References into the document's own components instead of the schema's definitions. */
function toComponents(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

const errorSchema: JsonSchema = {
  type: 'object',
  description: 'What went wrong. Compare `code`, never `message`.',
  required: ['code', 'message', 'retryable', 'requestId'],
  properties: {
    code: { type: 'string', enum: Object.keys(errorCodes) },
    message: { type: 'string', description: 'For programmers, in plain English' },
    retryable: { type: 'boolean', description: 'Whether the very same request may be sent again' },
    requestId: { type: 'string', description: 'Stands in the server’s log' },
    details: {
      type: 'object',
      properties: {
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'problem'],
            properties: {
              path: { type: 'array', items: { type: ['string', 'integer'] } },
              problem: { type: 'string' },
            },
          },
        },
        until: { type: ['integer', 'null'] },
        reason: { type: 'string' },
      },
    },
    retryAfterMs: { type: 'integer', minimum: 0 },
  },
};

export function openApiDocument(
  { commands: all, events: sent, schemas }: ApiDocs,
  version: string,
): JsonSchema {
  const paths = all
    .filter(({ transport }) => transport !== 'socket')
    .map((command) => [`/api/${command.name}`, { post: operation(command) }]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Atrium',
      version,
      description:
        'One command, one path: the same commands travel over a socket (Socket.IO, `emitWithAck(name, input)`), with the events under `x-socket-events`.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(all.map(({ noun }) => noun))].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      schemas: { ...sorted(schemas), Error: errorSchema },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'atrium_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    'x-protocol': protocolVersion,
    'x-socket-commands': Object.fromEntries(
      all
        .filter(({ transport }) => transport !== 'http')
        .map(({ name, summary, input, output }) => [name, { summary, input, output }]),
    ),
    'x-socket-events': Object.fromEntries(
      sent.map(({ name, summary, schema }) => [name, { summary, schema }]),
    ),
  };
}

function operation(command: CommandDocs): JsonSchema {
  const { name, noun, summary, access, rate, input, output, errors } = command;
  const content = (schema: JsonSchema) => ({ 'application/json': { schema } });
  const byStatus = groupBy(errors, (code) => errorCodes[code].status);
  const refusals = [...byStatus]
    .toSorted(([one], [other]) => one - other)
    .map(([status, codes]) => [
      String(status),
      {
        description: codes.join(', '),
        content: content({
          type: 'object',
          required: ['error'],
          properties: { error: { $ref: '#/components/schemas/Error' } },
        }),
      },
    ]);
  return {
    operationId: name,
    tags: [noun],
    summary,
    security: access === 'anyone' ? [{}] : [{ session: [] }, { token: [] }],
    requestBody: { required: true, content: content(input) },
    responses: { 200: { description: 'Done', content: content(output) }, ...Object.fromEntries(refusals) },
    'x-rate-class': rate,
    'x-rate-limit': budgets[rate].member,
  };
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => one.localeCompare(other)));
}
