// Makes the contact sheet of the README from a running demo: every main page, at two widths, in both colour schemes.
// Use: JOINERY_URL=http://127.0.0.1:3000 node contact-sheet.mjs
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const base = process.env.JOINERY_URL ?? 'http://127.0.0.1:3000';
const folder = fileURLToPath(new URL('../docs/contact-sheet/', import.meta.url));
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? system,
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function signIn(page, name) {
  await page.goto(`${base}/`);
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Somebody whom no sheet before has seen. */
async function signUp(page) {
  await page.goto(`${base}/sign-up`);
  await page.getByLabel('Your name').fill('Wren Abbot');
  await page.getByLabel('Email').fill(`reader-${Date.now()}@example.com`);
  await page.getByLabel('Password').fill('a bowl thrown on a rainy Tuesday');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Orders, once the agreement has been open for as long as the page asks. */
async function place(page, community, channel, look = async () => {}) {
  await page.goto(`${base}/join/${community}`);
  await page.getByRole('link', { name: 'Read the agreement' }).click();
  const accept = page.getByRole('checkbox', { name: /I have read/ });
  await accept.waitFor();
  await look();
  const seconds = Number((await page.getByText(/open for \d+ seconds/).innerText()).match(/\d+/)[0]);
  await new Promise((done) => setTimeout(done, (seconds + 1) * 1000));
  await accept.check();
  if (channel) await page.getByRole('radio', { name: channel }).check();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.waitForURL(/\/o\//);
}

async function pictures(width, colorScheme) {
  const shots = [];
  const fresh = async (locale = 'en-GB') => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale });
    return { context, page: await context.newPage() };
  };
  const keep = async (page, title) => {
    shots.push({ title, picture: (await page.screenshot({ fullPage: true })).toString('base64') });
  };

  const visitor = await fresh();
  await visitor.page.goto(`${base}/`);
  await keep(visitor.page, 'Home of a demo');
  await visitor.page.goto(`${base}/c/kiln-and-clay`);
  await keep(visitor.page, 'Community');
  await visitor.page.goto(`${base}/sign-in`);
  await keep(visitor.page, 'Sign in');
  await visitor.context.close();

  const member = await fresh();
  // The right to ask for the money back is used once: each sheet has a member of its own.
  await signUp(member.page);
  await place(member.page, 'slow-light', 'Card', () => keep(member.page, 'Checkout, agreement open'));
  await member.page.getByRole('link', { name: 'Go on to the card form' }).waitFor();
  await keep(member.page, 'Order, to be paid by card');
  await member.page.getByText('Pay another way', { exact: true }).click();
  await member.page.getByRole('button', { name: 'Pay with WeChat Pay instead' }).click();
  const wallet = member.page.getByRole('link', { name: /demo wallet/ });
  await wallet.waitFor();
  await keep(member.page, 'Order, to be paid');
  const paying = await member.context.newPage();
  await paying.goto(await wallet.getAttribute('href'));
  await paying.getByRole('button', { name: /Pay/ }).click();
  await member.page.bringToFront();
  await member.page.getByRole('link', { name: /^Enter/ }).waitFor();
  await keep(member.page, 'Order, paid');
  const order = member.page.url();
  await member.page.getByRole('link', { name: 'Receipt' }).click();
  await member.page.getByRole('heading', { level: 1, name: 'Receipt' }).waitFor();
  await keep(member.page, 'Receipt');
  await member.page.goto(`${base}/memberships`);
  await keep(member.page, 'Memberships');
  await member.page.goto(order);
  await member.page.getByText('Ask for your money back', { exact: true }).click();
  await member.page.getByRole('button', { name: /^Ask for/ }).click();
  await member.page.getByRole('heading', { name: /^Your money/ }).waitFor();
  await keep(member.page, 'Order, money asked back');
  await member.page.goto(`${base}/orders`);
  await keep(member.page, 'Orders');
  await member.context.close();

  const wrong = await fresh();
  await signUp(wrong.page);
  await place(wrong.page, 'kiln-and-clay');
  const code = new URL(await wrong.page.getByRole('link', { name: /demo wallet/ }).getAttribute('href'));
  const data = { code_url: code.searchParams.get('code_url'), amount_fen: 99_00 };
  await wrong.page.request.post(`${code.origin}/_sandbox/pay`, { data });
  await wrong.page.getByRole('heading', { level: 1, name: 'A person is looking at this order' }).waitFor();
  await keep(wrong.page, 'Order, looked at by a person');
  await wrong.context.close();

  const creator = await fresh();
  await signIn(creator.page, /Lin Yue/);
  await creator.page.goto(`${base}/settings/payouts`);
  await keep(creator.page, 'Payout settings');
  await creator.page.goto(`${base}/sales`);
  await keep(creator.page, 'Sales');
  await creator.page.getByRole('table').getByRole('rowheader').first().getByRole('link').click();
  await creator.page.getByRole('button', { name: 'Show what happens' }).click();
  await keep(creator.page, 'Sale, refund to confirm');
  await creator.page.goto(`${base}/payouts`);
  await keep(creator.page, 'Payouts');
  const arrived = creator.page.getByRole('region', { name: 'Payouts' }).getByRole('listitem').filter({ hasText: 'Arrived' }).first();
  await arrived.getByText('Arrived').click();
  await arrived.getByRole('link', { name: /^Statement/ }).click();
  await creator.page.getByRole('heading', { level: 1, name: /^Statement/ }).waitFor();
  await keep(creator.page, 'Statement of a payout');
  await creator.page.goto(`${base}/settings/team`);
  await keep(creator.page, 'Team');
  await creator.page.goto(`${base}/manage/kiln-and-clay`);
  await keep(creator.page, 'A community of one’s own');
  await creator.page.getByRole('link', { name: /^Change / }).first().click();
  await creator.page.getByRole('button', { name: 'Save' }).waitFor();
  await keep(creator.page, 'What is sold');
  await creator.page.goto(`${base}/manage/kiln-and-clay/preview`);
  await keep(creator.page, 'Checkout, previewed');
  await creator.context.close();

  const operator = await fresh();
  await signIn(operator.page, /Ida Berg/);
  await operator.page.goto(`${base}/review`);
  await keep(operator.page, 'Review queue');
  await operator.page.getByRole('list', { name: 'What waits' }).getByRole('link').first().click();
  await operator.page.getByRole('button', { name: 'Decide' }).waitFor();
  await keep(operator.page, 'Review, to be decided');
  await operator.page.goto(`${base}/review/reconciliation`);
  await keep(operator.page, 'Bills and books');
  await operator.page.goto(`${base}/operator/payouts`);
  await keep(operator.page, 'Payout runs');
  await operator.context.close();

  const young = await fresh();
  await signIn(young.page, /Noor Haddad/);
  await young.page.goto(`${base}/settings/payouts`);
  await keep(young.page, 'Payout settings, not eligible yet');
  await young.context.close();

  const chinese = await fresh('zh-CN');
  await chinese.page.goto(`${base}/c/kiln-and-clay`);
  await keep(chinese.page, '社群页');
  await chinese.page.goto(`${base}/`);
  await chinese.page.getByRole('button', { name: /Lin Yue/ }).click();
  await chinese.page.getByRole('button', { name: '退出登录' }).waitFor();
  await chinese.page.goto(`${base}/join/slow-light?agreement=open`);
  await keep(chinese.page, '付款页');
  await chinese.page.goto(`${base}/settings/payouts`);
  await keep(chinese.page, '结算设置');
  await chinese.page.goto(`${base}/nothing-here`);
  await keep(chinese.page, '404');
  await chinese.context.close();
  return shots;
}

// All pictures side by side on one page, cropped at the same height, photographed once more.
async function sheet(shots, width, colorScheme) {
  const shown = width < 600 ? 210 : 380;
  const context = await browser.newContext({ viewport: { width: 6 * (shown + 16) + 16, height: 900 }, colorScheme });
  const page = await context.newPage();
  const figures = shots.map(
    ({ title, picture }) =>
      `<figure><figcaption>${title}</figcaption><div><img src="data:image/png;base64,${picture}" alt=""></div></figure>`,
  );
  await page.setContent(`<!doctype html><style>
    body { margin: 16px; display: grid; grid-template-columns: repeat(6, ${shown}px); gap: 16px; background: #8a8a86; font: 13px sans-serif; }
    figure { margin: 0; } figcaption { padding: 4px 0; color: #fff; }
    div { height: ${width < 600 ? 480 : 420}px; overflow: hidden; } img { width: 100%; display: block; }
  </style>${figures.join('')}`);
  await page.screenshot({ path: `${folder}${width}-${colorScheme}.png`, fullPage: true });
  await context.close();
}

await mkdir(folder, { recursive: true });
for (const width of [390, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    await sheet(await pictures(width, colorScheme), width, colorScheme);
    console.log(`docs/contact-sheet/${width}-${colorScheme}.png`);
  }
}
await browser.close();
