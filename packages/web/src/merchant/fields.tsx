// Labelled fields of the console's small forms.
import { useId, type ReactNode } from "react";
import type { MerchantRole } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { ROLE_TEXT } from "./words.ts";

/** A line of text with its label. */
export function TextField({
  label,
  value,
  change,
  type = "text",
  decimal = false,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  type?: "text" | "date" | "url";
  decimal?: boolean;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        autoComplete="off"
        {...(decimal && { inputMode: "decimal" as const })}
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}

/** One of several, with its label. */
export function ChoiceField({
  label,
  value,
  change,
  choices,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  choices: readonly (readonly [value: string, text: string])[];
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => change(event.target.value)}>
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of the roles that may be given here. */
export function RoleField({
  value,
  change,
  roles,
}: {
  value: MerchantRole;
  change: (role: MerchantRole) => void;
  roles: readonly MerchantRole[];
}): ReactNode {
  const { say } = useSpeech();
  return (
    <ChoiceField
      label={say("merchant.role")}
      value={value}
      change={(role) => change(role as MerchantRole)}
      choices={roles.map((role) => [role, say(ROLE_TEXT[role])] as const)}
    />
  );
}

/** What is shown once: a key or a secret. */
export function Once({ text, note }: { text: string; note: string }): ReactNode {
  return (
    <div className="once" role="status">
      <p>{note}</p>
      <code>{text}</code>
    </div>
  );
}
