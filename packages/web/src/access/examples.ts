// The example programs with the address and names of whoever was given access. Pure.
import python from "../../../../examples/start-up/publish.py?raw";
import curl from "../../../../examples/start-up/publish.sh?raw";
import typescript from "../../../../examples/start-up/publish.ts?raw";

export interface ExampleProgram {
  readonly language: string;
  readonly file: string;
  readonly run: string;
  readonly text: string;
}

/** The programs, each with how it is started; the key is named and not written into them. */
export function examplesFor(origin: string, dataSet: string): ExampleProgram[] {
  const filled = (text: string): string =>
    text.replaceAll("http://127.0.0.1:8080", origin).replaceAll("sandbox.my-team", dataSet);
  return [
    { language: "TypeScript", file: "publish.ts", run: "node publish.ts", text: filled(typescript) },
    { language: "curl", file: "publish.sh", run: "sh publish.sh", text: filled(curl) },
    { language: "Python", file: "publish.py", run: "python3 publish.py", text: filled(python) },
  ];
}
