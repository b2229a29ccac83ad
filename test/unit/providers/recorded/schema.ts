import { existsSync, readFileSync } from "node:fs";

const file = new URL("../../../../../shared/reference/semconv-model.json", import.meta.url);

/** Whether the JSON schemas of the conventions are beside the repository. */
export const hasSchemas: boolean = existsSync(file);

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const schemas: Readonly<Record<string, Schema>> = hasSchemas
  ? (JSON.parse(readFileSync(file, "utf8")) as { json_schemas: Record<string, Schema> }).json_schemas
  : {};

/** The places at which a value breaks a schema of the conventions. A part must match the schema of its own type. */
export function schemaErrors(name: string, value: unknown): readonly string[] {
  const root = schemas[name];
  if (root === undefined) return [`no schema ${name}`];
  return errors(JSON.parse(JSON.stringify(value)), root, root, "$");
}

function errors(value: unknown, schema: Schema, root: Schema, path: string): string[] {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.split("/").at(-1) ?? ""];
    return target === undefined ? [`${path}: ${schema.$ref} is missing`] : errors(value, target, root, path);
  }
  if (schema.anyOf !== undefined) return anyOf(value, schema.anyOf, root, path);
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (schema.type !== undefined && ![schema.type].flat().includes(type)) return [`${path}: ${type}`];
  const found: string[] = [];
  if (schema.const !== undefined && value !== schema.const) found.push(`${path}: is not ${schema.const}`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) found.push(`${path}: not listed`);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) found.push(...value.flatMap((one, i) => errors(one, items, root, `${path}[${i}]`)));
  } else if (type === "object") {
    const record = value as Record<string, unknown>;
    for (const key of schema.required ?? []) if (!(key in record)) found.push(`${path}.${key} is missing`);
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      if (key in record) found.push(...errors(record[key], inner, root, `${path}.${key}`));
    }
  }
  return found;
}

/** The generic alternative accepts any part, so the one with the same `const` type decides where there is one. */
function anyOf(value: unknown, alternatives: readonly Schema[], root: Schema, path: string): string[] {
  const resolved = alternatives.map((one) =>
    one.$ref === undefined ? one : (root.$defs?.[one.$ref.split("/").at(-1) ?? ""] ?? one),
  );
  const type = typeof value === "object" && value !== null ? (value as { type?: unknown }).type : undefined;
  const own = resolved.find((one) => type !== undefined && one.properties?.type?.const === type);
  if (own !== undefined) return errors(value, own, root, path);
  return resolved.some((one) => errors(value, one, root, path).length === 0) ? [] : [`${path}: no alternative`];
}
