import { defineConfig } from "vitest/config";

// Each page loads one entry; what two of them share becomes a file of its own. The server finds
// the files through the manifest, whose names carry a digest and so never change their content.
export default defineConfig({
  base: "./",
  publicDir: false,
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
  build: {
    outDir: "../static/web",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: "es2022",
    // These know light-dark(), so that it stays as it is written.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700, // Cytoscape, loaded only where a graph is drawn
    rolldownOptions: {
      checks: { bundlerTimings: false }, // on a busy machine it warns of itself
      input: {
        site: "src/site/main.ts",
        workbench: "src/workbench/main.ts",
        explorer: "src/explorer/main.ts",
      },
    },
  },
});
