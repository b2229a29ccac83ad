import { judgeMean } from "../../../internal/statistics/mean-rule.ts";
import { judgeQuantile } from "../../../internal/statistics/quantile-rule.ts";
import { judgeRate } from "../../../internal/statistics/rate-rule.ts";
import type { Verdict } from "../../../internal/statistics/verdict.ts";
import type { Bucket } from "./bucket.ts";
import type { Calculation } from "./measures.ts";

/** Why a bucket leaves what the buckets before it were; `undefined` where it does not, or where there is not enough data. */
export function markOf(calculation: Calculation, now: Bucket, before: readonly Bucket[]): string | undefined {
  const { verdict, baseline = 0 } = judge(calculation, now, before);
  if (verdict !== "above" || now.value === null) return undefined;
  const isSuccess = calculation.kind === "success";
  const value = isSuccess ? 1 - now.value : now.value;
  const times = baseline > 0 ? `${(value / baseline).toFixed(1)} times the usual` : "usually none";
  return isSuccess ? `failures: ${times}, of ${now.count}` : `${times}, of ${now.count}`;
}

function judge(calculation: Calculation, now: Bucket, before: readonly Bucket[]): Verdict {
  const rate = ({ count, hits }: Bucket) => ({ total: count, hits });
  switch (calculation.kind) {
    case "rate":
      return judgeRate(rate(now), before.map(rate));
    case "success": {
      const failures = ({ count, hits }: Bucket) => ({ total: count, hits: count - hits });
      return judgeRate(failures(now), before.map(failures));
    }
    case "mean":
      return judgeMean(now, before);
    case "quantile":
      return judgeQuantile(now, before);
    default:
      return { verdict: "usual" };
  }
}
