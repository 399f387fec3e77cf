// Registering a data set: what it is, its schema, who checks it, who sees which fields, and what makes a value doubtful.
import { useState, type FormEvent, type ReactNode } from "react";
import { addTo } from "../api.ts";
import { useNames, useNaming } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField, TextField } from "../merchant/fields.tsx";
import { go } from "../router.tsx";
import { publishPaths, type DataSet, type SchemaFile, type Visibility } from "./answers.ts";
import { GroupRows, RuleRows } from "./new-set-rows.tsx";
import { descriptionOf, type GroupDraft, type RuleDraft } from "./new-set-draft.ts";
import { SchemaChoice } from "./schema-choice.tsx";
import { EXAMPLES } from "./schema-examples.ts";
import { SchemaPreview } from "./schema-preview.tsx";
import { propertiesOf } from "./schema.ts";
import { VISIBILITY_TEXT } from "./words.ts";

const CADENCES = ["60", "900", "3600", "86400", "0"] as const;
const LICENCES = ["CC-BY-4.0", "CC0-1.0", "ODbL-1.0"] as const;
const NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** The form; it leads to the new set's uploads. */
export function NewSet(): ReactNode {
  const { say } = useSpeech();
  const naming = useNaming();
  const { participants } = useNames();
  const known = [...participants.values()].filter(({ kind, suspended }) => kind === "checker" && !suspended);
  const { act, busy, note } = useAct(() => undefined);
  const [name, setName] = useState("");
  const [titles, setTitles] = useState({ en: "", ru: "", kk: "" });
  const [visibility, setVisibility] = useState<Visibility>("public");
  const [cadence, setCadence] = useState<string>("3600");
  const [retention, setRetention] = useState("3650");
  const [licence, setLicence] = useState<string>(LICENCES[0]);
  const [schema, setSchema] = useState<SchemaFile>(EXAMPLES[0]!.file);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [quorum, setQuorum] = useState("2");
  const [groups, setGroups] = useState<readonly GroupDraft[]>([]);
  const [rules, setRules] = useState<readonly RuleDraft[]>([]);
  const checkers = known.map(({ participant }) => participant).filter((each) => !left.has(each));
  const isReady = NAME.test(name) && titles.en.trim() !== "" && checkers.length > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      await addTo<DataSet>(publishPaths.sets, {
        ...{ name, visibility, checkers, schema },
        ...{ retentionDays: Number(retention), cadenceSeconds: Number(cadence) },
        quorum: Math.min(Number(quorum), checkers.length),
        description: descriptionOf({ titles, licence, groups, rules }),
      });
      go(`/publish/${name}`);
    });
  };
  const toggle = (participant: number): void => {
    const next = new Set(left);
    if (!next.delete(participant)) next.add(participant);
    setLeft(next);
  };
  const properties = propertiesOf(schema).filter(({ name: each }) => !FIXED.has(each));
  return (
    <form className="sections" onSubmit={submit}>
      <section className="card">
        <h2>1. {say("publish.what")}</h2>
        <div className="fields">
          <TextField label={say("publish.name")} value={name} change={setName} />
          {(["en", "ru", "kk"] as const).map((language) => (
            <TextField
              key={language}
              label={`${say("publish.titleIn")} (${language})`}
              value={titles[language]}
              change={(text) => setTitles({ ...titles, [language]: text })}
            />
          ))}
          <ChoiceField
            label={say("publish.visibility")}
            value={visibility}
            change={(next) => setVisibility(next as Visibility)}
            choices={visibilities()}
          />
          <ChoiceField
            label={say("publish.cadence")}
            value={cadence}
            change={setCadence}
            choices={CADENCES.map((seconds) => [seconds, cadenceText(seconds)] as const)}
          />
          <TextField label={say("publish.retention")} value={retention} change={setRetention} decimal />
          <ChoiceField
            label={say("publish.licence")}
            value={licence}
            change={setLicence}
            choices={LICENCES.map((each) => [each, each] as const)}
          />
        </div>
        {name !== "" && !NAME.test(name) && <p role="alert">{say("publish.nameWrong")}</p>}
      </section>
      <section className="card">
        <h2>2. {say("publish.schema")}</h2>
        <div className="fields">
          <SchemaChoice example change={setSchema} />
        </div>
        <details>
          <summary>{say("publish.showSchema")}</summary>
          <SchemaPreview file={schema} />
        </details>
      </section>
      <section className="card">
        <h2>3. {say("publish.checkers")}</h2>
        <p className="quiet">{say("publish.checkersNote")}</p>
        <div className="chosen">
          {known.map(({ participant }) => (
            <label key={participant}>
              <input type="checkbox" checked={!left.has(participant)} onChange={() => toggle(participant)} />
              {naming.participant(participant)}
            </label>
          ))}
        </div>
        <div className="fields">
          <ChoiceField
            label={say("publish.quorum")}
            value={String(Math.min(Number(quorum), Math.max(checkers.length, 1)))}
            change={setQuorum}
            choices={checkers.map((_, index) => [String(index + 1), String(index + 1)] as const)}
          />
        </div>
      </section>
      <section className="card">
        <h2>4. {say("publish.fieldGroups")}</h2>
        <p className="quiet">{say("publish.fieldGroupsNote")}</p>
        <GroupRows groups={groups} properties={properties} change={setGroups} />
      </section>
      <section className="card">
        <h2>5. {say("publish.rules")}</h2>
        <p className="quiet">{say("publish.rulesNote")}</p>
        <RuleRows rules={rules} properties={properties} change={setRules} />
      </section>
      <div className="row">
        <button className="button primary" disabled={busy || !isReady}>
          {say(busy ? "publish.registering" : "publish.register")}
        </button>
      </div>
      {note}
    </form>
  );

  function visibilities(): (readonly [string, string])[] {
    return Object.entries(VISIBILITY_TEXT).map(([each, text]) => [each, say(text)] as const);
  }

  function cadenceText(seconds: string): string {
    if (seconds === "0") return say("publish.whenever");
    return say("publish.every", { minutes: String(Number(seconds) / 60) });
  }
}

const FIXED = new Set(["id", "type", "dateObserved"]);
