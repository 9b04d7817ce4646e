import type { Proof } from '../../../../server/notices/proofs.ts';
import { showDay } from '../../../library/model/days.ts';
import { toCsv } from '../../../library/model/files/csv.ts';
import { kindNames, meansNames, reasonNames, proofPage as words } from '../../../words/desk/notices.ts';
import { fill } from '../../../words/fill.ts';

/** For programs: times as they are stored. */
export function csvOf(proofs: readonly Proof[]): string {
  const { columns } = words;
  const rows = proofs.map((proof) => ({
    [columns.notice]: noticeOf(proof),
    [columns.address]: proof.address ?? '',
    [columns.reason]: reasonNames[proof.reason],
    [columns.tried]: proof.triedAt ?? '',
    [columns.accepted]: proof.acceptedAt ?? '',
    [columns.delivered]: proof.deliveredAt ?? '',
    [columns.problem]: proof.problem ?? '',
    [columns.problemAt]: proof.problemAt ?? '',
    [columns.means]: meansOf(proof),
  }));
  return toCsv(rows, Object.values(columns));
}

/** Which notice it is about. */
export function noticeOf({ document, version, kind }: Proof): string {
  return `${document} ${version}, ${kindNames[kind]}`;
}

export function meansOf({ means, toldOn, isOfFormer }: Proof): string {
  const name = meansNames[means as keyof typeof meansNames];
  return name && toldOn
    ? fill(isOfFormer ? words.meansOfFormer : words.means, { means: name, day: showDay(toldOn) })
    : '';
}
