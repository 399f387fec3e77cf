// Which page an address names. Pure.

/**
 * The parameters of a path under a pattern; null when it does not fit.
 *
 *     matchPath("/slots/:zone/:slot", "/slots/7/1970000"); // { zone: "7", slot: "1970000" }
 */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split("/");
  const found = path.replace(/(?<=.)\/+$/, "").split("/");
  if (wanted.length !== found.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = found[index]!;
    if (!part.startsWith(":")) {
      if (part !== value) return null;
    } else if (value === "") return null;
    else
      try {
        parameters[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
  }
  return parameters;
}
