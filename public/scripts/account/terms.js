/** The version of `/account/terms/` that stands there now, as consents name it. */
export const termsVersion = '2026-11';
