import { describe, expect, test } from 'vitest';
import { sampleMail, sampleMessage, sampleReservation } from '../../dev/gallery/samples.ts';
import { startGallery } from '../../dev/gallery.ts';
import { languages } from '../../src/platform/languages.ts';
import { render } from '../../src/workflows/message/render.tsx';
import { testEnvironment } from '../support/harness/environment.ts';
import {
  addresses,
  isAboutAccount,
  isForGuest,
  mails,
  mailTemplates,
  runtime,
  seen,
  week,
} from '../support/message/sample-mails.ts';

const named = mails.map((shown) => [`${shown.template}, ${shown.title}, ${shown.language}`, shown] as const);

/** Every amount, time, number and reference. */
function figures(text: string): string[] {
  return [...new Set(text.match(/[\p{L}\d-]*\d(?:[.,:\u202f\u00a0-]?[\p{Lu}\d])*/gu))].sort();
}

test('every template is written: those of the guest in all languages, those of the owner in English', () => {
  const written = new Set(mails.map(({ template, language }) => `${template} ${language}`));
  const expected = mailTemplates.flatMap((template) =>
    isForGuest(template) ? languages.map((language) => `${template} ${language}`) : [`${template} en`],
  );
  expect([...written].sort()).toEqual(expected.sort());
});

describe.each(named)('%s', (_name, { template, language, mail }) => {
  test('holds nothing that a program left over', () => {
    // What is random in a link may spell anything.
    const text = mail.text.replace(/(?<=https?:\S+#)\S+/g, '');
    for (const part of [mail.subject, seen(mail.html), text]) {
      expect(part).not.toMatch(/undefined|NaN|\[object|Invalid|\bnull\b|\$\{/);
      expect(part.trim()).not.toBe('');
    }
    expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  test('says the same figures and links in HTML and in text', () => {
    const withoutLinks = mail.text.replace(/https?:\S+/g, '');
    if (!isAboutAccount(template)) expect(figures(withoutLinks).length).toBeGreaterThan(0);
    expect(figures(seen(mail.html))).toEqual(figures(withoutLinks));
    expect(addresses(mail.html)).toEqual(addresses(mail.text));
  });

  test('says its language and needs nothing from anywhere', () => {
    expect(mail.html).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}">`));
    expect(mail.html).toContain(`<div lang="${language}"`);
    expect(mail.html).not.toMatch(/<script|<img|<link|<iframe|@import|url\(|\ssrc=|\son\w+=/i);
    for (const address of addresses(mail.html))
      expect(new URL(address).origin).toBe(testEnvironment.SITE_URL);
  });

  test('goes to one side and is answered to the other', () => {
    const owner = testEnvironment.OWNER_EMAIL;
    if (isForGuest(template)) {
      expect(mail.to).toMatch(/@(lindqvist|courrier|ybarra)\.example$/);
      expect(mail.replyTo).toBe(owner);
      // An answer of the staff has the words that they wrote, and no link of ours.
      if (template === 'guest-enquiry-answer') expect(addresses(mail.text)).toEqual([]);
      else
        expect(mail.text).toMatch(
          isAboutAccount(template)
            ? /\/account\/[a-z-]+\/(#ott_)?|closed|fermé|cerrada/
            : /\/(manage|pay)\/#res_/,
        );
    } else {
      expect(mail.to).toBe(owner);
      expect(mail.replyTo).toBe(
        template === 'owner-reconciliation' || template === 'owner-texts-capped'
          ? owner
          : 'camille.roux@courrier.example',
      );
      expect(mail.html + mail.text, 'the guest’s key to the reservation is not the owner’s').not.toContain(
        '/manage/',
      );
    }
  });

  test('carries the calendar entry exactly when the entry changes', () => {
    const hasEntry = /^guest-(confirmation|cancellation|change|staff-cancelled|no-show)$/.test(template);
    expect(mail.calendarFile !== undefined).toBe(hasEntry);
    if (hasEntry) expect(mail.calendarFile).toContain('BEGIN:VEVENT');
  });
});

test('a message without what its template tells of is not sent', () => {
  for (const template of mailTemplates) {
    if (template === 'user-recovery')
      expect(render(runtime, sampleMessage(runtime, template, {}))).toBeUndefined();
    else expect(() => render(runtime, sampleMessage(runtime, template, {}))).toThrow(/without/);
  }
  const reservation = sampleReservation(runtime, week, 'en');
  for (const template of ['guest-late-payment', 'owner-late-payment'] as const) {
    expect(() => sampleMail(runtime, sampleMessage(runtime, template, { reservation }))).toThrow(
      /without amountMinor/,
    );
  }
});

test('the gallery shows every mail from its own host, in frames that run nothing', async () => {
  const gallery = await startGallery({ port: 0, runtime });
  try {
    const page = await fetch(gallery.url);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.match(/<li>/g)).toHaveLength(mails.length);
    expect(html).toContain('<iframe sandbox=""');
    expect(html).not.toMatch(/(src|href)="https?:/);
    for (const index of [0, mails.length - 1]) {
      const mail = await fetch(`${gallery.url}/${index}/html`);
      expect(mail.headers.get('content-security-policy')).toMatch(/sandbox$/);
      expect(await mail.text()).toContain('<!doctype html>');
    }
    for (const path of [`/${mails.length}`, '/x', '/1/html/x', '//evil.example']) {
      expect((await fetch(gallery.url + path)).status).toBe(404);
    }
  } finally {
    await gallery.close();
  }
});
