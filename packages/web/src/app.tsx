// The frame around every page: name, navigation, language, the state of the connection.
import { lazy, Suspense, useId, type ReactNode } from "react";
import { DevicePage } from "./devices/device-page.tsx";
import { DevicesPage } from "./devices/devices-page.tsx";
import { Directory } from "./directory.tsx";
import { CataloguePage } from "./downloads/catalogue-page.tsx";
import { VerifyPage } from "./downloads/verify-page.tsx";
import { LANGUAGES, LOCAL_TIME, type Language } from "./format.ts";
import { Speech, useSpeech } from "./language.tsx";
import { LiveLedger, useLive } from "./live.tsx";
import { IssuerPage, PayoutsPage } from "./issuer/issuer-page.tsx";
import { OperatorPage } from "./operator/operator-page.tsx";
import { OverviewPage } from "./overview/overview-page.tsx";
import { RecordPage } from "./records/record-page.tsx";
import { RecordsPage } from "./records/records-page.tsx";
import { ConsolePage } from "./merchant/console-page.tsx";
import { matchPath } from "./match-path.ts";
import { CheckoutPage } from "./pay/checkout-page.tsx";
import { WalletPayPage } from "./passkey/pay-page.tsx";
import { WalletPage } from "./passkey/wallet-page.tsx";
import { PaymentLinkPage } from "./pay/payment-link-page.tsx";
import { TillLinkPage } from "./pay/till-link-page.tsx";
import { ReportPage } from "./reports/report-page.tsx";
import { ReportsPage } from "./reports/reports-page.tsx";
import { Link, Router, usePlace } from "./router.tsx";
import { SalePage } from "./sales/sale-page.tsx";
import { SalesPage } from "./sales/sales-page.tsx";
import { SlotPage } from "./slots/slot-page.tsx";
import { SlotsPage } from "./slots/slots-page.tsx";
import type { TextKey } from "./texts/en.ts";
import { TillCodePage } from "./till/code-page.tsx";
import { TillPage } from "./till/till-page.tsx";
import { NotFoundPage, Waiting } from "./ui/states.tsx";

// The pages of the city are fetched when one of them is opened.
const PublishPage = lazy(async () => ({
  default: (await import("./publish/publish-page.tsx")).PublishPage,
}));
const DirectoryPage = lazy(async () => ({
  default: (await import("./access/directory-page.tsx")).DirectoryPage,
}));
const BoardPage = lazy(async () => ({
  default: (await import("./problem-board/board-page.tsx")).BoardPage,
}));
const CityPage = lazy(async () => ({ default: (await import("./city/city-page.tsx")).CityPage }));
const DataSetPage = lazy(async () => ({ default: (await import("./city/data-set-page.tsx")).DataSetPage }));
const RoutesPage = lazy(async () => ({ default: (await import("./city/routes-page.tsx")).RoutesPage }));
const RoutePage = lazy(async () => ({ default: (await import("./city/routes-page.tsx")).RoutePage }));
const WeekPage = lazy(async () => ({ default: (await import("./city/week-page.tsx")).WeekPage }));
const ScorePage = lazy(async () => ({ default: (await import("./city/score-page.tsx")).ScorePage }));
const StreetPage = lazy(async () => ({ default: (await import("./street/street-page.tsx")).StreetPage }));
const MyDataPage = lazy(async () => ({ default: (await import("./street/my-data-page.tsx")).MyDataPage }));
const AuditPage = lazy(async () => ({ default: (await import("./audit/audit-page.tsx")).AuditPage }));

type Parameters = Readonly<Record<string, string>>;

const PAGES: readonly (readonly [pattern: string, page: (parameters: Parameters) => ReactNode])[] = [
  ["/", () => <OverviewPage />],
  ["/sales", () => <SalesPage />],
  ["/sales/:id", ({ id }) => <SalePage key={id} id={id!} />],
  ["/slots", () => <SlotsPage />],
  ["/slots/:zone/:slot", ({ zone, slot }) => <SlotPage key={`${zone}/${slot}`} zone={zone!} slot={slot!} />],
  ["/devices", () => <DevicesPage />],
  ["/devices/:device", ({ device }) => <DevicePage key={device} device={device!} />],
  ["/records", () => <RecordsPage />],
  ["/records/:hash", ({ hash }) => <RecordPage key={hash} hash={hash!} />],
  ["/pay/:id", ({ id }) => <CheckoutPage key={id} id={id!} />],
  ["/l/:token", ({ token }) => <PaymentLinkPage key={token} token={token!} />],
  ["/t/:token", ({ token }) => <TillLinkPage key={token} token={token!} />],
  ["/till/code/:till", ({ till }) => <TillCodePage key={till} till={till!} />],
  ["/merchant", () => <ConsolePage part={null} />],
  ["/merchant/:part", ({ part }) => <ConsolePage part={part!} />],
  ["/till", () => <TillPage invoice={null} />],
  ["/till/:id", ({ id }) => <TillPage key={id} invoice={id!} />],
  ["/wallet", () => <WalletPage to={null} />],
  ["/wallet/send/:to", ({ to }) => <WalletPage key={to} to={to!} />],
  ["/wallet/pay/:id", ({ id }) => <WalletPayPage key={id} id={id!} />],
  ["/reports", () => <ReportsPage />],
  ["/reports/:hash", ({ hash }) => <ReportPage key={hash} hash={hash!} />],
  ["/publish", () => <PublishPage name={null} part={null} />],
  ["/publish/:name", ({ name }) => <PublishPage name={name!} part={null} />],
  ["/publish/:name/:part", ({ name, part }) => <PublishPage name={name!} part={part!} />],
  ["/directory", () => <DirectoryPage />],
  ["/problem-board", () => <BoardPage problem={null} />],
  ["/problem-board/:problem", ({ problem }) => <BoardPage problem={problem!} />],
  ["/issuer", () => <IssuerPage />],
  ["/payouts", () => <PayoutsPage />],
  ["/city", () => <CityPage />],
  ["/city/routes", () => <RoutesPage />],
  ["/city/routes/:route", ({ route }) => <RoutePage key={route} route={route!} />],
  ["/city/week", () => <WeekPage />],
  ["/city/score", () => <ScorePage />],
  ["/my-street", () => <StreetPage />],
  ["/my-data", () => <MyDataPage />],
  ["/audit", () => <AuditPage />],
  ["/city/:name", ({ name }) => <DataSetPage key={name} name={name!} />],
  ["/catalogue", () => <CataloguePage />],
  ["/verify", () => <VerifyPage />],
  ["/operator", () => <OperatorPage participant={null} />],
  ["/operator/:participant", ({ participant }) => <OperatorPage participant={participant!} />],
];

const MENU: readonly (readonly [to: string, text: TextKey])[] = [
  ["/", "nav.overview"],
  ["/sales", "nav.sales"],
  ["/city", "nav.city"],
  ["/slots", "nav.slots"],
  ["/devices", "nav.devices"],
  ["/records", "nav.records"],
  ["/till", "nav.till"],
  ["/wallet", "wallet.title"],
  ["/reports", "reports.title"],
  ["/publish", "publish.title"],

  ["/operator", "nav.operator"],
];

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { kk: "Қазақша", ru: "Русский", en: "English" };

/** All pages. */
export function App(): ReactNode {
  return (
    <Speech>
      <Router>
        <LiveLedger>
          <Directory>
            <Frame />
          </Directory>
        </LiveLedger>
      </Router>
    </Speech>
  );
}

function Frame(): ReactNode {
  const { say } = useSpeech();
  const { path, query } = usePlace();
  if (path === "/city" && query.get("wall") === "1") return <main id="page">{pageAt(path)}</main>;
  return (
    <>
      <a className="skip" href="#page">
        {say("nav.skip")}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>Alatau Ledger</span>
        </Link>
        {!["/pay", "/t", "/l", "/wallet/pay"].some((place) => isUnder(path, place)) && (
          <nav aria-label={say("nav.label")}>
            {MENU.map(([to, text]) => (
              <Link key={to} to={to} aria-current={isUnder(path, to) ? "page" : undefined}>
                {say(text)}
              </Link>
            ))}
          </nav>
        )}
        <LanguageChoice />
      </header>
      <ConnectionBanner />
      <main id="page" tabIndex={-1}>
        {pageAt(path)}
      </main>
      <footer>
        <span>{say("footer.time", { zone: LOCAL_TIME })}</span>
        <Link to="/catalogue">{say("catalogue.title")}</Link>
        <Link to="/verify">{say("verify.title")}</Link>
        <Link to="/directory">{say("access.title")}</Link>
        <Link to="/problem-board">{say("board.title")}</Link>
        <a href="/reference">{say("footer.reference")}</a>
      </footer>
    </>
  );
}

function pageAt(path: string): ReactNode {
  for (const [pattern, page] of PAGES) {
    const parameters = matchPath(pattern, path);
    if (parameters !== null) return <Suspense fallback={<Waiting />}>{page(parameters)}</Suspense>;
  }
  return <NotFoundPage />;
}

const isUnder = (path: string, menu: string): boolean =>
  menu === "/" ? path === "/" : path === menu || path.startsWith(`${menu}/`);

function LanguageChoice(): ReactNode {
  const { say, language, choose } = useSpeech();
  const id = useId();
  return (
    <div className="language">
      <label htmlFor={id} className="unseen">
        {say("nav.language")}
      </label>
      <select id={id} value={language} onChange={(event) => choose(event.target.value as Language)}>
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {LANGUAGE_NAMES[each]}
          </option>
        ))}
      </select>
    </div>
  );
}

function ConnectionBanner(): ReactNode {
  const { say } = useSpeech();
  const { connection } = useLive();
  return (
    <div role="status">{connection === "lost" && <p className="banner">{say("state.reconnecting")}</p>}</div>
  );
}
