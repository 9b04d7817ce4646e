import type { Dossier } from '../../../../../server/requests/staff/dossiers.ts';
import { dayIn, showDay } from '../../../../library/model/days.ts';
import { lawInShort } from '../../../../words/desk/desk.ts';
import { relationsInShort, requestPage as words } from '../../../../words/desk/requests.ts';
import { fill } from '../../../../words/fill.ts';
import { regionLabel, unsaidRegion } from '../../../../words/requests/regions.ts';
import { channelNames, nameKindsInShort } from '../../../../words/requests/request-mails.ts';

interface Row {
  readonly term: string;
  readonly value: string;
}

/** What the person says of themselves. */
export function claimsOf({ person, relation }: Dossier): Row[] {
  return said([
    { term: words.name, value: person ? person.name : words.erased },
    { term: words.email, value: person?.email ?? '' },
    {
      term: relation === 'agent' ? words.livesOfOther : words.lives,
      value: person ? (person.region === unsaidRegion.value ? words.unsaid : regionLabel(person.region)) : '',
    },
    { term: words.relation, value: relationsInShort[relation] },
    { term: words.business, value: person?.business ?? '' },
    { term: words.behalf, value: person?.behalf ?? '' },
  ]);
}

/** What we know, whoever says what. */
export function factsOf(dossier: Dossier, accountSince: Date | null, timeZone: string) {
  const { case: shown, mergedInto } = dossier;
  const on = (at: Date) => showDay(dayIn(timeZone, at));
  const regimes = [...new Set(shown.items.flatMap(({ deadline }) => deadline.clocks.map(({ row }) => row.regime)))];
  const permission = permissionOf(dossier);
  return [
    { term: words.received, text: showDay(dossier.receivedOn) },
    { term: words.by, text: channelNames[dossier.channel] },
    { term: words.law, text: lawInShort(regimes) },
    {
      term: words.confirmed,
      text: dossier.confirmedAt ? on(dossier.confirmedAt) : dossier.hasAddress ? words.no : words.noAddress,
    },
    { term: words.account, text: accountSince ? fill(words.since, { day: on(accountSince) }) : words.noAccount },
    ...(permission ? [{ term: words.permission.term, text: permission }] : []),
    ...(shown.follows ? [{ term: words.follows, text: shown.follows, href: `/desk/requests/${shown.follows}/` }] : []),
    ...(mergedInto ? [{ term: words.merged, text: mergedInto, href: `/desk/requests/${mergedInto}/` }] : []),
  ];
}

/** Of a request that was passed on to a business. */
export function referralOf({ referral }: Dossier, timeZone: string): Row[] {
  if (!referral) return [];
  return said([
    { term: words.referral.business, value: referral.business },
    { term: words.referral.email, value: referral.email ?? words.referral.nobody },
    { term: words.referral.told, value: showDay(dayIn(timeZone, new Date(referral.toldAt))) },
    { term: words.referral.due, value: showDay(referral.dueOn) },
    { term: words.referral.answer, value: referral.answer ?? '' },
    { term: words.referral.help, value: referral.help ?? '' },
  ]);
}

/** What stands of an agent's permission, with the things of which it does: each may be another person's. */
function permissionOf({ case: { permissions, lacksPermission } }: Dossier): string {
  const standing = [
    ...Map.groupBy(permissions, ({ permission }) =>
      permission
        ? fill(words.permission[permission.state], { day: showDay(permission.on) })
        : lacksPermission
          ? words.permission.none
          : words.permission.sent,
    ),
  ];
  const named = ([text, of]: (typeof standing)[number]) =>
    standing.length > 1 ? `${nameKindsInShort(of.map(({ kind }) => kind))}: ${text}` : text;
  return standing.map(named).join('; ');
}

function said(rows: readonly Row[]): Row[] {
  return rows.filter(({ value }) => value !== '');
}
