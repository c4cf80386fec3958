/** 李娜 → 娜, Li Na → L: how colleagues tell each other apart at a glance. */
export function initialOf(name: string): string {
  const signs = [...name.trim()];
  const last = signs.at(-1) ?? '';
  return /[\u4e00-\u9fff]/.test(last) ? last : (signs[0] ?? '').toUpperCase();
}
