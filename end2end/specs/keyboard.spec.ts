// Whoever has no mouse: Tab reaches everything that can be used, what has the focus is seen to have it, and it is on the
// screen. With JavaScript and without.
import type { Page } from "@playwright/test";
import { everybody } from "../fixtures/places.ts";
import { expect, test } from "../fixtures/test.ts";

/** More than any page has. */
const MANY = 250;

/** What has the focus, and what is wrong about how that is shown; nothing when it is back at the beginning. */
async function focused(page: Page): Promise<{ key: string; wrong: string } | undefined> {
  return page.locator("html").evaluate((html) => {
    const of = html.ownerDocument.activeElement;
    if (of === null || of === html || of === html.ownerDocument.body) return undefined;
    const named = of.getAttribute("aria-label") ?? (of.textContent || of.getAttribute("name") || of.id).trim();
    const place = [...html.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")].indexOf(of);
    const outlined = [of, of.parentElement].some((one) => {
      const style = one === null ? undefined : getComputedStyle(one);
      return style !== undefined && style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
    });
    const box = of.getBoundingClientRect();
    const seen = box.bottom > 0 && box.right > 0 && box.top < html.clientHeight && box.left < html.clientWidth && box.width > 1;
    const wrong = [outlined ? "" : "no outline", seen ? "" : "not on the screen"].filter(Boolean).join(", ");
    return { key: `${place} ${of.tagName.toLowerCase()} “${named.slice(0, 40)}”`, wrong };
  });
}

/** How many things on the page can be used. */
async function usable(page: Page): Promise<number> {
  return page.locator("html").evaluate((html) => {
    const all = [...html.querySelectorAll<HTMLElement>("a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary")];
    const groups = new Set<string>();
    return all.filter((one) => {
      if (!one.checkVisibility({ visibilityProperty: true }) || (one instanceof HTMLInputElement && one.type === "hidden")) return false;
      if (!(one instanceof HTMLInputElement && one.type === "radio")) return true;
      // Of the radio buttons of a group one takes the focus.
      const group = `${one.form?.action ?? ""} ${one.name}`;
      return !groups.has(group) && groups.add(group);
    }).length;
  });
}

for (const [who, places] of everybody) {
  test(`the keyboard reaches everything on the pages of ${who}, and shows where it is`, async ({ page }) => {
    test.setTimeout(180_000);
    for (const address of await places(page)) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const all = await usable(page);
      const reached = new Set<string>();
      const wrong: string[] = [];
      let last = "";
      for (let pressed = 0; pressed < MANY; pressed += 1) {
        await page.keyboard.press("Tab");
        const now = await focused(page);
        // A day has several parts, and each of them takes a press.
        if (now !== undefined && now.key === last) continue;
        if (now === undefined || reached.has(now.key)) break;
        last = now.key;
        reached.add(last);
        if (now.wrong !== "") wrong.push(`${now.key}: ${now.wrong}`);
      }
      expect.soft(wrong, address).toEqual([]);
      expect.soft(reached.size, `${address} has ${all} things to use`).toBeGreaterThanOrEqual(all);
    }
  });
}
