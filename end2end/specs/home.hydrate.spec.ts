// Only with JavaScript: what WebAssembly adds.
import { awake } from "../fixtures/people.ts";
import { test } from "../fixtures/test.ts";

test("the home page wakes up without a complaint in the console", async ({ page }) => {
  await page.goto("/");
  await awake(page);
});
