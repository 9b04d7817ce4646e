import { contentDir } from 'virtual:build';
import { openTexts, type Recorded } from '../../library/text/published-texts.ts';

let opened: ReturnType<typeof openTexts> | null = null;

/** The text that somebody is about to answer to, or has, as it stands within a page. */
export async function textOf(recorded: Recorded): Promise<string> {
  if (!opened || import.meta.env.DEV) opened = openTexts(contentDir);
  return await (await opened)(recorded);
}
