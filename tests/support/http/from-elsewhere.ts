import { testEnvironment } from '../harness/environment.ts';

/** What a browser says of a request that a page of another site, or of another host of ours, makes it send; or what says nothing. */
export const fromElsewhere: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'Sec-Fetch-Site': 'none' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  { Origin: 'null' },
  { Origin: 'https://evil.example' },
  { Origin: `${testEnvironment.SITE_URL}.evil.example` },
  { Origin: testEnvironment.SITE_URL.replace('https:', 'http:') },
  { Origin: testEnvironment.ALLOWED_ORIGINS.split(',')[0] ?? '', 'Sec-Fetch-Site': 'cross-site' },
  { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
  { Origin: testEnvironment.SITE_URL, 'Sec-Fetch-Site': 'cross-site' },
  { Origin: 'https://evil.example', Referer: `${testEnvironment.SITE_URL}/account/` },
  { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example', Host: 'evil.example' },
];
