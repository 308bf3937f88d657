/** How a job stands: it waits, runs, and ends in one of three ways. */
export type JobStatus =
  | "waiting"
  | "running"
  | "done"
  | "failed"
  | "cancelled";

/** What a client is told of a job. */
export interface JobState {
  /** Its name. */
  id: string;
  /** How it stands. */
  state: JobStatus;
  /** How many jobs are before it, while it waits. */
  position?: number;
  /** What is done; `null` before the first step. */
  stage: "warm-up" | "solve" | "restore" | null;
  /** Steps done in this stage. */
  step: number;
  /** Steps of this stage, at most. */
  steps: number;
  /** How much of the whole is done, 0 to 1; it never falls. */
  fraction: number;
  /** Seconds for the rest; `null` if nobody knows. */
  secondsLeft: number | null;
  /** How many pictures so far there have been. */
  previews: number;
  /** What went wrong, in a line, if it failed. */
  error?: string;
  /** Columns of the result. */
  width: number;
  /** Rows of the result. */
  height: number;
  /** Why a plain enlargement may be better, once it is done. */
  doubts?: string[];
}
