/**
 * How the server is run, as the container and docs/running.md say too: left to itself V8 lets what is young take 128 MB
 * before it looks what can go, and a server that sends much stands there.
 */
export const heapOptions = ['--max-semi-space-size=16'];
