// Electronic mail: through the SMTP server that the environment names, or not at all.
import { createTransport } from "nodemailer";
import { z } from "zod";
import { ProblemError } from "../problems.ts";

export interface MailConfig {
  /** `smtp://` or `smtps://`, with name and password where the server wants them. */
  readonly url: string;
  readonly from: string;
}

export interface Mail {
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly filename: string; readonly content: Buffer }[];
}

/** Sends a mail; answers its Message-ID. @throws {ProblemError} `mail-refused` */
export type Mailer = (mail: Mail) => Promise<string>;

const WAIT_MS = 15_000;

const environment = z.object({
  ALATAU_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  ALATAU_MAIL_FROM: z.string().min(3).max(320),
});

/** What `ALATAU_SMTP_URL` and `ALATAU_MAIL_FROM` say; null where neither is set. @throws {z.ZodError} where only one is, or one is wrong */
export function mailConfig(variables: NodeJS.ProcessEnv): MailConfig | null {
  const { ALATAU_SMTP_URL, ALATAU_MAIL_FROM } = variables;
  if (ALATAU_SMTP_URL === undefined && ALATAU_MAIL_FROM === undefined) return null;
  const found = environment.parse({ ALATAU_SMTP_URL, ALATAU_MAIL_FROM });
  return { url: found.ALATAU_SMTP_URL, from: found.ALATAU_MAIL_FROM };
}

/** A mailer of a server; one connection for each mail, since mails are rare. */
export function openMailer({ url, from }: MailConfig): Mailer {
  const timeouts = { connectionTimeout: WAIT_MS, greetingTimeout: WAIT_MS, socketTimeout: WAIT_MS };
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  return async ({ attachments, ...mail }) => {
    try {
      const { messageId } = await transport.sendMail({ from, ...mail, attachments: [...attachments] });
      return messageId;
    } catch (cause) {
      throw new ProblemError("mail-refused", undefined, { cause });
    }
  };
}
