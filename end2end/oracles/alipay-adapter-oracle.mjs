// The gateway's own SDK for Node.js (npm alipay-sdk) judges our own adapter for Alipay, in both directions and modes:
//   1. every call and every address that the adapter signed must verify with it, and with no value changed;
//   2. what is signed with the SDK's own signer in the gateway's name is understood, and nothing else is.

import { AlipaySdk } from 'alipay-sdk';
// The package gives away only its front door; the signer stands behind it.
import { signatureV3 } from './node_modules/alipay-sdk/dist/esm/util.js';
import { Listener, end, equal, key, steps, test } from './adapter.mjs';

const read = (name) => key(`alipay/${name}`);
const names = JSON.parse(read('gateway.json'));
const party = (privateKey, alipayPublicKey) =>
  new AlipaySdk({
    appId: names.app_id,
    keyType: 'PKCS8',
    privateKey: read(privateKey),
    alipayPublicKey: read(alipayPublicKey),
    camelcase: false,
  });
const shop = party('app_private_key.pem', 'alipay_public_key.pem');
const gateway = party('gateway_private_key.pem', 'app_public_key.pem');

const parameters = ({ target, body }) => ({
  ...Object.fromEntries(new URL(target, 'http://gateway').searchParams),
  ...Object.fromEntries(new URLSearchParams(body)),
});
const signed = steps.flatMap(({ requests, more }) => [
  ...(more.address ? [{ mode: more.mode, sent: parameters({ target: more.address, body: '' }) }] : []),
  ...requests.map((request) => ({ mode: more.mode, sent: parameters(request) })).filter(({ sent }) => sent.sign),
]);

/** Changed in its middle, where each character of a signature counts. */
function withAnotherLetter(value) {
  const at = Math.floor(value.length / 2);
  return value.slice(0, at) + (value[at] === 'x' ? 'y' : 'x') + value.slice(at + 1);
}

await test('the adapter signed as many requests as there are kinds of them, in both modes', () => {
  equal(signed.length, 22, 'signed requests');
});

for (const { mode, sent } of signed) {
  await test(`${sent.method} in ${mode} mode: the SDK verifies our signature, and with no value changed`, () => {
    equal(gateway.checkNotifySignV2(sent), true, 'verified');
    for (const name of Object.keys(sent)) {
      if (name === 'sign_type') continue;
      const changed = { ...sent, [name]: withAnotherLetter(sent[name]) };
      equal(gateway.checkNotifySignV2(changed), false, `verified with another ${name}`);
    }
    equal(shop.checkNotifySignV2(sent), false, "verified by the gateway's key");
    equal('app_cert_sn' in sent, mode === 'certificate', 'app_cert_sn');
  });
}

// The other way round.
const paid = {
  notify_type: 'trade_status_sync',
  notify_id: '2026112000222120000000000000000002',
  app_id: names.app_id,
  seller_id: names.seller_id,
  out_trade_no: 'JORACLE2',
  trade_no: '2026112022001400000000000002',
  trade_status: 'TRADE_SUCCESS',
  subject: '入会费 50% off + gift',
  total_amount: '9.90',
  gmt_payment: '2026-11-20 12:00:00',
};

/** A notification, signed by a key as the SDK signs. */
function told(form, by) {
  const text = Object.keys(form).sort().map((name) => `${name}=${form[name]}`).join('&');
  return { ...form, sign_type: 'RSA2', sign: signatureV3(text, read(by)) };
}

for (const [mode, name] of [['key', 'alipay'], ['certificate', 'alipay-certificates']]) {
  const adapter = new Listener(name);
  const hears = (form) => adapter.hears({}, new URLSearchParams(form).toString());
  const honest = told(paid, 'gateway_private_key.pem');

  await test(`a payment signed by the SDK is understood in ${mode} mode, as the SDK understands it`, async () => {
    const wanted = {
      paid: 'JORACLE2',
      event: paid.notify_id,
      transaction: paid.trade_no,
      minor: 990,
      currency: 'CNY',
      at: Date.parse('2026-11-20T12:00:00+08:00'),
    };
    equal(await hears(honest), wanted, 'what was heard');
    equal(shop.checkNotifySignV2(honest), true, 'the SDK verifies it');
  });

  for (const [what, form] of [
    ['a payment with another amount', { ...honest, total_amount: '0.01' }],
    ['a payment signed by the application', told(paid, 'app_private_key.pem')],
  ]) {
    await test(`${what} is refused in ${mode} mode`, async () => {
      equal(await hears(form), { refused: 'Signature' }, 'what was heard');
      equal(shop.checkNotifySignV2(form), false, 'the SDK verifies it');
    });
  }

  await test(`another seller's payment is refused in ${mode} mode, rightly signed as it is`, async () => {
    const form = told({ ...paid, seller_id: '2088000000000000' }, 'gateway_private_key.pem');
    equal(await hears(form), { refused: 'OtherMerchant' }, 'what was heard');
    equal(shop.checkNotifySignV2(form), true, 'the SDK verifies it');
    await adapter.hangUp();
  });
}

end();
