declare namespace App {
  interface Locals {
    services: import('../server/services.ts').Services;
    /** As counted by the front door, never as the client says. */
    client: { address: string; local: boolean };
    requestId: string;
  }
}
