/**
 * How the server is run, as the container and docs/running.md say too. Left to itself V8 lets what is young take 128 MB
 * before it looks what can go, and lets the rest double before it does: a server that sends much stands there.
 */
export const heapOptions = ['--max-semi-space-size=16', '--heap-growing-percent=30'];
