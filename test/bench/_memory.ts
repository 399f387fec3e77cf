// Memory and disk as the kernel counts them (Linux).
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const field = (pid: number, file: string, name: string): number => {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has ended
  }
};

/** The greatest resident memory that a process ever had, MiB. */
export const peakMiB = (pid: number): number => Math.round(field(pid, "status", "VmHWM"));

/** Memory of a process and everything below it, shared pages counted once in parts (PSS), MiB. */
export function treeMiB(root: number, also: readonly number[] = []): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      continue;
    }
  }
  const roots = new Set([root, ...also]);
  const below = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (roots.has(at)) return true;
    return false;
  };
  return [...parents.keys()].filter(below).reduce((sum, pid) => sum + field(pid, "smaps_rollup", "Pss"), 0);
}

/** Bytes that a folder takes on disk, MiB. */
export function diskMiB(folder: string): number {
  let blocks = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    try {
      blocks += statSync(path.join(entry.parentPath, entry.name)).blocks;
    } catch {
      continue; // it was removed meanwhile
    }
  }
  return (blocks * 512) / 2 ** 20;
}
