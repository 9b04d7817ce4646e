import type { Day } from '../../../src/library/model/days.ts';
import type { RequestKind } from '../kinds.ts';
import type { CalendarName } from './calendars.ts';

/** The laws whose clocks are known, and what this site promises itself. */
export const regimes = [
  'EU-GDPR',
  'UK-GDPR',
  'US-CA-CCPA',
  'US-VA-VCDPA',
  'US-CO-CPA',
  'US-CT-CTDPA',
  'US-TX-TDPSA',
  'US-MN-MCDPA',
  'US-OR-OCPA',
  'US-IA-ICDPA',
  'US-UT-UCPA',
  'US-OTHER',
  'BR-LGPD',
  'CA-PIPEDA',
  'CA-QC-P39.1',
  'CH-FADP',
  'PROMISE',
] as const;
export type Regime = (typeof regimes)[number];

export const promised: Regime = 'PROMISE';
export const laws: readonly Regime[] = regimes.filter((regime) => regime !== promised);

/** Months, days, business days, or at once. */
export type Period = `${number}${'M' | 'D' | 'B'}` | 'now';

/** What may stop a clock or move its start: what was asked of the person, from the asking to the answer. */
export const eventKinds = ['identity', 'fee', 'clarification', 'verification'] as const;
export type EventKind = (typeof eventKinds)[number];

/** T: the text was read. S: a secondary source was. K: from knowledge, to be checked. Neither S nor K may lengthen a date. */
export type Tag = 'T' | 'S' | 'K';

/** One period that one law sets, as counsel reads it. What is not said here, the arithmetic does not know. */
export interface ClockRow {
  readonly id: string;
  readonly regime: Regime;
  /** The first and the last day of receipt for which it holds; without them, as far as anybody asks. */
  readonly from?: Day;
  readonly until?: Day;
  readonly kinds: readonly RequestKind[];
  /** `relevant-time`: the latest of receipt, answer about identity and payment of a fee. `appeal`: its own receipt. */
  readonly start: 'receipt' | 'relevant-time' | 'appeal';
  readonly period: Period;
  /** From the start, not from the end of the period; the notice goes out before that ends, pauses included. */
  readonly extension?: { readonly to: Period; readonly except?: readonly RequestKind[]; readonly tag: Tag };
  /** Within which receipt is confirmed. */
  readonly acknowledge?: Period;
  /** `whole`: from one day to the other. `inclusive`: the day of asking and the day of the answer are left out, too. */
  readonly pauses?: readonly {
    readonly event: EventKind;
    readonly kinds?: readonly RequestKind[];
    readonly days: 'whole' | 'inclusive';
    readonly tag: Tag;
  }[];
  /** A last day that is no working day moves to the next, by the calendar of the place where we act. */
  readonly rolls?: true;
  /** Of business days. */
  readonly calendar?: CalendarName;
  /** How an adverse reader counts. Nobody's last day rolls then. */
  readonly adverse?: {
    readonly firstDayCounts?: true;
    readonly saturdaysCount?: true;
    /** A pause is none, or every pause and moved start is a day shorter. */
    readonly pauses?: 'none' | 'day-shorter';
  };
  /** As a person may cite it. */
  readonly law: string;
  /** For whoever asks for more time than there is, or reads the table. */
  readonly note?: string;
  readonly source: string;
  readonly tag: Tag;
}

const european: readonly RequestKind[] = [
  'access',
  'access_categories',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'automated_decision_review',
  'other',
];
const atOnce: readonly RequestKind[] = ['withdraw_consent', 'objection_marketing'];
const general: readonly RequestKind[] = ['access', 'access_categories', 'portability', 'rectification', 'erasure'];
/** What laws that speak of access alone are read to mean as well. */
const besideAccess: readonly RequestKind[] = [
  ...(['portability', 'rectification', 'erasure', 'restriction', 'objection', 'objection_marketing'] as const),
  ...(['automated_decision_review', 'withdraw_consent', 'other'] as const),
];
const optOuts: readonly RequestKind[] = ['opt_out_sale_sharing', 'opt_out_targeted_ads', 'opt_out_profiling'];

const gdpr =
  'GDPR Art 12(3); Reg (EEC, Euratom) 1182/71 Art 3(1), (2)(c), (4) https://eur-lex.europa.eu/eli/reg/1971/1182/oj';
const dataUseAct =
  'Data (Use and Access) Act 2025 s.76(2)-(3), Sch 11 para 3 https://www.legislation.gov.uk/ukpga/2025/18';
const ccpa7021 =
  '11 CCR 7021(a)-(b) https://advisori.com/cpra/%C2%A7-7021-timelines-for-responding-to-requests-to-delete-requests-to-correct-and-requests-to-know/; Civ. Code 1798.130(a)(2)(A)';
const lgpd19 = 'LGPD (Lei 13.709/2018) Art 19 https://lgpd-brazil.info/chapter_03/article_19';
const fadp = 'FADP Art 25(7) https://lawbrary.ch/law/art/DSG-v2023.09-en-art-25';
const crossChecked = 'numbers agree with https://packagist.org/packages/jeffersongoncalves/laravel-us-privacy-requests';

/** One row for each clock. A person's request runs all that may apply, and the earliest counts. */
export const clockRows: readonly ClockRow[] = [
  {
    id: 'eu-month',
    regime: 'EU-GDPR',
    kinds: european,
    start: 'receipt',
    period: '1M',
    extension: { to: '3M', tag: 'T' },
    pauses: [{ event: 'identity', days: 'whole', tag: 'K' }],
    rolls: true,
    adverse: { pauses: 'none' },
    law: 'GDPR Article 12(3)',
    note: 'No statute says how a suspension for identity is counted (EDPB 01/2022, from knowledge): the date that we keep ignores it.',
    source: gdpr,
    tag: 'T',
  },
  {
    id: 'eu-at-once',
    regime: 'EU-GDPR',
    kinds: atOnce,
    start: 'receipt',
    period: 'now',
    law: 'GDPR Articles 7(3) and 21(3)',
    note: 'This is done at once.',
    source: 'GDPR Art 7(3), 21(2)-(3) https://eur-lex.europa.eu/eli/reg/2016/679/oj',
    tag: 'K',
  },
  {
    id: 'uk-month-before-2026',
    regime: 'UK-GDPR',
    until: '2026-02-04',
    kinds: european,
    start: 'receipt',
    period: '1M',
    extension: { to: '3M', tag: 'T' },
    pauses: [{ event: 'identity', days: 'whole', tag: 'K' }],
    rolls: true,
    adverse: { pauses: 'none' },
    law: 'UK GDPR Article 12(3)',
    note: 'Before Article 12A. A suspension for identity was guidance: the date that we keep ignores it.',
    source: 'UK GDPR Art 12(3); ICO https://ico.org.uk/global/sar-checklist-for-smes/i-need-to-complete-a-sar',
    tag: 'T',
  },
  {
    id: 'uk-month',
    regime: 'UK-GDPR',
    from: '2026-02-05',
    kinds: european,
    start: 'relevant-time',
    period: '1M',
    extension: { to: '3M', tag: 'T' },
    pauses: [{ event: 'clarification', kinds: ['access', 'access_categories'], days: 'inclusive', tag: 'T' }],
    rolls: true,
    adverse: { pauses: 'day-shorter' },
    law: 'UK GDPR Article 12A',
    note: 'In force by SI 2026/82 reg 2.',
    source: `UK GDPR Art 12A, Art 4A (${dataUseAct})`,
    tag: 'T',
  },
  {
    id: 'uk-at-once',
    regime: 'UK-GDPR',
    kinds: atOnce,
    start: 'receipt',
    period: 'now',
    law: 'UK GDPR Articles 7(3) and 21(3)',
    note: 'This is done at once.',
    source: 'UK GDPR Art 7(3), 21(2)-(3)',
    tag: 'K',
  },
  {
    id: 'uk-complaint',
    regime: 'UK-GDPR',
    from: '2026-06-19',
    kinds: ['complaint'],
    start: 'receipt',
    period: '30D',
    acknowledge: '30D',
    rolls: true,
    adverse: { firstDayCounts: true },
    law: 'Data Protection Act 2018 s. 164A',
    note: 'Within this time receipt is confirmed; the outcome follows without undue delay.',
    source:
      'Data Protection Act 2018 s.164A(3) (DUAA 2025 s.103) https://www.legislation.gov.uk/ukpga/2025/18/section/103; counted as guidance does https://uk-times.com/how-to-respond-to-a-data-protection-complaint/',
    tag: 'T',
  },
  {
    id: 'ca-know-delete-correct',
    regime: 'US-CA-CCPA',
    kinds: [...general, 'other'],
    start: 'receipt',
    period: '45D',
    extension: { to: '90D', tag: 'T' },
    acknowledge: '10B',
    calendar: 'US-FED',
    adverse: { firstDayCounts: true, saturdaysCount: true },
    law: 'California Civil Code § 1798.130 and 11 CCR § 7021',
    note: 'It runs regardless of the time that verification takes.',
    source: ccpa7021,
    tag: 'T',
  },
  {
    id: 'ca-admt-access',
    regime: 'US-CA-CCPA',
    from: '2027-01-01',
    kinds: ['access_admt'],
    start: 'receipt',
    period: '45D',
    extension: { to: '90D', tag: 'K' },
    acknowledge: '10B',
    calendar: 'US-FED',
    adverse: { firstDayCounts: true, saturdaysCount: true },
    law: '11 CCR §§ 7021 and 7222',
    source: `11 CCR 7222 (from knowledge), as a request to know: ${ccpa7021}`,
    tag: 'K',
  },
  {
    id: 'ca-opt-out',
    regime: 'US-CA-CCPA',
    kinds: ['opt_out_sale_sharing', 'opt_out_targeted_ads'],
    start: 'receipt',
    period: '15B',
    calendar: 'US-FED',
    adverse: { saturdaysCount: true },
    law: '11 CCR § 7026(f)',
    note: 'As soon as feasible, and nobody is verified. Sharing is what targeted advertising across contexts needs.',
    source: '11 CCR 7026(f) https://www.law.cornell.edu/regulations/california/11-CCR-7026',
    tag: 'T',
  },
  {
    id: 'ca-limit',
    regime: 'US-CA-CCPA',
    kinds: ['limit_sensitive'],
    start: 'receipt',
    period: '15B',
    calendar: 'US-FED',
    adverse: { saturdaysCount: true },
    law: '11 CCR § 7027(g)',
    note: 'As soon as feasible, and nobody is verified.',
    source: '11 CCR 7027(g) (from knowledge)',
    tag: 'K',
  },
  {
    id: 'ca-admt-opt-out',
    regime: 'US-CA-CCPA',
    from: '2027-01-01',
    kinds: ['opt_out_admt'],
    start: 'receipt',
    period: '15B',
    calendar: 'US-FED',
    adverse: { saturdaysCount: true },
    law: '11 CCR § 7221',
    note: 'Nobody is verified.',
    source:
      '11 CCR 7221, from 1 Jan 2027 https://www.butlersnow.com/news-and-events/ccpa-regulations-amendments-effective-january-1-2026-a-practical-roadmap-for-in-house-counsel',
    tag: 'S',
  },
  ...stateRows('US-VA-VCDPA', 'va', {
    law: 'Virginia Code § 59.1-577',
    source: 'Va. Code 59.1-577(B)(1)-(3), (C) https://law.lis.virginia.gov/vacode/59.1-577/',
    tag: 'T',
    appeal: { period: '60D', tag: 'S' },
  }),
  ...stateRows('US-CO-CPA', 'co', {
    law: 'Colorado Revised Statutes § 6-1-1306',
    source: `C.R.S. 6-1-1306(2)-(3), ${crossChecked}`,
    tag: 'S',
    appeal: { period: '45D', to: '105D', tag: 'S' },
  }),
  ...stateRows('US-CT-CTDPA', 'ct', {
    law: 'Connecticut General Statutes § 42-518',
    source: `Conn. Gen. Stat. 42-518 (from knowledge), ${crossChecked}`,
    tag: 'S',
    appeal: { period: '60D', tag: 'S' },
  }),
  ...stateRows('US-TX-TDPSA', 'tx', {
    law: 'Texas Business and Commerce Code §§ 541.052 and 541.053',
    source: `Tex. Bus. & Com. Code 541.052-541.053 (from knowledge), ${crossChecked}`,
    tag: 'S',
    appeal: { period: '60D', tag: 'S' },
  }),
  ...stateRows('US-MN-MCDPA', 'mn', {
    law: 'Minnesota Statutes ch. 325M',
    source: `Minn. Stat. 325M: ${crossChecked}; read the statute before relying on it`,
    tag: 'S',
    appeal: { period: '45D', to: '105D', tag: 'S' },
  }),
  ...stateRows('US-OR-OCPA', 'or', {
    law: 'Oregon Revised Statutes § 646A.576',
    source: `ORS 646A.576: ${crossChecked}; read the statute before relying on it`,
    tag: 'S',
    appeal: { period: '45D', to: '90D', tag: 'S' },
  }),
  ...stateRows('US-IA-ICDPA', 'ia', {
    period: '90D',
    to: '135D',
    law: 'Iowa Code ch. 715D',
    source: `Iowa Code 715D: ${crossChecked}; read the statute before relying on it`,
    tag: 'S',
    appeal: { period: '60D', tag: 'S' },
  }),
  ...stateRows('US-UT-UCPA', 'ut', {
    law: 'Utah Code § 13-61-203',
    source: `Utah Code 13-61-203: ${crossChecked}`,
    tag: 'S',
  }),
  ...stateRows('US-OTHER', 'us-other', {
    law: 'the time that most privacy laws of US states give',
    source: `Where the state or its law is not known here: 45 days, appeals 45 days; ${crossChecked}`,
    tag: 'K',
    appeal: { period: '45D', tag: 'K' },
  }),
  {
    id: 'br-simplified',
    regime: 'BR-LGPD',
    kinds: ['access_categories'],
    start: 'receipt',
    period: 'now',
    law: 'LGPD Article 19 I',
    note: 'Confirmation and access in a simplified format are owed immediately.',
    source: lgpd19,
    tag: 'T',
  },
  {
    id: 'br-access',
    regime: 'BR-LGPD',
    kinds: ['access'],
    start: 'receipt',
    period: '15D',
    adverse: { firstDayCounts: true },
    law: 'LGPD Article 19 II',
    note: 'The law knows no extension.',
    source: lgpd19,
    tag: 'T',
  },
  {
    id: 'br-other-rights',
    regime: 'BR-LGPD',
    kinds: besideAccess,
    start: 'receipt',
    period: '15D',
    adverse: { firstDayCounts: true },
    law: 'LGPD Articles 18 and 19',
    note: 'The 15 days are stated for access alone; they are used for all rights. The law knows no extension.',
    source: `LGPD Art 18 §5 (from knowledge); ${lgpd19}`,
    tag: 'K',
  },
  {
    id: 'pipeda-30',
    regime: 'CA-PIPEDA',
    kinds: [...general, 'withdraw_consent', 'other'],
    start: 'receipt',
    period: '30D',
    extension: { to: '60D', except: ['withdraw_consent'], tag: 'T' },
    law: 'PIPEDA s. 8(3) to (5)',
    source: 'PIPEDA s.8(3)-(5) https://proteuscyber.com/privacy-database/pipeda-8',
    tag: 'T',
  },
  {
    id: 'quebec-30',
    regime: 'CA-QC-P39.1',
    kinds: [...general, 'automated_decision_review', 'withdraw_consent', 'other'],
    start: 'receipt',
    period: '30D',
    law: 'Quebec Act P-39.1, s. 32',
    note: 'More time can be given by the Commission d’accès à l’information alone (s. 46).',
    source: 'Quebec P-39.1 s.32 (from knowledge) https://legisquebec.gouv.qc.ca/en/document/cs/p-39.1',
    tag: 'K',
  },
  {
    id: 'swiss-access',
    regime: 'CH-FADP',
    kinds: ['access', 'access_categories'],
    start: 'receipt',
    period: '30D',
    law: 'Swiss FADP Article 25(7)',
    note: 'If 30 days are not enough, the person is told by when (DPO Article 18, from knowledge); no length is named, so the date stays.',
    source: fadp,
    tag: 'T',
  },
  {
    id: 'swiss-other-rights',
    regime: 'CH-FADP',
    kinds: besideAccess,
    start: 'receipt',
    period: '30D',
    law: 'Swiss FADP Articles 21, 25, 28, 30 and 32',
    note: 'The 30 days are stated for access; they are used for all rights, and no extension of them.',
    source: `FADP Art 21, 28, 30, 32 (from knowledge); ${fadp}`,
    tag: 'K',
  },
  {
    id: 'promise-30',
    regime: promised,
    kinds: [
      ...european,
      ...atOnce,
      ...optOuts,
      ...(['opt_out_admt', 'access_admt', 'limit_sensitive', 'opt_in_after_opt_out', 'appeal', 'complaint'] as const),
    ],
    start: 'receipt',
    period: '30D',
    law: 'what this site promises',
    note: 'What is promised to everybody has no exception for more time.',
    source: 'The published privacy policy; Cal. Bus. & Prof. Code 22576, FTC Act s.5',
    tag: 'T',
  },
  {
    id: 'promise-routing',
    regime: promised,
    kinds: ['misdirected_end_customer'],
    start: 'receipt',
    period: '2B',
    law: 'what this site promises',
    note: 'No law gives a processor hours; the business answers, by its own clock.',
    source: 'GDPR Art 28(3)(e) (from knowledge); 11 CCR 7050 (from knowledge)',
    tag: 'T',
  },
];

/** Whether it is the law for what is received on that day. */
export function holdsOn({ from, until }: ClockRow, receivedOn: Day): boolean {
  return (!from || receivedOn >= from) && (!until || receivedOn <= until);
}

/** What the laws of the states have in common: the rights with their extension, opt-outs without, and an appeal. */
function stateRows(
  regime: Regime,
  id: string,
  {
    period = '45D',
    to = '90D',
    law,
    source,
    tag,
    appeal,
  }: {
    readonly period?: Period;
    readonly to?: Period;
    readonly law: string;
    readonly source: string;
    readonly tag: Tag;
    readonly appeal?: { readonly period: Period; readonly to?: Period; readonly tag: Tag };
  },
): ClockRow[] {
  const rights: ClockRow = {
    id: `${id}-rights`,
    regime,
    kinds: [...general, ...optOuts, 'withdraw_consent', 'other'],
    start: 'receipt',
    period,
    extension: { to, except: [...optOuts, 'withdraw_consent'], tag },
    law,
    source,
    tag,
  };
  if (!appeal) return [rights];
  return [
    rights,
    {
      id: `${id}-appeal`,
      regime,
      kinds: ['appeal'],
      start: 'appeal',
      period: appeal.period,
      ...(appeal.to && { extension: { to: appeal.to, tag: appeal.tag } }),
      law,
      source,
      tag: appeal.tag,
    },
  ];
}
