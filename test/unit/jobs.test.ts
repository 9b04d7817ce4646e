import { expect, test } from 'vitest';
import { openTestServices } from '../support/services.ts';

test('what fails in one room does not keep the others from their work', async () => {
  await using services = await openTestServices();
  await services.db.schema.dropTable('outgoing_mail').execute();
  await expect(services.runJobs()).rejects.toThrow('Jobs failed');
  expect(await services.db.selectFrom('notice').select('document').execute()).not.toEqual([]);
});
