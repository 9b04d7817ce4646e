import type { Documents, PublishedVersion } from '../documents/documents.ts';
import type { Recorded } from '../ledger/entries.ts';

/**
 * How an account stands with a document that is agreed to. `superseded`: new terms have taken effect since. Notices
 * bind without an act, and corrections change nothing.
 */
export type AgreementStatus = 'none' | 'agreed' | 'superseded' | 'declined' | 'negotiated';

export interface DecisiveActs {
  readonly standing: AgreementStatus;
  /** The entry of the agreement that was made last, also where newer terms were declined. */
  readonly agreement: Recorded | null;
  /** What was signed: that entry itself, or the one from which it was carried forward, by however many corrections. */
  readonly signed: Recorded | null;
  /** The act that decided it. */
  readonly last: Recorded | null;
}

/** Read from what the account did last about the document. */
export function agreementStatusOf(
  { last, agreement, signed }: Omit<DecisiveActs, 'standing'>,
  current: PublishedVersion,
  documents: Pick<Documents, 'find' | 'since'>,
): DecisiveActs {
  return { standing: standing(), agreement, signed, last };

  function standing(): AgreementStatus {
    if (!last) return 'none';
    const { kind, about, given } = last.entry;
    if (kind === 'objection') {
      if (given.by === 'operator') return 'none';
      return hasNewTerms(about.version) ? 'superseded' : 'declined';
    }
    if (!isAgreement(kind)) return 'none';
    if (about.version === null) return 'negotiated';
    const isText = documents.find(current.document, about.version)?.textSha256 === about.textSha256;
    return isText && !hasNewTerms(about.version) ? 'agreed' : 'superseded';
  }

  function hasNewTerms(version: string | null): boolean {
    const later = documents.since(current.document, version);
    return later === null || later.some((version) => version.class === 'agreement');
  }
}

function isAgreement(kind: string): boolean {
  return kind === 'agreement' || kind === 'carried-forward';
}
