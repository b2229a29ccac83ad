import { cpSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { type PackedProject, packedProject } from "../package/packed.ts";
import { ROOT } from "./installed.ts";

/** A user's folder: an example, the packed tarball, and packages beside it. */
export interface ExampleProject {
  readonly folder: string;
  remove(): void;
}

/** @param files of `examples/runtimes`, each put at the top @param packages folders of packages that are linked in */
export function exampleProject(files: readonly string[], packages: readonly string[] = []): ExampleProject {
  const project: PackedProject = packedProject();
  for (const file of files) cpSync(join(ROOT, file), join(project.folder, basename(file)), { recursive: true });
  for (const path of packages) symlinkSync(path, join(project.folder, "node_modules", basename(path)));
  return project;
}
