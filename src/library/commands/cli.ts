import { runPolicy } from './verbs.ts';

// Another day than the clock's, for tests.
const code = await runPolicy(process.argv.slice(2), process.env['TODAY']);
// A verb that did what it could may have set another one.
if (code !== 0) process.exitCode = code;
