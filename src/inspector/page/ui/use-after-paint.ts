import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** False until the component has been painted once: what nobody sees at first is worked out then. */
export function useAfterPaint(): boolean {
  const isPainted = useSignal(false);
  useEffect(() => {
    isPainted.value = true;
  }, []);
  return isPainted.value;
}
