// A schema as people read it: each property with its kind and meaning.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { Table } from "../ui/table.tsx";
import type { SchemaFile } from "./answers.ts";
import { entityTypeOf, propertiesOf } from "./schema.ts";

/** The properties of a schema as a table. */
export function SchemaPreview({ file }: { file: SchemaFile }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <p>
        {say("publish.entityType")} <code>{entityTypeOf(file) || file.id}</code>
      </p>
      <Table
        caption={say("publish.schema")}
        rows={propertiesOf(file)}
        rowKey={({ name }) => name}
        columns={[
          { name: "name", title: say("publish.property"), cell: ({ name }) => <code>{name}</code> },
          { name: "type", title: say("publish.kind"), cell: ({ type }) => type || "–" },
          {
            ...{ name: "required", title: say("publish.required") },
            cell: ({ required }) => say(required ? "publish.yes" : "publish.no"),
          },
          {
            ...{ name: "meaning", title: say("publish.meaning") },
            cell: ({ description }) => <span lang="en">{description || "–"}</span>,
          },
        ]}
      />
    </>
  );
}
