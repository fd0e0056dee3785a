// The creator's settings: what is paid next, what it costs, and the choices behind it. With JavaScript and without.
import { amounts, feeOf, notice, openPayouts, save } from "../fixtures/payouts.ts";
import { signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

const LIN = /Lin Yue/;
const NOOR = /Noor Haddad/;

test("the heading, the card and the sum name one fee, to the cent", async ({ page, expectNoViolations }) => {
  await openPayouts(page, LIN);
  const heading = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  const [net = 0, gross = 0, fee = 0] = amounts(heading);
  expect(heading).toMatch(/arrives (today|tomorrow) by instant payout/);
  expect(gross).toBeGreaterThan(1_000);
  expect([net + fee, fee]).toEqual([gross, feeOf(gross)]);

  const daily = page.getByRole("radio", { name: /Daily/ });
  await expect(daily).toBeChecked();
  await expect(daily).toHaveAccessibleDescription(/3 % of what you receive, which is 2\.91 % of the balance/);
  const card = page.locator(".choice", { has: daily });
  expect(amounts((await card.textContent()) ?? "").slice(0, 4)).toEqual([fee, fee, gross, net]);

  const next = page.getByRole("region", { name: "Next run" });
  await expect(next).toContainText("08:00 UTC");
  expect(amounts((await next.locator(".ledger").textContent()) ?? "").slice(0, 3)).toEqual([gross, fee, net]);
  await expectNoViolations(page);
});

test("a save says what changed and from when it counts, and the page remembers", async ({ page }) => {
  await openPayouts(page, LIN);
  await page.getByRole("radio", { name: "Weekly" }).check();
  await page.getByLabel(/Pay me once/).fill("25");
  await save(page);
  await expect(notice(page)).toContainText("Schedule from Daily to Weekly, threshold from ¥10.00 to ¥25.00.");
  await expect(notice(page)).toContainText(/It counts from the run on \d+ \w+ \d{4}, 08:00 UTC\./);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/standard payout|No payout/);

  await page.goto("/settings/payouts");
  await expect(notice(page)).toHaveCount(0);
  await expect(page.getByRole("radio", { name: "Weekly" })).toBeChecked();
  await expect(page.getByLabel(/Pay me once/)).toHaveValue("25.00");
  await expect(page.getByText(/Last changed on .* by Lin Yue: schedule from Daily to Weekly/)).toBeVisible();

  await page.getByRole("radio", { name: /Daily/ }).check();
  await page.getByLabel(/Pay me once/).fill("10");
  await save(page);
  await expect(notice(page)).toContainText("Schedule from Weekly to Daily");
});

test("saving what stands there already changes nothing and says so", async ({ page }) => {
  await openPayouts(page, LIN);
  await save(page);
  await expect(notice(page)).toContainText("Everything was as you wanted it already.");
});

test("a threshold below the minimum comes back as typed, with the reason at its field", async ({
  page,
  expectNoViolations,
}) => {
  await openPayouts(page, LIN);
  await page.getByRole("radio", { name: "Monthly" }).check();
  await page.getByLabel(/Pay me once/).fill("9.99");
  await save(page);
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("Nothing was saved");
  const field = page.getByLabel(/Pay me once/);
  await expect(field).toHaveValue("9.99");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/The amount must be at least ¥10\.00\./);
  await expect(page.getByRole("radio", { name: "Monthly" })).toBeChecked();
  await summary.getByRole("link", { name: /at least ¥10\.00/ }).click();
  await expect(field).toBeFocused();
  await expectNoViolations(page);

  await page.goto("/settings/payouts");
  await expect(page.getByRole("radio", { name: /Daily/ })).toBeChecked();
  await expect(field).toHaveValue("10.00");
});

test("a script typed as a threshold stays a text", async ({ page }) => {
  await openPayouts(page, LIN);
  const typed = `"><script>document.title='x'</script>`;
  await page.getByLabel(/Pay me once/).fill(typed);
  await save(page);
  await expect(page.getByLabel(/Pay me once/)).toHaveValue(typed);
  await expect(page.getByRole("alert")).toContainText("Enter an amount in figures");
  await expect(page).toHaveTitle(/Payout settings/);
});

test("a pause keeps the schedule, and is lifted again", async ({ page }) => {
  await openPayouts(page, LIN);
  await page.getByRole("checkbox", { name: "Pause payouts" }).check();
  await save(page);
  await expect(notice(page)).toContainText("Payouts paused.");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Payouts are paused");
  await expect(page.getByRole("radio", { name: /Daily/ })).toBeChecked();
  await page.getByRole("checkbox", { name: "Pause payouts" }).uncheck();
  await save(page);
  await expect(notice(page)).toContainText("Payouts resumed.");
});

test("a form from an older page changes nothing and shows what stands now", async ({ page, context }) => {
  await openPayouts(page, LIN);
  const other = await context.newPage();
  await other.goto("/settings/payouts");
  await other.getByLabel(/Pay me once/).fill("30");
  await save(other);
  await page.getByRole("radio", { name: "Quarterly" }).check();
  await save(page);
  await expect(page.getByRole("alert")).toContainText("Other choices were saved meanwhile.");
  await expect(page.getByRole("radio", { name: /Daily/ })).toBeChecked();
  await expect(page.getByLabel(/Pay me once/)).toHaveValue("30.00");
  await page.getByLabel(/Pay me once/).fill("10");
  await save(page);
  await expect(notice(page)).toContainText("Threshold from ¥30.00 to ¥10.00.");
});

test("who is not eligible sees what is missing, and a crafted post is refused", async ({
  page,
  baseURL,
  expectNoViolations,
}) => {
  await openPayouts(page, NOOR);
  const daily = page.getByRole("radio", { name: /Daily/ });
  await expect(daily).toBeDisabled();
  const missing = page.getByRole("list", { name: "What Daily asks for" }).getByRole("listitem");
  await expect(missing.filter({ hasText: "Missing: At least 4 completed payouts" })).toHaveCount(1);
  await expectNoViolations(page);

  const value = async (name: string) => (await page.locator(`input[name=${name}]`).first().inputValue()) ?? "";
  const checked = async (name: string) => (await page.locator(`input[name=${name}]:checked`).inputValue()) ?? "";
  const crafted = {
    schedule: "daily",
    fallback: "wait",
    threshold: "5000",
    destination: await checked("destination"),
    version: await value("version"),
  };
  const answer = await page.request.post("/api/save_payout_settings", {
    form: crafted,
    headers: { origin: baseURL ?? "", accept: "text/html" },
  });
  expect(await answer.text()).toContain("Daily is not open to you yet: At least 4 completed payouts");
  await page.goto("/settings/payouts");
  await expect(page.getByRole("radio", { name: "Weekly" })).toBeChecked();
  await expect(page.getByLabel(/Pay me once/)).not.toHaveValue("5000.00");
});

test("ninety days of payouts stand as a picture and as a table", async ({ page, expectNoViolations }) => {
  await openPayouts(page, LIN);
  const picture = page.getByRole("img", { name: /Payouts of the last 90 days: \d+ arrived, .* 1 failed, \d+ skipped/ });
  await expect(picture).toBeVisible();
  // Days without a payout are added by whatever else is tested before eight in the morning: both must count the same.
  const skipped = Number(/(\d+) skipped/.exec((await picture.locator("title").textContent()) ?? "")?.[1]);
  expect(skipped).toBeGreaterThan(0);
  await page.getByText("The same as a table").click();
  const table = page.getByRole("table");
  await expect(table.getByRole("row").filter({ hasText: "Failed: the bank refused it" })).toHaveCount(1);
  await expect(table.getByRole("row").filter({ hasText: "Skipped" })).toHaveCount(skipped);
  await expectNoViolations(page);
});

test("a cycle of one's own is picked by keyboard, saved, and stands there the next time", async ({
  page,
  expectNoViolations,
}) => {
  await openPayouts(page, NOOR);
  const kinds = page.getByRole("group", { name: "What the cycle goes by" });
  await expect(kinds).toBeHidden();
  const own = page.getByRole("radio", { name: "Own cycle" });
  await own.focus();
  await page.keyboard.press("Space");
  await expect(own).toBeChecked();
  await expect(own).toHaveAccessibleDescription(/Every 14 days, next on \d+ \w+ \d{4}/);
  await expect(kinds.getByLabel("Days from one payout to the next")).toHaveValue("14");
  await kinds.getByRole("radio", { name: "Every so many days" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(kinds.getByRole("radio", { name: "Days of the week" })).toBeChecked();
  const week = kinds.getByRole("group", { name: "On which days" });
  await expect(week.getByRole("checkbox")).toHaveCount(7);
  await week.getByRole("checkbox", { name: "Monday" }).uncheck();
  await week.getByRole("checkbox", { name: "Saturday" }).focus();
  await page.keyboard.press("Space");
  await expectNoViolations(page);
  await save(page);
  await expect(notice(page)).toContainText("Schedule from Weekly to Every Thursday and Saturday.");
  await expect(notice(page)).toContainText(/It counts from the run on \d+ \w+ \d{4}, 08:00 UTC\./);

  await page.goto("/settings/payouts");
  await expect(own).toBeChecked();
  await expect(own).toHaveAccessibleDescription(/Every Thursday and Saturday, next on/);
  await expect(week.getByRole("checkbox", { name: "Thursday" })).toBeChecked();
  await expect(week.getByRole("checkbox", { name: "Monday" })).not.toBeChecked();

  await page.getByRole("radio", { name: "Weekly" }).check();
  await expect(kinds).toBeHidden();
  await save(page);
  await expect(notice(page)).toContainText("Schedule from Every Thursday and Saturday to Weekly.");
});

test("every wrong field of a cycle comes back as typed, with what would be right", async ({
  page,
  expectNoViolations,
}) => {
  await openPayouts(page, NOOR);
  await page.getByRole("radio", { name: "Own cycle" }).check();
  const kinds = page.getByRole("group", { name: "What the cycle goes by" });
  const cases = [
    { kind: "Every so many days", field: "Days from one payout to the next", typed: "100", said: /from 2 to 90/ },
    { kind: "Day of the month", field: "Which day", typed: "32", said: /from 1 to 31/ },
    { kind: "Reaching an amount", field: /Pay when this much/, typed: "9.99", said: /at least ¥10\.00/ },
  ];
  for (const { kind, field, typed, said } of cases) {
    await kinds.getByRole("radio", { name: kind }).check();
    await kinds.getByLabel(field).fill(typed);
    await save(page);
    const summary = page.getByRole("alert");
    await expect(summary).toContainText("Nothing was saved");
    await expect(kinds.getByLabel(field)).toHaveValue(typed);
    await expect(kinds.getByLabel(field)).toHaveAccessibleDescription(said);
    await summary.getByRole("link", { name: said }).click();
    await expect(kinds.getByLabel(field)).toBeFocused();
  }
  await expectNoViolations(page);
  await page.goto("/settings/payouts");
  await expect(page.getByRole("radio", { name: "Weekly" })).toBeChecked();
});

test("nobody else has this page", async ({ page, expectProblems }) => {
  await page.goto("/settings/payouts");
  await expect(page).toHaveURL(/\/sign-in\?return_to=\/settings\/payouts/);
  await signInAs(page, /Chen Mei/);
  expectProblems(/404/);
  const answer = await page.goto("/settings/payouts");
  expect(answer?.status()).toBe(404);
});

test("the settings speak Chinese", async ({ page, expectNoViolations }) => {
  await openPayouts(page, LIN);
  await page.getByRole("button", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("即时到账");
  await expect(page.getByRole("radio", { name: /每天/ })).toBeChecked();
  await expect(page.getByRole("button", { name: "保存结算设置" })).toBeVisible();
  await expectNoViolations(page);
});
