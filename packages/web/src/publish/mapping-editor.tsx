// How a CSV file's columns become properties: edited beside the file's first rows and what the gateway would make of them.
import { useEffect, useState, type ReactNode } from "react";
import { addTo } from "../api.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { ChoiceField, TextField } from "../merchant/fields.tsx";
import { asProblem } from "../resource.ts";
import { problemTitle } from "../texts/problem-title.ts";
import { ProblemNote } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Position } from "./answers-table.tsx";
import { publishPaths, type PreviewRow } from "./answers.ts";
import { beginningOf, csvRows } from "./csv-text.ts";
import { KINDS, MISSING, type Kind, type Mapping, type Property } from "./guess-mapping.ts";

const MOST_PREVIEWED = 16_000;
const SETTLED_MS = 350;
const ROWS = 8;
const UNITS = [
  "",
  "GQ",
  "GP",
  "59",
  "61",
  "CEL",
  "C62",
  "P1",
  "KMH",
  "MTS",
  "KGM",
  "TNE",
  "LTR",
  "KWH",
  "KWT",
  "MTR",
];

/** A line for each column of the file, the settings of the whole file, and the live preview. */
export function MappingEditor({
  name,
  text,
  mapping,
  properties,
  change,
}: {
  name: string;
  text: string;
  mapping: Mapping;
  properties: readonly Property[];
  change: (mapping: Mapping) => void;
}): ReactNode {
  const { say } = useSpeech();
  const [header, ...rows] = csvRows(text, mapping.delimiter, 3);
  const columns = (header?.cells ?? []).map((cell) => cell.trim()).filter((cell) => cell !== "");
  return (
    <>
      <form onSubmit={(event) => event.preventDefault()}>
        <ChoiceField
          label={say("publish.delimiter")}
          value={mapping.delimiter}
          change={(delimiter) => change({ ...mapping, delimiter })}
          choices={[
            [",", say("publish.comma")],
            [";", say("publish.semicolon")],
            ["\t", say("publish.tab")],
            ["|", "|"],
          ]}
        />
        <ChoiceField
          label={say("publish.decimal")}
          value={mapping.decimal}
          change={(decimal) => change({ ...mapping, decimal: decimal as Mapping["decimal"] })}
          choices={[
            [".", say("publish.point")],
            [",", say("publish.comma")],
          ]}
        />
        <TextField
          label={say("publish.timeFormat")}
          value={mapping.time.format}
          change={(format) => change({ ...mapping, time: { ...mapping.time, format } })}
        />
        <TextField
          label={say("publish.zone")}
          value={mapping.time.zone}
          change={(zone) => change({ ...mapping, time: { ...mapping.time, zone } })}
        />
        <TextField
          label={say("publish.idTemplate")}
          value={mapping.id}
          change={(id) => change({ ...mapping, id })}
        />
      </form>
      <Table
        caption={say("publish.columns")}
        rows={columns}
        rowKey={(column) => column}
        columns={[
          { name: "column", title: say("publish.column"), cell: (column) => <strong>{column}</strong> },
          {
            ...{ name: "sample", title: say("publish.sample") },
            cell: (column) => rows[0]?.cells[columns.indexOf(column)] ?? "–",
          },
          {
            ...{ name: "becomes", title: say("publish.becomes") },
            cell: (column) => <Becomes {...{ column, mapping, properties, change }} />,
          },
          {
            ...{ name: "unit", title: say("publish.unit") },
            cell: (column) => <UnitOf {...{ column, mapping, change }} />,
          },
        ]}
      />
      <Preview name={name} text={text} mapping={mapping} />
    </>
  );
}

const TIME = " time";
const LONGITUDE = " longitude";
const LATITUDE = " latitude";

function roleOf(column: string, { time, location, columns }: Mapping): string {
  if (time.column === column) return TIME;
  if (location?.longitude === column) return LONGITUDE;
  if (location?.latitude === column) return LATITUDE;
  return columns.find((each) => each.column === column)?.property ?? "";
}

function Becomes({
  column,
  mapping,
  properties,
  change,
}: {
  column: string;
  mapping: Mapping;
  properties: readonly Property[];
  change: (mapping: Mapping) => void;
}): ReactNode {
  const { say } = useSpeech();
  const role = roleOf(column, mapping);
  const choose = (next: string): void => {
    const columns = mapping.columns.filter((each) => each.column !== column && each.property !== next);
    if (next === TIME) return change({ ...mapping, columns, time: { ...mapping.time, column } });
    if (next === LONGITUDE || next === LATITUDE) {
      const place = { longitude: "", latitude: "", ...mapping.location, [next.trim()]: column };
      return change({ ...mapping, columns, location: place });
    }
    if (next === "") return change({ ...mapping, columns });
    const type = properties.find((each) => each.name === next)?.type ?? "text";
    const kind: Kind = (KINDS as readonly string[]).includes(type) ? (type as Kind) : "text";
    change({ ...mapping, columns: [...columns, { column, property: next, kind, missing: MISSING }] });
  };
  const own = properties.filter(({ name }) => !["id", "type", "dateObserved"].includes(name));
  return (
    <select
      value={role}
      aria-label={`${say("publish.becomes")} ${column}`}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">
        {mapping.id.includes(`{${column}}`) ? say("publish.partOfId") : say("publish.notPublished")}
      </option>
      <option value={TIME}>{say("publish.time")}</option>
      <option value={LONGITUDE}>{say("publish.longitude")}</option>
      <option value={LATITUDE}>{say("publish.latitude")}</option>
      {own.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

function UnitOf({
  column,
  mapping,
  change,
}: {
  column: string;
  mapping: Mapping;
  change: (mapping: Mapping) => void;
}): ReactNode {
  const { say } = useSpeech();
  const found = mapping.columns.find((each) => each.column === column);
  if (found === undefined || (found.kind !== "number" && found.kind !== "integer")) return "–";
  const { unit = "", ...rest } = found;
  return (
    <select
      value={unit}
      aria-label={`${say("publish.unit")} ${column}`}
      onChange={(event) => {
        const next = event.target.value;
        const changed = next === "" ? rest : { ...rest, unit: next };
        change({
          ...mapping,
          columns: mapping.columns.map((each) => (each.column === column ? changed : each)),
        });
      }}
    >
      {[...new Set([...UNITS, unit])].map((code) => (
        <option key={code} value={code}>
          {code === "" ? "–" : code}
        </option>
      ))}
    </select>
  );
}

/** Asks the gateway once the mapping has not changed for a moment. */
function Preview({ name, text, mapping }: { name: string; text: string; mapping: Mapping }): ReactNode {
  const { say, language } = useSpeech();
  const [rows, setRows] = useState<readonly PreviewRow[]>([]);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      const beginning = beginningOf(text, MOST_PREVIEWED);
      addTo<{ rows: PreviewRow[] }>(publishPaths.preview(name), { mapping, text: beginning }).then(
        (answer) => {
          if (!isCurrent) return;
          setRows(answer.rows.slice(0, ROWS));
          setProblem(null);
        },
        (failure: unknown) => isCurrent && setProblem(asProblem(failure)),
      );
    }, SETTLED_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [name, text, mapping]);
  return (
    <section aria-label={say("publish.preview")} className="preview">
      <h3>{say("publish.preview")}</h3>
      {problem !== null && <ProblemNote problem={problem} />}
      <Table
        caption={say("publish.preview")}
        rows={rows}
        rowKey={(row) => `${row.position} ${row.detail}`}
        columns={[
          { name: "place", title: say("publish.place"), cell: ({ position }) => <Position of={position} /> },
          {
            ...{ name: "result", title: say("publish.result") },
            cell: ({ entity, code, detail }) =>
              code === null ? (
                <code className="entity">{entityText(entity)}</code>
              ) : (
                <span className="refused-note">
                  {problemTitle(code, language)} <small lang="en">{detail}</small>
                </span>
              ),
          },
        ]}
      />
    </section>
  );
}

const entityText = (entity: PreviewRow["entity"]): string =>
  Object.entries(entity ?? {})
    .filter(([name]) => name !== "type")
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
