import { createConfig, lintFromString } from '@redocly/openapi-core';
import { type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import { openTestApi } from '../support/api.ts';

/** As a public site has it: that a description names localhost is what both complain of. */
async function description(): Promise<string> {
  await using api = await openTestApi();
  const { text } = await api.ask('/api/v1/openapi.json');
  return text.replaceAll(api.services.config.origin, 'https://legal.whitrack.com');
}

// All our addresses end in a slash, so that each has one spelling.
test('Redocly finds nothing in the description', async () => {
  const rules = { 'no-path-trailing-slash': 'off' } as const;
  const config = await createConfig({ extends: ['recommended-strict'], rules });

  const problems = await lintFromString({ source: await description(), absoluteRef: 'openapi.json', config });

  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
});

test('Spectral finds nothing in the description', async () => {
  const spectral = new Spectral();
  spectral.setRuleset({
    extends: [[oas as RulesetDefinition, 'all']],
    rules: { 'path-keys-no-trailing-slash': 'off' },
  });

  const problems = await spectral.run(await description());

  expect(problems.map(({ code, message, path }) => `${code}: ${message} ${path.join('/')}`)).toEqual([]);
});

test('no pattern of the description needs more than Python, Go and JavaScript share', async () => {
  const patterns = [...(await description()).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map(([, text]) =>
    String(JSON.parse(text ?? '')),
  );

  expect(patterns.length).toBeGreaterThan(3);
  for (const pattern of patterns) expect(pattern).not.toMatch(/\(\?|\\p|\\u|\\[1-9]/);
});
