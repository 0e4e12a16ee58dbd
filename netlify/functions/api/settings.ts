import type * as v from 'valibot';
import { versionListSchema, versionQuerySchema } from '../../../src/audit/revisions.ts';
import { access, actorOf } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { expectedVersion, needsIfMatch, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { versionInPath } from '../../../src/http/request/version-in-path.ts';
import { described } from '../../../src/platform/described.ts';
import { all, allSettingsSchema } from '../../../src/settings/all.ts';
import { appearance, appearanceVersionSchema } from '../../../src/settings/appearance.ts';
import { business, businessVersionSchema } from '../../../src/settings/business.ts';
import type { ContentSchema, Kind } from '../../../src/settings/content.ts';
import {
  listSettingVersions,
  readSetting,
  readSettings,
  readSettingVersion,
  saveSetting,
} from '../../../src/settings/edit.ts';
import { mailTextSchema, mailTexts, mailTextsVersionSchema } from '../../../src/settings/mail-texts.ts';
import { notifications, notificationsVersionSchema } from '../../../src/settings/notifications.ts';
import { mailPreviewSchema, previewMail } from '../../../src/workflows/settings/preview-mail.ts';

export const app = createApp();

app.get(
  '/settings',
  access('settings:manage'),
  limit(limits.staff),
  responses(
    'All settings',
    'What the owner has decided of the house, each kind with its version. The channels have a route of their own, for the owner alone.',
    { 200: allSettingsSchema },
    [],
  ),
  async (c) => c.json(await readSettings(c.env.runtime.database, all)),
);

/** Reading, saving and looking back, which are the same for all kinds but the channels. */
function editable<S extends ContentSchema>(kind: Kind<S>, shape: v.GenericSchema, name: string): void {
  const path = `/settings/${kind.key}` as const;

  app.get(
    path,
    access('settings:manage'),
    limit(limits.staff),
    responses(name, 'The whole of it, with its version as `ETag`.', { 200: shape }, []),
    async (c) => {
      const { one } = await readSetting(c.env.runtime.database, kind);
      return c.json(one, 200, { ETag: tagOf(one) });
    },
  );

  app.put(
    path,
    access('settings:manage'),
    limit(limits.staff),
    needsIfMatch(),
    jsonBody(kind.schema),
    responses(
      `Save: ${name}`,
      'The whole of it, as its next version. It holds for the next message that goes out.',
      { 200: shape },
      ['version-changed'],
      undefined,
      { extensions: { 412: { current: described(shape, 'As it is now.') } } },
    ),
    async (c) => {
      const save = { actor: actorOf(c), content: c.req.valid('json'), expectedVersion: expectedVersion(c) };
      const one = await saveSetting(c.env.runtime, kind, save, (found) => found.one);
      return c.json(one, 200, { ETag: tagOf(one) });
    },
  );

  app.get(
    `${path}/versions`,
    access('settings:manage'),
    limit(limits.staff),
    query(versionQuerySchema),
    responses(`Versions: ${name}`, 'Who saved it and when.', { 200: versionListSchema }, []),
    async (c) => c.json(await listSettingVersions(c.env.runtime.database, kind, c.req.valid('query').cursor)),
  );

  app.get(
    `${path}/versions/:version`,
    access('settings:manage'),
    limit(limits.staff),
    responses(`A version: ${name}`, 'The whole of it, as it was; saved again, it is back.', { 200: shape }, [
      'not-found',
    ]),
    async (c) => c.json((await readSettingVersion(c.env.runtime.database, kind, versionInPath(c))).one),
  );
}

editable(business, businessVersionSchema, 'Who the business is');
editable(appearance, appearanceVersionSchema, 'How mails and documents look');
editable(notifications, notificationsVersionSchema, 'Who is told of what');
editable(mailTexts, mailTextsVersionSchema, 'Your own texts in mails');

app.post(
  '/settings/mail-texts/previews',
  access('settings:manage'),
  limit(limits.staff),
  jsonBody(mailTextSchema),
  responses(
    'Look at a mail',
    'With a text that need not be saved yet, of a reservation that is made up. Nothing is sent or kept.',
    { 200: mailPreviewSchema },
    [],
  ),
  async (c) => c.json(await previewMail(c.env.runtime, c.req.valid('json'))),
);

export default serve(app);

export const config: RouteConfig = { path: ['/api/v1/settings', '/api/v1/settings/*'] };
