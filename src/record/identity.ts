import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { TENANT_ID } from "../semconv/agentscribe-attributes.ts";
import { USER_EMAIL, USER_ID, USER_NAME } from "../semconv/core-attributes.ts";
import { label, present, read } from "./present.ts";

/** Whom the agent works for: an id, or an id with more. Goes on spans and events, never on metrics. */
export type UserIdentity = string | { readonly id?: string; readonly email?: string; readonly name?: string };

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
