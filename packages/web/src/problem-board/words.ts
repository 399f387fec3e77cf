// Which text says where a problem's truth is. Literal keys, so that the test sees each used.
import type { TextKey } from "../texts/en.ts";
import type { Problem } from "./answers.ts";

export const TRUTH_TEXT: Readonly<Record<Problem["truthState"], TextKey>> = {
  public: "board.truthPublic",
  hidden: "board.truthHidden",
  revealed: "board.truthRevealed",
};
