import { agreements, record } from '../../server/consent/agreements.ts';
import { carryForward } from '../../server/consent/carry-forward.ts';
import { negotiated } from '../../server/consent/negotiated-agreements.ts';
import { bind } from '../../server/context.ts';
import { createDocuments } from '../../server/documents/documents.ts';
import type { ManifestVersion } from '../../src/library/model/manifest.ts';
import type { SignedIn } from './accounts.ts';
import { documentOf, type TestServices, versionOf } from './notices.ts';
import { contextOf, formOf } from './services.ts';

export type Published = readonly (readonly [
  version: string,
  change: ManifestVersion['class'],
  more?: Partial<ManifestVersion>,
])[];

/** The room as a server with these versions of the addendum has it. */
export function agreementsWith(
  services: TestServices,
  dpa: Published = [['2026-04-23', null]],
  lists = ['2026-04-23'],
) {
  const { clock, company } = services;
  const versions = dpa.map(([version, change, more]) => ({ ...versionOf('dpa', version), class: change, ...more }));
  const list = { title: 'Subprocessors', kind: 'information', role: 'subprocessors' } as const;
  const documents = createDocuments({
    manifest: {
      documents: [
        documentOf('dpa', { title: 'Data Processing Addendum', kind: 'agreement', versions }),
        documentOf('subprocessors', { ...list, versions: lists.map((name) => versionOf('subprocessors', name)) }),
      ],
    },
    clock,
    company,
  });
  const ctx = contextOf(services, { documents });
  return {
    documents,
    agreements: bind(ctx, { ...agreements, record }),
    negotiated: bind(ctx, negotiated),
    ...bind(ctx, { carryForward }),
  };
}

export function agreeForm(
  { formTokens }: TestServices,
  { session }: Pick<SignedIn, 'session'>,
  values: Record<string, string> = {},
): FormData {
  return formOf({
    stamp: formTokens.issue('agree', session.id),
    ...{ document: 'dpa', version: '2026-04-23', list: '2026-04-23' },
    ...{ business: 'Analytical Works', address: '12 St James’s Square\nLondon', name: 'Ada Lovelace' },
    ...{ capacity: 'Director', authority: 'representative' },
    ...values,
  });
}

export function declineForm({ formTokens }: TestServices, { session }: Pick<SignedIn, 'session'>, version: string) {
  return formOf({ stamp: formTokens.issue('decline', session.id), document: 'dpa', version, list: '2026-04-23' });
}
