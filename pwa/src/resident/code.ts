/** A matter's code: 16 digits, the last one a check digit, written in fours as on a bank card. */
export const CODE_DIGITS = 16;

/** What somebody typed or pasted, without spaces and dashes; full-width digits count. */
export function plain(typed: string): string {
  return typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[^0-9]/g, '');
}

export function inFours(digits: string): string {
  return (digits.match(/.{1,4}/g) ?? []).join(' ');
}

/** Tells a slip of the finger without asking the station (Luhn). */
export function isCode(digits: string): boolean {
  if (digits.length !== CODE_DIGITS) return false;
  let total = 0;
  for (let at = 0; at < CODE_DIGITS; at++) {
    const digit = Number(digits[CODE_DIGITS - 1 - at]) * (at % 2 ? 2 : 1);
    total += digit > 9 ? digit - 9 : digit;
  }
  return total % 10 === 0;
}
