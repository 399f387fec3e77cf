// Which text says what a kind or a state of a request means. Literal keys, so that the test sees each used.
import type { TextKey } from "../texts/en.ts";
import type { AccessRequest, OrganisationKind, RequestedSet } from "./answers.ts";

export const KIND_TEXT: Readonly<Record<OrganisationKind, TextKey>> = {
  university: "access.university",
  incubator: "access.incubator",
  company: "access.company",
  agency: "access.agency",
  other: "access.other",
};

export const REQUEST_TEXT: Readonly<Record<AccessRequest["state"], TextKey>> = {
  open: "access.isOpen",
  granted: "access.isGranted",
  refused: "access.isRefused",
};

export const SET_TEXT: Readonly<Record<RequestedSet["state"], TextKey>> = {
  open: "access.setOpen",
  waiting: "access.setWaiting",
  granted: "access.isGranted",
  refused: "access.isRefused",
};
