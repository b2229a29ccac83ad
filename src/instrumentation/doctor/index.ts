export type { LoadedModule } from "../register/loaded-modules.ts";
export { type DiagnosedPackage, type Diagnosis, type DoctorOptions, doctor } from "./diagnose.ts";
export type { InstalledPackage } from "./installed-packages.ts";
export type { VersionJudgement } from "./judge-version.ts";
