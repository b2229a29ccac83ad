import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CACHE, type ProgramName } from "../programs.ts";
import { VERSIONS } from "../versions.ts";
import { buildProgram, runGo } from "./go-program.ts";

const MANIFEST = fileURLToPath(new URL("../../../fleet/collector/builder.yaml", import.meta.url));
const BROKER = fileURLToPath(new URL("../kafka-broker/main.go", import.meta.url));
const CHDB = fileURLToPath(new URL("../../clickhouse/install.ts", import.meta.url));

export interface Recipe {
  /** What the result depends on: another text, and it is made again. */
  readonly of: string;
  /** @throws Error when it cannot be installed here */
  install(folder: string): void;
}

const python = (name: "phoenix" | "mlflow", requirement: string): Recipe => ({
  of: requirement,
  install: (folder) => {
    execFileSync("python3", ["-m", "venv", folder], { stdio: ["ignore", 2, 2] });
    execFileSync(join(folder, "bin/pip"), ["install", "--quiet", requirement], { stdio: ["ignore", 2, 2] });
    execFileSync(join(folder, "bin", name), ["--help"], { stdio: "ignore" });
  },
});

const program = (module: string, version: string, command: string, name: ProgramName): Recipe => ({
  of: `${module}@${version}`,
  install: (folder) => buildProgram(folder, module, version, command, name),
});

/** How each backend is made in a folder of its own, from the Go module proxy or PyPI. */
export const RECIPES: Readonly<Record<ProgramName, Recipe>> = {
  collector: {
    of: `${VERSIONS.builder}\n${readFileSync(MANIFEST, "utf8")}`,
    install: (folder) => {
      const builder = `go.opentelemetry.io/collector/cmd/builder@${VERSIONS.builder}`;
      runGo(folder, ["install", builder], { GOBIN: join(folder, "bin") });
      copyFileSync(MANIFEST, join(folder, "builder.yaml"));
      const env = { ...process.env, GOFLAGS: "-p=2 -trimpath" };
      const args = ["-n", "10", join(folder, "bin/builder"), "--config", "builder.yaml"];
      execFileSync("nice", args, { cwd: folder, env, stdio: ["ignore", 2, 2] });
    },
  },
  "kafka-broker": {
    of: `${VERSIONS.kfake}\n${readFileSync(BROKER, "utf8")}`,
    install: (folder) => {
      mkdirSync(folder, { recursive: true });
      // The broker is of a commit between releases of its client, and needs the next one.
      const modules = [
        `github.com/twmb/franz-go/pkg/kfake ${VERSIONS.kfake}`,
        `github.com/twmb/franz-go ${VERSIONS.franz}`,
      ];
      const required = modules.map((module) => `require ${module}\n`).join("");
      writeFileSync(join(folder, "go.mod"), `module backends/kafka-broker\n\ngo 1.26\n\n${required}`);
      copyFileSync(BROKER, join(folder, "main.go"));
      runGo(folder, ["build", "-mod=mod", "-o", "kafka-broker", "."]);
    },
  },
  clickhouse: {
    of: readFileSync(CHDB, "utf8"),
    install: () => {
      execFileSync(process.execPath, [CHDB], { stdio: ["ignore", 2, 2] });
    },
  },
  prometheus: program("github.com/prometheus/prometheus", VERSIONS.prometheus, "cmd/prometheus", "prometheus"),
  promtool: program("github.com/prometheus/prometheus", VERSIONS.prometheus, "cmd/promtool", "promtool"),
  "victoria-metrics": program(
    "github.com/VictoriaMetrics/VictoriaMetrics",
    VERSIONS.victoriaMetrics,
    "app/victoria-metrics",
    "victoria-metrics",
  ),
  jaeger: program("github.com/jaegertracing/jaeger", VERSIONS.jaeger, "cmd/jaeger", "jaeger"),
  phoenix: python("phoenix", `arize-phoenix==${VERSIONS.phoenix}`),
  mlflow: python("mlflow", `mlflow==${VERSIONS.mlflow}`),
};

export const folderOf = (name: ProgramName): string => join(CACHE, name);
