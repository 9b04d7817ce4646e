/** The longest values that the forms take, in characters. */
export const longest = {
  name: 200,
  email: 254,
  password: 256,
  business: 200,
  address: 500,
  website: 300,
  phone: 40,
} as const;

export const shortestPassword = 12;

/** The names for which form tokens are issued. */
export const formTokenNames = {
  signUp: 'sign-up',
  reset: 'reset',
  signOut: 'sign-out',
  confirmPassword: 'confirm-password',
  name: 'name',
  business: 'business',
  password: 'password',
  sessions: 'sessions',
  address: 'address',
  confirmAddress: 'confirm-address',
  secondFactor: 'second-factor',
  recoveryCodes: 'recovery-codes',
} as const;
