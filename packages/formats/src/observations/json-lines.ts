// JSON lines, one entity a line, and JSON documents of one entity or a list of them.
import { fromUtf8 } from "../ocmf/bytes.ts";
import { parseJson } from "./json-text.ts";
import type { Collector } from "./observation.ts";
import { refusal } from "./problems.ts";

/** Reads JSON lines; a last line that breaks off without a line end is a truncated file. */
export function readJsonLines(bytes: Uint8Array, into: Collector): void {
  const text = fromUtf8(bytes);
  if (text === null) return void into.fault("file", refusal("text-encoding", "it is not UTF-8"));
  const lines = text.split("\n");
  let isEmpty = true;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    isEmpty = false;
    if (!readLine(line, `line ${index + 1}`, index === lines.length - 1, into)) return;
  }
  if (isEmpty) into.fault("file", refusal("file-empty", "it has no line"));
}

function readLine(line: string, position: string, isLast: boolean, into: Collector): boolean {
  if (line.length > into.limits.maxEntity)
    return into.fault(position, refusal("entity-too-large", `${line.length} characters`));
  const read = parseJson(line);
  if (!("fault" in read)) return into.entity(position, read.value);
  const isCut = isLast && read.ended;
  return into.fault(position, isCut ? refusal("file-truncated", "the file ends in this line") : read.fault);
}

/** Reads a JSON document: an entity, or a list of entities. */
export function readEntities(bytes: Uint8Array, into: Collector): void {
  const text = fromUtf8(bytes);
  if (text === null) return void into.fault("file", refusal("text-encoding", "it is not UTF-8"));
  if (text.trim() === "") return void into.fault("file", refusal("file-empty", "it is empty"));
  const read = parseJson(text);
  if ("fault" in read) {
    const fault = read.ended ? refusal("file-truncated", "the JSON breaks off") : read.fault;
    return void into.fault("file", fault);
  }
  const items: readonly unknown[] = Array.isArray(read.value) ? read.value : [read.value];
  if (items.length === 0) into.fault("file", refusal("file-empty", "the list is empty"));
  for (const [index, item] of items.entries()) if (!into.entity(`item ${index + 1}`, item)) return;
}
