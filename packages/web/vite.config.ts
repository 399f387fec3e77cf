// The pages as static files in dist/: nothing inline, so that a strict content security policy holds.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const GATEWAY = process.env["ALATAU_GATEWAY"] ?? "http://127.0.0.1:8080";
const PATHS = ["/v1", "/network.json", "/reference", "/openapi.json"];

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1", proxy: Object.fromEntries(PATHS.map((path) => [path, GATEWAY])) },
});
