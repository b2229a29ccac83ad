import * as own from "../../../semconv/agentscribe-attributes.ts";
import { ERROR_TYPE, SESSION_ID, USER_ID } from "../../../semconv/core-attributes.ts";
import type { Table } from "../field.ts";

/** This package's own attributes (`docs/attributes.md`), and the general ones that it shares with others. */
export const AGENTSCRIBE: Table = {
  [SESSION_ID]: "session",
  [USER_ID]: "user",
  "user.hash": "user",
  [own.TENANT_ID]: "tenant",
  [own.TASK_ID]: "taskId",
  [own.TASK_TYPE]: "taskType",
  [own.TASK_OUTCOME]: "outcome",
  [own.OUTCOME]: "outcome",
  [own.END_REASON]: "endReason",
  [own.LLM_PURPOSE]: "purpose",
  [own.LLM_RETRIES]: "retries",
  [own.STEP_NAME]: "step",
  [own.WAIT_FOR]: "waitFor",
  [own.COST_USD]: "costUsd",
  [own.COST_REASON]: "costReason",
  [own.DUPLICATE]: "isDuplicate",
  [ERROR_TYPE]: "errorType",
  "process.executable.name": "executable",
};
