/** What runs the examples of `examples/runtimes`: no dependencies of the project, each installed in a folder of its own. */
export const RUNTIMES = {
  workerd: ["workerd@1.20261117.1", "esbuild@0.28.2"],
  "edge-runtime": ["edge-runtime@4.0.1", "@vercel/functions@3.9.9", "esbuild@0.28.2"],
  bun: ["bun@1.4.5"],
  deno: ["deno@2.9.6"],
  lambda: ["esbuild@0.28.2"],
  /** AWS' own client, which is built here: it takes minutes. */
  "lambda-ric": ["aws-lambda-ric@4.0.2"],
  bundlers: ["@vercel/nft@1.11.5", "@vercel/ncc@0.45.0", "esbuild@0.28.2"],
  next: ["next@16.4.6", "react@19.2.0", "react-dom@19.2.0"],
} as const;

/** What is made by scripts of a package when it is installed, below `node_modules`. */
export const BUILT: Readonly<Partial<Record<keyof typeof RUNTIMES, string>>> = {
  "lambda-ric": "aws-lambda-ric/rapid-client.node",
};

export type RuntimeName = keyof typeof RUNTIMES;

/** As `installPackages` knows them. */
export const setOf = (name: RuntimeName): string => `runtime-${name}`;
