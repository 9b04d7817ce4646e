/** Where the pages of a request stand, below the origin. */
export const newRequestPath = '/requests/new/';

export function receivedPath(reference: string, token: string): string {
  return `/requests/received/${reference}/${token}/`;
}

export function confirmPath(token: string): string {
  return `/requests/confirm/${token}/`;
}

export function permissionPath(token: string): string {
  return `/requests/permission/${token}/`;
}

export function casePath(reference: string, caseToken: string): string {
  return `/requests/${reference}/${caseToken}/`;
}

export function businessPath(reference: string, token: string): string {
  return `/requests/business/${reference}/${token}/`;
}

/** For staff. */
export function deskPath(reference: string): string {
  return `/desk/requests/${reference}/`;
}
