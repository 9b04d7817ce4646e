import { contentDir } from 'virtual:build';
import { openTexts, type Recorded } from '../../library/text/published-texts.ts';

let opened: ReturnType<typeof openTexts> | null = null;

/** The text that somebody is about to answer to, or has, as it stands within a page. */
export function textOf(recorded: Recorded): string {
  if (!opened || import.meta.env.DEV) opened = openTexts(contentDir);
  return opened(recorded);
}
