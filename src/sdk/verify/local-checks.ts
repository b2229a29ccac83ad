import { doctor } from "../../instrumentation/doctor/diagnose.ts";
import { checkCopies } from "./check-copies.ts";
import { checkPackages } from "./check-packages.ts";
import { checkSpool } from "./check-spool.ts";
import type { Finding } from "./finding.ts";
import type { VerifySubject } from "./verify-subject.ts";

/** One thing to look at, by its name. */
export type Checks = Readonly<Record<string, () => readonly Finding[] | Promise<readonly Finding[]>>>;

/** What can be seen where there are files: a runtime without them has a stand-in for this. */
export function localChecks(subject: VerifySubject): Checks {
  const { folder = process.cwd(), globals } = subject;
  return {
    spool: () => checkSpool(subject),
    packages: () => checkPackages(doctor({ folder })),
    copies: () => checkCopies(folder, globals?.version),
  };
}
