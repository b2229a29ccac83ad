import { describe, expect, it } from "vitest";
import { detectCi } from "../../../../src/sdk/detect/ci.ts";

describe("detectCi()", () => {
  it("says which workflow of GitHub runs for which pull request", () => {
    const env = {
      GITHUB_ACTIONS: "true",
      GITHUB_WORKFLOW: "Evals",
      GITHUB_RUN_ID: "9001",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/shop-agent",
      GITHUB_REF: "refs/pull/42/merge",
      GITHUB_REF_NAME: "42/merge",
      GITHUB_HEAD_REF: "cheaper-prompts",
      GITHUB_SHA: "a".repeat(40),
      GITHUB_TOKEN: "not for telemetry",
    };
    expect(detectCi(env)).toEqual({
      "cicd.pipeline.name": "Evals",
      "cicd.pipeline.run.id": "9001",
      "cicd.pipeline.run.url.full": "https://github.com/acme/shop-agent/actions/runs/9001",
      "vcs.change.id": "42",
      "vcs.ref.head.name": "cheaper-prompts",
      "vcs.ref.head.revision": "a".repeat(40),
      "vcs.repository.name": "shop-agent",
      "vcs.owner.name": "acme",
    });
  });

  it("names no change where a branch is built", () => {
    const env = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "1", GITHUB_REF: "refs/heads/2026", GITHUB_REF_NAME: "2026" };
    expect(detectCi(env)).toEqual({ "cicd.pipeline.run.id": "1", "vcs.ref.head.name": "2026" });
    expect(detectCi({ BUILDKITE: "true", BUILDKITE_BUILD_ID: "b-1", BUILDKITE_PULL_REQUEST: "false" })).toEqual({
      "cicd.pipeline.run.id": "b-1",
    });
  });

  it("keeps the groups of a project of GitLab as its owner", () => {
    const env = {
      GITLAB_CI: "true",
      CI_PROJECT_PATH: "acme/agents/shop",
      CI_MERGE_REQUEST_IID: "7",
      CI_PIPELINE_ID: "3",
    };
    expect(detectCi(env)).toEqual({
      "cicd.pipeline.run.id": "3",
      "vcs.change.id": "7",
      "vcs.owner.name": "acme/agents",
      "vcs.repository.name": "shop",
    });
  });

  it("finds nothing where no system is known", () => {
    expect(detectCi({ CI: "true", BUILD_ID: "5", BRANCH_NAME: "main" })).toEqual({});
  });
});
