import type * as v from 'valibot';
import { versionListSchema, versionQuerySchema } from '../../../src/audit/revisions.ts';
import { access, actorOf, freshAccess } from '../../../src/http/access/access.ts';
import { limit } from '../../../src/http/access/limit.ts';
import { limits } from '../../../src/http/access/limits.ts';
import { createApp, serve } from '../../../src/http/app.ts';
import type { RouteConfig } from '../../../src/http/env.ts';
import { responses } from '../../../src/http/openapi/responses.ts';
import { expectedVersion, needsIfMatch, tagOf } from '../../../src/http/request/if-match.ts';
import { jsonBody, query } from '../../../src/http/request/request-body.ts';
import { versionInPath } from '../../../src/http/request/version-in-path.ts';
import { described } from '../../../src/platform/described.ts';
import type { Runtime } from '../../../src/platform/runtime.ts';
import { all, allSettingsSchema } from '../../../src/settings/all.ts';
import { appearance, appearanceVersionSchema } from '../../../src/settings/appearance.ts';
import { business, businessVersionSchema } from '../../../src/settings/business.ts';
import {
  channels,
  channelsVersionSchema,
  sealedChannels,
  shownChannels,
} from '../../../src/settings/channels.ts';
import type { ContentSchema, Kind } from '../../../src/settings/content.ts';
import {
  type Found,
  type Kept,
  listSettingVersions,
  readSetting,
  readSettings,
  readSettingVersion,
  saveSetting,
  type Version,
} from '../../../src/settings/edit.ts';
import { mailTextSchema, mailTexts, mailTextsVersionSchema } from '../../../src/settings/mail-texts.ts';
import { notifications, notificationsVersionSchema } from '../../../src/settings/notifications.ts';
import { mailPreviewSchema, previewMail } from '../../../src/workflows/settings/preview-mail.ts';
import {
  channelTestedSchema,
  channelTestSchema,
  testChannels,
} from '../../../src/workflows/settings/test-channels.ts';

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

/** A kind of settings, and how its routes differ. */
interface Editable<S extends ContentSchema> {
  readonly kind: Kind<S>;
  readonly name: string;
  readonly shape: v.GenericSchema;
  /** Who may save it, and who may read it. */
  readonly save: ReturnType<typeof access>;
  readonly read: ReturnType<typeof access>;
  readonly kept: (runtime: Runtime, given: v.InferOutput<S>) => Kept<v.InferOutput<S>>;
  readonly shown: (runtime: Runtime, found: Found<v.InferOutput<S>>) => Version<v.InferOutput<S>>;
}

/** Of a kind without a secret. */
const open = <S extends ContentSchema>(kind: Kind<S>, shape: v.GenericSchema, name: string): Editable<S> => ({
  kind,
  name,
  shape,
  save: access('settings:manage'),
  read: access('settings:manage'),
  kept: (_runtime, content) => ({ content }),
  shown: (_runtime, { one }) => one,
});

/** Reading, saving and looking back. */
function routes<S extends ContentSchema>({ kind, name, shape, save, read, kept, shown }: Editable<S>): void {
  const path = `/settings/${kind.key}` as const;

  app.get(
    path,
    read,
    limit(limits.staff),
    responses(name, 'The whole of it, with its version as `ETag`.', { 200: shape }, []),
    async (c) => {
      const { runtime } = c.env;
      const one = shown(runtime, await readSetting(runtime.database, kind));
      return c.json(one, 200, { ETag: tagOf(one) });
    },
  );

  app.put(
    path,
    save,
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
      const { runtime } = c.env;
      const given = { actor: actorOf(c), expectedVersion: expectedVersion(c) };
      const one = await saveSetting(
        runtime,
        kind,
        { ...given, ...kept(runtime, c.req.valid('json')) },
        (found) => shown(runtime, found),
      );
      return c.json(one, 200, { ETag: tagOf(one) });
    },
  );

  app.get(
    `${path}/versions`,
    read,
    limit(limits.staff),
    query(versionQuerySchema),
    responses(`Versions: ${name}`, 'Who saved it and when.', { 200: versionListSchema }, []),
    async (c) => c.json(await listSettingVersions(c.env.runtime.database, kind, c.req.valid('query').cursor)),
  );

  app.get(
    `${path}/versions/:version`,
    read,
    limit(limits.staff),
    responses(`A version: ${name}`, 'The whole of it, as it was; saved again, it is back.', { 200: shape }, [
      'not-found',
    ]),
    async (c) => {
      const { runtime } = c.env;
      return c.json(shown(runtime, await readSettingVersion(runtime.database, kind, versionInPath(c))));
    },
  );
}

routes(open(business, businessVersionSchema, 'Who the business is'));
routes(open(appearance, appearanceVersionSchema, 'How mails and documents look'));
routes(open(notifications, notificationsVersionSchema, 'Who is told of what'));
routes(open(mailTexts, mailTextsVersionSchema, 'Your own texts in mails'));
routes({
  kind: channels,
  name: 'By what account texts go out',
  shape: channelsVersionSchema,
  save: freshAccess('channel:manage'),
  read: access('channel:manage'),
  kept: sealedChannels,
  shown: shownChannels,
});

app.post(
  '/settings/channels/tests',
  freshAccess('channel:manage'),
  limit(limits.channelTest),
  jsonBody(channelTestSchema),
  responses(
    'Send a text message as a test',
    'By the account that is saved, else by that in the environment. Whether it arrives, the telephone says.',
    { 200: channelTestedSchema },
    ['state-conflict', 'unavailable'],
  ),
  async (c) => c.json(await testChannels(c.env.runtime, actorOf(c), c.req.valid('json').to)),
);

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
