import { stateLabel } from './regions.ts';

/** Whom a person can turn to who does not agree with us. */
export interface Authority {
  readonly name: string;
  readonly href: string | null;
}

const authorities: Readonly<Record<string, Authority>> = {
  AT: { name: 'Österreichische Datenschutzbehörde', href: 'https://www.dsb.gv.at/' },
  BE: { name: 'Data Protection Authority of Belgium', href: 'https://www.dataprotectionauthority.be/' },
  BG: { name: 'Commission for Personal Data Protection', href: 'https://www.cpdp.bg/' },
  CY: { name: 'Commissioner for Personal Data Protection', href: 'https://www.dataprotection.gov.cy/' },
  CZ: { name: 'Úřad pro ochranu osobních údajů', href: 'https://uoou.gov.cz/' },
  DE: {
    name: 'data protection authority of your Land, found through the Federal Commissioner (BfDI)',
    href: 'https://www.bfdi.bund.de/',
  },
  DK: { name: 'Datatilsynet', href: 'https://www.datatilsynet.dk/' },
  EE: { name: 'Andmekaitse Inspektsioon', href: 'https://www.aki.ee/' },
  ES: { name: 'Agencia Española de Protección de Datos', href: 'https://www.aepd.es/' },
  FI: { name: 'Office of the Data Protection Ombudsman', href: 'https://tietosuoja.fi/' },
  FR: { name: 'Commission nationale de l’informatique et des libertés (CNIL)', href: 'https://www.cnil.fr/' },
  GR: { name: 'Hellenic Data Protection Authority', href: 'https://www.dpa.gr/' },
  HR: { name: 'Agencija za zaštitu osobnih podataka', href: 'https://azop.hr/' },
  HU: { name: 'Nemzeti Adatvédelmi és Információszabadság Hatóság', href: 'https://www.naih.hu/' },
  IE: { name: 'Data Protection Commission', href: 'https://www.dataprotection.ie/' },
  IS: { name: 'Persónuvernd', href: 'https://www.personuvernd.is/' },
  IT: { name: 'Garante per la protezione dei dati personali', href: 'https://www.garanteprivacy.it/' },
  LI: { name: 'Datenschutzstelle Liechtenstein', href: 'https://www.datenschutzstelle.li/' },
  LT: { name: 'Valstybinė duomenų apsaugos inspekcija', href: 'https://vdai.lrv.lt/' },
  LU: { name: 'Commission nationale pour la protection des données', href: 'https://cnpd.public.lu/' },
  LV: { name: 'Datu valsts inspekcija', href: 'https://www.dvi.gov.lv/' },
  MT: { name: 'Information and Data Protection Commissioner', href: 'https://idpc.org.mt/' },
  NL: { name: 'Autoriteit Persoonsgegevens', href: 'https://www.autoriteitpersoonsgegevens.nl/' },
  NO: { name: 'Datatilsynet', href: 'https://www.datatilsynet.no/' },
  PL: { name: 'Urząd Ochrony Danych Osobowych', href: 'https://uodo.gov.pl/' },
  PT: { name: 'Comissão Nacional de Proteção de Dados', href: 'https://www.cnpd.pt/' },
  RO: {
    name: 'Autoritatea Naţională de Supraveghere a Prelucrării Datelor cu Caracter Personal',
    href: 'https://www.dataprotection.ro/',
  },
  SE: { name: 'Integritetsskyddsmyndigheten', href: 'https://www.imy.se/' },
  SI: { name: 'Informacijski pooblaščenec', href: 'https://www.ip-rs.si/' },
  SK: { name: 'Úrad na ochranu osobných údajov', href: 'https://dataprotection.gov.sk/' },
  GB: { name: 'Information Commissioner', href: 'https://ico.org.uk/make-a-complaint/' },
  CH: { name: 'Federal Data Protection and Information Commissioner', href: 'https://www.edoeb.admin.ch/' },
  BR: { name: 'Autoridade Nacional de Proteção de Dados', href: 'https://www.gov.br/anpd/' },
  CA: { name: 'Office of the Privacy Commissioner of Canada', href: 'https://www.priv.gc.ca/' },
  'CA-QC': { name: 'Commission d’accès à l’information', href: 'https://www.cai.gouv.qc.ca/' },
  'US-CA': { name: 'California Privacy Protection Agency or the Attorney General', href: 'https://cppa.ca.gov/' },
};

/** Parts of a country that have a code of their own. */
const partOf: Readonly<Record<string, string>> = {
  ...{ AX: 'FI', GF: 'FR', GP: 'FR', MF: 'FR', MQ: 'FR', RE: 'FR', YT: 'FR' },
};

/** Of where a person lives (ISO 3166). Null where none is known. */
export function authorityOf(region: string): Authority | null {
  const known = new Map(Object.entries(authorities)).get(new Map(Object.entries(partOf)).get(region) ?? region);
  if (known) return known;
  const state = stateLabel(region);
  return state ? { name: `Attorney General of ${state}`, href: null } : null;
}
