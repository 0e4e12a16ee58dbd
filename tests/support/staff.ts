/** The key of one of the staff, as `testEnvironment` knows it. */
export const staff = { Authorization: 'Bearer mk_sandbox_staff' };
