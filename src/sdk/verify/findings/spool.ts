import type { FindingDefinition } from "./finding-definition.ts";

export type SpoolCode =
  | "spool"
  | "spool-off"
  | "spool-refused"
  | "spool-disk-full"
  | "spool-nearly-full"
  | "spool-waiting"
  | "spool-backlog"
  | "spool-unreadable"
  | "dead-letters";

/** Of the folder in which records wait until they are delivered. */
export const SPOOL_FINDINGS: Readonly<Record<SpoolCode, FindingDefinition>> = {
  spool: { severity: "ok", meaning: "Records can be kept on disk until they are delivered." },
  "spool-off": {
    severity: "info",
    meaning: "Records are in memory only: what the process cannot send before it ends is lost.",
    mend: "Nothing, if that is meant; else leave the option `spool` out.",
  },
  "spool-refused": {
    severity: "error",
    meaning: "The folder cannot be used, so records are in memory only.",
    mend: "Make it a folder that only this user can write to, or name another with `AGENTSCRIBE_SPOOL_DIRECTORY`.",
  },
  "spool-disk-full": {
    severity: "error",
    meaning: "The disk is nearly full: no more records are kept on it.",
    mend: "Make room on the disk, or name a folder on another with `AGENTSCRIBE_SPOOL_DIRECTORY`.",
  },
  "spool-nearly-full": {
    severity: "warning",
    meaning: "More than four fifths of what may wait on disk is used; at the limit the oldest records go.",
    mend: "Mend the destination that records wait for, then run `npx agentscribe drain`.",
  },
  "spool-waiting": { severity: "info", meaning: "Records wait to be sent." },
  "spool-backlog": {
    severity: "warning",
    meaning: "Records of earlier processes have waited for more than an hour.",
    mend: "Run `npx agentscribe drain` with the endpoint and the credentials that they are for.",
  },
  "spool-unreadable": {
    severity: "warning",
    meaning: "Files in the folder cannot be read, or are of another version of this package.",
    mend: "Run `npx agentscribe drain` with the version that wrote them, or remove them.",
  },
  "dead-letters": {
    severity: "warning",
    meaning: "Records were refused by a backend, each on its own, and put aside.",
    mend: "Read why with `npx agentscribe spool`; then remove the folder `dead-letter`.",
  },
};
