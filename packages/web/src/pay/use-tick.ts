// A clock for pages that look again and again.
import { useEffect, useState } from "react";

/** Counts up every so many milliseconds while the page is in front. */
export function useTick(milliseconds: number): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setTick((before) => before + 1);
    }, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return tick;
}
