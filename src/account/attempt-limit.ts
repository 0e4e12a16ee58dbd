import { type SQL, sql } from 'drizzle-orm';
import { keyedDigest } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';

/** So many attempts in so long, counted in Postgres: without Redis nothing opens. */
interface Limit {
  readonly most: number;
  readonly minutes: number;
}

/**
 * What may be tried. An account's limit is used up by strangers alone: a device from which its owner has
 * signed in before keeps one of its own, so that nobody can lock the owner out. `everyone` is a brake on
 * guessing across all accounts at once.
 */
const limits = {
  account: { most: 10, minutes: 15 },
  device: { most: 10, minutes: 15 },
  client: { most: 30, minutes: 15 },
  everyone: { most: 3000, minutes: 5 },
  /**
   * A brake on codes of second factors across all accounts at once: a million of them, and whoever has many
   * passwords could try one at each.
   */
  everyonesCodes: { most: 3000, minutes: 60 },
  /**
   * The same for the first codes of new factors, which cost no password but an account of one's own: apart, so that
   * they take nothing from sign-ins, and whatever the device, for everybody's own is known.
   */
  everyonesNewFactors: { most: 3000, minutes: 60 },
  /** Codes of a person, over all sign-ins that they or somebody with their password began. */
  codes: { most: 15, minutes: 60 },
  /** The same from a device from which they have signed in. */
  deviceCodes: { most: 15, minutes: 60 },
  /**
   * Mails of one kind to one address: at the wish of one client, and of all together. The first of each
   * client is counted apart, so that a crowd of strangers does not keep the owner from theirs; how many of
   * those there can be is bounded all the same.
   */
  mailsOfClient: { most: 5, minutes: 60 },
  firstMailOfClient: { most: 1, minutes: 60 },
  firstMails: { most: 300, minutes: 60 },
  mails: { most: 20, minutes: 60 },
  /**
   * Promotion codes that are none: they are words, which somebody could try out. Of one client, and of all
   * together, where the first of each client is counted apart: a crowd that tries takes nothing from a guest
   * with a right one.
   */
  promotionsOfClient: { most: 10, minutes: 15 },
  firstPromotionOfClient: { most: 1, minutes: 60 },
  firstPromotions: { most: 3000, minutes: 60 },
  promotions: { most: 300, minutes: 60 },
  /** Messages at a person's wish, and to a number. */
  messages: { most: 5, minutes: 60 },
} as const satisfies Record<string, Limit>;

/**
 * The key under which a limit is counted: whose it is cannot be read from it. Text messages have limits by
 * configuration.
 */
export function attemptKey(runtime: Runtime, limit: keyof typeof limits | 'texts', whose: string): string {
  return `${limit}:${keyedDigest(runtime.config.keys, `limit ${limit} ${whose}`)}`;
}

/** A boolean SQL expression that consumes one attempt and says whether there was one left. */
export function consumeAttempt(runtime: Runtime, limit: keyof typeof limits, whose: string): SQL {
  return consumeAttemptOfKey(runtime, limit, sql`${attemptKey(runtime, limit, whose)}`);
}

/** Consumes a mail of one kind to one address, which `client` wishes for: a network, a device, or a person. */
export function consumeMailAttempt(runtime: Runtime, kindAndAddress: string, client: string): SQL {
  const ofClient = `${kindAndAddress} ${client}`;
  return sql`case when not ${consumeAttempt(runtime, 'mailsOfClient', ofClient)} then false
    when ${consumeAttempt(runtime, 'firstMailOfClient', ofClient)} then ${consumeAttempt(runtime, 'firstMails', kindAndAddress)}
    else ${consumeAttempt(runtime, 'mails', kindAndAddress)} end`;
}

/**
 * The tries of a client at promotion codes. What is none consumes of its limits; what is right consumes nothing,
 * and is told from it no more once nothing is left.
 */
export function promotionTries(runtime: Runtime, client: string) {
  const within = (
    of: typeof consumeAttempt,
  ) => sql`case when not ${of(runtime, 'promotionsOfClient', client)} then false
    when ${of(runtime, 'firstPromotionOfClient', client)} then ${of(runtime, 'firstPromotions', '')}
    else ${of(runtime, 'promotions', '')} end`;
  return {
    waitSeconds: limits.promotionsOfClient.minutes * 60,
    isOneLeft: (isRight: SQL) =>
      sql`case when ${isRight} then ${within(isLeft)} else ${within(consumeAttempt)} end`,
  };
}

/**
 * Whether there is an attempt left, which is not used up. It waits for those who are just consuming one, so that
 * of many at once none is overlooked.
 */
function isLeft(runtime: Runtime, limit: keyof typeof limits, whose: string): SQL {
  return sql`coalesce((select b.used < ${limits[limit].most} or b.window_ends_at <= ${runtime.clock.now().toISOString()}
    from attempt_limits b where b.key = ${attemptKey(runtime, limit, whose)} for share), true)`;
}

/**
 * Consumes a code of a person: of a device from which they have signed in, one of its own; of strangers, one of
 * the person's and one of all accounts together, so that strangers keep no owner out.
 * @param person an expression for the id of the person.
 */
export function consumeCodeAttempt(runtime: Runtime, user: SQL, deviceHash: string | undefined): SQL {
  const device = deviceHash ?? '';
  const isFriend = sql`exists (select from known_devices d where d.user_id = ${user} and d.device_hash = ${device})`;
  return sql`case when ${isFriend} then ${consumeAttemptOf(runtime, 'deviceCodes', sql`${device} || ' ' || ${user}`)}
    when not ${consumeAttemptOf(runtime, 'codes', user)} then false
    else ${consumeAttempt(runtime, 'everyonesCodes', '')} end`;
}

/** Consumes a first code of a new factor: one of the person's, and one of all accounts together. */
export function consumeNewFactorAttempt(runtime: Runtime, userId: string): SQL {
  return sql`case when not ${consumeAttempt(runtime, 'codes', userId)} then false
    else ${consumeAttempt(runtime, 'everyonesNewFactors', '')} end`;
}

/** The same where only the statement knows whose it is: by an id, which tells nobody anything. */
export function consumeAttemptOf(runtime: Runtime, limit: keyof typeof limits, id: SQL): SQL {
  return consumeAttemptOfKey(runtime, limit, sql`${`${limit}:`} || ${id}`);
}

function consumeAttemptOfKey(runtime: Runtime, limit: keyof typeof limits, key: SQL): SQL {
  const { most, minutes } = limits[limit];
  return sql`consume_attempt(${key}, ${most}, make_interval(mins => ${minutes}), ${runtime.clock.now().toISOString()})`;
}
