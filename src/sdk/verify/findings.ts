import { ANSWER_FINDINGS } from "./findings/answer.ts";
import { ENDPOINT_FINDINGS } from "./findings/endpoint.ts";
import { PACKAGE_FINDINGS } from "./findings/packages.ts";
import { SETUP_FINDINGS } from "./findings/setup.ts";
import { SPOOL_FINDINGS } from "./findings/spool.ts";

/** Everything that can be found, by its code. `docs/doctor.md` is made from it. */
export const FINDINGS: typeof SETUP_FINDINGS &
  typeof ENDPOINT_FINDINGS &
  typeof ANSWER_FINDINGS &
  typeof SPOOL_FINDINGS &
  typeof PACKAGE_FINDINGS = {
  ...SETUP_FINDINGS,
  ...ENDPOINT_FINDINGS,
  ...ANSWER_FINDINGS,
  ...SPOOL_FINDINGS,
  ...PACKAGE_FINDINGS,
};

export type FindingCode = keyof typeof FINDINGS;
