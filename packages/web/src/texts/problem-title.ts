// Titles of problems in the reader's language, by the stable code of the gateway, the meter check and the proof check.
import type { Language } from "../format.ts";
import { alertProblems as alertsEn } from "./en/alert-problems.ts";
import { merchantProblems as merchantsEn } from "./en/merchant-problems.ts";
import { chargingProblems as chargingEn } from "./en/charging-problems.ts";
import { cityProblems as cityEn } from "./en/city-problems.ts";
import { dataSetProblems as dataSetsEn } from "./en/data-set-problems.ts";
import { downloadProblems as downloadsEn } from "./en/download-problems.ts";
import { exchangeProblems as exchangeEn } from "./en/exchange-problems.ts";
import { directoryProblems as directoryEn } from "./en/directory-problems.ts";
import { issuanceProblems as issuanceEn } from "./en/issuance-problems.ts";
import { observationProblems as observationsEn } from "./en/observation-problems.ts";
import { paymentProblems as paymentsEn } from "./en/payment-problems.ts";
import { reportProblems as reportsEn } from "./en/report-problems.ts";
import { problems as en } from "./en/problems.ts";
import { walletProblems as walletsEn } from "./en/wallet-problems.ts";
import { alertProblems as alertsKk } from "./kk/alert-problems.ts";
import { merchantProblems as merchantsKk } from "./kk/merchant-problems.ts";
import { chargingProblems as chargingKk } from "./kk/charging-problems.ts";
import { cityProblems as cityKk } from "./kk/city-problems.ts";
import { dataSetProblems as dataSetsKk } from "./kk/data-set-problems.ts";
import { downloadProblems as downloadsKk } from "./kk/download-problems.ts";
import { exchangeProblems as exchangeKk } from "./kk/exchange-problems.ts";
import { directoryProblems as directoryKk } from "./kk/directory-problems.ts";
import { issuanceProblems as issuanceKk } from "./kk/issuance-problems.ts";
import { observationProblems as observationsKk } from "./kk/observation-problems.ts";
import { paymentProblems as paymentsKk } from "./kk/payment-problems.ts";
import { reportProblems as reportsKk } from "./kk/report-problems.ts";
import { problems as kk } from "./kk/problems.ts";
import { walletProblems as walletsKk } from "./kk/wallet-problems.ts";
import { alertProblems as alertsRu } from "./ru/alert-problems.ts";
import { merchantProblems as merchantsRu } from "./ru/merchant-problems.ts";
import { chargingProblems as chargingRu } from "./ru/charging-problems.ts";
import { cityProblems as cityRu } from "./ru/city-problems.ts";
import { dataSetProblems as dataSetsRu } from "./ru/data-set-problems.ts";
import { downloadProblems as downloadsRu } from "./ru/download-problems.ts";
import { exchangeProblems as exchangeRu } from "./ru/exchange-problems.ts";
import { directoryProblems as directoryRu } from "./ru/directory-problems.ts";
import { issuanceProblems as issuanceRu } from "./ru/issuance-problems.ts";
import { observationProblems as observationsRu } from "./ru/observation-problems.ts";
import { paymentProblems as paymentsRu } from "./ru/payment-problems.ts";
import { reportProblems as reportsRu } from "./ru/report-problems.ts";
import { problems as ru } from "./ru/problems.ts";
import { walletProblems as walletsRu } from "./ru/wallet-problems.ts";

/** Titles of every language, by code. */
export const PROBLEMS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  kk: {
    ...kk,
    ...alertsKk,
    ...chargingKk,
    ...cityKk,
    ...dataSetsKk,
    ...downloadsKk,
    ...exchangeKk,
    ...directoryKk,
    ...issuanceKk,
    ...observationsKk,
    ...paymentsKk,
    ...merchantsKk,
    ...reportsKk,
    ...walletsKk,
  },
  ru: {
    ...ru,
    ...alertsRu,
    ...chargingRu,
    ...cityRu,
    ...dataSetsRu,
    ...downloadsRu,
    ...exchangeRu,
    ...directoryRu,
    ...issuanceRu,
    ...observationsRu,
    ...paymentsRu,
    ...merchantsRu,
    ...reportsRu,
    ...walletsRu,
  },
  en: {
    ...en,
    ...alertsEn,
    ...chargingEn,
    ...cityEn,
    ...dataSetsEn,
    ...downloadsEn,
    ...exchangeEn,
    ...directoryEn,
    ...issuanceEn,
    ...observationsEn,
    ...paymentsEn,
    ...merchantsEn,
    ...reportsEn,
    ...walletsEn,
  },
};

/** The title of a code; one that this page is too old to know has a general title. */
export const problemTitle = (code: string, language: Language): string =>
  PROBLEMS[language][code] ?? PROBLEMS[language]["unknown"] ?? code;
