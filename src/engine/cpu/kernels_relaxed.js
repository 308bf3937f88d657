// @ts-self-types="./kernels_relaxed.d.ts"
import source kernels from "./kernels_relaxed.wasm";
export default kernels;
