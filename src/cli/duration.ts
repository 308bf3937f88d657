/**
 * A time as people say it.
 *
 * @param seconds The time.
 * @returns Such as "7 s", "2 min 13 s" or "1 h 4 min".
 */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
