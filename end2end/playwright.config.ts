// One demo, one browser, two ways of looking at it: as a browser without JavaScript, and as one with it.
//
// `cargo xtask test` starts the demo and sets JOINERY_URL. By hand: `cargo xtask run` in one terminal, then
// `npx playwright test` here.
import { defineConfig } from "@playwright/test";

const silent = [
  // Root in a container has no user namespaces to build the sandbox from.
  "--no-sandbox",
  // What Chromium would otherwise ask the world for on its own: a closed network refuses it many times a second.
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  // The demo world is shared, so tests take turns. `cargo xtask test` gives each project a world of its own.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [
    ["line"],
    ["json", { outputFile: process.env.JOINERY_REPORT ?? "test-results/report.json" }],
  ],
  use: {
    baseURL: process.env.JOINERY_URL ?? "http://127.0.0.1:3000",
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: silent,
    },
  },
  projects: [
    { name: "no-js", use: { javaScriptEnabled: false }, testIgnore: "**/*.hydrate.spec.ts" },
    { name: "js", use: { javaScriptEnabled: true } },
  ],
});
