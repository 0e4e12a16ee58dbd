import { problems } from '../../platform/problems.ts';

/** A whole booking, from the search to an open payment, as a module of JavaScript. */
export function quickStart(site: string, { from, to }: Readonly<Record<string, unknown>>): string {
  return `const api = '${site}/api/v1';
const call = async (path, options) => {
  const response = await fetch(api + path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(\`\${answer.code}: \${answer.detail}\`);
  return answer;
};
const post = (path, body, headers = {}) =>
  call(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const stay = { from: '${from}', to: '${to}' };
const dates = new URLSearchParams(stay);
const { items } = await call(\`/items?category=villa&\${dates}\`);
const item = items[0].slug;
const { days } = await call(\`/items/\${item}/availability?\${dates}\`);
const { quote, total } = await post('/quotes', { item, ...stay, guests: 2 });
const guest = { name: 'Ada Lovelace', email: 'ada@guests.example' };
const reservation = await post(
  '/reservations',
  { quote, guest, acceptsPolicy: true },
  { 'Idempotency-Key': crypto.randomUUID() },
);
const payment = await post(
  '/payment-intents',
  { reservation: reservation.id },
  { Authorization: \`Bearer \${reservation.manageToken}\` },
);
console.log(days, total, reservation.reference, payment.checkout);`;
}

/** How another service checks an access token, with the package jose. */
export function verifiedToken(site: string): string {
  return `import { createRemoteJWKSet, jwtVerify } from 'jose';

const keys = createRemoteJWKSet(new URL('${site}/api/v1/auth/jwks'));
const { payload } = await jwtVerify(accessToken, keys, {
  algorithms: ['EdDSA'],
  typ: 'at+jwt',
  issuer: '${site}',
  audience: '${site}/api/v1',
});
console.log(payload.sub, payload.sid); // the person, the session`;
}

/** An event signed as Stripe signs it, for a shell. */
export function signedEvent(site: string): string {
  return `EVENT='{"id":"evt_1","object":"event","type":"ping","created":1,"data":{"object":{}}}'
TIME=$(date +%s)
SIGNATURE=$(printf '%s.%s' "$TIME" "$EVENT" |
  openssl dgst -sha256 -hmac "$STRIPE_WEBHOOK_SECRET" -r | cut -d' ' -f1)
curl -X POST "${site}/api/v1/webhooks/stripe" \\
  -H "Stripe-Signature: t=$TIME,v1=$SIGNATURE" \\
  -H "Content-Type: application/json" --data-binary "$EVENT"`;
}

/** A refusal as it is answered. */
export function problemExample(site: string): string {
  return `{
  "type": "${site}/api/docs#validation-failed",
  "title": "${problems['validation-failed'].title}",
  "status": 422,
  "code": "validation-failed",
  "detail": "One field needs another look.",
  "errors": [{ "field": "guest.email", "message": "Give one mail address, such as name@example.com." }],
  "requestId": "01K0000000000000000000000R"
}`;
}
