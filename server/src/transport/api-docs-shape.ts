/** A JSON schema in words: what type a field has, and what it must keep to. */
import { type Html, html } from './api-docs-html.ts';
import type { JsonSchema } from './api-docs-openapi.ts';

const schemaOf = (value: unknown) => value as JsonSchema;
const listOf = (value: unknown) => (Array.isArray(value) ? (value as JsonSchema[]) : []);

/** `string`, `Message[]`, `integer or null`, with links to the named shapes. */
export function typeOf(schema: JsonSchema): Html {
  if (typeof schema['$ref'] === 'string')
    return link(schema['$ref'].slice(schema['$ref'].lastIndexOf('/') + 1));
  if ('const' in schema) return html`<code>${JSON.stringify(schema['const'])}</code>`;
  if (Array.isArray(schema['enum']))
    return either(schema['enum'].map((value) => html`<code>${JSON.stringify(value)}</code>`));
  const variants = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])];
  if (variants.length > 0) return either(variants.map(typeOf));
  if (schema['type'] === 'array') return html`list of ${typeOf(schemaOf(schema['items'] ?? {}))}`;
  if (schema['type'] === 'object') return html`object`;
  return html`${typeof schema['type'] === 'string' ? schema['type'] : 'any value'}`;
}

function link(name: string): Html {
  return html`<a href="#shape-${name}">${name}</a>`;
}

function either(parts: Html[]): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html` or ${part}`))}`;
}

/** `1 to 10,000 characters · default false`. */
export function boundsOf(schema: JsonSchema): string {
  const inner =
    [schema, ...listOf(schema['anyOf'])].find(
      (part) => part['type'] !== 'null' && part['type'] !== undefined,
    ) ?? schema;
  return [
    range(inner['minLength'], inner['maxLength'], 'characters'),
    range(inner['minItems'], inner['maxItems'], 'items'),
    range(inner['minimum'], inner['maximum'], ''),
    'default' in schema ? `default ${JSON.stringify(schema['default'])}` : '',
    typeof schema['description'] === 'string' ? schema['description'] : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

function range(min: unknown, max: unknown, unit: string): string {
  const isSet = (value: unknown): value is number =>
    typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER && value !== 8_640_000_000_000_000;
  const words = [isSet(min) && min > 0 ? `from ${figure(min)}` : '', isSet(max) ? `to ${figure(max)}` : ''];
  const text = words.filter((word) => word !== '').join(' ');
  return text === '' ? '' : `${text} ${unit}`.trim();
}

function figure(value: number): string {
  return value.toLocaleString('en');
}

export interface Field {
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
}

/** The fields of an object, those of objects inside it under dotted names. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
  const properties = Object.entries((schema['properties'] as Record<string, JsonSchema> | undefined) ?? {});
  return properties.flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    const field = { name, schema: value, isRequired: required.has(key) };
    return [field, ...inner(value, name)];
  });
}

function inner(schema: JsonSchema, name: string): Field[] {
  const object = [schema, ...listOf(schema['anyOf'])].find((part) => part['type'] === 'object');
  if (object) return fieldsOf(object, `${name}.`);
  const items = schema['type'] === 'array' ? schemaOf(schema['items'] ?? {}) : {};
  if (items['type'] === 'object') return fieldsOf(items, `${name}[].`);
  return variantsOf(items).flatMap((variant) => fieldsOf(variant, `${name}[].`));
}

/** Of a shape that is one of several objects: each of them. */
export function variantsOf(schema: JsonSchema): JsonSchema[] {
  const variants = [...listOf(schema['oneOf']), ...listOf(schema['anyOf'])];
  return variants.flatMap((part) => ('oneOf' in part || 'anyOf' in part ? variantsOf(part) : [part]));
}
