import './test/support/temporary-folder.ts';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms that query run the same tests once more on PostgreSQL. */
const rooms = globSync('test/unit/**/*.test.ts').filter((file) =>
  /\b(openTest(Services|Api)|makeDatabase)\b/.test(readFileSync(file, 'utf8')),
);

/** What starts programs comes first: a worker that has grown takes ten times as long to start one as a fresh one. */
class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = Map.groupBy(await super.sort(files), ({ project }) => project);
    return [...projects.values()].flatMap((files) => {
      const { programs = [], others = [] } = Object.groupBy(files, ({ moduleId }) =>
        /child_process|support\/branch|backups/.test(readFileSync(moduleId, 'utf8')) ? 'programs' : 'others',
      );
      return [...programs, ...others];
    });
  }
}

/** Milliseconds after which a test hangs: far more than any takes on a busy machine. */
const patience = 600_000;

export default defineConfig({
  test: {
    // A core for each: left to itself vitest leaves one idle. A worker keeps its modules from file to file, for reading
    // them takes longer than most files' tests; what a test changes it puts back.
    maxWorkers: availableParallelism(),
    isolate: false,
    sequence: { sequencer: ProgramsFirst },
    projects: [
      {
        extends: true,
        test: { name: 'sqlite', include: ['test/unit/**/*.test.ts'], testTimeout: patience, hookTimeout: patience },
      },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: rooms,
          globalSetup: 'test/support/postgresql-setup.ts',
          setupFiles: 'test/support/use-postgresql.ts',
          testTimeout: patience,
          hookTimeout: patience,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/test-site-setup.ts', 'test/support/postgresql-setup.ts'],
          maxConcurrency: 2,
          testTimeout: 2 * patience,
          hookTimeout: 2 * patience,
        },
      },
    ],
  },
});
