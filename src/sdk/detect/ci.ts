import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import {
  CICD_PIPELINE_NAME,
  CICD_PIPELINE_RUN_ID,
  CICD_PIPELINE_RUN_URL_FULL,
  VCS_CHANGE_ID,
  VCS_OWNER_NAME,
  VCS_REF_HEAD_NAME,
  VCS_REF_HEAD_REVISION,
  VCS_REPOSITORY_NAME,
} from "../../semconv/core-attributes.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** One system of continuous integration: the variable that it always sets, and those that say what runs. */
interface CiSystem {
  readonly sign: string;
  readonly pipeline: string;
  readonly run: string;
  readonly url?: string | ((env: Env) => string | undefined);
  /** The number of the pull or merge request; without digits in it, it is none. */
  readonly change?: string;
  readonly branch: readonly string[];
  readonly revision: string;
  /** `owner/name`. */
  readonly repository?: string;
}

/** Sources: the page of each system on the variables that it sets. */
const SYSTEMS: readonly CiSystem[] = [
  {
    sign: "GITHUB_ACTIONS",
    pipeline: "GITHUB_WORKFLOW",
    run: "GITHUB_RUN_ID",
    url: ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
      server && repository && run && `${server}/${repository}/actions/runs/${run}`,
    // `refs/pull/12/merge` or `12/merge`; of other runs the name of a branch.
    change: "GITHUB_REF",
    branch: ["GITHUB_HEAD_REF", "GITHUB_REF_NAME"],
    revision: "GITHUB_SHA",
    repository: "GITHUB_REPOSITORY",
  },
  {
    sign: "GITLAB_CI",
    pipeline: "CI_PIPELINE_NAME",
    run: "CI_PIPELINE_ID",
    url: "CI_PIPELINE_URL",
    change: "CI_MERGE_REQUEST_IID",
    branch: ["CI_COMMIT_REF_NAME"],
    revision: "CI_COMMIT_SHA",
    repository: "CI_PROJECT_PATH",
  },
  {
    sign: "CIRCLECI",
    pipeline: "CIRCLE_JOB",
    run: "CIRCLE_WORKFLOW_ID",
    url: "CIRCLE_BUILD_URL",
    change: "CIRCLE_PR_NUMBER",
    branch: ["CIRCLE_BRANCH"],
    revision: "CIRCLE_SHA1",
  },
  {
    sign: "BUILDKITE",
    pipeline: "BUILDKITE_PIPELINE_SLUG",
    run: "BUILDKITE_BUILD_ID",
    url: "BUILDKITE_BUILD_URL",
    change: "BUILDKITE_PULL_REQUEST",
    branch: ["BUILDKITE_BRANCH"],
    revision: "BUILDKITE_COMMIT",
  },
  {
    sign: "TF_BUILD",
    pipeline: "BUILD_DEFINITIONNAME",
    run: "BUILD_BUILDID",
    change: "SYSTEM_PULLREQUEST_PULLREQUESTID",
    branch: ["BUILD_SOURCEBRANCHNAME"],
    revision: "BUILD_SOURCEVERSION",
    repository: "BUILD_REPOSITORY_NAME",
  },
  {
    sign: "JENKINS_URL",
    pipeline: "JOB_NAME",
    run: "BUILD_ID",
    url: "BUILD_URL",
    change: "CHANGE_ID",
    branch: ["BRANCH_NAME", "GIT_BRANCH"],
    revision: "GIT_COMMIT",
  },
];

/** What a known system of continuous integration says in the environment of the run that this process is part of; nothing elsewhere. */
export function detectCi(env: Env): TelemetryAttributes {
  const system = SYSTEMS.find(({ sign }) => env[sign]);
  if (system === undefined) return {};
  const { pipeline, run, url, change = "", branch, revision, repository = "" } = system;
  const [, owner, name] = /^(.+)\/([^/]+)$/.exec(env[repository] ?? "") ?? [];
  const found = {
    [CICD_PIPELINE_NAME]: env[pipeline],
    [CICD_PIPELINE_RUN_ID]: env[run],
    [CICD_PIPELINE_RUN_URL_FULL]: typeof url === "function" ? url(env) : url && env[url],
    [VCS_CHANGE_ID]: /^(?:refs\/pull\/)?(\d{1,12})(?:\/merge)?$/.exec(env[change] ?? "")?.[1],
    [VCS_REF_HEAD_NAME]: branch.map((variable) => env[variable]).find(Boolean),
    [VCS_REF_HEAD_REVISION]: env[revision],
    [VCS_REPOSITORY_NAME]: name,
    [VCS_OWNER_NAME]: owner,
  };
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
