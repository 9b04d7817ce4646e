import { parse } from 'yaml';
import source from '../../content/company.yaml?raw';

/** Who speaks on these pages. The library checks the file; here its words are only shown. */
export const company = parse(source) as {
  readonly name: string;
  readonly siteName: string;
  readonly privacyAddress: string;
};
