/** What `import` loads for `agentscribe/register`: `register.cjs`, which both module systems share. */
import "./register.ts";
