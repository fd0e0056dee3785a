// A price in a second currency: the account is added, the price is set, somebody pays in it, and its payouts have pages of
// their own.
import type { Page } from "@playwright/test";
import { expectLetIn, readAcceptAndOrder, signUp } from "../fixtures/member.ts";
import { payByCard } from "../fixtures/paying.ts";
import { expect, test } from "../fixtures/test.ts";

/** The narrowest screen. */
const narrow = { width: 320, height: 720 };

/** Nothing has to be scrolled sideways. */
async function expectItFits(page: Page): Promise<void> {
  await page.setViewportSize(narrow);
  const widths = await page.locator("html").evaluate((html) => [html.scrollWidth, html.clientWidth]);
  expect(widths[0], `${page.url()} is as wide as the screen`).toBeLessThanOrEqual(widths[1] ?? 0);
}

/** A community in yuan by somebody new, described, with an agreement; the part of its address. */
async function begin(page: Page): Promise<string> {
  const slug = `tide-${Date.now()}-${Math.floor(Math.random() * 1_000)}`;
  await signUp(page, "Pia Reed");
  await page.goto("/manage");
  await page.getByLabel("Name").fill("Tide Tables");
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  const form = page.getByRole("region", { name: "What it is" });
  await form.getByLabel("One sentence").fill("When the water comes.");
  await form.getByLabel("Description").fill("Every morning.");
  await form.getByLabel("Who is paid").fill("Pia Reed");
  await form.getByLabel("Whom members ask").fill("pia@example.com");
  await form.getByLabel("What members do to get in").fill("Open the tables.");
  await form.getByLabel("Where they go").fill("https://tides.example.com/tables");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  const agreement = page.getByRole("region", { name: "The agreement" });
  await agreement.getByLabel("Title").fill("Reading agreement");
  await agreement.getByLabel("Text").fill("# What you get\n\nA table each morning.");
  await agreement.getByRole("button", { name: "Publish a new version" }).click();
  await expect(page.getByText(/^Version 1, published/)).toBeVisible();
  return slug;
}

/** Adds the account in dollars. */
async function addDollars(page: Page): Promise<void> {
  await page.goto("/manage");
  const accounts = page.getByRole("region", { name: "Currencies you are paid out in" });
  await accounts.getByLabel("Further currency").selectOption("USD");
  await accounts.getByRole("button", { name: "Add this currency" }).click();
  await expect(page.getByRole("status").filter({ hasText: "one account more" })).toBeVisible();
  await expect(accounts.getByRole("listitem").filter({ hasText: "USD" })).toContainText("Further account");
}

/** Puts a tier on sale in both currencies and opens the community. */
async function sellInBoth(page: Page, slug: string): Promise<void> {
  await page.goto(`/manage/${slug}`);
  await page.getByRole("link", { name: "Add something to sell" }).click();
  await page.getByLabel("Name of the tier").fill("Reader");
  await page.getByLabel("What one gets").fill("A table each morning");
  await page.getByLabel("Price", { exact: true }).fill("38");
  await page.getByLabel("Price in USD").fill("five");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Price in USD")).toHaveAccessibleDescription(/Enter an amount in figures/);
  await expect(page.getByLabel("Price in USD")).toHaveValue("five");
  await page.getByLabel("Price in USD").fill("5.50");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "What is sold" })).toContainText("¥38.00 · $5.50");
  await page.getByRole("button", { name: "Open to everybody" }).click();
  await expect(page.getByText("Open: Everybody can see and join it.")).toBeVisible();
}

test("somebody pays in dollars, and the account in dollars has it", async ({ page, newVisitor, expectNoViolations }) => {
  const slug = await begin(page);
  await addDollars(page);
  await expectNoViolations(page);
  await expectItFits(page);
  await sellInBoth(page, slug);

  const reader = await newVisitor();
  await signUp(reader);
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByText("or $5.50")).toBeVisible();
  await reader.getByRole("button", { name: /^Join / }).click();
  const currencies = reader.getByRole("navigation", { name: "Currency" });
  await expect(currencies.getByRole("link", { name: "CNY ¥38.00" })).toHaveAttribute("aria-current", "true");
  await expectItFits(reader);
  await currencies.getByRole("link", { name: "USD $5.50" }).click();
  await expect(currencies.getByRole("link", { name: "USD $5.50" })).toHaveAttribute("aria-current", "true");
  await expect(reader.getByRole("button", { name: "Pay $5.50" })).toBeDisabled();
  await expectNoViolations(reader);
  await expectItFits(reader);
  await readAcceptAndOrder(reader, "Card");
  await expect(reader.getByText("$5.50").first()).toBeVisible();
  await reader.getByRole("link", { name: "Go on to the card form" }).click();
  await payByCard(reader, "4242 4242 4242 4242");
  await expectLetIn(reader);

  await page.goto("/sales");
  const accounts = page.getByRole("navigation", { name: "Account" });
  await expect(page.getByText("$5.50")).toHaveCount(0);
  await accounts.getByRole("link", { name: "USD" }).click();
  await expect(page.getByText("$5.50").first()).toBeVisible();
  await expectNoViolations(page);
  await expectItFits(page);

  // Whoever was a member in dollars is asked in dollars again.
  await reader.goto(`/join/${slug}`);
  await expect(reader.getByRole("navigation", { name: "Currency" }).getByRole("link", { name: "USD $5.50" })).toHaveAttribute(
    "aria-current",
    "true",
  );
});

test("payouts of each account have pages of their own, and a form changes the one it was shown for", async ({
  page,
  expectNoViolations,
}) => {
  await begin(page);
  await addDollars(page);
  await page.goto("/payouts");
  await page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "USD" }).click();
  await expect(page).toHaveURL(/\/payouts\?account=usd$/);
  await expect(page.getByText("$0.00").first()).toBeVisible();
  await expectNoViolations(page);
  await expectItFits(page);
  await page.getByRole("main").getByRole("link", { name: "Payout settings" }).click();
  await expect(page).toHaveURL(/\/settings\/payouts\?account=usd$/);
  await expect(page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "USD" })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await page.getByLabel(/^Monthly/).check();
  await page.getByRole("button", { name: "Save payout settings" }).click();
  await expect(page).toHaveURL(/account=usd&saved=/);
  await expect(page.getByLabel(/^Monthly/)).toBeChecked();
  await expectNoViolations(page);
  await expectItFits(page);
  await page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "CNY" }).click();
  await expect(page).toHaveURL(/\/settings\/payouts$/);
  await expect(page.getByLabel(/^Monthly/)).not.toBeChecked();
});
