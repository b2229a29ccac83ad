import { ANSWER_FINDINGS, type AnswerCode } from "./findings/answer.ts";
import { ENDPOINT_FINDINGS, type EndpointCode } from "./findings/endpoint.ts";
import type { FindingDefinition } from "./findings/finding-definition.ts";
import { PACKAGE_FINDINGS, type PackageCode } from "./findings/packages.ts";
import { SETUP_FINDINGS, type SetupCode } from "./findings/setup.ts";
import { SPOOL_FINDINGS, type SpoolCode } from "./findings/spool.ts";

/** What can be found; `docs/doctor.md` tells of each. */
export type FindingCode = SetupCode | EndpointCode | AnswerCode | SpoolCode | PackageCode;

/** Everything that can be found, by its code. `docs/doctor.md` is made from it. */
export const FINDINGS: Readonly<Record<FindingCode, FindingDefinition>> = {
  ...SETUP_FINDINGS,
  ...ENDPOINT_FINDINGS,
  ...ANSWER_FINDINGS,
  ...SPOOL_FINDINGS,
  ...PACKAGE_FINDINGS,
};
