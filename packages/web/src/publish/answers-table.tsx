// What the gateway answers to an upload, row by row: what is wrong, what to do, what a correction changes.
import type { ReactNode } from "react";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { problemTitle } from "../texts/problem-title.ts";
import { Fact, Facts, Table } from "../ui/table.tsx";
import type { Change, RowAnswer, UploadAnswer } from "./answers.ts";
import { rowNumber } from "./csv-text.ts";
import { FLAG_TEXT, STATUS_TEXT } from "./words.ts";

/** More rows than these are counted and not listed. */
const SHOWN = 200;

/** Counts, then the rows that a person should look at: refused, corrected, flagged. */
export function AnswersTable({ answer }: { answer: UploadAnswer }): ReactNode {
  const { say, language } = useSpeech();
  const noted = answer.results.filter(
    ({ status, flags }) => status === "refused" || status === "corrected" || flags.length > 0,
  );
  const count = (value: number): string => formatCount(value, language);
  return (
    <>
      <Facts>
        <Fact name={say("publish.accepted")}>{count(answer.accepted)}</Fact>
        <Fact name={say("publish.corrected")}>{count(answer.corrected)}</Fact>
        <Fact name={say("publish.duplicate")}>{count(answer.duplicates)}</Fact>
        <Fact name={say("publish.refusedRow")}>{count(answer.refused)}</Fact>
      </Facts>
      {noted.length > 0 && (
        <Table
          caption={say("publish.answers")}
          rows={noted.slice(0, SHOWN)}
          rowKey={(row) => `${row.position} ${row.code} ${row.detail}`}
          columns={[
            {
              name: "place",
              title: say("publish.place"),
              cell: ({ position }) => <Position of={position} />,
            },
            {
              ...{ name: "status", title: say("publish.status") },
              cell: ({ status }) => (
                <span className={`badge ${status === "refused" ? "bad" : "final"}`}>
                  {say(STATUS_TEXT[status])}
                </span>
              ),
            },
            { name: "wrong", title: say("publish.wrong"), cell: (row) => <Noted row={row} /> },
            {
              ...{ name: "remedy", title: say("publish.remedy") },
              cell: ({ remedy }) => (remedy === null ? "–" : <span lang="en">{remedy}</span>),
            },
          ]}
        />
      )}
      {noted.length > SHOWN && (
        <p className="quiet">{say("publish.moreRows", { count: count(noted.length - SHOWN) })}</p>
      )}
    </>
  );
}

function Noted({ row }: { row: RowAnswer }): ReactNode {
  const { language } = useSpeech();
  return (
    <>
      {row.code !== null && (
        <>
          {problemTitle(row.code, language)} <small lang="en">{row.detail}</small>
        </>
      )}
      <Flags flags={row.flags} />
      <Changes changes={row.changes} />
    </>
  );
}

/** Where in the upload, in words. */
export function Position({ of: position }: { of: string }): ReactNode {
  const { say } = useSpeech();
  const number = rowNumber(position);
  return number === null ? position : say("publish.rowNumber", { number: String(number) });
}

/** Quality flags in words. */
export function Flags({ flags }: { flags: readonly string[] }): ReactNode {
  const { say } = useSpeech();
  return flags.map((flag) => (
    <span key={flag} className="badge pending">
      {FLAG_TEXT[flag] === undefined ? flag : say(FLAG_TEXT[flag])}
    </span>
  ));
}

/** Old and new values, one under the other. */
export function Changes({ changes }: { changes: readonly Change[] }): ReactNode {
  return changes.map(({ property, before, after }) => (
    <span key={property} className="change">
      <code>{property}</code> <del>{before ?? "–"}</del> <ins>{after ?? "–"}</ins>
    </span>
  ));
}
