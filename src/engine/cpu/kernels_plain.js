// @ts-self-types="./kernels_plain.d.ts"
import source kernels from "./kernels_plain.wasm";
export default kernels;
