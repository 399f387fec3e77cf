// Files that survive a crash: either the old content or the new, never half of it.
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { DiskFullError } from "./errors.ts";

/** Replaces a file: temporary file, fsync, rename, fsync of the folder. Throws `disk-full`. */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  { mode = 0o644 } = {},
): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await orDiskFull(path, async () => {
    await using file = await open(temporary, "w", mode);
    await file.writeFile(content);
    await file.sync();
  });
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes the names in a folder durable; a no-op where folders cannot be opened (Windows). */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await using folder = await open(path, "r");
  await folder.sync();
}

/** Runs a write and names a full disk as what it is. */
export async function orDiskFull<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw code === "ENOSPC" || code === "EDQUOT" ? new DiskFullError(path, failure) : failure;
  }
}

/** Whether an error says that a file is not there. */
export const isMissing = (failure: unknown): boolean => (failure as NodeJS.ErrnoException).code === "ENOENT";
