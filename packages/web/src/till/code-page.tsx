// The printed code beside a till: whoever scans it sees what is to be paid there now.
import type { ReactNode } from "react";
import { getTill, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { QrCode } from "../pay/qr.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import "./till.css";

/** The poster of a till. */
export function TillCodePage({ till }: { till: string }): ReactNode {
  const { say } = useSpeech();
  const found = useResource(paths.till(Number(till)), getTill);
  return (
    <div className="narrow poster">
      <PageTitle title={say("till.code")} />
      <Loaded from={found}>
        {({ name, link }) => (
          <section className="card checkout">
            <p className="sum">{name}</p>
            <p>{say("till.scan")}</p>
            <QrCode text={window.location.origin + link} label={say("till.code")} />
            <a href={link}>{window.location.host + link}</a>
            <p className="quiet unprinted">{say("till.codeNote")}</p>
          </section>
        )}
      </Loaded>
      <div className="row unprinted">
        <button type="button" className="primary" onClick={() => window.print()}>
          {say("till.print")}
        </button>
        <Link to="/till">{say("till.title")}</Link>
      </div>
    </div>
  );
}
