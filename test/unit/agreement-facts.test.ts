import { expect, test } from 'vitest';
import { checkAgreementFacts } from '../../src/library/checking/agreement-facts.ts';
import { missingFacts } from '../../src/library/model/agreement-facts.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { manifestOf } from '../../src/library/model/manifest.ts';
import { publishAgain } from '../../src/library/publishing/publish.ts';
import { showStatus, statusOf } from '../../src/library/publishing/status.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';
import { promise } from '../support/promise.ts';

const today = '2027-03-01';
const needed = 'agreementFacts:\n  legal-name: parties\n  governing-law: governing-law\n';
const law = 'Law and courts that govern the Data Processing Addendum';
const name = 'Legal name of the company behind Whitrack';

/** The addendum that names a legal name and a law which it must state. */
function agreementLibrary(): ScratchLibrary {
  const library = scratchLibrary();
  library.write('dpa/document.yaml', `${library.read('dpa/document.yaml')}${needed}`);
  return library;
}

function confirm(library: ScratchLibrary, id: string, value: string): void {
  const company = library.read('company.yaml');
  const open = new RegExp(`(  ${id}:\n    label: .*\n)    value: null\n    confirmed: false\n`);
  expect(company).toMatch(open);
  const confirmed = `$1    value: "${value}"\n    confirmed: { by: "Ada Lovelace", on: "2027-02-01" }\n`;
  library.write('company.yaml', company.replace(open, confirmed));
}

function missingIn(library: ScratchLibrary): string[] {
  const manifest = manifestOf(openLibrary(library.root), today);
  const dpa = manifest.documents.find(({ slug }) => slug === 'dpa');
  return dpa?.versions.find(({ version }) => version === dpa.current)?.toBeConfirmed ?? [];
}

test(
  'what an agreement must state is missing until somebody confirmed it and the version in effect says so',
  promise('agreement-facts'),
  () => {
    using library = agreementLibrary();
    expect(missingIn(library)).toEqual([name, law]);
    const status = () => statusOf(openLibrary(library.root), today).map(showStatus).join('\n');
    expect(status()).toContain(`nobody can agree to it:\n    ${name}: to be confirmed in company.yaml`);

    confirm(library, 'legal-name', 'Example Holdings, Inc.');
    confirm(library, 'governing-law', 'California');
    expect(missingIn(library)).toEqual([name, law]);
    expect(status()).toContain(`${law}: confirmed, and the version in effect does not say so`);

    expect(publishAgain(library.root, 'dpa', {})).toMatchObject({ ok: true });
    expect(missingIn(library)).toEqual([]);
    expect(status()).not.toContain('nobody can agree');
  },
);

test('a document that names no such facts is agreed to as before', () => {
  using library = scratchLibrary();
  const opened = openLibrary(library.root);
  expect(opened.documents.flatMap((document) => missingFacts(opened, document, '2026-11-23'))).toEqual([]);
});

test('the check finds a fact that the company does not have, and a clause that does not state it', () => {
  using library = agreementLibrary();
  expect(checkAgreementFacts(openLibrary(library.root))).toEqual([]);
  library.write(
    'dpa/document.yaml',
    library.read('dpa/document.yaml').replace('legal-name: parties', 'legal-name: scope\n  signatories: parties'),
  );
  expect(checkAgreementFacts(openLibrary(library.root)).map(({ problem }) => problem)).toEqual([
    'The clause #scope of the draft does not state "legal-name".',
    'company.yaml has no fact "signatories".',
  ]);
});

test('the list of those who process customers’ data leaves out the data of others, and says how soon each deletes', () => {
  using library = scratchLibrary();
  const list = library.read('subprocessors/list.yaml');
  library.write(
    'subprocessors/list.yaml',
    list
      .replace('dataCategories: [Billing info]\n', 'dataCategories: [Billing info]\n  customerData: []\n')
      .replace(/(dataCategories: \[Account data.*\]\n)/, '$1  customerData: [Customer data you import]\n')
      .replace(
        '  vetted:',
        '  deletesWithin: { value: "30 days", confirmed: { by: "Ada Lovelace", on: "2027-02-01" } }\n  vetted:',
      ),
  );
  const draft = library.read('dpa/draft.mdx');
  library.write('dpa/draft.mdx', draft.replace('<Subprocessors />', '<Subprocessors only="customer-data" />'));
  expect(publishAgain(library.root, 'dpa', {})).toMatchObject({ ok: true });
  const text = library.read('dpa/2026-11-23.mdx');
  expect(text).toContain('| Name | Purpose | Data | Location | Transfer mechanism | Deletes within | Since |');
  expect(text).toContain(
    '| AWS | Hosting | Customer data you import | *to be confirmed* | *to be confirmed* | 30 days | 2026-04-23 |',
  );
  expect(text).not.toContain('| Stripe |');
});
