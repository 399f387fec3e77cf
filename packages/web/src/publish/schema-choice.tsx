// Choosing a schema: one of the examples, or files of one's own.
import { useId, useState, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { ChoiceField } from "../merchant/fields.tsx";
import type { SchemaFile } from "./answers.ts";
import { EXAMPLES } from "./schema-examples.ts";
import { schemaOf } from "./schema.ts";

/** A list of examples, and a field for files: the first is the schema, the others are what it refers to. */
export function SchemaChoice({
  example,
  change,
}: {
  example: boolean;
  change: (file: SchemaFile) => void;
}): ReactNode {
  const { say } = useSpeech();
  const [chosen, setChosen] = useState(EXAMPLES[0]!.name);
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const read = async (files: readonly File[]): Promise<void> => {
    try {
      change(schemaOf(await Promise.all(files.map((file) => file.text()))));
      setChosen("");
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <>
      {example && (
        <ChoiceField
          label={say("publish.schemaExample")}
          value={chosen}
          change={(name) => {
            setChosen(name);
            const found = EXAMPLES.find((each) => each.name === name);
            if (found !== undefined) change(found.file);
          }}
          choices={[
            ...EXAMPLES.map(({ name, text }) => [name, say(text)] as const),
            ...(chosen === "" ? [["", say("publish.ownSchema")] as const] : []),
          ]}
        />
      )}
      <div className="field">
        <label htmlFor={id}>{say("publish.schemaFile")}</label>
        <input
          id={id}
          type="file"
          multiple
          accept=".json"
          onChange={(event) => void read([...(event.target.files ?? [])])}
        />
      </div>
      {wrong && <p role="alert">{say("publish.schemaUnreadable")}</p>}
    </>
  );
}
