// A community of one's own: begun, described, priced, agreed on, previewed, opened, joined, closed.
import type { Page } from "@playwright/test";
import { expectLetIn, payInTheWallet, readAcceptAndOrder, signUp } from "../fixtures/member.ts";
import { phone } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const AGREEMENT = "# What you get\n\nA letter each week.\n\n# Money back\n\nWithin seven days.";

/** Begins a draft as somebody new; the part of its address. */
async function begin(page: Page, name: string): Promise<string> {
  const slug = `pond-${Date.now()}-${Math.floor(Math.random() * 1_000)}`;
  await signUp(page, "Pia Reed");
  await page.goto("/manage");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return slug;
}

async function describe(page: Page): Promise<void> {
  const form = page.getByRole("region", { name: "What it is" });
  await form.getByLabel("One sentence").fill("Letters from the edge of a pond.");
  await form.getByLabel("Description").fill("Every Sunday.\n\nNothing </textarea><b>but</b> water & reeds.");
  await form.getByLabel("Who is paid").fill("Pia Reed");
  await form.getByLabel("Whom members ask").fill("pia@example.com");
  await form.getByLabel("What members do to get in").fill("Open the letters.");
  await form.getByLabel("Where they go").fill("https://letters.example.com/pond");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await expect(page.getByLabel("Description")).toHaveValue("Every Sunday.\n\nNothing </textarea><b>but</b> water & reeds.");
}

async function sell(page: Page, tier: string, price: string): Promise<void> {
  await page.getByRole("link", { name: "Add something to sell" }).click();
  await page.getByLabel("Name of the tier").fill(tier);
  await page.getByLabel("What one gets").fill("A letter each week\nThe archive");
  await page.getByLabel("Price").fill(price);
  await page.getByRole("button", { name: "Save" }).click();
}

test("somebody new makes a community, opens it, and a member joins it", async ({
  page,
  newVisitor,
  expectNoViolations,
  expectProblems,
}) => {
  const name = "Pond Letters";
  const slug = await begin(page, name);
  await expect(page.getByText("Draft: Only you and your team see it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open to everybody" })).toHaveCount(0);
  await expectNoViolations(page);
  const reader = await newVisitor();
  expectProblems(/answer 404: GET .*\/c\/pond-/);
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByRole("heading", { level: 1 })).not.toHaveText(name);

  await describe(page);
  await sell(page, "Reader", "38");
  await expect(page.getByRole("list", { name: "What is sold" })).toContainText("¥38.00");
  const agreement = page.getByRole("region", { name: "The agreement" });
  await agreement.getByLabel("Title").fill("Reading together");
  await agreement.getByLabel("Text").fill(AGREEMENT);
  await agreement.getByRole("button", { name: "Publish a new version" }).click();
  await expect(page.getByText(/^Version 1, published/)).toBeVisible();
  await page.getByRole("link", { name: "Preview the checkout" }).click();
  await expect(page.getByText("This is how members see the checkout.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay ¥38.00/ })).toBeDisabled();
  await expectNoViolations(page);

  await page.getByRole("link", { name: "Back to the community" }).click();
  await page.getByRole("button", { name: "Open to everybody" }).click();
  await expect(page.getByText("Open: Everybody can see and join it.")).toBeVisible();
  await expectNoViolations(page);

  await signUp(reader);
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByText("water & reeds")).toBeVisible();
  await reader.getByRole("button", { name: /^Join / }).click();
  await readAcceptAndOrder(reader);
  await payInTheWallet(reader);
  await reader.getByRole("link", { name: "Back to the shop" }).click();
  await expectLetIn(reader);

  await page.getByText("Close this community").click();
  await page.getByRole("button", { name: "Yes, close it" }).click();
  await expect(page.getByText("Closed: Nobody can join or renew.")).toBeVisible();
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByRole("button", { name: /^Join / })).toHaveCount(0);
});

test("what was typed stays when it is refused, and each problem is at its field", async ({ page, expectNoViolations }) => {
  await begin(page, "Reed Club");
  await page.setViewportSize(phone);
  await sell(page, "Reader", "thirty");
  await expect(page.getByRole("alert")).toContainText("Nothing was changed");
  await expect(page.getByLabel("Price")).toHaveValue("thirty");
  await expect(page.getByLabel("Price")).toHaveAccessibleDescription(/Enter an amount in figures/);
  await expect(page.getByLabel("What one gets")).toHaveValue("A letter each week\nThe archive");
  await expectNoViolations(page);
});

test("coupons are made and taken back, and a second one of the same code is refused", async ({ page, expectNoViolations }) => {
  await begin(page, "Dew Club");
  const coupons = page.getByRole("region", { name: "Coupons" });
  const make = async () => {
    await coupons.getByLabel("Code").fill("spring-20");
    await coupons.getByLabel("How much").fill("20");
    await coupons.getByLabel("Uses in all").fill("50");
    await coupons.getByRole("button", { name: "Make a coupon" }).click();
  };
  await make();
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("SPRING-20 20 % off");
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("0 of 50");
  await make();
  await expect(page.getByRole("alert")).toContainText("There is a coupon with this code already.");
  await page.getByRole("button", { name: "Take back SPRING-20" }).click();
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("Taken back");
  await expectNoViolations(page);
});
