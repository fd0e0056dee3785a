// The narrowest screen, with text as it is and with text twice as large, in both languages: no page scrolls sideways, and
// nothing on it does. With JavaScript and without.
import type { Page } from "@playwright/test";
import { inChinese } from "../fixtures/paying.ts";
import { everybody } from "../fixtures/places.ts";
import { desk } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

/** WCAG 1.4.10: 1280 pixels at 400 %. */
const narrow = { width: 320, height: 640 };

/** What sticks out of the screen, or has to be scrolled sideways by itself: what it is, and by how many pixels. */
async function tooWide(page: Page, text: string): Promise<string[]> {
  return page.locator("html").evaluate((html, size) => {
    html.style.fontSize = size;
    const name = (of: Element) => `${of.tagName.toLowerCase()}.${of.className || of.id} “${(of.textContent ?? "").trim().slice(0, 40)}”`;
    const found: string[] = [];
    if (html.scrollWidth > html.clientWidth) found.push(`the page, by ${html.scrollWidth - html.clientWidth}`);
    for (const of of html.querySelectorAll("body *")) {
      const style = getComputedStyle(of);
      const scrolls = ["auto", "scroll"].includes(style.overflowX) && !["INPUT", "SELECT"].includes(of.tagName);
      if (scrolls && of.scrollWidth > of.clientWidth + 1) found.push(`inside ${name(of)}, by ${of.scrollWidth - of.clientWidth}`);
      const box = of.getBoundingClientRect();
      const out = Math.round(Math.max(box.right - html.clientWidth, -box.left));
      // What is there for the ear alone has no place on the screen.
      const hidden = style.clipPath !== "none" || of.closest(".skip-link") !== null;
      if (out > 0 && box.width > 1 && box.height > 0 && !hidden && of.children.length === 0) found.push(`${name(of)}, by ${out}`);
    }
    html.style.fontSize = "";
    return found;
  }, text);
}

for (const [who, places] of everybody) {
  test(`every page of ${who} fits a screen of 320 pixels, with large text too`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.setViewportSize(desk);
    const addresses = await places(page);
    await page.setViewportSize(narrow);
    for (const language of ["en", "zh-CN"]) {
      if (language === "zh-CN") {
        await page.goto("/offline");
        await inChinese(page);
      }
      for (const address of addresses) {
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        for (const text of ["100%", "200%"]) {
          expect.soft(await tooWide(page, text), `${address} in ${language} at ${text}`).toEqual([]);
        }
      }
    }
  });
}
