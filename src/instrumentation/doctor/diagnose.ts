import { optOutReason } from "../../internal/opt-out.ts";
import { modelTraffic } from "../http/model-traffic.ts";
import { isObserved } from "../patch.ts";
import { recordingClient } from "../recording-client.ts";
import { type LoadedModule, loadedModules } from "../register/loaded-modules.ts";
import { sharedRegistry } from "../shared-registry.ts";
import { isWaiting } from "../start-on-use.ts";
import { type InstalledPackage, installedPackages } from "./installed-packages.ts";
import { judgeVersion, type VersionJudgement } from "./judge-version.ts";
import { TESTED_VERSIONS } from "./tested-versions.ts";
import { watchedProgram } from "./watched-program.ts";

/** An installed package that has a wrapper, and whether its version is one that the wrapper is tested with. */
export interface DiagnosedPackage extends InstalledPackage {
  readonly judgement: VersionJudgement;
  /** Versions that the wrapper is tested with, oldest first. */
  readonly tested: readonly string[];
}

/** What telemetry sees of this process's model calls, and what it does not. */
export interface Diagnosis {
  /** Why telemetry is off; absent when it is not. */
  readonly off?: string;
  /** Whether a client records now, starts with the first model call, or is not there. */
  readonly telemetry: "on" | "waiting" | "none";
  /** Installed packages that have a wrapper. */
  readonly packages: readonly DiagnosedPackage[];
  /** Those that the zero-code start saw loaded, and whether they could be patched. */
  readonly loaded: readonly LoadedModule[];
  /** Whether the global `fetch` is observed. */
  readonly fetch: boolean;
  /** Requests to models on the wire; absent when nobody watches it, because neither `agentscribe/register` nor `instrumentHttp()` ran. */
  readonly requests?: {
    /** Of calls that a wrapper, a framework, a scope or `fetch` recorded. */
    readonly covered: number;
    /** Recorded on the wire, because nothing above saw them. */
    readonly recorded: number;
    /** Recorded by nobody, by provider, operation and host. */
    readonly untraced: Readonly<Record<string, number>>;
  };
  /** Of a program that `agentscribe doctor` watches. */
  readonly watched?: {
    /** Whether the program itself loads `agentscribe/register`. */
    readonly register: boolean;
    /** The packages with a wrapper that it asked for. */
    readonly packages: readonly string[];
  };
}

/** What is looked at. */
export interface DoctorOptions {
  /** Where packages are looked for. @defaultValue the working directory */
  readonly folder?: string | undefined;
}

/** Says which installed clients are wrapped and tested, and how many model calls of this process nobody traced. It starts nothing. */
export function doctor(options: DoctorOptions = {}): Diagnosis {
  const off = optOutReason(undefined, process.env);
  const { isWatched, packages } = watchedProgram();
  const requests = requestsSeen();
  return {
    ...(off !== undefined && { off }),
    telemetry: isWaiting() ? "waiting" : recordingClient() === undefined ? "none" : "on",
    packages: installedPackages(options.folder ?? process.cwd()).map(diagnosed),
    loaded: [...loadedModules()],
    fetch: isObserved(globalThis.fetch),
    ...(requests !== undefined && { requests }),
    ...(isWatched && { watched: { register: isRegistered(), packages: [...packages] } }),
  };
}

/** Of the zero-code start, which may record on the wire, or of who only looks on. */
function requestsSeen(): Diagnosis["requests"] {
  const { covered, recorded, untraced, watchedBy } = modelTraffic();
  const watched = watchedProgram();
  if (watchedBy !== undefined) {
    const all = new Map(untraced);
    for (const [place, count] of watched.untraced) all.set(place, (all.get(place) ?? 0) + count);
    return { covered: covered + watched.covered, recorded, untraced: Object.fromEntries(all) };
  }
  if (!watched.isWatched) return undefined;
  return { covered: watched.covered, recorded: 0, untraced: Object.fromEntries(watched.untraced) };
}

function isRegistered(): boolean {
  return sharedRegistry("agentscribe register.1", () => ({ isStarted: false })).isStarted;
}

function diagnosed(found: InstalledPackage): DiagnosedPackage {
  const tested = TESTED_VERSIONS[found.name] ?? [];
  return { ...found, judgement: judgeVersion(found.version, tested), tested };
}
