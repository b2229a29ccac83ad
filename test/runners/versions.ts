/** Test runners that are no dependencies of the project, for the tests of `agentscribe/testing` in them. */
export const JEST: readonly string[] = ["jest@30.5.2", "@jest/globals@30.5.2", "@types/jest@30.0.0"];
