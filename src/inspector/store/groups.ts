import { SERVICE_NAME } from "../../semconv/core-attributes.ts";
import type { RawGroup } from "../model/raw.ts";
import { agentKindOf } from "../understand/index.ts";
import type { Database, Statement } from "./sqlite.ts";
import { contentHash } from "./write/content-hash.ts";
import type { Dictionary } from "./write/dictionary.ts";

/** Groups whose ids are remembered by their content. */
const MAX_REMEMBERED = 10_000;

export interface Group {
  readonly g: number;
  readonly service: number;
  readonly agentKind: number;
}

/** Resources and scopes, each stored once by its bytes, however many requests bring it. */
export class Groups {
  readonly #dictionary: Dictionary;
  /** Of the request in hand: one group is met again and again. */
  #byObject = new WeakMap<RawGroup, Group>();
  readonly #byKey = new Map<string, Group>();
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #findMessage: Statement;
  readonly #insertMessage: Statement;

  constructor(database: Database, dictionary: Dictionary) {
    this.#dictionary = dictionary;
    this.#find = database.prepare("SELECT g, service, agent_kind FROM groups WHERE key = ?");
    this.#insert = database.prepare(
      "INSERT INTO groups(key, service, agent_kind, resource, scope, schema_url, resource_schema_url) VALUES(?, ?, ?, ?, ?, ?, ?)",
    );
    this.#findMessage = database.prepare("SELECT id FROM messages WHERE hash = ?");
    // A scope may be no bytes, which Node 22 binds as NULL.
    this.#insertMessage = database.prepare("INSERT INTO messages(hash, bytes) VALUES(?, coalesce(?, x''))");
  }

  of(raw: RawGroup): Group {
    const known = this.#byObject.get(raw);
    if (known !== undefined) return known;
    const hash = contentHash(raw.resourceBytes, raw.scopeBytes, raw.schemaUrl ?? "", raw.resourceSchemaUrl ?? "");
    const key = Buffer.from(hash).toString("latin1");
    const group = this.#byKey.get(key) ?? this.#learn(raw, hash);
    if (this.#byKey.size >= MAX_REMEMBERED) this.#byKey.clear();
    this.#byKey.set(key, group);
    this.#byObject.set(raw, group);
    return group;
  }

  forget(): void {
    this.#byKey.clear();
    this.#byObject = new WeakMap();
  }

  #learn(raw: RawGroup, hash: Uint8Array): Group {
    const row = this.#find.get(hash);
    if (row !== undefined) return { g: Number(row.g), service: Number(row.service), agentKind: Number(row.agent_kind) };
    const name = raw.resource.get(SERVICE_NAME);
    const service = this.#dictionary.id(typeof name === "string" && name !== "" ? name : "unknown_service");
    const agentKind = this.#dictionary.id(agentKindOf(raw));
    const [resource, scope] = [this.#message(raw.resourceBytes), this.#message(raw.scopeBytes)];
    const urls = [this.#dictionary.id(raw.schemaUrl), this.#dictionary.id(raw.resourceSchemaUrl)];
    const { lastInsertRowid } = this.#insert.run(hash, service, agentKind, resource, scope, ...urls);
    return { g: Number(lastInsertRowid), service, agentKind };
  }

  #message(bytes: Uint8Array): number {
    const hash = contentHash(bytes);
    const row = this.#findMessage.get(hash);
    return row === undefined ? Number(this.#insertMessage.run(hash, bytes).lastInsertRowid) : Number(row.id);
  }
}
