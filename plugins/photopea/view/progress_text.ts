import type { Standing } from "../compute/compute.ts";

const STAGES = {
  "warm-up": "Getting to know blurs",
  solve: "Finding blur and picture",
  restore: "Drawing the picture",
};

/**
 * How far the work is, in words.
 *
 * @param standing How far it is.
 * @returns Such as "Finding blur and picture, about 2 min left".
 */
export function progressText(
  { stage, part, secondsLeft, position }: Standing,
): string {
  if (position !== undefined) {
    return position === 0
      ? "Next in line"
      : `Waiting, with ${position} before it`;
  }
  const parts = [stage ? STAGES[stage] : "Starting"];
  if (part && part.count > 1) {
    parts.push(`${part.purpose} ${part.index} of ${part.count}`);
  }
  if (typeof secondsLeft === "number") {
    parts.push(`about ${roughly(secondsLeft)} left`);
  }
  return parts.join(", ");
}

/** Coarse, so that a screen reader is not told of every second. */
function roughly(seconds: number): string {
  if (seconds < 10) return "10 s";
  if (seconds < 90) return `${Math.ceil(seconds / 10) * 10} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
