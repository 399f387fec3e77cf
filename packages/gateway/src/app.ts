// The HTTP application: every route on one Express, in the order from hot to rare. Knows nothing of ports.
import { networkSchema } from "@alatau/sdk";
import type { z } from "zod";
import express, { type ErrorRequestHandler, type Express } from "express";
import { accessRequestRoutes } from "./access-requests/routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { apiKeyRoutes } from "./auth/api-keys.ts";
import { authRoutes } from "./auth/routes.ts";
import { bankRoutes } from "./bank/routes.ts";
import { batchRoutes } from "./batches/routes.ts";
import { blockRoutes } from "./blocks/routes.ts";
import { boardRoutes } from "./board/routes.ts";
import { busRouteRoutes } from "./board/bus-routes.ts";
import { problemReportRoutes } from "./problem-reports/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { accessRoutes } from "./accesses/routes.ts";
import { catalogueRoutes } from "./catalogue/routes.ts";
import { chargingRoutes } from "./charging/routes.ts";
import { cityProblemRoutes } from "./city-problems/routes.ts";
import { describeNetwork } from "./data-sets/network.ts";
import { cityScoreRoutes } from "./city-score/routes.ts";
import { correctionRoutes } from "./corrections/routes.ts";
import { dataSetRoutes } from "./data-sets/routes.ts";
import { demoRoutes } from "./demo/routes.ts";
import { derivedRoutes } from "./derived/routes.ts";
import { deviceRoutes } from "./devices/routes.ts";
import { downloadRoutes } from "./downloads/routes.ts";
import { disputeRoutes } from "./disputes/routes.ts";
import { plainPages } from "./checkout/pages.ts";
import { exchangeRoutes } from "./exchange/routes.ts";
import { gatewayRoutes } from "./exchange/gateway-routes.ts";
import type { EventHub } from "./events/hub.ts";
import { eventRoutes } from "./events/routes.ts";
import type { Gateway } from "./gateway.ts";
import { API_HEADERS, sendAnswer, sendProblem } from "./http/answers.ts";
import { readBody } from "./http/body.ts";
import { fiscalRoutes } from "./fiscal/routes.ts";
import { homeRoutes } from "./homes/routes.ts";
import { paperRoutes } from "./invoices/paper.ts";
import { receiptRoutes } from "./invoices/receipt.ts";
import { invoiceRoutes } from "./invoices/routes.ts";
import { createLimiters } from "./http/limits.ts";
import { createApi, noteFailure, type Api } from "./http/route.ts";
import { requestLog, requestTimes } from "./observe/log.ts";
import { createDocument, type OpenApiDocument } from "./openapi.ts";
import { issuanceRoutes } from "./issuance/routes.ts";
import { orderRoutes } from "./orders/routes.ts";
import { problemPages, referencePages, webPages } from "./pages.ts";
import { memberRoutes } from "./members/routes.ts";
import { paymentIntentRoutes } from "./payment-intents/routes.ts";
import { paymentLinkRoutes } from "./payment-links/routes.ts";
import { paymentDisputeRoutes } from "./payments/disputes.ts";
import { paymentRoutes } from "./payments/routes.ts";
import { paymentTokenRoutes } from "./payment-tokens/routes.ts";
import { participantRoutes } from "./participants/routes.ts";
import { ngsiLdRoutes } from "./ngsi-ld/routes.ts";
import { observationRoutes } from "./observations/routes.ts";
import { ProblemError } from "./problems.ts";
import { publishingRoutes } from "./publishing/routes.ts";
import { quoteRoutes } from "./quotes/routes.ts";
import { readingRoutes } from "./readings/routes.ts";
import { recordRoutes } from "./records/routes.ts";
import { reportRoutes } from "./reports/routes.ts";
import { rpcRoute } from "./rpc/route.ts";
import { saleRoutes } from "./sales/routes.ts";
import { slotRoutes } from "./slots/routes.ts";
import { statementRoutes } from "./statements/routes.ts";
import type { ChainView } from "./status/queries.ts";
import { healthRoutes, statusRoutes } from "./status/routes.ts";
import { tariffRoutes } from "./tariffs/routes.ts";
import { tillRoutes } from "./tills/routes.ts";
import { walletRoutes } from "./wallets/routes.ts";
import { webhookRoutes } from "./webhooks/routes.ts";
import { x402Routes } from "./x402/routes.ts";

export interface AppOptions {
  readonly hub: EventHub;
  readonly watch: () => Promise<ChainView>;
  /** Folder of the built web application. */
  readonly webFolder: string;
}

/** Makes the application with all its routes, and the OpenAPI document of them. */
export function createApp(
  gateway: Gateway,
  { hub, watch, webFolder }: AppOptions,
): { app: Express; document: OpenApiDocument } {
  const app = express();
  app
    .disable("x-powered-by")
    .disable("etag")
    .set("query parser", "simple")
    .set("case sensitive routing", true);
  app.use(requestLog(gateway.log), requestTimes(gateway.metrics), (request, response, next) => {
    if (!gateway.stopping.aborted) return next();
    response.setHeader("connection", "close");
    sendProblem(request, response, new ProblemError("stopping"));
  });
  const body = readBody(gateway.limits.bodyBytes);
  app.use((request, response, next) =>
    request.method === "GET" || request.method === "HEAD" ? next() : body(request, response, next),
  );

  const api = createApi(app, gateway);
  const limiters = createLimiters(gateway);
  saleRoutes(api, limiters);
  slotRoutes(api, limiters);
  readingRoutes(api, limiters);
  recordRoutes(api, limiters);
  orderRoutes(api, limiters);
  deviceRoutes(api, limiters);
  participantRoutes(api, limiters);
  disputeRoutes(api, limiters);
  invoiceRoutes(api, limiters);
  receiptRoutes(api, limiters);
  paperRoutes(api, limiters);
  paymentIntentRoutes(api, limiters);
  paymentRoutes(api, limiters);
  quoteRoutes(api, limiters);
  paymentTokenRoutes(api);
  paymentDisputeRoutes(api, limiters);
  tillRoutes(api, limiters);
  paymentLinkRoutes(api, limiters);
  webhookRoutes(api, limiters);
  reportRoutes(api, limiters);
  fiscalRoutes(api, limiters);
  bankRoutes(api, limiters);
  walletRoutes(api, limiters);
  x402Routes(api, limiters);
  chargingRoutes(api, limiters);
  issuanceRoutes(api, limiters);
  homeRoutes(api, limiters);
  accountRoutes(api);
  statementRoutes(api, limiters);
  tariffRoutes(api, limiters);
  batchRoutes(api, limiters);
  dataSetRoutes(api, limiters);
  observationRoutes(api, limiters);
  alertRoutes(api, limiters);
  derivedRoutes(api, limiters);
  cityScoreRoutes(api, limiters);
  publishingRoutes(api, limiters);
  accessRequestRoutes(api, limiters);
  cityProblemRoutes(api, limiters);
  boardRoutes(api);
  busRouteRoutes(api);
  searchRoutes(api, limiters);
  accessRoutes(api, limiters);
  problemReportRoutes(api, limiters);
  downloadRoutes(api, limiters);
  correctionRoutes(api, limiters);
  catalogueRoutes(api, limiters);
  ngsiLdRoutes(api, limiters);
  exchangeRoutes(api);
  gatewayRoutes(api, limiters);
  blockRoutes(api, limiters);
  eventRoutes(api, hub);
  statusRoutes(api, watch);
  authRoutes(api, limiters);
  apiKeyRoutes(api, limiters);
  memberRoutes(api, limiters);
  if (gateway.demo) demoRoutes(api, limiters);
  networkRoute(api);
  api.refuseOtherMethods();

  const document = createDocument(api.registry, gateway.version);
  healthRoutes(app, gateway, watch);
  rpcRoute(app, gateway);
  referencePages(app, document);
  problemPages(app);
  plainPages(app, gateway, limiters);
  webPages(app, webFolder);
  app.use((request, response) => void sendProblem(request, response, new ProblemError("not-found")));
  app.use(lastResort);
  return { app, document };
}

/** What no route caught: damaged addresses, bodies that cannot be read, faults of ours. */
const lastResort: ErrorRequestHandler = (failure, request, response, next) => {
  if (response.headersSent) return next(failure); // Express cuts the connection off
  noteFailure(response, failure, sendProblem(request, response, failure));
};

function networkRoute({ route, gateway }: Api): void {
  route(
    {
      method: "get",
      path: "/network.json",
      tag: "Network",
      summary: "The network's description: what a check takes on trust; pin its hash from elsewhere",
      answers: { 200: { description: "network.json", schema: networkSchema as z.ZodType } },
    },
    async ({ request, response }) => {
      sendAnswer(request, response, {
        text: JSON.stringify(await describeNetwork(gateway.pool, gateway.network)),
        cache: "tagged",
        headers: { ...API_HEADERS, "access-control-allow-origin": "*" },
      });
      return null;
    },
  );
}
