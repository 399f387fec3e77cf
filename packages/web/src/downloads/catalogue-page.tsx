// `/catalogue`: the open data sets with their files and proofs.
import type { ReactNode } from "react";
import { formatCount } from "../format.ts";
import { ask } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { setsOf, type CatalogueSet } from "./catalogue.ts";
import "./downloads.css";

const PATH = "/v1/catalogue";
const getCatalogue = (path: string, signal: AbortSignal) =>
  ask<Readonly<Record<string, unknown>>>(path, { signal });

/** The page. */
export function CataloguePage(): ReactNode {
  const { say, language } = useSpeech();
  const catalogue = useResource(PATH, getCatalogue);
  return (
    <>
      <PageTitle title={say("catalogue.title")}>
        <Link to="/verify">{say("catalogue.check")}</Link>
      </PageTitle>
      <p>{say("catalogue.intro")}</p>
      <p>
        <a href={PATH}>{say("catalogue.forPortals")}</a>
      </p>
      <Loaded from={catalogue}>
        {(value) => {
          const sets = setsOf(value, language);
          if (sets.length === 0) return <Nothing>{say("catalogue.none")}</Nothing>;
          return sets.map((set) => <Entry key={set.address} set={set} />);
        }}
      </Loaded>
    </>
  );
}

function Entry({ set }: { set: CatalogueSet }): ReactNode {
  const { say, language } = useSpeech();
  const { name, title, description, publisher, frequency, licence, files, fingerprint } = set;
  const proof = files[0]?.proof ?? null;
  return (
    <article className="card entry" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <code>{name}</code>
      </header>
      {description !== title && <p>{description}</p>}
      <dl className="brought">
        <dt>{say("catalogue.publisher")}</dt>
        <dd>{publisher}</dd>
        {frequency !== null && (
          <>
            <dt>{say("catalogue.frequency")}</dt>
            <dd>{say(frequency)}</dd>
          </>
        )}
        <dt>{say("catalogue.licence")}</dt>
        <dd>{licence}</dd>
        <dt>{say("catalogue.files")}</dt>
        <dd className="row">
          {files.map(({ label, href }) => (
            <a key={label} href={href} download>
              {label}
            </a>
          ))}
          {proof !== null && (
            <a href={proof} download>
              {say("catalogue.proof")}
            </a>
          )}
        </dd>
        {fingerprint !== null && (
          <>
            <dt>
              {say("catalogue.fingerprint", { block: formatCount(BigInt(fingerprint.block), language) })}
            </dt>
            <dd>
              <Hash value={fingerprint.root} />
            </dd>
          </>
        )}
      </dl>
    </article>
  );
}
