import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["**/dist/", "**/generated/", "artifacts/", "cache/", "coverage/", "examples/data/"]),
  js.configs.recommended,
  tseslint.configs.strict,
  {
    files: ["packages/web/**/*.tsx"],
    plugins: { "react-hooks": hooks },
    rules: hooks.configs.recommended.rules,
  },
  {
    rules: {
      "no-console": "error",
      "no-undef": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: ["packages/cli/**", "scripts/**", "test/bench/**", "examples/**"],
    rules: { "no-console": "off" },
  },
);
