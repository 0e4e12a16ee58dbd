/** What a person is to the business, each with all that the one before may do. */
export const roles = ['guest', 'staff', 'manager', 'owner'] as const;
export type Role = (typeof roles)[number];

/** What may be done to what: `noun:verb`, and `:any` for that which belongs to others. */
export const permissions = [
  'reservation:read:any',
  'reservation:manage',
  'block:manage',
  'guest:manage',
  'guest:ban',
  'payment:read:any',
  'payment:refund',
  'payment:review',
  'deposit:manage',
  'document:read:any',
  'dispute:read',
  'enquiry:manage',
  'catalogue:read',
  'catalogue:write',
  'credit:issue',
  'ledger:read',
  'ledger:write',
  'reconciliation:read',
  'audit:read',
  'user:read:any',
  'user:ban',
  'user:role',
  'invitation:manage',
  'api-key:manage',
  'settings:manage',
  'channel:manage',
] as const;
export type Permission = (typeof permissions)[number];

const ofStaff = [
  'reservation:read:any',
  'reservation:manage',
  'block:manage',
  'guest:manage',
  'payment:read:any',
  'payment:refund',
  'deposit:manage',
  'document:read:any',
  'dispute:read',
  'enquiry:manage',
  'catalogue:read',
] as const satisfies Permission[];

const ofManagers = [
  ...ofStaff,
  'guest:ban',
  'catalogue:write',
  'payment:review',
  'credit:issue',
  'ledger:read',
  'reconciliation:read',
  'audit:read',
  'user:read:any',
  'user:ban',
  'invitation:manage',
  'settings:manage',
] as const satisfies Permission[];

const permissionsOf: Record<Role, readonly Permission[]> = {
  guest: [],
  staff: ofStaff,
  manager: ofManagers,
  owner: permissions,
};

/** What no machine may be given: keys do not make keys, nor staff, nor say by what account texts go out. */
export const permissionsOfUsers = [
  'user:ban',
  'user:role',
  'invitation:manage',
  'api-key:manage',
  'channel:manage',
] as const satisfies Permission[];

/** Everything that a role may do. */
export function permissionsOfRole(role: Role): readonly Permission[] {
  return permissionsOf[role];
}

/** The roles that may do this. */
export function rolesWith(permission: Permission): readonly Role[] {
  return roles.filter((role) => permissionsOf[role].includes(permission));
}

/** The roles that somebody of this role may give to others: those below their own, and for an owner all. */
export function rolesGivenBy(role: Role): readonly Role[] {
  return role === 'owner' ? roles : roles.slice(0, roles.indexOf(role));
}
