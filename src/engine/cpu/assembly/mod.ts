// The jobs of the engine. Each takes the number of the chunk to work on, the
// address of the thread's own scratch memory, then addresses and sizes.
export { adamStep } from "./adam";
export { bnApply, bnGradApply, bnGradSums, bnMerge, bnMoments, sumRows } from "./batch_norm";
export { columnSums, convColumns, convForward, convInputGrad, foldRing, transposedProducts } from "./conv";
export { degradeFold, degradeImageGradRow, degradeKernelGradRow, degradeRow } from "./degrade";
export { applySlice, combineSlice } from "./elementwise";
export { joinDeepGradRow, joinRow, joinSkipGradRow } from "./join_skip";
export { matMul, packPanel, transpose } from "./matmul";
export { maxPoolGradRow, maxPoolRow } from "./max_pool";
export { priorGradRow, priorRow, priorSlopes } from "./prior";
export { windowHorizontal, windowVertical } from "./window";
export { winogradConv, winogradFilter, winogradFilterGrad, winogradFilterTurned, winogradInputBatch, winogradOutputBatch } from "./winograd";
