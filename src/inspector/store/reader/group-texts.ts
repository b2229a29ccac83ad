import type { AttributeList } from "../../api.ts";
import { toAttributeList } from "../../decode/attribute-list.ts";
import { decodeResource, decodeScope } from "../../decode/request.ts";
import type { Reading } from "./reading.ts";

/** The messages around the rows of a group, as they were received. */
export interface GroupBytes {
  readonly resource: Uint8Array;
  readonly scope: Uint8Array;
  readonly schemaUrl: string;
  readonly resourceSchemaUrl: string;
}

export interface GroupTexts {
  readonly resource: AttributeList;
  readonly scope: { readonly name: string; readonly version: string };
}

export function readGroupBytes(reading: Reading, g: number): GroupBytes {
  const row = reading.get<GroupBytes>(
    `SELECT r.bytes AS resource, c.bytes AS scope, (SELECT text FROM dict WHERE id = g.schema_url) AS schemaUrl,
       (SELECT text FROM dict WHERE id = g.resource_schema_url) AS resourceSchemaUrl FROM groups g
     JOIN messages r ON r.id = g.resource JOIN messages c ON c.id = g.scope WHERE g.g = ?`,
    g,
  );
  return row ?? { resource: new Uint8Array(), scope: new Uint8Array(), schemaUrl: "", resourceSchemaUrl: "" };
}

/** Decodes groups, each once for as long as it lives: one for an answer. */
export function groupTexts(reading: Reading): (g: number) => GroupTexts {
  const known = new Map<number, GroupTexts>();
  return (g) => {
    const before = known.get(g);
    if (before !== undefined) return before;
    const { resource, scope } = readGroupBytes(reading, g);
    const { scopeName, scopeVersion } = decodeScope(scope);
    const texts = {
      resource: toAttributeList(decodeResource(resource)),
      scope: { name: scopeName, version: scopeVersion },
    };
    known.set(g, texts);
    return texts;
  };
}
