import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { TASK_ID, TASK_TYPE, TENANT_ID, TURN_ID } from "../semconv/agentscribe-attributes.ts";
import { APP_INSTALLATION_ID, SESSION_ID, USER_EMAIL, USER_ID, USER_NAME } from "../semconv/core-attributes.ts";
import { label, read } from "./given-value.ts";
import { present } from "./present.ts";

/** Whom the agent works for: an id, or an id with more. Goes on spans and events, never on metrics. */
export type UserIdentity =
  | string
  | { readonly id?: string | undefined; readonly email?: string | undefined; readonly name?: string | undefined };

/** The customer or team that the work belongs to. */
export type TenantIdentity = string | { readonly id: string };

/** Identity as attributes of spans and events. */
export function identityAttributes(identity: { user?: unknown; tenant?: unknown }): TelemetryAttributes {
  return present({
    [USER_ID]: label(identity.user) ?? label(read(identity.user, "id")),
    [USER_EMAIL]: label(read(identity.user, "email")),
    [USER_NAME]: label(read(identity.user, "name")),
    [TENANT_ID]: label(identity.tenant) ?? label(read(identity.tenant, "id")),
  });
}

const IDENTITY_KEYS = [
  SESSION_ID,
  TURN_ID,
  TASK_ID,
  TASK_TYPE,
  USER_ID,
  USER_EMAIL,
  USER_NAME,
  TENANT_ID,
  APP_INSTALLATION_ID,
] as const;

/** Whether a name belongs to identity. */
export function isIdentity(key: string): boolean {
  return (IDENTITY_KEYS as readonly string[]).includes(key);
}

/** Names that an application's own attributes may only have where they say what nobody said before: a user, a tenant. */
const ADDABLE: readonly string[] = [USER_ID, USER_EMAIL, USER_NAME, TENANT_ID];
const RESERVED = /^(session|gen_ai|agentscribe|error)\./;

/** Whether a name says what recording itself says. */
export function isReserved(key: string): boolean {
  return RESERVED.test(key) && !ADDABLE.includes(key);
}

/** Attributes that an application gives from here on, without those that are not its own to give. */
export function ownContext(given: TelemetryAttributes, inherited: TelemetryAttributes): TelemetryAttributes {
  const own = Object.entries(given).filter(([key]) =>
    ADDABLE.includes(key) ? inherited[key] === undefined : !RESERVED.test(key),
  );
  return Object.fromEntries(own);
}
