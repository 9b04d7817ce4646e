import type { Regime, Tag } from './clocks.ts';
import { isUnknown, regimesOf } from './places.ts';

/** Where somebody can complain about us, or about our answer. */
export interface Authority {
  /** As it calls itself, in the language of this site where it has a name in it. */
  readonly name: string;
  readonly url: string;
}

/** `tag` as of the clocks. */
interface Right {
  readonly law: string;
  readonly source: string;
  readonly tag: Tag;
}

const france: Authority = {
  name: 'Commission nationale de l’informatique et des libertés (CNIL)',
  url: 'https://www.cnil.fr/',
};

/** By ISO 3166. All names and addresses of sites are from knowledge: a company says others in `company.yaml`. */
const byRegion: Readonly<Record<string, Authority>> = {
  AT: { name: 'Österreichische Datenschutzbehörde', url: 'https://dsb.gv.at/' },
  AX: { name: 'Datainspektionen, Åland', url: 'https://www.di.ax/' },
  BE: { name: 'Data Protection Authority of Belgium', url: 'https://www.dataprotectionauthority.be/' },
  BG: { name: 'Commission for Personal Data Protection', url: 'https://www.cpdp.bg/' },
  CY: { name: 'Commissioner for Personal Data Protection', url: 'https://www.dataprotection.gov.cy/' },
  CZ: { name: 'Office for Personal Data Protection (ÚOOÚ)', url: 'https://uoou.gov.cz/' },
  DE: {
    name: 'the data protection authority of your Land; the Federal Commissioner (BfDI) lists them',
    url: 'https://www.bfdi.bund.de/',
  },
  DK: { name: 'Datatilsynet', url: 'https://www.datatilsynet.dk/' },
  EE: { name: 'Data Protection Inspectorate (Andmekaitse Inspektsioon)', url: 'https://www.aki.ee/' },
  ES: { name: 'Agencia Española de Protección de Datos (AEPD)', url: 'https://www.aepd.es/' },
  FI: { name: 'Office of the Data Protection Ombudsman', url: 'https://tietosuoja.fi/' },
  FR: france,
  GF: france,
  GP: france,
  GR: { name: 'Hellenic Data Protection Authority', url: 'https://www.dpa.gr/' },
  HR: { name: 'Agencija za zaštitu osobnih podataka (AZOP)', url: 'https://azop.hr/' },
  HU: { name: 'National Authority for Data Protection (NAIH)', url: 'https://www.naih.hu/' },
  IE: { name: 'Data Protection Commission', url: 'https://www.dataprotection.ie/' },
  IS: { name: 'Persónuvernd', url: 'https://www.personuvernd.is/' },
  IT: { name: 'Garante per la protezione dei dati personali', url: 'https://www.garanteprivacy.it/' },
  LI: { name: 'Datenschutzstelle Liechtenstein', url: 'https://www.datenschutzstelle.li/' },
  LT: { name: 'State Data Protection Inspectorate', url: 'https://vdai.lrv.lt/' },
  LU: { name: 'Commission nationale pour la protection des données (CNPD)', url: 'https://cnpd.public.lu/' },
  LV: { name: 'Data State Inspectorate', url: 'https://www.dvi.gov.lv/' },
  MF: france,
  MQ: france,
  MT: { name: 'Information and Data Protection Commissioner', url: 'https://idpc.org.mt/' },
  NL: { name: 'Autoriteit Persoonsgegevens', url: 'https://autoriteitpersoonsgegevens.nl/' },
  NO: { name: 'Datatilsynet', url: 'https://www.datatilsynet.no/' },
  PL: { name: 'Urząd Ochrony Danych Osobowych (UODO)', url: 'https://uodo.gov.pl/' },
  PT: { name: 'Comissão Nacional de Proteção de Dados (CNPD)', url: 'https://www.cnpd.pt/' },
  RE: france,
  RO: { name: 'National Supervisory Authority For Personal Data Processing', url: 'https://www.dataprotection.ro/' },
  SE: { name: 'Integritetsskyddsmyndigheten (IMY)', url: 'https://www.imy.se/' },
  SI: { name: 'Informacijski pooblaščenec', url: 'https://www.ip-rs.si/' },
  SK: { name: 'Office for Personal Data Protection of the Slovak Republic', url: 'https://dataprotection.gov.sk/' },
  YT: france,
  GB: { name: 'Information Commissioner’s Office (ICO)', url: 'https://ico.org.uk/make-a-complaint/' },
  CH: { name: 'Federal Data Protection and Information Commissioner (FDPIC)', url: 'https://www.edoeb.admin.ch/' },
  BR: { name: 'Autoridade Nacional de Proteção de Dados (ANPD)', url: 'https://www.gov.br/anpd/' },
  CA: { name: 'Office of the Privacy Commissioner of Canada', url: 'https://www.priv.gc.ca/' },
  'CA-QC': { name: 'Commission d’accès à l’information du Québec', url: 'https://www.cai.gouv.qc.ca/' },
  'US-CA': { name: 'California Privacy Protection Agency', url: 'https://cppa.ca.gov/' },
  'US-CO': { name: 'Attorney General of Colorado', url: 'https://coag.gov/' },
  'US-CT': { name: 'Attorney General of Connecticut', url: 'https://portal.ct.gov/ag' },
  'US-IA': { name: 'Attorney General of Iowa', url: 'https://www.iowaattorneygeneral.gov/' },
  'US-MN': { name: 'Attorney General of Minnesota', url: 'https://www.ag.state.mn.us/' },
  'US-OR': { name: 'Oregon Department of Justice', url: 'https://www.doj.state.or.us/' },
  'US-TX': { name: 'Attorney General of Texas', url: 'https://www.texasattorneygeneral.gov/' },
  'US-UT': { name: 'Utah Division of Consumer Protection', url: 'https://dcp.utah.gov/' },
  'US-VA': { name: 'Attorney General of Virginia', url: 'https://www.oag.state.va.us/' },
};

/** By what right somebody turns to them, as counsel reads it. */
const rights: Readonly<Record<Exclude<Regime, 'PROMISE'>, Right>> = {
  'EU-GDPR': { law: 'GDPR Article 77', source: 'GDPR Art 77 https://eur-lex.europa.eu/eli/reg/2016/679/oj', tag: 'K' },
  'UK-GDPR': {
    law: 'Data Protection Act 2018 s. 165',
    source:
      'UK GDPR Art 12(4) as amended by the Data (Use and Access) Act 2025 Sch 10 https://www.legislation.gov.uk/ukpga/2025/18; its name may be Information Commission by now',
    tag: 'T',
  },
  'US-CA-CCPA': { law: 'Cal. Civ. Code 1798.199.45', source: 'Civ. Code 1798.199.45, 1798.199.90', tag: 'K' },
  'US-VA-VCDPA': {
    law: 'Va. Code 59.1-577(C)',
    source: 'https://www.litigationsupporttipofthenight.com/single-post/virgina-passes-data-privacy-legislation',
    tag: 'S',
  },
  'US-CO-CPA': { law: 'C.R.S. 6-1-1306(3)', source: 'C.R.S. 6-1-1306(3)', tag: 'K' },
  'US-CT-CTDPA': { law: 'CGS 42-518', source: 'CGS 42-518', tag: 'K' },
  'US-TX-TDPSA': { law: 'Tex. B&C 541.053', source: 'Tex. B&C 541.053', tag: 'K' },
  'US-MN-MCDPA': { law: 'Minn. Stat. 325M.14', source: 'Minn. Stat. 325M.14', tag: 'K' },
  'US-OR-OCPA': { law: 'ORS 646A.576', source: 'ORS 646A.576', tag: 'K' },
  'US-IA-ICDPA': { law: 'Iowa Code 715D.3', source: 'Iowa Code 715D.3', tag: 'K' },
  'US-UT-UCPA': { law: 'Utah Code 13-61-401', source: 'Utah Code 13-61-401', tag: 'K' },
  'US-OTHER': { law: 'the law of the state', source: 'by state', tag: 'K' },
  'BR-LGPD': {
    law: 'LGPD Article 18 § 1',
    source: 'LGPD (Lei 13.709/2018) Art 18 §1 https://lgpd.fundacaofaceli.edu.br/direitos-do-titular/',
    tag: 'K',
  },
  'CA-PIPEDA': { law: 'PIPEDA s. 8(4), 11', source: 'https://proteuscyber.com/privacy-database/pipeda-8', tag: 'T' },
  'CA-QC-P39.1': { law: 'P-39.1 s. 42', source: 'https://legisquebec.gouv.qc.ca/en/document/cs/p-39.1', tag: 'K' },
  'CH-FADP': { law: 'FADP Article 49', source: 'FADP Art 49', tag: 'K' },
};

/** Of a state without an authority of its own above. */
const attorneyGeneral: Authority = {
  name: 'the Attorney General of your state',
  url: 'https://www.naag.org/find-my-ag/',
};

/** Where it is not known which authority it is: a list of them. */
const lists: readonly (readonly [Regime, Authority | string])[] = [
  [
    'EU-GDPR',
    { name: 'the authorities of Europe', url: 'https://www.edpb.europa.eu/about-edpb/about-edpb/members_en' },
  ],
  ['UK-GDPR', 'GB'],
  ['US-OTHER', { ...attorneyGeneral, name: 'the Attorneys General of the United States' }],
  ['BR-LGPD', 'BR'],
  ['CA-PIPEDA', 'CA'],
  ['CH-FADP', 'CH'],
];

/** What a company knows better, by the place (ISO 3166): it stands before what stands here. */
type OwnAuthorities = Readonly<Record<string, readonly Authority[]>>;

/**
 * Where somebody who lives in a region (ISO 3166) can complain: the authority of the place; where that is not known, each
 * that may be theirs; none where we know of no law of the place.
 */
export function authoritiesOf(region: string, own: OwnAuthorities = {}): readonly Authority[] {
  const known = placed(region, own);
  if (known) return known;
  const of = (listed: Authority | string) => (typeof listed === 'string' ? (placed(listed, own) ?? []) : [listed]);
  if (isUnknown(region)) return lists.flatMap(([, listed]) => of(listed));
  const regimes = regimesOf(region);
  return lists.flatMap(([regime, listed]) => {
    if (!regimes.includes(regime)) return [];
    return region.startsWith('US-') ? [attorneyGeneral] : of(listed);
  });
}

/** One authority of one place, as counsel reads it. */
interface AuthorityRow extends Authority, Right {
  readonly region: string;
  /** Whether the company says so, and not this table. */
  readonly isOwn: boolean;
}

/** By place. Of the states that have none of their own here, the attorney general of each. */
export function authorityTable(own: OwnAuthorities = {}): AuthorityRow[] {
  const regions = [...new Set([...Object.keys(byRegion), ...Object.keys(own)])];
  return regions.flatMap((region) => {
    const right = rights[regimesOf(region)[0] as keyof typeof rights] ?? { law: '', source: '', tag: 'K' };
    const isOwn = own[region] !== undefined;
    return (placed(region, own) ?? []).map((authority) => ({ region, ...authority, ...right, isOwn }));
  });
}

function placed(region: string, own: OwnAuthorities): readonly Authority[] | null {
  if (own[region]) return own[region];
  const known = byRegion[region];
  if (!known) return null;
  return region === 'US-CA' ? [known, { name: 'Attorney General of California', url: 'https://oag.ca.gov/' }] : [known];
}
