import { expect } from "vitest";
import type { DoctorReport } from "../../../src/cli/doctor.ts";
import type { Finding } from "../../../src/index.ts";

/** What asks for something to be done: errors and warnings. */
export function faultsOf({ verification }: DoctorReport): readonly Finding[] {
  return verification.findings.filter(({ severity }) => severity === "error" || severity === "warning");
}

/** The finding with this code, and nothing else that asks for something. */
export function onlyFault(report: DoctorReport, code: string): Finding {
  const faults = faultsOf(report);
  expect(faults.map((one) => one.code)).toEqual([code]);
  const [fault] = faults;
  if (fault === undefined) throw new Error("no fault was found");
  expect(fault.mend, code).toMatch(/.{10}/);
  expect(fault.docs).toBe(`docs/doctor.md#${code}`);
  return fault;
}

/** The assignments of variables that a mend names, to be followed to the letter. */
export function variablesIn({ mend = "" }: Finding): Record<string, string> {
  const found = [...mend.matchAll(/`([A-Z_]+)=([^`\s]+)`/g)].map(([, name = "", value = ""]) => [name, value]);
  return Object.fromEntries(found);
}
