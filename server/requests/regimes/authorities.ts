import type { Regime } from './clocks.ts';
import { isUnknown, regimesOf } from './places.ts';

/** Where somebody can complain about us, or about our answer. */
export interface Authority {
  /** As it calls itself, in the language of this site where it has a name in it. */
  readonly name: string;
  readonly url: string;
}

const france: Authority = {
  name: 'Commission nationale de l’informatique et des libertés (CNIL)',
  url: 'https://www.cnil.fr/',
};

/** By ISO 3166. GDPR Article 77, UK GDPR s. 165, FADP Article 49, LGPD Article 18 § 1, PIPEDA s. 11, P-39.1 s. 42. */
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

/** Of a state without an authority of its own above. */
const attorneyGeneral: Authority = {
  name: 'the Attorney General of your state',
  url: 'https://www.naag.org/find-my-ag/',
};

/** Where it is not known which authority it is: a list of them. */
const lists: readonly (readonly [Regime, Authority])[] = [
  [
    'EU-GDPR',
    { name: 'the authorities of Europe', url: 'https://www.edpb.europa.eu/about-edpb/about-edpb/members_en' },
  ],
  ['UK-GDPR', byRegion['GB'] as Authority],
  ['US-OTHER', { ...attorneyGeneral, name: 'the Attorneys General of the United States' }],
  ['BR-LGPD', byRegion['BR'] as Authority],
  ['CA-PIPEDA', byRegion['CA'] as Authority],
  ['CH-FADP', byRegion['CH'] as Authority],
];

/**
 * Where somebody who lives in a region (ISO 3166) can complain: the authority of the place; where that is not known, each
 * that may be theirs; none where we know of no law of the place.
 */
export function authoritiesOf(region: string): readonly Authority[] {
  const own = byRegion[region];
  if (own)
    return region === 'US-CA' ? [own, { name: 'Attorney General of California', url: 'https://oag.ca.gov/' }] : [own];
  if (isUnknown(region)) return lists.map(([, authority]) => authority);
  const regimes = regimesOf(region);
  return lists.flatMap(([regime, authority]) => {
    if (!regimes.includes(regime)) return [];
    return region.startsWith('US-') ? [attorneyGeneral] : [authority];
  });
}
