// The lines of a registration: field groups and quality rules, as many as one wants.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { ChoiceField, TextField } from "../merchant/fields.tsx";
import type { TextKey } from "../texts/en.ts";
import type { Visibility } from "./answers.ts";
import type { Property } from "./guess-mapping.ts";
import type { GroupDraft, RuleDraft } from "./new-set-draft.ts";
import { VISIBILITY_TEXT } from "./words.ts";

const changed = <Row,>(rows: readonly Row[], index: number, more: Partial<Row>): Row[] =>
  rows.map((row, at) => (at === index ? { ...row, ...more } : row));

/** Field groups: each has a title, its properties and who sees them. */
export function GroupRows({
  groups,
  properties,
  change,
}: {
  groups: readonly GroupDraft[];
  properties: readonly Property[];
  change: (groups: readonly GroupDraft[]) => void;
}): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      {groups.map((group, index) => (
        <fieldset key={index}>
          <legend>{say("publish.groupNumber", { number: String(index + 1) })}</legend>
          <div className="fields">
            <TextField
              label={say("publish.groupTitle")}
              value={group.title}
              change={(title) => change(changed(groups, index, { title }))}
            />
            <ChoiceField
              label={say("publish.visibility")}
              value={group.visibility}
              change={(visibility) =>
                change(changed(groups, index, { visibility: visibility as Visibility }))
              }
              choices={Object.entries(VISIBILITY_TEXT).map(([each, text]) => [each, say(text)] as const)}
            />
          </div>
          <div className="chosen">
            {properties.map(({ name }) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={group.properties.includes(name)}
                  disabled={groups.some((each, at) => at !== index && each.properties.includes(name))}
                  onChange={() =>
                    change(
                      changed(groups, index, {
                        properties: group.properties.includes(name)
                          ? group.properties.filter((each) => each !== name)
                          : [...group.properties, name],
                      }),
                    )
                  }
                />
                <code>{name}</code>
              </label>
            ))}
          </div>
          <button type="button" onClick={() => change(groups.filter((_, at) => at !== index))}>
            {say("publish.remove")}
          </button>
        </fieldset>
      ))}
      <div className="row">
        <button
          type="button"
          onClick={() => change([...groups, { title: "", properties: [], visibility: "members" }])}
        >
          {say("publish.addGroup")}
        </button>
      </div>
    </>
  );
}

const LIMITS: readonly (readonly [name: keyof RuleDraft, text: TextKey])[] = [
  ["min", "publish.rule.min"],
  ["max", "publish.rule.max"],
  ["spikeOver", "publish.rule.spike"],
  ["stuckAfter", "publish.rule.stuck"],
  ["gapAfterMinutes", "publish.rule.gap"],
];
const EMPTY = { min: "", max: "", spikeOver: "", stuckAfter: "", gapAfterMinutes: "" };

/** Quality rules: a property and what makes its value doubtful. */
export function RuleRows({
  rules,
  properties,
  change,
}: {
  rules: readonly RuleDraft[];
  properties: readonly Property[];
  change: (rules: readonly RuleDraft[]) => void;
}): ReactNode {
  const { say } = useSpeech();
  const numbers = properties.filter(({ type }) => /^(number|integer)$/.test(type));
  const free = numbers.filter(({ name }) => rules.every(({ property }) => property !== name));
  return (
    <>
      {rules.map((rule, index) => (
        <fieldset key={rule.property}>
          <legend>
            <code>{rule.property}</code>
          </legend>
          <div className="fields">
            {LIMITS.map(([name, text]) => (
              <TextField
                key={name}
                label={say(text)}
                value={rule[name]}
                change={(value) => change(changed(rules, index, { [name]: value }))}
                decimal
              />
            ))}
          </div>
          <button type="button" onClick={() => change(rules.filter((_, at) => at !== index))}>
            {say("publish.remove")}
          </button>
        </fieldset>
      ))}
      {free.length > 0 && (
        <div className="fields">
          <ChoiceField
            label={say("publish.addRule")}
            value=""
            change={(property) => property !== "" && change([...rules, { property, ...EMPTY }])}
            choices={[["", "–"], ...free.map(({ name }) => [name, name] as const)]}
          />
        </div>
      )}
    </>
  );
}
